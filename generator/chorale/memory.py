"""Memoization of what is computed again: by a live preview at every save, by the next run from a cache on disk."""

import hashlib
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import platformdirs

P = ParamSpec("P")
R = TypeVar("R")
LONGEST = 64
"""Answers kept by each function; the oldest goes first."""

FOLDER = "CHORALE_CACHE"
"""The variable that names the folder of the cache; empty, nothing is kept."""

FILE = "answers.sqlite"
MOST = 60_000
"""Answers kept on disk, three for each text; the oldest goes first."""

BATCH = 500
PATIENCE = 1.0
"""Answers written at once, and seconds waited for another run that writes its own."""

_ANSWERS = "CREATE TABLE IF NOT EXISTS answers (question BLOB UNIQUE, answer TEXT NOT NULL)"


def memoized(function: Callable[P, R]) -> Callable[P, R]:
    """Keep the answers of a pure function whose arguments are frozen dataclasses, compared by all that they hold."""
    answers: dict[str, R] = {}

    @wraps(function)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        question = repr((args, sorted(kwargs.items())))
        if question not in answers:
            if len(answers) >= LONGEST:
                del answers[next(iter(answers))]
            answers[question] = function(*args, **kwargs)
        return answers[question]

    return answer


class DiskMemory:
    """The answers of pure functions in one file that can be deleted at any time: a disk that fails costs time only."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self.file = file
        self.fresh: dict[bytes, str] = {}

    def recall(self, question: bytes) -> Any:
        """Return what was answered, None if nothing was."""
        with suppress(sqlite3.Error, ValueError):
            found = self.file.execute("SELECT answer FROM answers WHERE question = ?", (question,))
            if row := found.fetchone():
                return json.loads(row[0])
        return None

    def keep(self, question: bytes, answer: Any) -> None:
        """Note an answer; the file gets many at once."""
        self.fresh[question] = json.dumps(answer)
        if len(self.fresh) >= BATCH:
            self.write()

    def write(self) -> None:
        """Put what was noted into the file, all of it or nothing."""
        rows, self.fresh = list(self.fresh.items()), {}
        with suppress(sqlite3.Error), self.file:
            self.file.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?)", rows)
            last = "(SELECT max(rowid) FROM answers)"
            self.file.execute(f"DELETE FROM answers WHERE rowid <= {last} - ?", (MOST,))  # noqa: S608 - no word of others


_open: list[DiskMemory] = []


@contextmanager
def opened() -> Iterator[None]:
    """Let remembered functions use the cache on disk; without a folder that can be written, they do without."""
    memory = _memory()
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


def _memory() -> DiskMemory | None:
    named = os.environ.get(FOLDER)
    if named == "":
        return None
    try:
        folder = Path(named) if named else platformdirs.user_cache_path("chorale")
        folder.mkdir(parents=True, exist_ok=True)
        return DiskMemory(_file(folder / FILE))
    except (OSError, RuntimeError, sqlite3.Error):
        return None


def _file(place: Path) -> sqlite3.Connection:
    try:
        return _connected(place)
    except sqlite3.OperationalError:
        raise  # another run holds it, or nothing can be written here
    except sqlite3.DatabaseError:
        place.unlink()  # no database: begun again
        return _connected(place)


def _connected(place: Path) -> sqlite3.Connection:
    file = sqlite3.connect(place, timeout=PATIENCE, check_same_thread=False)
    try:
        with file:
            file.execute(_ANSWERS)
    except sqlite3.Error:
        file.close()
        raise
    return file


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
            question = _digest(json.dumps([program(), name, args, kwargs], sort_keys=True))
            known = _open[-1].recall(question)
            if known is not None:
                return read(known)
            made = function(*args, **kwargs)
            _open[-1].keep(question, said(made))
            return made

        return answer

    return decorate


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


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
