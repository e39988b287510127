"""MJML cut into tokens: tags, their attributes, texts and what ending tags hold, each with its place."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

ENDING = frozenset(
    [
        "mj-accordion-text",
        "mj-accordion-title",
        "mj-button",
        "mj-navbar-link",
        "mj-preview",
        "mj-raw",
        "mj-social-element",
        "mj-style",
        "mj-table",
        "mj-text",
        "mj-title",
    ]
)
_VALUE = r"""(?:"[^"]*"|'[^']*'|[^\s>"']+)"""
_TAG = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<[?!][^>]*>"
    rf"""|<(/?)([A-Za-z][\w-]*)((?:\s+[^\s=/>"'<]+(?:\s*=\s*{_VALUE})?|\s*,)*)\s*(/?)>""",
    re.DOTALL,
)
"""A tag, a comment or a declaration, as MJML's own parser reads them."""
_ATTRIBUTE = re.compile(r"""([^\s=/>"'<,]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
"""An attribute with its value, in quotes or bare."""
TokenKind = Literal["text", "comment", "open", "close", "content"]


class Token(NamedTuple):
    """A piece of the source; position is its first character; a content is what an ending tag holds."""

    kind: TokenKind
    position: int
    text: str
    name: str = ""
    alone: bool = False

    @property
    def attributes(self) -> tuple[tuple[str, str, int], ...]:
        """Return the name, value and position of each attribute."""
        return tuple(
            (name, value, self.position + start) for name, value, start in attributes(self.text)
        )


@lru_cache(maxsize=4096)
def attributes(tag: str) -> tuple[tuple[str, str, int], ...]:
    """Return the name, value and offset of each attribute of an opening tag's text."""
    match = _TAG.match(tag)
    if match is None or not match[3]:
        return ()
    start = match.start(3)
    found = _ATTRIBUTE.finditer(match[3])
    return tuple([(one[1], one[2] or one[3] or one[4] or "", start + one.start()) for one in found])


def tokens(source: str) -> Iterator[Token]:
    """Cut MJML into tokens; concatenating their texts gives the source again."""
    position = 0
    while match := _TAG.search(source, position):
        start, end = match.span()
        if start > position:
            yield Token("text", position, source[position:start])
        closing, name, _, slash = match.groups()
        position = end
        if name is None:
            yield Token("comment", start, match[0])
            continue
        yield Token("close" if closing else "open", start, match[0], name, bool(slash))
        if name in ENDING and not closing and not slash:
            found = _end(name).search(source, position)
            stop = found.start() if found else len(source)
            if stop > position:
                yield Token("content", position, source[position:stop], name)
            position = stop
    if position < len(source):
        yield Token("text", position, source[position:])


@lru_cache(maxsize=32)
def _end(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}\s*>")
