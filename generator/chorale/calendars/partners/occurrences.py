"""Occurrences of a partner's calendar between two days, recurrences unfolded, on the community's clock."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

MOST_OCCURRENCES = 200
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One event of the partner's calendar, on one date, in the community's time zone.

    lost_zone is the name of a time zone that nobody knows: its hours cannot be told.
    """

    uid: str
    title: str
    start: datetime | date
    end: datetime | date
    location: str
    description: str
    url: str
    cancelled: bool
    lost_zone: str = ""

    @property
    def day(self) -> date:
        """Return the local day on which it begins."""
        return self.start.date() if isinstance(self.start, datetime) else self.start

    @property
    def last(self) -> date:
        """Return the last local day on which it goes on: an end is not part of it."""
        step = timedelta(microseconds=1) if isinstance(self.end, datetime) else timedelta(days=1)
        end = self.end - step
        return max(self.day, end.date() if isinstance(end, datetime) else end)


def occurrences(data: bytes, first: date, last: date, zone: ZoneInfo) -> tuple[Occurrence, ...]:
    """Return the events between two days, recurrences unfolded; raises ValueError with one French sentence."""
    try:
        calendars = icalendar.Calendar.from_ical(data, multiple=True)
        lost = {
            str(event.get("UID", "")): zone for one in calendars for event, zone in _lost_zones(one)
        }
        found = [
            _occurrence(component, zone, lost)
            for one in calendars
            for component in recurring_ical_events.of(one, components=["VEVENT"]).between(
                first, last + timedelta(days=1)
            )
        ]
    except (
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        OverflowError,
        RecursionError,
        ValueError,
    ):
        raise ValueError(
            "calendrier illisible : « chorale calendar check » dit à quelle ligne"
        ) from None
    if not calendars:
        raise ValueError("aucun calendrier dans ce fichier")
    if len(found) > MOST_OCCURRENCES:
        raise ValueError(
            f"{len(found)} rendez-vous : {MOST_OCCURRENCES} au plus ; demander une période plus courte"
        )
    return tuple(sorted((one for one in found if first <= one.day <= last), key=_order))


def _order(one: Occurrence) -> tuple[str, str, str]:
    return one.start.isoformat(), one.title, one.uid


def _lost_zones(calendar: Any) -> Iterator[tuple[Any, str]]:
    """Yield the events whose start names a zone that the reader did not find, with its name."""
    for event in calendar.walk("VEVENT"):
        start = event.get("DTSTART")
        if (
            start is not None
            and isinstance(start.dt, datetime)
            and start.dt.tzinfo is None
            and "TZID" in start.params
        ):
            yield event, str(start.params["TZID"])[:40]


def _occurrence(component: Any, zone: ZoneInfo, lost: Mapping[str, str]) -> Occurrence:
    start = component["DTSTART"].dt
    end = component["DTEND"].dt if "DTEND" in component else start
    return Occurrence(
        uid=str(component.get("UID", "")),
        title=_words(component, "SUMMARY")[:150].strip(),
        start=_local(start, zone),
        end=_local(end, zone),
        location=_words(component, "LOCATION")[:300].strip(),
        description=_INVISIBLE.sub(
            "", str(component.get("DESCRIPTION", "")).replace("\t", " ")
        ).strip()[:5_000],
        url=_words(component, "URL"),
        cancelled=str(component.get("STATUS", "")).upper() == "CANCELLED",
        lost_zone=lost.get(str(component.get("UID", "")), ""),
    )


def _words(component: Any, name: str) -> str:
    """Return a text on one line, without what a content file refuses."""
    return " ".join(_INVISIBLE.sub(" ", str(component.get(name, ""))).split())


def _local(when: datetime | date, zone: ZoneInfo) -> datetime | date:
    """Return an instant on the community's clock; a floating hour is already on it."""
    if not isinstance(when, datetime):
        return when
    return (
        when.replace(tzinfo=zone) if when.tzinfo is None else when.astimezone(UTC).astimezone(zone)
    )
