"""Logs as JSON lines without personal data: route patterns, codes, durations."""

import json
import logging
import os
from datetime import UTC, date, datetime
from pathlib import Path

from chorale.files import private_folder, private_opener
from chorale.service.timestamps import stamp

logger = logging.getLogger("chorale.service")
Fact = str | int | float | bool | None
SUFFIX = ".jsonl"


def log(event: str, **facts: Fact) -> None:
    """Write one event; JSON escapes keep every event on one line."""
    logger.info(json.dumps({"event": event, **facts}, ensure_ascii=True))


def to_folder(folder: Path) -> None:
    """Write the events to a folder, one file a day, each event with its instant."""
    private_folder(folder)
    handler = DailyLogFile(folder)
    handler.setFormatter(_Dated())
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False


def forget(folder: Path, before: date) -> int:
    """Erase the files of the days before one; return how many. A file that is not ours is left alone."""
    old = [
        file
        for file in folder.glob(f"*{SUFFIX}")
        if (day := _day(file)) is not None and day < before
    ]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def _day(file: Path) -> date | None:
    try:
        return date.fromisoformat(file.stem)
    except ValueError:
        return None


class DailyLogFile(logging.Handler):
    """Appends each event to the file of its day (UTC), kept open: to open it costs more than to answer."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.day: date | None = None
        self.file = -1

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line, whole whatever other processes write; a full disk must not stop the service."""
        line = self.format(record) + "\n"
        try:
            file = self._opened(datetime.fromtimestamp(record.created, UTC).date())
            os.write(file, line.encode("ascii", "backslashreplace"))
        except OSError:
            self.handleError(record)

    def _opened(self, day: date) -> int:
        """Return the file of a day, opened anew when somebody took it away."""
        if day != self.day or not os.fstat(self.file).st_nlink:
            self._leave()
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
            self.file = private_opener(str(self.folder / f"{day}{SUFFIX}"), flags)
            self.day = day
        return self.file

    def _leave(self) -> None:
        if self.day is not None:
            self.day = None
            os.close(self.file)

    def close(self) -> None:
        """Leave the file."""
        self._leave()
        super().close()


class _Dated(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = stamp(datetime.fromtimestamp(record.created, UTC))
        return '{"at": "' + at + '", ' + record.getMessage()[1:]
