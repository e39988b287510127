"""Timestamps: aware instants as UTC text of one width, and read aloud in local time."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from chorale.french import dates

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


def spoken(when: datetime, zone: str) -> str:
    """Return « vendredi 11 décembre 2026 à 18 h (heure de Paris) » in a zone's wall clock."""
    return f"{dates.instant(when.astimezone(ZoneInfo(zone)))} (heure de {place(zone)})"


def local_hour(when: datetime, zone: str) -> str:
    """Return « 12 h 03 » in a zone's wall clock."""
    return dates.hour(when.astimezone(ZoneInfo(zone)))


def exact(when: datetime, zone: str) -> str:
    """Return local and UTC times to the second, for receipts."""
    local, universal = when.astimezone(ZoneInfo(zone)), when.astimezone(UTC)
    return f"{dates.day(local)} à {local:%H:%M:%S} (heure de {place(zone)}), soit {universal:%Y-%m-%d %H:%M:%S} UTC"


def place(zone: str) -> str:
    """Return the town that names a zone: Europe/Paris -> Paris."""
    return zone.rpartition("/")[2].replace("_", " ")
