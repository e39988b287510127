"""The Markdown dialect: its extensions and their settings, as one extension for pages and one list for letters."""

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import HashHeaderProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import SubstituteTagInlineProcessor
from markdown.treeprocessors import Treeprocessor

from chorale.french import phrases
from chorale.french.suggestions import anchor
from chorale.text import diagrams, french_words, icons
from chorale.text.annotations import Annotations


class Assistive(Treeprocessor):
    """Mark the tree once the table of contents has written its links."""

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        for element in root.iter():
            if element.tag == "th" and not len(element) and not (element.text or "").strip():
                element.tag = "td"  # the corner of a table names no column
            elif element.tag == "th" and not element.get("scope"):
                element.set("scope", "col")
            elif element.tag == "a" and element.get("class") == "headerlink":
                element.set("aria-hidden", "true")
                element.set("tabindex", "-1")
            elif element.tag == "a":
                french_words.name_note(element)


EXTENSIONS: tuple[str, ...] = (
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "toc",
    "pymdownx.blocks.caption",
    "pymdownx.caret",
    "pymdownx.details",
    "pymdownx.emoji",
    "pymdownx.highlight",
    "pymdownx.inlinehilite",
    "pymdownx.keys",
    "pymdownx.mark",
    "pymdownx.superfences",
    "pymdownx.tabbed",
    "pymdownx.tasklist",
    "pymdownx.tilde",
    "chorale.text.lists",
)
"""What authors may write, everywhere: an article reads the same in a letter and on a page."""
_CODE_TAGS = frozenset(("code", "pre", "script", "style", "kbd", "samp"))


def settings(fence: Callable[..., str]) -> dict[str, dict[str, Any]]:
    """Return the settings of the extensions; fence writes a diagram from its source."""
    drawn = {"name": diagrams.LANGUAGE, "class": diagrams.LANGUAGE, "format": fence}
    return {
        "footnotes": {"BACKLINK_TITLE": french_words.BACK_TO_TEXT},
        "pymdownx.blocks.caption": {"types": list(french_words.CAPTIONS)},
        "pymdownx.emoji": {"emoji_index": icons.index, "emoji_generator": icons.drawn},
        "pymdownx.highlight": {"linenums_style": "pymdownx-inline"},
        "pymdownx.keys": {"key_map": french_words.KEYS},
        "pymdownx.superfences": {"custom_fences": [drawn]},
    }


class Headings(HashHeaderProcessor):
    """Headings whose last « # » are words, as in « C# », unless they close what as many opened, or stand apart."""

    RE = re.compile(
        r"(?:^|\n)(?P<level>#{1,6})(?P<header>(?:\\.|[^\\])*?)(?:(?<=[ \t])#+|(?P=level)(?<=##))?"
        r"[ \t]*(?:\n|$)"
    )


class CommonVoice(Extension):
    """What is ours in every text: French words of the extensions, signs for tasks, annotations, breaks of lines."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name that the library calls
        """Add the processors, those of texts after the raw parts are back (30), the break before escapes (180)."""
        turned = SubstituteTagInlineProcessor(r"(?<!\\)\\\n", "br")
        md.inlinePatterns.register(turned, "backslash_break", 185)
        md.parser.blockprocessors.register(Headings(md.parser), "hashheader", 70)
        md.treeprocessors.register(french_words.FrenchNotices(md), "french_notices", 13)
        md.postprocessors.register(french_words.FrenchTasks(md), "french_tasks", 12)
        md.postprocessors.register(Annotations(md), "annotations", 11)


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


class Dialect(Extension):
    """All of it for a page of the site, with French spacing between inline patterns (20) and table of contents (5)."""

    def __init__(self, **options: Any) -> None:
        self.config = {
            "glossary": [{}, "What the community's abbreviations stand for, on every page."],
            "fence": [diagrams.drawn_fence, "What writes a diagram."],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name that the library calls
        """Add the extensions, the names of sections as links, the spacing, and what is heard of it."""
        toc = {"permalink": True, "permalink_title": "Lien permanent", "slugify": anchor}
        known = {**settings(self.getConfig("fence")), "toc": toc}
        known["abbr"] = {"glossary": self.getConfig("glossary")}
        md.registerExtensions([*EXTENSIONS, CommonVoice()], known)
        md.treeprocessors.register(Spacing(md), "french_spacing", 12)
        md.treeprocessors.register(Assistive(md), "assistive", 4)


def makeExtension(**options: Any) -> Dialect:  # noqa: N802 - the name that the library calls
    """Return the extension, for the name given in a configuration."""
    return Dialect(**options)
