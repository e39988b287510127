"""What an author typed and that has one meaning, written as Markdown asks: line ends, accents, lists, addresses."""

import re
from dataclasses import dataclass
from functools import lru_cache

from chorale.memoization import LATEST
from chorale.memory import remembered
from chorale.text.alike import is_alike
from chorale.text.characters import characters
from chorale.text.indentation import NumberedLine, laid_out
from chorale.text.inline_links import linked
from chorale.text.line_marks import marked, verbatim

_SPEAKER = re.compile(
    r"(?:\*\*)?[A-ZÀ-Ý][\w.'’ -]{1,40}(?:\*\*)?[ \u00a0\u202f]?:(?:\*\*)?\s+\S|(?:\*\*)?[QR]\d{0,2}\.(?:\*\*)?\s+\S"
)
"""A line that begins by who speaks, « Marie : … », « Q. … »."""
_HOLDER = re.compile(r" {0,3}(?:[-*+] |[0-9]+[.)] |[a-zA-Z]\) |!!!|\?\?\?|===|\[\^|:  )")
"""A mark whose following lines are indented."""
_ROUNDS = 5
_SAID = re.compile(r"[.?!…»)][ \u00a0]*$")


@dataclass(frozen=True)
class Mended:
    """A text as it is read, and the number of the source line that each of its lines comes from, counted from 0."""

    text: str
    lines: tuple[int, ...]


@lru_cache(maxsize=LATEST)
def mended(text: str) -> Mended:
    """Return the Markdown of a body or of a field as every reader understands it; doing it twice changes nothing."""
    return Mended(text, tuple(range(text.count("\n") + 1))) if is_alike(text) else rewritten(text)


@remembered(lambda made: [made.text, made.lines], lambda told: Mended(told[0], tuple(told[1])))
def rewritten(text: str) -> Mended:
    """Return the same of a text that readers may read otherwise."""
    lines = characters(text).split("\n")
    numbers = tuple(range(len(lines)))
    for _ in range(_ROUNDS):
        written = _answers(laid_out(marked(lines)))
        made = _addresses([line for _, line in written])
        numbers = tuple(numbers[number] for number, _ in written)
        if made == lines:
            break
        lines = made  # a line that moved may stand where another rule sees it
    return Mended("\n".join(lines), numbers)


def _answers(written: list[NumberedLine]) -> list[NumberedLine]:
    """Part the words of one speaker from those of the next, who begins a line with a name."""
    made: list[NumberedLine] = []
    for number, line in written:
        before = made[-1][1] if made else ""
        if _SAID.search(before) and _SPEAKER.match(line) and _speaks(made):
            made.append((number, ""))
        made.append((number, line))
    return made


def _speaks(before: list[NumberedLine]) -> bool:
    """Return whether the paragraph above begins with a speaker too."""
    first = ""
    for _, line in reversed(before):
        if not line.strip():
            break
        first = line
    return bool(_SPEAKER.match(first))


def _addresses(lines: list[str]) -> list[str]:
    kept = verbatim(lines)
    return [
        line if number in kept or _is_code(lines, number) else linked(line)
        for number, line in enumerate(lines)
    ]


def _is_code(lines: list[str], number: int) -> bool:
    """Return whether a line to the right is code, and not the words of a list, a note or a block."""
    if not lines[number].startswith("    "):
        return False
    above = (one for one in reversed(lines[:number]) if one.strip() and not one.startswith("    "))
    return not _HOLDER.match(next(above, ""))
