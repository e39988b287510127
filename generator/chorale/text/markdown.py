"""Markdown rendering: one list of extensions, French spacing as a Markdown extension."""

import re
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import markdown as markdown_library
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from chorale.french import phrases

EXTENSIONS: tuple[str, ...] = (
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "toc",
    "pymdownx.details",
    "pymdownx.superfences",
    "chorale.text.lists",
)
"""The Markdown extensions of mkdocs.yml, in the same order: an article reads the same everywhere."""

_TAGS = re.compile(r"(<[^>]*>)")
_VERBATIM = ("code", "pre", "script", "style", "kbd", "samp", "textarea")


@lru_cache(maxsize=4096)
def markdown(text: str) -> str:
    """Turn Markdown into HTML, unsanitised; an article is asked for by several outputs, and at every save."""
    return markdown_library.markdown(text, extensions=list(EXTENSIONS), output_format="html")


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


_CODE_TAGS = frozenset(("code", "pre", "script", "style", "kbd", "samp"))


class Spacing(Treeprocessor):
    """Walk the words of the tree; code and raw HTML (which our templates space themselves) stay as they are."""

    def run(self, root: Element) -> None:
        """Space every text in place."""
        waiting = [root]
        while waiting:
            element = waiting.pop()
            for child in element:
                if child.tail and not child.tail.isspace():
                    child.tail = phrases.typography(child.tail)
            if element.tag not in _CODE_TAGS:
                if element.text and not element.text.isspace():
                    element.text = phrases.typography(element.text)
                waiting.extend(element)


class Typography(Extension):
    """Register the spacing between the inline patterns (20) and the table of contents (5)."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name that the library calls
        """Add the processor."""
        md.treeprocessors.register(Spacing(md), "french_spacing", 12)


def makeExtension(**options: Any) -> Typography:  # noqa: N802 - the name that the library calls
    """Return the extension, for the name given in a configuration."""
    return Typography(**options)
