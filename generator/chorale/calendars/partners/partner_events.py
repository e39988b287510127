"""Events of a partner's calendar, read one by one: each is known, or told with its line and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from chorale.calendars.partners.encodings import damage
from chorale.calendars.partners.locations import joins
from chorale.calendars.partners.parse import Component, Property
from chorale.calendars.partners.property_values import value_faults
from chorale.calendars.partners.time_zones import TimeZoneBook
from chorale.calendars.partners.values import (
    PropertyDate,
    days_or_instants,
    duration,
    moment,
    plain,
)

When = datetime | date
DATES = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RRULE", "RDATE", "EXDATE")
DECISIVE = (*DATES, "UID", "STATUS", "CLASS", "SEQUENCE")
"""The properties without which an event cannot be told; the others, damaged, are left out."""


class UnreadableEvent(Exception):
    """Says at which line an event cannot be read, and what is expected."""

    def __init__(self, line: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.line, self.message, self.hint = line, message, hint


@dataclass(frozen=True, kw_only=True, slots=True)
class PartnerEvent:
    """One VEVENT: its dates are aware, or days; a length is kept as a length, to survive a change of clocks."""

    uid: str
    line: int
    title: str
    start: When
    end: When | None
    length: timedelta | None = None
    replaces: When | None = None
    onward: bool = False
    rules: tuple[str, ...] = ()
    added: tuple[When, ...] = ()
    removed: tuple[When, ...] = ()
    status: str = "CONFIRMED"
    private: bool = False
    sequence: int = 0
    modified: str = ""
    stamped: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    addresses: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def revision(self) -> tuple[int, str, str]:
        """Return what orders two tellings of one event."""
        return self.sequence, self.modified, self.stamped


KEPT = (
    "LOCATION",
    "DESCRIPTION",
    "URL",
    "GEO",
    "CATEGORIES",
    "ORGANIZER",
    "X-ALT-DESC",
    "STYLED-DESCRIPTION",
)
_JOINING = (
    "CONFERENCE",
    "X-GOOGLE-CONFERENCE",
    "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-MICROSOFT-ONLINEMEETINGCONFLINK",
)
_SAID_ELSEWHERE = (
    *DECISIVE, *KEPT, *_JOINING, "SUMMARY", "DTSTAMP", "LAST-MODIFIED", "CREATED", "TRANSP", "PRIORITY", "COLOR",
    "REQUEST-STATUS", "ATTENDEE",
)  # fmt: skip


def read_event(event: Component, zones: TimeZoneBook, floating: tzinfo) -> PartnerEvent:
    """Read one VEVENT; raises UnreadableEvent."""
    for name in DECISIVE:
        if name in event.damaged:
            raise UnreadableEvent(event.damaged[name], f"ligne « {name} » illisible")
    if not event.closed:
        raise UnreadableEvent(event.line, "rendez-vous coupé : le fichier s'arrête avant sa fin")
    _dates_can_be_read(event)
    reader = _DateReader(zones, floating)
    start = event.first("DTSTART")
    replaces = event.first("RECURRENCE-ID")
    if start is None:
        raise UnreadableEvent(event.line, "« VEVENT » sans « DTSTART »", "la date manque")
    end = event.first("DTEND")
    return PartnerEvent(
        uid=_value(event, "UID")[:255],
        line=event.line,
        title=_text(event, "SUMMARY"),
        start=reader.one(start),
        end=reader.one(end) if end else None,
        length=duration(_value(event, "DURATION")) if not end else None,
        replaces=reader.one(replaces) if replaces else None,
        onward=bool(replaces and replaces.parameter("RANGE").upper() == "THISANDFUTURE"),
        rules=tuple(item.value for item in event.every("RRULE")),
        added=tuple(reader.several(event.every("RDATE"))),
        removed=tuple(reader.several(event.every("EXDATE"))),
        status=_value(event, "STATUS").upper() or "CONFIRMED",
        private=_value(event, "CLASS").upper() in ("PRIVATE", "CONFIDENTIAL"),
        sequence=int(_value(event, "SEQUENCE")) if _value(event, "SEQUENCE").isdecimal() else 0,
        modified=_stamp(event, "LAST-MODIFIED"),
        stamped=_stamp(event, "DTSTAMP"),
        texts={name: text for name in KEPT if (text := _text(event, name))},
        addresses=tuple(_addresses(event)),
        unread=tuple(_unread(event)),
    )


def _dates_can_be_read(event: Component) -> None:
    """Ask the lint what it says of the dates: what it cannot read is not read here either."""
    for item in event.properties:
        if item.name in DATES and not _a_bare_day(item):
            for line, message, hint in value_faults(event.name, item):
                if (
                    "fuseau et un" not in message
                ):  # a zone and a « Z »: the instant is told all the same
                    raise UnreadableEvent(line, message, hint)


def _a_bare_day(item: Property) -> bool:
    """Return whether a day is written without VALUE=DATE: a fault, but nobody misreads it."""
    return item.name not in ("DURATION", "RRULE") and moment(item.value, whole=True) is not None


@dataclass(frozen=True)
class _DateReader:
    """Turns the dates of an event into instants, by the zones of its calendar."""

    zones: TimeZoneBook
    floating: tzinfo

    def one(self, item: Property) -> When:
        return next(self.several([item]))

    def several(self, items: list[Property]) -> Iterator[When]:
        for item in items:
            for found in days_or_instants(item):
                yield self._instant(item, found)

    def _instant(self, item: Property, found: PropertyDate) -> When:
        at = found.at if found.at is not None else moment(found.text, whole=True)
        if at is None:
            message = f"« {item.name}:{item.value[:40]} » n'est pas une date qui existe"
            raise UnreadableEvent(item.line, message)
        if not isinstance(at, datetime):
            return at
        name = "UTC" if found.utc else found.zone
        zone = self.zones.zone(name) if name else self.floating
        if zone is None:
            message = f"fuseau horaire inconnu « {name[:40]} » : son heure serait fausse"
            raise UnreadableEvent(item.line, message)
        return at.replace(tzinfo=zone)


def _value(event: Component, name: str) -> str:
    item = event.first(name)
    return item.value.strip() if item else ""


def _text(event: Component, name: str) -> str:
    """Return the words of a property; a property written several times is a list."""
    return plain(",".join(item.value for item in event.every(name))).strip()


def _stamp(event: Component, name: str) -> str:
    """Return a UTC instant as « 20261101T080000Z », which sorts; nothing when it cannot be read."""
    value = _value(event, name)
    return value if moment(value, whole=False) is not None and value.endswith("Z") else ""


def _addresses(event: Component) -> Iterator[str]:
    """Yield the addresses of properties that exist to join a meeting, whoever named them."""
    for item in event.properties:
        value = plain(item.value).strip()
        if item.name in _JOINING or (item.name.startswith("X-") and joins(value)):
            yield value


def _unread(event: Component) -> Iterator[str]:
    """Yield the names of what the event holds and content has no place for."""
    for name in dict.fromkeys((*(item.name for item in event.properties), *event.damaged)):
        if name not in _SAID_ELSEWHERE and not name.startswith("X-"):
            yield name


def damaged_words(event: PartnerEvent) -> str:
    """Return a piece of an event's words that its partner already lost: « R�union »."""
    return next(filter(None, map(damage, (event.title, *event.texts.values()))), "")
