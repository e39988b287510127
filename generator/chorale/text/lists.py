"""Lists for Python-Markdown: they begin at their own number, « 1) » and « a) » number too, two kinds never merge."""

from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from pymdownx.fancylists import FancyOListProcessor, FancyUListProcessor

_OPTIONS = {"additional_ordered_styles": ["alpha"], "inject_style": False, "inject_class": False}


class _Clean(Treeprocessor):
    """Say the type of a list only where it is not the usual one."""

    def run(self, root: Element) -> None:
        """Drop what the processors noted for themselves."""
        for ordered in root.iter("ol"):
            ordered.attrib.pop("__fancylist", None)
            if ordered.get("type") == "1":
                del ordered.attrib["type"]


class Lists(Extension):
    """Replace the two processors of lists."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name that the library calls
        """Register under the names that Python-Markdown gives its own."""
        md.parser.blockprocessors.register(FancyOListProcessor(md.parser, _OPTIONS), "olist", 40)
        md.parser.blockprocessors.register(FancyUListProcessor(md.parser, _OPTIONS), "ulist", 30)
        md.treeprocessors.register(_Clean(md), "lists", 10)


def makeExtension(**options: Any) -> Lists:  # noqa: N802 - the name that the library calls
    """Return the extension, for the name given in a configuration."""
    return Lists(**options)
