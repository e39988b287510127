"""Fenced blocks of Markdown: what they hold, and where each of their lines stands in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(
    r"^(?P<margin>[ \t>]*)(?P<mark>`{3,}|~{3,})[ \t]*\{?[ \t]*\.?(?P<language>[\w+#-]*)[^\n`]*\n"
    r"(?P<inside>.*?)^[ \t>]*(?P=mark)[`~]*[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
"""A fenced block from its opening mark to the same one, quoted or indented."""


@dataclass(frozen=True)
class Fence:
    """A fenced block; start is the place of its first line in the text, margin what stands before each line."""

    language: str
    text: str
    start: int
    margin: int

    def place(self, text: str, line: int, column: int = 1) -> int:
        """Return where a line of the block (from 1) stands in the text that holds it."""
        index = self.start
        for _ in range(line - 1):
            following = text.find("\n", index)
            if following < 0:
                break
            index = following + 1
        end = text.find("\n", index)
        return min(index + self.margin + column - 1, len(text) if end < 0 else end)


def fences(text: str, language: str) -> Iterator[Fence]:
    """Yield the blocks of a language, in order; what an outer block quotes is not one."""
    if language not in text:
        return
    for found in _FENCE.finditer(text):
        if found["language"] == language:
            margin = len(found["margin"])
            lines = (
                line[margin:] if line[:margin].strip(" \t>") == "" else line
                for line in found["inside"].split("\n")
            )
            yield Fence(language, "\n".join(lines), found.start("inside"), margin)
