"""Logs are JSON lines without personal data: route patterns, codes and durations, never addresses, names or answers."""

import json
import logging
import sys
from datetime import datetime

from generator.service.instants import stamp

logger = logging.getLogger("chorale.service")
Fact = str | int | float | bool | None


def log(event: str, **facts: Fact) -> None:
    """Write one event; JSON escapes keep every event on one line."""
    logger.info(json.dumps({"event": event, **facts}, ensure_ascii=True))


def to_stderr() -> None:
    """Send the events to the standard error, each with its instant."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Dated())
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False


class _Dated(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = stamp(datetime.fromtimestamp(record.created).astimezone())
        return '{"at": "' + at + '", ' + record.getMessage()[1:]
