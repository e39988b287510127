"""Answers on disk: JSON and bytes under digests, in one file that can be deleted at any time."""

import json
import sqlite3
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

FILE, MOST = "answers.sqlite", 60_000
"""Answers kept on disk, three for each text, two for each page made of it; the oldest goes first."""

LARGE = 50_000
"""Signs from which an answer is kept compressed."""

BATCH, HEAVY = 500, 16_000_000
PATIENCE = 1.0
"""Answers written at once, or the weight of fewer, and seconds waited for another run that writes its own."""

_ANSWERS = "CREATE TABLE IF NOT EXISTS answers (question BLOB UNIQUE, answer TEXT NOT NULL)"
_SEVERAL = "SELECT question, answer FROM answers WHERE question IN ({})"


class DiskMemory:
    """The answers of pure functions in one file that can be deleted at any time: a disk that fails costs time only."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self.file = file
        self.fresh: dict[bytes, str | bytes] = {}
        self.weight = 0

    def recall(self, question: bytes) -> Any:
        """Return what was answered, None if nothing was."""
        with suppress(sqlite3.Error):
            return _read(self.fresh.get(question) or self._written(question))
        return None

    def recall_bytes(self, question: bytes) -> bytes | None:
        """Return the bytes that were kept, None if none were."""
        with suppress(sqlite3.Error):
            said = self.fresh.get(question) or self._written(question)
            return said if isinstance(said, bytes) else None
        return None

    def recall_all(self, questions: Sequence[bytes]) -> dict[bytes, Any]:
        """Return what was answered of many questions, asked at once; those that nothing answers are left out."""
        found: dict[bytes, str | bytes] = {}
        with suppress(sqlite3.Error):
            for start in range(0, len(questions), BATCH):
                some = questions[start : start + BATCH]
                found.update(self.file.execute(_SEVERAL.format(",".join("?" * len(some))), some))
        found |= {
            question: self.fresh[question] for question in questions if question in self.fresh
        }
        read = {question: _read(said) for question, said in found.items()}
        return {question: answer for question, answer in read.items() if answer is not None}

    def _written(self, question: bytes) -> str | bytes | None:
        found = self.file.execute("SELECT answer FROM answers WHERE question = ?", (question,))
        row: tuple[str | bytes] | None = found.fetchone()
        return row and row[0]

    def keep(self, question: bytes, answer: Any) -> None:
        """Note an answer; the file gets many at once."""
        said = json.dumps(answer)
        self.note(question, said if len(said) < LARGE else zlib.compress(said.encode(), 1))

    def note(self, question: bytes, said: str | bytes) -> None:
        """Note what is written under a question."""
        self.fresh[question] = said
        self.weight += len(said)
        if len(self.fresh) >= BATCH or self.weight >= HEAVY:
            self.write()

    def write(self) -> None:
        """Put what was noted into the file, all of it or nothing."""
        rows, self.fresh, self.weight = list(self.fresh.items()), {}, 0
        with suppress(sqlite3.Error), self.file:
            self.file.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?)", rows)
            last = "(SELECT max(rowid) FROM answers)"
            self.file.execute(f"DELETE FROM answers WHERE rowid <= {last} - ?", (MOST,))  # noqa: S608 - no word of others


def _read(said: str | bytes | None) -> Any:
    """Return the JSON that was kept, None for what was cut short."""
    with suppress(ValueError, zlib.error):
        return json.loads(zlib.decompress(said) if isinstance(said, bytes) else said or "null")
    return None


def at(folder: Path) -> DiskMemory:
    """Return the answers kept in a folder, which is made if need be; raises OSError and sqlite3.Error."""
    folder.mkdir(parents=True, exist_ok=True)
    return DiskMemory(_file(folder / FILE))


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
            file.execute("PRAGMA page_size = 16384")
            file.execute(_ANSWERS)
    except sqlite3.Error:
        file.close()
        raise
    return file
