"""MJML text as tokens that know their place; what stands inside a text element is left as it is written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

ENDING = frozenset(
    {"mj-accordion-text", "mj-accordion-title", "mj-button", "mj-navbar-link", "mj-preview", "mj-raw", "mj-social-element",
     "mj-style", "mj-table", "mj-text", "mj-title"}
)  # fmt: skip
_TAG = re.compile(
    r"""<!--.*?-->|<!\[CDATA\[.*?\]\]>|<[?!][^>]*>|<(/?)([A-Za-z][\w-]*)((?:\s+[^\s=/>"'<]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?|\s*,)*)\s*(/?)>""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([^\s=/>"'<,]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
Kind = Literal["text", "comment", "open", "close", "content"]


@dataclass(frozen=True)
class Token:
    """A piece of the source; position is its first character, content what an ending tag holds."""

    kind: Kind
    position: int
    text: str
    name: str = ""
    attributes: tuple[tuple[str, str, int], ...] = ()
    alone: bool = False


def tokens(source: str) -> Iterator[Token]:
    """Cut MJML into tokens; concatenating their texts gives the source again."""
    position = 0
    while match := _TAG.search(source, position):
        if match.start() > position:
            yield Token("text", position, source[position : match.start()])
        token = _token(match)
        yield token
        position = match.end()
        if token.kind == "open" and token.name in ENDING and not token.alone:
            end = re.compile(rf"</{token.name}\s*>").search(source, position)
            stop = end.start() if end else len(source)
            if stop > position:
                yield Token("content", position, source[position:stop], token.name)
            position = stop
    if position < len(source):
        yield Token("text", position, source[position:])


def _token(match: re.Match[str]) -> Token:
    if match[2] is None:
        return Token("comment", match.start(), match[0])
    if match[1]:
        return Token("close", match.start(), match[0], match[2])
    start = match.start(3)
    attributes = tuple(
        (found[1], next((value for value in found.groups()[1:] if value is not None), ""), start + found.start())
        for found in _ATTRIBUTE.finditer(match[3])
    )
    return Token("open", match.start(), match[0], match[2], attributes, bool(match[4]))
