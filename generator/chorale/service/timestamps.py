"""Timestamps: aware instants as UTC text of one width, and read aloud in local time."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present instant, aware; tests give their own."""

_WIDTH = len("2026-11-16T11:00:00.000000Z")


def system_clock() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def stamp(when: datetime) -> str:
    """Return an aware instant as 27 characters of UTC text; raises ValueError for a naive one."""
    if when.tzinfo is None:
        raise ValueError("an instant must know its time zone")
    return when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def instant(text: str) -> datetime:
    """Return the instant of a stamp; raises ValueError for anything else."""
    if len(text) != _WIDTH or text[-1] != "Z":
        raise ValueError(f"a stamp of {_WIDTH} characters is expected")
    return datetime.fromisoformat(text)
