"""Pieces of an iCalendar file: content lines escaped and folded (RFC 5545 §3.1, RFC 6868), and VTIMEZONE components."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from chorale.french.phrases import apostrophes

_UNCLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_SPECIAL = re.compile(r"[\\;,\n]")
WIDTH = 75


def clean(value: str) -> str:
    """Drop control characters and lone surrogates, and end every line with a line feed."""
    if _UNCLEAN.search(value) is None:
        return value
    return _UNCLEAN.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def text(value: str) -> str:
    """Escape a TEXT value (RFC 5545 §3.3.11)."""
    value = clean(value)
    if _SPECIAL.search(value) is None:
        return value
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def words(value: str) -> str:
    """Escape a TEXT value that people read, with true apostrophes."""
    return text(apostrophes(value))


def parameter(value: str) -> str:
    """Quote a parameter's value, with the carets of RFC 6868."""
    return '"' + clean(value).replace("^", "^^").replace('"', "^'").replace("\n", "^n") + '"'


def uri(value: str) -> str:
    """Return an address that cannot break its line."""
    return clean(value).replace("\n", "").replace(" ", "%20")


def utc(when: datetime) -> str:
    """Return an aware instant as 20181206T090000Z."""
    return local(when.astimezone(UTC)) + "Z"


def local(when: datetime) -> str:
    """Return the wall-clock form 20181206T100000."""
    return when.isoformat(timespec="seconds")[:19].replace("-", "").replace(":", "")


def whole_day(when: date) -> str:
    """Return the DATE form 20181206."""
    return when.isoformat().replace("-", "")


def fold(line: str) -> bytes:
    """Encode one content line, cut at 75 octets without ever cutting a character, with its final CRLF."""
    data = line.encode("utf-8")
    if len(data) <= WIDTH:
        return data + b"\r\n"
    pieces, start, room = [], 0, WIDTH
    while len(data) - start > room:
        end = start + room
        while data[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(data[start:end])
        start, room = end, WIDTH - 1
    pieces.append(data[start:])
    return b"\r\n ".join(pieces) + b"\r\n"


def block(lines: Iterable[str]) -> bytes:
    """Fold every line and join them."""
    return b"".join([fold(line) for line in lines])


PARIS = (
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Paris",
    "BEGIN:DAYLIGHT",
    "DTSTART:19810329T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""Right for every instant since 27 October 1996, whatever the version of tzdata."""

FIRST, LAST = 2000, 2037
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Transition:
    """A change of offset: onset is the wall clock just before it changes."""

    onset: datetime
    before: timedelta
    after: timedelta
    daylight: bool
    name: str

    @property
    def rule(self) -> str:
        """Return the yearly rule that this onset follows, counted from the month's end when it is the last."""
        day = _DAYS[self.onset.weekday()]
        last = (self.onset + timedelta(days=7)).month != self.onset.month
        week = -1 if last else (self.onset.day - 1) // 7 + 1
        return f"FREQ=YEARLY;BYMONTH={self.onset.month};BYDAY={week}{day}"

    @property
    def kind(self) -> tuple[timedelta, timedelta, bool, str]:
        """Return what all the onsets of one observance share."""
        return self.before, self.after, self.daylight, self.name


@cache
def vtimezone(name: str) -> tuple[str, ...]:
    """Return the content lines of a zone; events before the year 2000 keep the offset of 1 January 2000."""
    if name == "Europe/Paris":
        return PARIS
    zone = ZoneInfo(name)
    changes = tuple(_transitions(zone))
    start = datetime(FIRST, 1, 1, tzinfo=zone)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}"]
    lines += _observance(
        Transition(EPOCH, _offset(start), _offset(start), False, start.tzname() or name)
    )
    for kind in dict.fromkeys(change.kind for change in changes):
        for group in _runs([change for change in changes if change.kind == kind]):
            lines += _observance(*group)
    return (*lines, "END:VTIMEZONE")


def _transitions(zone: ZoneInfo) -> Iterator[Transition]:
    moment, end = datetime(FIRST, 1, 1, tzinfo=UTC), datetime(LAST + 1, 1, 1, tzinfo=UTC)
    step = timedelta(days=1)
    while moment < end:
        before, after = moment.astimezone(zone), (moment + step).astimezone(zone)
        if before.utcoffset() != after.utcoffset():
            yield _found(zone, moment, moment + step)
        moment += step


def _found(zone: ZoneInfo, low: datetime, high: datetime) -> Transition:
    """Return the transition between two instants, to the second."""
    first = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (
            (middle, high) if middle.astimezone(zone).utcoffset() == first else (low, middle)
        )
    before, after = _offset(low.astimezone(zone)), high.astimezone(zone)
    onset = (high + before).replace(tzinfo=None)
    return Transition(onset, before, _offset(after), bool(after.dst()), after.tzname() or str(zone))


def _runs(changes: list[Transition]) -> Iterator[tuple[Transition, ...]]:
    """Yield the onsets one by one, then the longest tail that one yearly rule describes up to the last known year."""
    tail = len(changes)
    while tail and _follows(changes[tail - 1 :], changes[-1]):
        tail -= 1
    if len(changes) - tail < 2 or changes[-1].onset.year < LAST:
        tail = len(changes)
    for change in changes[:tail]:
        yield (change,)
    if changes[tail:]:
        yield tuple(changes[tail:])


def _follows(changes: list[Transition], model: Transition) -> bool:
    head = changes[0]
    following = changes[1].onset.year == head.onset.year + 1 if len(changes) > 1 else True
    return following and head.rule == model.rule and head.onset.time() == model.onset.time()


def _observance(first: Transition, *others: Transition) -> Iterator[str]:
    word = "DAYLIGHT" if first.daylight else "STANDARD"
    yield f"BEGIN:{word}"
    yield f"DTSTART:{first.onset:%Y%m%dT%H%M%S}"
    if others:
        yield f"RRULE:{first.rule}"
    yield f"TZOFFSETFROM:{_signed(first.before)}"
    yield f"TZOFFSETTO:{_signed(first.after)}"
    yield f"TZNAME:{first.name}"
    yield f"END:{word}"


def _offset(when: datetime) -> timedelta:
    return when.utcoffset() or timedelta()


def _signed(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    minutes, left = divmod(rest, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02}{minutes:02}" + (f"{left:02}" if left else "")
