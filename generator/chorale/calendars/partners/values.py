"""Values of iCalendar properties: days, instants, durations, texts and recurrence rules, read or told unreadable."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chorale.calendars.partners.parse import Property
from chorale.french.suggestions import nearest

_DURATION = re.compile(
    r"(?P<sign>[+-]?)P(?:(?P<weeks>\d{1,6})W|(?P<days>\d{1,7}D)?(?P<clock>T(?=\d)(?:\d{1,8}H)?(?:\d{1,8}M)?(?:\d{1,9}S)?)?)"
)
"""A length of time, « -P1DT2H » or « P2W » (RFC 5545, 3.3.6)."""
_NUMBER = re.compile(r"(\d+)([DHMS])")
_UNITS = {"D": "days", "H": "hours", "M": "minutes", "S": "seconds"}
_ESCAPE = re.compile(
    r"\\([\\;,nN'\":])"
)  # the last three are no escapes, but some programs write them
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


FREQUENCIES = ("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
RANGES: Mapping[str, tuple[int, int, bool]] = {
    "BYSECOND": (0, 60, False),
    "BYMINUTE": (0, 59, False),
    "BYHOUR": (0, 23, False),
    "BYMONTHDAY": (1, 31, True),
    "BYYEARDAY": (1, 366, True),
    "BYWEEKNO": (1, 53, True),
    "BYMONTH": (1, 12, False),
    "BYSETPOS": (1, 366, True),
}
"""The least and the greatest number of a part, and whether it may count from the end."""
PARTS = ("FREQ", "UNTIL", "COUNT", "INTERVAL", "WKST", "BYDAY", *RANGES)
_BEYOND = ("RSCALE", "SKIP")  # RFC 7529
_NOT_WITH: Mapping[str, tuple[str, ...]] = {
    "BYWEEKNO": ("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY"),
    "BYYEARDAY": ("DAILY", "WEEKLY", "MONTHLY"),
    "BYMONTHDAY": ("WEEKLY",),
}
_WEEKDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")

RuleFault = tuple[str, str]
"""What was found, and what is expected."""


def parts(value: str) -> dict[str, str]:
    """Return the parts of a rule by name, in capitals; the first of those written twice."""
    found: dict[str, str] = {}
    for part in value.upper().split(";"):
        name, _, content = part.partition("=")
        found.setdefault(name, content)
    return found


def rule_faults(value: str) -> Iterator[RuleFault]:
    """Yield what makes a rule unreadable."""
    names = [part.partition("=")[0].upper() for part in value.split(";")]
    found = parts(value)
    for name in dict.fromkeys(names):
        if name not in PARTS and name not in _BEYOND and not name.startswith("X-"):
            near = nearest(name, map(str.lower, PARTS)).upper() or next(
                (one for one in PARTS if one[:4] == name[:4]), ""
            )
            yield (
                f"« {name[:20]} » dans une répétition",
                f"vouliez-vous dire « {near} » ?" if near else ("attendu : « FREQ=…;INTERVAL=… »"),
            )
        elif names.count(name) > 1:
            yield f"« {name} » deux fois dans une répétition", "en retirer un"
    yield from _frequency(found)
    yield from _ends(found)
    yield from _numbers(found)
    yield from _weekdays(found)
    yield from _together(found)


def _frequency(found: Mapping[str, str]) -> Iterator[RuleFault]:
    frequency = found.get("FREQ")
    if frequency is None:
        yield "répétition sans « FREQ »", "par exemple « FREQ=WEEKLY »"
    elif frequency not in FREQUENCIES:
        near = nearest(frequency.lower(), map(str.lower, FREQUENCIES)).upper()
        advice = (
            f"vouliez-vous dire « {near} » ?" if near else "attendu : " + ", ".join(FREQUENCIES)
        )
        yield f"répétition « FREQ={frequency[:20]} »", advice


def _ends(found: Mapping[str, str]) -> Iterator[RuleFault]:
    if "UNTIL" in found and "COUNT" in found:
        yield "« UNTIL » et « COUNT » ensemble", "n'en garder qu'un"
    until = found.get("UNTIL")
    if until is not None and moment(until, whole="T" not in until) is None:
        yield (
            f"« UNTIL={until[:20]} » n'est pas une date qui existe",
            "par exemple « 20261206T090000Z »",
        )
    for name in ("COUNT", "INTERVAL"):
        if name in found and not re.fullmatch(r"0*[1-9]\d{0,8}", found[name]):
            yield f"« {name}={found[name][:20]} »", "attendu : un entier, de 1 à 999999999"
    if "WKST" in found and found["WKST"] not in WEEKDAYS:
        yield f"« WKST={found['WKST'][:20]} »", "attendu : " + ", ".join(WEEKDAYS)


def _numbers(found: Mapping[str, str]) -> Iterator[RuleFault]:
    for name, (least, most, backwards) in RANGES.items():
        for text in found[name].split(",") if name in found else ():
            sign = "[+-]?" if backwards else ""
            if not re.fullmatch(rf"{sign}\d{{1,3}}", text) or not least <= abs(int(text)) <= most:
                wanted = f"de {least} à {most}" + (", ou compté de la fin" if backwards else "")
                yield f"« {name}={text[:20]} »", f"attendu : {wanted}"


def _weekdays(found: Mapping[str, str]) -> Iterator[RuleFault]:
    for text in found["BYDAY"].split(",") if "BYDAY" in found else ():
        match = _WEEKDAY.fullmatch(text)
        if match is None or (match[1] and not 1 <= abs(int(match[1])) <= 53):
            yield (
                f"« BYDAY={text[:20]} »",
                "attendu : MO, TU, WE, TH, FR, SA, SU, ou « 1MO », « -1SU »",
            )
        elif match[1] and found.get("FREQ") not in ("MONTHLY", "YEARLY"):
            yield (
                f"« BYDAY={text} » : un rang dans une répétition qui n'est ni par mois ni par an",
                (f"écrire « {match[2]} »"),
            )
        elif match[1] and "BYWEEKNO" in found:
            yield f"« BYDAY={text} » avec « BYWEEKNO »", f"écrire « {match[2]} »"


def _together(found: Mapping[str, str]) -> Iterator[RuleFault]:
    frequency = found.get("FREQ", "")
    for name, frequencies in _NOT_WITH.items():
        if name in found and frequency in frequencies:
            yield f"« {name} » avec « FREQ={frequency} »", f"retirer « {name} »"
    if "BYSETPOS" in found and not any(
        name.startswith("BY") and name != "BYSETPOS" for name in found
    ):
        yield "« BYSETPOS » sans rien à compter", "ajouter « BYDAY » ou une autre règle"
