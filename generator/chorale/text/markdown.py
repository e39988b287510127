"""Markdown rendering: an author's text becomes HTML, and French spacing is put into HTML that templates wrote."""

import re
from collections import Counter
from functools import lru_cache
from threading import local

from markdown import Markdown

from chorale.french import phrases
from chorale.memory import remembered
from chorale.text import diagrams
from chorale.text.dialect import EXTENSIONS, CommonVoice, settings

_TAGS = re.compile(r"(<[^>]*>)")
_VERBATIM = ("code", "pre", "script", "style", "kbd", "samp", "textarea")


@lru_cache(maxsize=4096)
@remembered(str, str)
def markdown(text: str) -> str:
    """Turn Markdown into HTML, unsanitised; an article is asked for by several outputs, and at every save."""
    return _reader().reset().convert(text)


_PER_THREAD = local()


def _reader() -> Markdown:
    """Return this thread's reader: making one, with all its extensions, costs as much as a page."""
    if not hasattr(_PER_THREAD, "reader"):
        _PER_THREAD.reader = Markdown(
            extensions=[*EXTENSIONS, CommonVoice()],
            extension_configs=settings(diagrams.kept_fence),
            output_format="html",
        )
    made: Markdown = _PER_THREAD.reader
    return made


@lru_cache(maxsize=256)
def html_typography(html: str) -> str:
    """Apply French spacing to the text nodes of HTML; attributes, code and tags stay as they are."""
    verbatim = 0
    parts = _TAGS.split(html)
    for index, part in enumerate(parts):
        if index % 2:
            name = part.strip("</>").split(None, 1)[0].lower() if part.strip("</>") else ""
            verbatim += (name in _VERBATIM) * (-1 if part.startswith("</") else 1)
        elif not verbatim:
            parts[index] = phrases.typography(part)
    return "".join(parts)


_KEPT = re.compile(
    r"(<(?:code|pre|script|style|kbd|samp|textarea)\b.*?</(?:code|pre|script|style|kbd|samp|textarea)>|<svg\b.*?</svg>)",
    re.DOTALL,
)
_STRAIGHT = re.compile(r"(?<=[^\W\d_])(?:'|&#39;|&#x27;)(?=[\w«<&\u00a0])")
_FIRST = re.compile(
    r"(?<![\w-])(1|I|XXI)(er|re|ers)(?![\w-])(?=[^<>]*(?:<|\Z))(?![^<>]*</(?:title|option)>)"
)

_TITLED = re.compile(
    r"<h([1-6])\b[^>]*>(?P<words>.*?)</h\1>|<table\b[^>]*>(?!\s*<caption)", re.DOTALL
)
_SIGN = re.compile(r"<a\b[^>]*headerlink[^>]*>.*?</a>|<[^>]*>", re.DOTALL)


def named_tables(page: str) -> str:
    """Name each table that has no caption by the heading above it, for those who hear the page."""
    above: list[str] = [""]
    counts: Counter[str] = Counter()

    def name(found: re.Match[str]) -> str:
        if found["words"] is not None:
            above[0] = " ".join(_SIGN.sub("", found["words"]).split())
            return found[0]
        counts[above[0]] += 1
        again = f" ({counts[above[0]]})" if counts[above[0]] > 1 else ""
        return f'{found[0]}<caption class="visually-hidden">{above[0]}{again}</caption>'

    return _TITLED.sub(name, page) if "<table" in page else page


def typeset(page: str) -> str:
    """Finish a whole page: true apostrophes, « 1er » as printers write it, a name for each table.

    Code stays as it was typed; in a drawing, where HTML would break it, only apostrophes change.
    """
    parts = _KEPT.split(page)
    for rank, part in enumerate(parts):
        if rank % 2 == 0:
            parts[rank] = _FIRST.sub(r"\1<sup>\2</sup>", _STRAIGHT.sub("’", part))
        elif part.startswith("<svg"):
            parts[rank] = _STRAIGHT.sub("’", part)
    return named_tables("".join(parts))
