"""French dates, hours and durations in words, and the public holidays of France (Code du travail, L3133-1)."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, get_timezone_location

from chorale.french.phrases import NO_BREAK

FIXED = {
    (1, 1): "jour de l'an",
    (5, 1): "fête du Travail",
    (5, 8): "victoire de 1945",
    (7, 14): "fête nationale",
    (8, 15): "Assomption",
    (11, 1): "Toussaint",
    (11, 11): "armistice de 1918",
    (12, 25): "Noël",
}
MOVABLE = {1: "lundi de Pâques", 39: "Ascension", 50: "lundi de Pentecôte"}


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher's algorithm)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    moon = (
        19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays(year: int) -> dict[date, str]:
    """Return the holidays of a year and their names."""
    fixed = {date(year, month, day): name for (month, day), name in FIXED.items()}
    return fixed | {easter(year) + timedelta(days=shift): name for shift, name in MOVABLE.items()}


def _first(text: str, when: date) -> str:
    return text.replace("1 ", "1er ", 1) if when.day == 1 else text


def day(when: date, *, weekday: bool = True, year: bool = True) -> str:
    """Return « mardi 1er décembre 2026 »; of an instant, the day on its own clock."""
    return _day(date(when.year, when.month, when.day), weekday=weekday, year=year)


@lru_cache(maxsize=4096)
def _day(when: date, *, weekday: bool, year: bool) -> str:
    # never of an instant: those of two zones are equal, and would share their words
    numbered = format_date(when, "d MMMM" + (" y" if year else ""), locale="fr")
    return (format_date(when, "EEEE ", locale="fr") if weekday else "") + _first(numbered, when)


def days(first: date, last: date) -> str:
    """Return « du 1er au 31 décembre 2018 », or one day."""
    if first == last:
        return f"le {day(first, weekday=False)}"
    if (first.year, first.month) == (last.year, last.month):
        start = "1er" if first.day == 1 else str(first.day)
    else:
        start = day(first, weekday=False, year=first.year != last.year)
    return f"du {start} au {day(last, weekday=False)}"


def month(when: date) -> str:
    """Return « décembre 2018 »."""
    return _month(date(when.year, when.month, 1))


@lru_cache(maxsize=4096)
def _month(when: date) -> str:
    return str(format_skeleton("yMMMM", when, locale="fr"))


def hour(when: datetime | time) -> str:
    """Return « 10 h » or « 10 h 30 »."""
    minutes = f"{NO_BREAK}{when.minute:02}" if when.minute else ""
    return f"{when.hour}{NO_BREAK}h{minutes}"


def instant(when: datetime) -> str:
    """Return « jeudi 6 décembre 2018 à 10 h »."""
    return f"{day(when)} à {hour(when)}"


def period(start: datetime | date, end: datetime | date | None) -> str:
    """Return « jeudi 6 décembre 2018, de 10 h à 11 h » from start to end; a whole-day end is included."""
    if not isinstance(start, datetime):
        return day(start) if end in (None, start) else _whole_days(start, end or start)
    if not isinstance(end, datetime) or end == start:
        return instant(start)
    if end.date() == start.date():
        return f"{day(start)}, de {hour(start)} à {hour(end)}"
    return f"du {instant(start)} au {instant(end)}"


def _whole_days(first: date, last: date) -> str:
    return f"du {day(first, year=first.year != last.year)} au {day(last)}"


def span(length: timedelta) -> str:
    """Return « 1 h 30 » or « 45 min »."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    if not hours:
        return f"{minutes}{NO_BREAK}min"
    return f"{hours}{NO_BREAK}h" + (f"{NO_BREAK}{minutes:02}" if minutes else "")


def spoken(when: datetime, zone: str) -> str:
    """Return « vendredi 11 décembre 2026 à 18 h (heure de Paris) » in a zone's wall clock."""
    return f"{instant(when.astimezone(ZoneInfo(zone)))} ({clock(zone)})"


def local_hour(when: datetime, zone: str) -> str:
    """Return « 12 h 03 » in a zone's wall clock."""
    return hour(when.astimezone(ZoneInfo(zone)))


def exact(when: datetime, zone: str) -> str:
    """Return local and UTC times to the second, for receipts."""
    local, universal = when.astimezone(ZoneInfo(zone)), when.astimezone(UTC)
    return (
        f"{day(local)} à {local:%H:%M:%S} ({clock(zone)}), soit {universal:%Y-%m-%d %H:%M:%S} UTC"
    )


_ISLANDS = frozenset({"Açores", "Bermudes", "Comores", "Maldives", "Marquises", "Îles Canaries"})
"""The places of zones that are said in the plural."""


@cache
def clock(zone: str) -> str:
    """Return « heure de Paris » for a time zone's name: « heure d'Alger », « heure des Marquises »."""
    place = str(get_timezone_location(ZoneInfo(zone), locale="fr", return_city=True))
    if place in _ISLANDS:
        return f"heure des {place}"
    return f"heure d'{place}" if place[0] in "AEIOUYÉÈÂÎ" else f"heure de {place}"
