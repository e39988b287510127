"""Answers kept by all that they depend on: in this process for its next edition, on disk for the next run."""

import hashlib
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from functools import cache, wraps
from pathlib import Path
from threading import Lock
from typing import Any, ParamSpec, TypeVar

import platformdirs

from chorale import disk_memory
from chorale.digests import digest_of
from chorale.disk_memory import DiskMemory
from chorale.memoization import LATEST

P = ParamSpec("P")
R = TypeVar("R")
FOLDER = "CHORALE_CACHE"
"""The variable that names the folder of the cache; empty, nothing is kept."""

_open: list[DiskMemory] = []


@contextmanager
def opened(usual: Path | None = None) -> Iterator[None]:
    """Let remembered functions use the cache on disk; without a folder that can be written, they do without.

    It is in the folder that the environment names, else in the usual one: the user's own, when none is given.
    """
    memory = _memory(usual)
    if memory is None:
        yield
        return
    _open.append(memory)
    try:
        yield
    finally:
        _open.remove(memory)
        with closing(memory.file):
            memory.write()


def at_hand(usual: Path) -> AbstractContextManager[None]:
    """Let the cache that is open serve, or open one."""
    return nullcontext() if _open else opened(usual)


def is_open() -> bool:
    """Return whether answers are kept on disk now."""
    return bool(_open)


def _memory(usual: Path | None) -> DiskMemory | None:
    named = os.environ.get(FOLDER)
    if named == "":
        return None
    try:
        folder = Path(named) if named else usual or platformdirs.user_cache_path("chorale")
        return disk_memory.at(folder)
    except (OSError, RuntimeError, sqlite3.Error):
        return None


ROUNDS = 200
"""Readings of the content in which an answer may go unasked while others are: who types for hours makes thousands."""


class RecentAnswers:
    """The answers of one function, the last asked last; a round in which nobody asks it does not count."""

    def __init__(self) -> None:
        self.answers: dict[bytes, tuple[int, Any]] = {}
        self.round, self.asked, self.alone = 0, False, Lock()

    def get(self, question: bytes) -> Any:
        """Return what was answered, None if nothing is kept."""
        return self.answers.get(question, (0, None))[1]

    def keep(self, question: bytes, answer: Any) -> None:
        """Keep an answer, asked now."""
        with self.alone:
            self.answers.pop(question, None)
            self.answers[question] = self.round, answer
            self.asked = True
            if len(self.answers) > LATEST:
                self._forget()

    def age(self) -> None:
        """End a round."""
        with self.alone:
            self.round += self.asked
            self.asked = False
            while self.answers and next(iter(self.answers.values()))[0] < self.round - ROUNDS:
                self._forget()

    def _forget(self) -> None:
        del self.answers[next(iter(self.answers))]


_kept: list[RecentAnswers] = []


def next_round() -> None:
    """Say that the content was read and shown once more: what long went unasked is let go."""
    for one in _kept:
        one.age()


def keeping(
    make: Callable[P, Iterable[R]],
    said: Callable[[tuple[R, ...]], Any] | None = None,
    read: Callable[[Any], tuple[R, ...]] | None = None,
) -> Callable[P, tuple[R, ...]]:
    """Keep in this process what a pure function makes of values, told apart by all that they hold.

    With said and read, which write an answer as JSON and back, the next run finds it on disk.
    """
    known = RecentAnswers()
    _kept.append(known)
    name = f"{make.__module__}.{make.__qualname__}"

    def fresh(question: bytes, *args: P.args, **kwargs: P.kwargs) -> tuple[R, ...]:
        if said is None or read is None:
            return tuple(make(*args, **kwargs))
        return recalled(name, question, lambda: tuple(make(*args, **kwargs)), said, read)

    @wraps(make)
    def made(*args: P.args, **kwargs: P.kwargs) -> tuple[R, ...]:
        question = digest_of((args, kwargs))
        answer: tuple[R, ...] | None = known.get(question)
        if answer is None:
            answer = fresh(question, *args, **kwargs)
        known.keep(question, answer)
        return answer

    return made


def remembered(
    said: Callable[[R], Any], read: Callable[[Any], R]
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep on disk the answers of a pure function of texts; said and read write an answer as JSON and back."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        name = f"{function.__module__}.{function.__qualname__}"

        @wraps(function)
        def answer(*args: P.args, **kwargs: P.kwargs) -> R:
            if not _open:
                return function(*args, **kwargs)
            question = json.dumps([args, kwargs], sort_keys=True).encode()
            return recalled(name, question, lambda: function(*args, **kwargs), said, read)

        return answer

    return decorate


def recalled(
    name: str,
    question: bytes,
    make: Callable[[], R],
    said: Callable[[R], Any],
    read: Callable[[Any], R],
) -> R:
    """Return what is known on disk of a question, which says all that the answer depends on, or make and keep it."""
    known = recall(name, question)
    if known is not None:
        return read(known)
    made = make()
    if _open:
        keep(name, question, said(made))
    return made


def recall(name: str, question: bytes) -> Any:
    """Return the JSON that is kept on disk under a question of this program, None if nothing is."""
    return _open[-1].recall(_asked(name, question)) if _open else None


def recall_all(name: str, questions: Sequence[bytes]) -> dict[bytes, Any]:
    """Return the JSON that is kept on disk under each of many questions, asked at once; those without are left out."""
    if not _open:
        return {}
    asked = {_asked(name, question): question for question in questions}
    return {asked[one]: told for one, told in _open[-1].recall_all(tuple(asked)).items()}


def keep(name: str, question: bytes, answer: Any) -> None:
    """Keep JSON on disk under a question, which says all that it depends on; nothing without a cache."""
    if _open:
        _open[-1].keep(_asked(name, question), answer)


def recalled_bytes(name: str, question: bytes, make: Callable[[], bytes]) -> bytes:
    """Return the bytes that are known on disk of a question, as above, or make and keep them."""
    asked = _asked(name, question)
    known = _open[-1].recall_bytes(asked) if _open else None
    made = make() if known is None else known
    if _open and known is None:
        _open[-1].note(asked, made)
    return made


def _asked(name: str, question: bytes) -> bytes:
    return hashlib.sha256(f"{program()}\0{name}\0".encode() + question).digest()


@cache
def program() -> str:
    """Return a digest of what computes: Python, every file of the program, the version of each library beside it."""
    package = Path(__file__).parent
    made = hashlib.sha256(sys.version.encode())
    for file in sorted(package.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            made.update(f"{file.relative_to(package)}\0".encode() + file.read_bytes() + b"\0")
    for folder in filter(Path.is_dir, map(Path, sys.path)):
        made.update("\0".join(sorted(one.name for one in folder.glob("*-info"))).encode())
    return made.hexdigest()
