"""Timestamps: aware instants as UTC text of one width, and read aloud in local time."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present instant, aware; tests give their own."""

_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


def system_clock() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def stamp(when: datetime) -> str:
    """Return an aware instant as 27 characters of UTC text; raises ValueError for a naive one."""
    if when.tzinfo is None:
        raise ValueError("an instant must know its time zone")
    return when.astimezone(UTC).strftime(_FORM)


def instant(text: str) -> datetime:
    """Return the instant of a stamp."""
    return datetime.strptime(text, _FORM).replace(tzinfo=UTC)
