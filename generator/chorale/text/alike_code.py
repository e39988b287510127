"""Code of the texts that all readers read alike, in the colours that the dialect gives it."""

from functools import cache, lru_cache
from threading import Lock

from markdown import Markdown

from chorale.text import diagrams
from chorale.text.dialect import settings
from chorale.text.facts import of_element, words
from chorale.text.html_tree import parse

_EXTENSIONS = ("pymdownx.highlight", "pymdownx.superfences")
_ALONE = Lock()


@cache
def _reader() -> Markdown:
    known = settings(diagrams.kept_fence)
    return Markdown(
        extensions=[*_EXTENSIONS], extension_configs={name: known[name] for name in _EXTENSIONS}
    )


@lru_cache(maxsize=1024)
def coloured(language: str, code: str) -> str:
    """Return a block of code as the dialect writes it."""
    with _ALONE:
        return _reader().reset().convert(f"```{language}\n{code}\n```")


@lru_cache(maxsize=1024)
def keeps_its_words(language: str, code: str) -> bool:
    """Return whether no colour begins inside a word: it would be read as two."""
    shown = of_element(parse(coloured(language, code)))
    return [fact.value for fact in shown] == words(code)
