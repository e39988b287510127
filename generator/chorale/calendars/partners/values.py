"""Values of iCalendar properties: days, instants, durations, periods and texts, read or told unreadable."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chorale.calendars.partners.parse import Property

_DURATION = re.compile(
    r"(?P<sign>[+-]?)P(?:(?P<weeks>\d{1,6})W|(?P<days>\d{1,7}D)?(?P<clock>T(?=\d)(?:\d{1,8}H)?(?:\d{1,8}M)?(?:\d{1,9}S)?)?)"
)
_NUMBER = re.compile(r"(\d+)([DHMS])")
_UNITS = {"D": "days", "H": "hours", "M": "minutes", "S": "seconds"}
_ESCAPE = re.compile(r"\\([\\;,nN])")
TEXT_ESCAPES = ("\\", ";", ",", "n", "N")


@dataclass(frozen=True, slots=True)
class PropertyDate:
    """One day or wall clock of a property, as written; utc tells a final « Z », zone names a time zone."""

    text: str
    at: datetime | date | None
    utc: bool = False
    zone: str = ""

    @property
    def whole(self) -> bool:
        """Return whether it is a day, not an instant."""
        return not isinstance(self.at, datetime)

    @property
    def floating(self) -> bool:
        """Return whether it is an hour of no zone."""
        return isinstance(self.at, datetime) and not self.utc and not self.zone


def day_or_instant(item: Property) -> PropertyDate:
    """Read the only date of a property."""
    return _read(item, item.value)


def days_or_instants(item: Property) -> Iterator[PropertyDate]:
    """Read each date of a list; of a period, its start."""
    for text in item.value.split(","):
        yield _read(item, text.partition("/")[0] if item.kind == "PERIOD" else text)


def _read(item: Property, text: str) -> PropertyDate:
    return PropertyDate(
        text,
        moment(text, whole=item.kind == "DATE"),
        text[-1:] == "Z",
        item.parameter("TZID"),
    )


def moment(text: str, *, whole: bool) -> datetime | date | None:
    """Return the day or the wall-clock instant of a text; None when it cannot be read."""
    try:
        if whole:
            return date(int(text[:4]), int(text[4:6]), int(text[6:])) if _digits(text) else None
        clock = text[:-1] if text[-1:] == "Z" else text
        if len(clock) != 15 or clock[8] != "T" or not _digits(clock[:8]):
            return None
        hour, minute, second = int(clock[9:11]), int(clock[11:13]), int(clock[13:])
        return datetime(  # noqa: DTZ001 - the wall clock, zone aside
            int(text[:4]),
            int(text[4:6]),
            int(text[6:8]),
            hour,
            minute,
            min(second, 59 + (second > 60)),
        )
    except ValueError:
        return None


def _digits(text: str) -> bool:
    return len(text) == 8 and text.isascii() and text.isdigit()


def duration(text: str) -> timedelta | None:
    """Return a length of time, « PT1H30M » ; None when it cannot be read."""
    found = _DURATION.fullmatch(text)
    if found is None or text[-1] in "PT":
        return None
    parts = {_UNITS[unit]: int(count) for count, unit in _NUMBER.findall(text.partition("P")[2])}
    try:
        length = timedelta(weeks=int(found["weeks"] or 0), **parts)
    except OverflowError:
        return None
    return -length if found["sign"] == "-" else length


def period(text: str) -> bool:
    """Return whether a text is a period: an instant, then another or a length of time."""
    start, slash, end = text.partition("/")
    first, last = moment(start, whole=False), moment(end, whole=False)
    if not slash or first is None:
        return False
    if isinstance(last, datetime) and isinstance(first, datetime):
        return first < last
    length = duration(end)
    return length is not None and length > timedelta()


def plain(text: str) -> str:
    """Return the words of a TEXT, escapes undone."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)
