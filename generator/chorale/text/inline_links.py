"""Links and pictures written in a Markdown text, each with its place; code is left alone."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from chorale.text.line_marks import verbatim

_LINK = re.compile(
    r"(?<!\\)(!?)\[((?:[^\[\]\\]+|\\.|\[[^\[\]]*\])*+)\]"
    r"\(\s*(?:<([^<>\n]*)>|((?:[^()\s<>]+|\([^()\s<>]*\))*+))(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
)
_CODE = re.compile(r"(?<![\\`])(`+)(?!`)(?:(?!\n\n).)+?(?<!`)\1(?!`)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class InlineLink(NamedTuple):
    """A link or a picture; start is its first character, target stands from begin to end."""

    start: int
    picture: bool
    words: str
    target: str
    begin: int
    end: int


@lru_cache(maxsize=16384)
def prose(text: str) -> str:
    """Return a text of the same length whose code is blanks."""
    if "`" not in text and "~~~" not in text and "<" not in text:
        return text
    lines = text.split("\n")
    kept = verbatim(lines, html=False)
    plain = "\n".join(" " * len(line) if at in kept else line for at, line in enumerate(lines))
    return _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), plain)


def uncommented(text: str) -> str:
    """Return a text of the same length whose comments of HTML are blanks."""
    if "<!--" not in text:
        return text
    return _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), text)


@lru_cache(maxsize=16384)
def inline_links(text: str) -> tuple[InlineLink, ...]:
    """Return the links of a text in their order."""
    return tuple(_inline_links(text)) if "](" in text else ()


def _inline_links(text: str) -> Iterator[InlineLink]:
    for found in _LINK.finditer(uncommented(prose(text))):
        group = 4 if found[3] is None else 3
        yield InlineLink(
            found.start(),
            bool(found[1]),
            found[2],
            found[group],
            found.start(group),
            found.end(group),
        )
