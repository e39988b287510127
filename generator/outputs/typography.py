"""French spacing for the words of every Markdown page, as a Markdown extension that any site builder can load."""

from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from generator.outputs import french

_VERBATIM = frozenset(("code", "pre", "script", "style", "kbd", "samp"))


class Spacing(Treeprocessor):
    """Walk the words of the tree; code and raw HTML (which our templates space themselves) stay as they are."""

    def run(self, root: Element) -> None:
        """Space every text in place."""
        waiting = [root]
        while waiting:
            element = waiting.pop()
            for child in element:
                if child.tail and not child.tail.isspace():
                    child.tail = french.typography(child.tail)
            if element.tag not in _VERBATIM:
                if element.text and not element.text.isspace():
                    element.text = french.typography(element.text)
                waiting.extend(element)


class Typography(Extension):
    """Register the spacing between the inline patterns (20) and the table of contents (5)."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name that the library calls
        """Add the processor."""
        md.treeprocessors.register(Spacing(md), "french_spacing", 12)


def makeExtension(**options: Any) -> Typography:  # noqa: N802 - the name that the library calls
    """Return the extension, for the name given in a configuration."""
    return Typography(**options)
