"""Passages written once and taken up elsewhere, « --8<-- "contact.md" », from content/extraits/ or all of content/."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

from pymdownx.snippets import SnippetMissingError, SnippetPreprocessor

from chorale.content import source_files
from chorale.content.problems import Problem
from chorale.content.source_files import UnreadableFile
from chorale.content.source_folder import stands
from chorale.content.sources import Origin
from chorale.french.suggestions import did_you_mean
from chorale.memoization import again
from chorale.text.characters import characters

FOLDER = "content/extraits"
MARK = "8<-"
"""What every line that asks for a passage holds."""
_MARK = re.compile(r"""[ \t]*(;*)(-+8<-+)(?:[ \t]+("[^"\n]+"|'[^'\n]+'))?[ \t]*$""")
_HEADER = re.compile(r"---\n.*?\n---\n+", re.DOTALL)
_SETTINGS: dict[str, Any] = {
    "restrict_base_path": True,
    "encoding": "utf-8",
    "check_paths": True,
    "auto_append": [],
    "url_download": False,
    "url_max_size": 0,
    "url_timeout": 0,
    "url_request_headers": {},
    "dedent_subsections": True,
    "max_retries": 0,
    "backoff_factor": 0,
}


class _Passages(SnippetPreprocessor):  # type: ignore[misc]  # the library says nothing of its types
    """Reads passages of content/ alone, whatever links stand there, without the headers of their files."""

    def __init__(self, root: Path) -> None:
        self.content = (root / "content").resolve()
        self.read: set[str] = set()
        folders = [str(root / FOLDER), str(root / "content")]
        super().__init__({**_SETTINGS, "base_path": folders}, SimpleNamespace(tab_length=4))

    def get_snippet_path(self, path: str) -> str | None:
        """Return the file of a passage; a path may begin at the project's root."""
        found: str | None = super().get_snippet_path(
            path.removeprefix("./").removeprefix("content/")
        )
        inside = (
            found and stands(Path(found)) and Path(found).resolve().is_relative_to(self.content)
        )
        return found if inside else None

    def read_lines(self, path: str) -> list[str]:
        """Read a file as every file of the content is read."""
        text = characters(Path(path).read_text(encoding="utf-8"))
        self.read.add(path)
        return _HEADER.sub("", text, count=1).strip("\n").split("\n") if text else []


class _Call(NamedTuple):
    """Lines that ask for passages: the first, how many, and the paths that they name."""

    start: int
    lines: Sequence[str]
    names: tuple[str, ...]


def expanded(root: Path, origin: Origin, body: str) -> tuple[Origin, str, tuple[Problem, ...]]:
    """Return a body with its passages in place, the origin that knows who asked for each line, and what is missing."""
    if MARK not in body:
        return origin, body, ()
    lines = body.split("\n")
    calls = {call.start: call for call in _calls(lines)}
    passages = _Passages(root)
    made: list[tuple[int, str]] = []
    problems: list[Problem] = []
    number = 0
    while number < len(lines):
        if call := calls.get(number):
            try:
                made += [(number, line) for line in passages.run(list(call.lines))]
            except (SnippetMissingError, OSError, UnicodeDecodeError):
                problems.append(_missing(root, origin, call))
            number += len(call.lines)
        else:
            made.append(
                (
                    number,
                    lines[number].replace(";", "", 1) if _escaped(lines[number]) else lines[number],
                )
            )
            number += 1
    _taken[root, origin.path] = tuple(sorted(os.path.relpath(one, root) for one in passages.read))
    text = "\n".join(line for _, line in made)
    lines_of = tuple(at for at, _ in made)
    moved = partial(replace, origin, lines=lines_of)
    return again(("passages", origin.path), (origin, repr(lines_of)), moved), text, tuple(problems)


_taken: dict[tuple[Path, str], tuple[str, ...]] = {}
"""The files of the passages that each file takes up, by the last reading."""


def passages(root: Path, path: str, content: str) -> tuple[object, ...]:
    """Return what the files of the passages that a text takes up hold now: those of the last reading of its file."""
    return tuple(_now(root, one) for one in _taken.get((root, path), ())) if MARK in content else ()


def _now(root: Path, path: str) -> object:
    try:
        return source_files.text(root, path)
    except UnreadableFile:
        return object()  # no two are the same: it is read again


def _escaped(line: str) -> bool:
    found = _MARK.match(line)
    return bool(found and found[1])


def _calls(lines: Sequence[str]) -> Iterator[_Call]:
    """Yield the lines that ask for passages: one with its path, or those between two marks alone."""
    opened: int | None = None
    for number, line in enumerate(lines):
        found = _MARK.match(line)
        if found is None or found[1]:
            continue
        if opened is not None and not found[3]:
            inside = lines[opened + 1 : number]
            names = tuple(one.strip() for one in inside if one.strip())
            yield _Call(opened, lines[opened : number + 1], names)
            opened = None
        elif opened is None and found[3]:
            yield _Call(number, [line], (found[3][1:-1],))
        elif opened is None:
            opened = number


def _missing(root: Path, origin: Origin, call: _Call) -> Problem:
    folder = root / FOLDER
    known = (
        [one.name for one in sorted(folder.rglob("*")) if one.is_file()] if folder.is_dir() else []
    )
    names = ", ".join(call.names)
    advice = (
        f"le poser dans {FOLDER}/"
        if not known
        else did_you_mean(call.names[0].partition(":")[0] if call.names else "", known)
    )
    return Problem(
        origin.in_line(call.start), f"extrait absent « {names[:60]} »", advice, "extrait"
    )
