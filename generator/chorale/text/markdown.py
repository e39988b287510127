"""Markdown rendering: an author's text becomes HTML, and French spacing is put into HTML that templates wrote."""

import html
import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from threading import local
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from chorale.french import phrases
from chorale.memory import remembered
from chorale.text import alike, alike_html, diagrams
from chorale.text.dialect import EXTENSIONS, CommonVoice, Dialect, settings

_TAGS = re.compile(r"(<[^>]*>)")
_VERBATIM = ("code", "pre", "script", "style", "kbd", "samp", "textarea")


@lru_cache(maxsize=4096)
def markdown(text: str) -> str:
    """Turn Markdown into HTML, unsanitised; an article is asked for by several outputs, and at every save."""
    if blocks := alike.read(text):
        made = alike_html.written(blocks, alike_html.COMMON)
        return "".join(made.parts)
    return converted(text)


@remembered(str, str)
def converted(text: str) -> str:
    """Turn Markdown into HTML by the library, whatever it holds."""
    return _reader().reset().convert(text)


Glossary = tuple[tuple[str, str], ...]
"""What the abbreviations of a community stand for, on every page."""


class PageText(NamedTuple):
    """A text as a page of the site shows it, its addresses still as they were written: every second part is one."""

    parts: tuple[str, ...]
    anchors: tuple[str, ...]
    toc: list[dict[str, Any]]

    def html(self, address: Callable[[str], str], fence: Callable[[str], str] | None = None) -> str:
        """Return the HTML with each address written for its page; fence draws the diagrams."""
        made = list(self.parts)
        made[1::2] = [_quoted(address(url)) for url in made[1::2]]
        text = "".join(made)
        if fence is None or _DIAGRAM.search(text) is None:
            return text
        return _DIAGRAM.sub(lambda kept: fence(html.unescape(kept[1])), text)


_DIAGRAM = re.compile(rf'<pre class="{diagrams.LANGUAGE}"><code>(.*?)</code></pre>', re.DOTALL)
_ENTITY = re.compile(r"&(?!(?:#[0-9]+|#x[0-9a-f]+|[0-9a-z]+);)", re.IGNORECASE)
_HOLE = "\ufdd0"
"""What stands around the number of an address to write: no character of any text."""
_NAMED = re.compile(r"""<[a-zA-Z][^<>]*?\sid=["']([^"']+)""")


def _quoted(url: str) -> str:
    escaped = _ENTITY.sub("&amp;", url)
    return escaped.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


@lru_cache(maxsize=4096)
def page(text: str, glossary: Glossary = ()) -> PageText:
    """Turn a text into what the site shows of it: its check and its page ask for the same, once."""
    if not any(name in text for name, _ in glossary) and (blocks := alike.read(text)):
        return PageText(*alike_html.written(blocks, alike_html.PAGE))
    return converted_page(text, glossary)


@remembered(list, lambda said: PageText(tuple(said[0]), tuple(said[1]), said[2]))
def converted_page(text: str, glossary: Glossary = ()) -> PageText:
    """Turn a text into what the site shows of it by the library, whatever it holds."""
    reader = _page_reader(glossary).reset()
    waiting: Any = reader.treeprocessors["waiting"]
    waiting.addresses, waiting.anchors = [], []  # the library leaves an empty text at once
    parts = reader.convert(text.replace(_HOLE, "")).split(_HOLE)
    parts[1::2] = [waiting.addresses[int(number)] for number in parts[1::2]]
    raw = (block for block in reader.htmlStash.rawHtmlBlocks if isinstance(block, str))
    anchors = [*waiting.anchors, *(name for block in raw for name in _NAMED.findall(block))]
    return PageText(tuple(parts), tuple(anchors), reader.toc_tokens)  # type: ignore[attr-defined]


class Waiting(Treeprocessor):
    """Number the addresses of a tree, that whoever prints it may write them for its place; note the anchors."""

    addresses: list[str]
    anchors: list[str]

    def run(self, root: Element) -> None:
        """Change the tree in place; links to the section that holds them, and those of mails, are finished already."""
        for element in root.iter():
            self.anchors += filter(None, (element.get("id"), _name(element)))
            key = _ADDRESSED.get(element.tag)
            url = key and element.get(key)
            if key and url and AMP_SUBSTITUTE not in url and element.get("class") != "headerlink":
                element.set(key, f"{_HOLE}{len(self.addresses)}{_HOLE}")
                self.addresses.append(url)


_ADDRESSED = {"a": "href", "img": "src"}


def _name(element: Element) -> str | None:
    return element.get("name") if element.tag == "a" else None


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


def _page_reader(glossary: Glossary) -> Markdown:
    """Return this thread's reader of pages."""
    readers: dict[Glossary, Markdown] = _PER_THREAD.__dict__.setdefault("pages", {})
    if glossary not in readers:
        dialect = Dialect(glossary=dict(glossary), fence=diagrams.kept_fence)
        made = readers[glossary] = Markdown(extensions=[dialect])
        made.treeprocessors.register(Waiting(made), "waiting", -1)
    return readers[glossary]


def is_one_block(body: str) -> bool:
    """Return whether a body is one element of HTML from end to end, none of it Markdown."""
    root = re.match(r"<(div|section|article)\b", body)
    if root is None or " markdown" in body:
        return False
    depth = 0
    for found in re.finditer(rf"<(/?){root[1]}\b[^>]*>", body):
        depth += -1 if found[1] else 1
        if depth == 0:
            return found.end() == len(body)
    return False


_ESCAPED = re.compile(r"(?<=[^\W\d_])(?:&#39;|&#x27;|'(?=\Z))(?=[\w«“<&\u00a0]|\Z)")
"""An apostrophe that an escape writes otherwise, or that ends its text before a tag."""
_SHOWN = re.compile(
    r"""(?<=\s)(?:alt|aria-label|placeholder|title|data-confirmer)=(?:"[^"]*"|'[^']*')"""
)
"""The attributes that are read by people; what a field holds and what scripts read stay as they are."""


@lru_cache(maxsize=256)
def html_typography(html: str) -> str:
    """Apply French spacing and apostrophes to what HTML shows; code and tags stay as they are."""
    verbatim = 0
    parts = _TAGS.split(html)
    for index, part in enumerate(parts):
        if index % 2:
            name = part.strip("</>").split(None, 1)[0].lower() if part.strip("</>") else ""
            verbatim += (name in _VERBATIM) * (-1 if part.startswith("</") else 1)
            parts[index] = _shown_attributes(part)
        elif not verbatim:
            said = _ESCAPED.sub("’", part)
            parts[index] = _spaced(said) if len(said) < _SHORT else phrases.typography(said)
    return "".join(parts)


_SHORT = 200
_spaced = lru_cache(maxsize=2048)(phrases.typography)
"""Labels, headings and what stands between two tags come back on each page of a service."""


def _shown_attributes(tag: str) -> str:
    if "'" not in tag and "&#" not in tag:
        return tag
    return _SHOWN.sub(lambda said: phrases.apostrophes(_ESCAPED.sub("’", said[0])), tag)


_KEPT = re.compile(
    r"(<(?:code|pre|script|style|kbd|samp|textarea)\b.*?</(?:code|pre|script|style|kbd|samp|textarea)>|<svg\b.*?</svg>)",
    re.DOTALL,
)
"""What is shown letter by letter, and drawings."""
# each begins with the sign itself, which the search runs to: what must stand before is looked at only there
_STRAIGHT = re.compile(
    r"(?:'(?<=[^\W\d_]')|&#39;(?<=[^\W\d_]&#39;)|&#x27;(?<=[^\W\d_]&#x27;))(?=[\w«<&\u00a0])"
)
_FIRST = re.compile(
    r"(1(?<![\w-]1)|I(?<![\w-]I)|XXI(?<![\w-]XXI))(er|re|ers)(?![\w-])"
    r"(?=[^<>]*(?:<|\Z))(?![^<>]*</(?:title|option)>)"
)
"""First in figures or Roman ones, « 1er », « Ire », « XXIers »: its letters are raised."""

_TITLED = re.compile(
    r"<h([1-6])\b[^>]*>(?P<words>.*?)</h\1>|<table\b[^>]*>(?!\s*<caption)", re.DOTALL
)
"""A heading, or a table that has no caption yet."""
_BLANK = re.compile(r"[ \t\n]+")
_SIGN = re.compile(r"<a\b[^>]*headerlink[^>]*>.*?</a>|<[^>]*>", re.DOTALL)


def named_tables(page: str) -> str:
    """Name each table that has no caption by the heading above it, for those who hear the page."""
    above: list[str] = [""]
    counts: Counter[str] = Counter()

    def name(found: re.Match[str]) -> str:
        if found["words"] is not None:
            above[0] = " ".join(_BLANK.split(_SIGN.sub("", found["words"]).strip()))
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
            parts[rank] = _FIRST.sub(r"\1<sup>\2</sup>", _curved(part))
        elif part.startswith("<svg"):
            parts[rank] = _curved(part)
    return named_tables("".join(parts))


def _curved(part: str) -> str:
    return _STRAIGHT.sub("’", part) if "'" in part or "&#" in part else part
