"""Templates are checked before they are filled: includes unrolled, Jinja blanked out, each fault told at its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.content.problems import Problem, Source
from generator.outputs.mjml.schema import Fault, faults

_INCLUDE = re.compile(r'{% include "([^"]+)"(?: ~ [\w.]+ ~ "([^"]+)")? %}')
_JINJA = re.compile(r"{%.*?%}|{#.*?#}|{{.*?}}", re.DOTALL)
DEEPEST = 6


@dataclass(frozen=True)
class _Piece:
    """Some text of one template, from an offset in it."""

    path: str
    offset: int
    text: str


def problems(folder: Path, name: str = "letter.mjml") -> tuple[Problem, ...]:
    """Return the faults of a template and of all that it includes; every branch of a condition is read."""
    pieces = list(_pieces(folder, name, DEEPEST))
    source = "".join(piece.text for piece in pieces)
    return tuple(sorted({_problem(folder, pieces, fault) for fault in faults(_blank(source))}))


def _pieces(folder: Path, name: str, depth: int) -> Iterator[_Piece]:
    text = (folder / name).read_text(encoding="utf-8")
    position = 0
    for match in _INCLUDE.finditer(text):
        yield _Piece(name, position, text[position : match.start()])
        for inner in _included(folder, match) if depth else ():
            yield from _pieces(folder, inner, depth - 1)
        position = match.end()
    yield _Piece(name, position, text[position:])


def _included(folder: Path, match: re.Match[str]) -> list[str]:
    if match[2] is None:
        return [match[1]]
    found = sorted(folder.glob(f"{match[1]}*{match[2]}"))
    return [path.relative_to(folder).as_posix() for path in found]


def _blank(source: str) -> str:
    """Replace Jinja by as many characters: blanks for a statement, marks for a value, so that places stay true."""
    return _JINJA.sub(_blanked, source)


def _blanked(match: re.Match[str]) -> str:
    mark = "§" if match[0].startswith("{{") else " "
    return "".join("\n" if letter == "\n" else mark for letter in match[0])


def _problem(folder: Path, pieces: list[_Piece], fault: Fault) -> Problem:
    start = 0
    for piece in pieces:
        if fault.position < start + len(piece.text):
            break
        start += len(piece.text)
    before = (folder / piece.path).read_text(encoding="utf-8")[: piece.offset + fault.position - start]
    place = Source(f"templates/email/{piece.path}", before.count("\n") + 1, len(before) - before.rfind("\n"))
    return Problem(place, fault.message, fault.suggestion, "mjml")
