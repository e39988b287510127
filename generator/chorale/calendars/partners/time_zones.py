"""Time zones that a partner's calendar names: IANA, Windows, Outlook, or described in the file itself."""

import io
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from dateutil.tz import tzical
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from chorale.calendars.partners.parse import Component

_REGIONS = (
    "africa/",
    "america/",
    "asia/",
    "atlantic/",
    "australia/",
    "europe/",
    "indian/",
    "pacific/",
)
_UNIVERSAL = (
    "UTC",
    "GMT",
    "Z",
    "ETC/UTC",
    "COORDINATED UNIVERSAL TIME",
    "TEMPS UNIVERSEL COORDONNÉ",
)
_SHOWN = re.compile(
    r"(?:\((?:UTC|GMT)(?:(?P<hours>[+-]\d\d):?(?P<minutes>\d\d))?\) *)?(?P<cities>[^\W\d_][^\d/:+]*)"
)
"""The name of a zone that Windows shows: « (UTC+01:00) Brussels, Paris »."""


class TimeZoneBook:
    """The zones of one calendar, by the names that its events use."""

    def __init__(self, described: Iterable[Component]) -> None:
        self._described = {
            item.value: zone for zone in described for item in zone.every("TZID")[:1]
        }
        self._found: dict[str, tzinfo | None] = {}

    def zone(self, name: str) -> tzinfo | None:
        """Return a zone by its name; None when nobody knows it."""
        if name not in self._found:
            self._found[name] = self._look(name)
        return self._found[name]

    def _look(self, name: str) -> tzinfo | None:
        if known := named(name):
            return known
        described = self._described.get(name)
        if described is None:
            return None
        located = described.first("X-LIC-LOCATION")
        return (named(located.value) if located else None) or _described_zone(described)


@cache
def named(name: str) -> tzinfo | None:
    """Return the zone of an IANA or a Windows name, whatever a product writes around it."""
    bare = name.strip().strip('"')
    if bare.lower().startswith("tzone://"):
        bare = bare.rpartition("/")[2]
    if re.sub(r"^\(UTC\) ", "", bare.upper()) in _UNIVERSAL:
        return UTC
    parts = bare.strip("/").split("/")
    tails = ["/".join(parts[-count:]) for count in range(min(3, len(parts)), 0, -1)]
    for tail in tails:
        found = _iana().get(tail.lower())
        if found and (len(parts) <= 3 or "/" in tail):
            return ZoneInfo(found)
    found = _windows().get(bare.lower())
    return ZoneInfo(found) if found else _by_its_cities(bare)


def _by_its_cities(name: str) -> tzinfo | None:
    """Return the zone that « (UTC+01:00) Brussels, Copenhagen, Madrid, Paris » shows, in any language."""
    shown = _SHOWN.fullmatch(name.replace("\\", ""))
    cities = (
        re.split(r", ?", shown["cities"].lower().replace(" ", "_").replace(",_", ","))
        if shown
        else []
    )
    zones = [ZoneInfo(zone) for city in reversed(cities) if (zone := _iana_cities().get(city))]
    if not shown or not zones:
        return None
    if shown["hours"] is None:
        return zones[0]
    told = timedelta(
        hours=int(shown["hours"]), minutes=int(f"{shown['hours'][0]}{shown['minutes']}")
    )
    return next((zone for zone in zones if _winter(zone) == told), None)


def _winter(zone: tzinfo) -> timedelta | None:
    """Return what a zone adds to universal time out of summer."""
    halves = (datetime(2027, month, 1, tzinfo=zone).utcoffset() or timedelta() for month in (1, 7))
    return min(halves)


@cache
def _iana_cities() -> dict[str, str]:
    zones = sorted(_iana().items())
    return {name.rpartition("/")[2]: zone for name, zone in zones if name.startswith(_REGIONS)}


@cache
def _iana() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}


@cache
def _windows() -> dict[str, str]:
    return {name.lower(): zone for name, zone in WINDOWS_TO_OLSON.items()}


def _described_zone(component: Component) -> tzinfo | None:
    """Return the zone that a VTIMEZONE describes; None when it cannot be read."""
    try:
        zone: tzinfo | None = tzical(io.StringIO("\n".join(_written(component)) + "\n")).get()
        if zone is not None:
            datetime(2027, 1, 1, tzinfo=zone).utcoffset()
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError):
        return None
    return zone


def _written(component: Component) -> Iterable[str]:
    yield f"BEGIN:{component.name}"
    for item in component.properties:
        if not item.name.startswith("X-") and item.name not in ("TZURL", "LAST-MODIFIED"):
            yield f"{item.name}:{item.value}"
    for inner in component.inner:
        yield from _written(inner)
    yield f"END:{component.name}"


def on_clock(when: datetime | date, zone: tzinfo) -> datetime | date:
    """Return an instant on the clock of a zone; a day is already a day."""
    if not isinstance(when, datetime):
        return when
    return (
        when.replace(tzinfo=zone) if when.tzinfo is None else when.astimezone(UTC).astimezone(zone)
    )
