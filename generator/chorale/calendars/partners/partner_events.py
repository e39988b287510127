"""Events of a partner's calendar, read one by one: each is known, or told with its line and why."""

import hashlib
import quopri
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo

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
DATES = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RRULE", "EXRULE", "RDATE", "EXDATE")
DECISIVE = (*DATES, "UID", "STATUS", "CLASS", "SEQUENCE")
"""The properties without which an event cannot be told; the others, damaged, are left out."""


PRIVACY = ("CLASS", "X-CALENDARSERVER-ACCESS")
STATES = ("CONFIRMED", "TENTATIVE", "CANCELLED")
_CANCELLED_TITLE = re.compile(
    r"\s*[\[(*]*(?:annul[ée]{1,3}s?|cancell?ed|supprim[ée]{1,3}s?)\s*(?:[\])*]+\s*[:–—-]?|[:–—-])\s*(?=\w)",
    re.IGNORECASE,
)
"""« Annulé : » before a title, as organisers write it who do not cancel in their calendar."""


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
    barred: tuple[str, ...] = ()
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


FIRST_YEAR, LAST_YEAR = 1900, 9000
LONGEST = timedelta(days=3660)
"""What an event may say of time: beyond, some programs write « never »."""
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
_SAID_ELSEWHERE = frozenset((
    *DECISIVE, *KEPT, *_JOINING, "SUMMARY", "DTSTAMP", "LAST-MODIFIED", "CREATED", "TRANSP", "PRIORITY", "COLOR",
    "REQUEST-STATUS", "ATTENDEE",
))  # fmt: skip


Held = Mapping[str, list[Property]]
"""The properties of an event by their names."""


def read_event(event: Component, zones: TimeZoneBook, floating: tzinfo | None) -> PartnerEvent:
    """Read one VEVENT, floating being the clock of hours without a zone, if it is known; raises UnreadableEvent."""
    _whole(event)
    held: dict[str, list[Property]] = {}
    for item in event.properties:
        held.setdefault(item.name, []).append(item)
    for name in DATES:
        for item in held.get(name, ()):
            _can_be_read(item)
    if "DTSTART" not in held:
        raise UnreadableEvent(event.line, "« VEVENT » sans « DTSTART »", "la date manque")
    reader = _DateReader(zones, floating)
    start = reader.one(held["DTSTART"][0])
    if isinstance(start, datetime) and start.tzinfo not in (None, UTC):
        reader = _DateReader(zones, start.tzinfo)  # what else has no zone is on the same clock
    replaces = held["RECURRENCE-ID"][0] if "RECURRENCE-ID" in held else None
    sequence = _value(held, "SEQUENCE")
    title, status = _title_and_status(held)
    return PartnerEvent(
        uid=_identifier(_value(held, "UID")),
        line=event.line,
        title=title,
        start=start,
        end=reader.one(held["DTEND"][0]) if "DTEND" in held else None,
        length=None if "DTEND" in held else _length(held),
        replaces=reader.one(replaces) if replaces else None,
        onward=bool(replaces and replaces.parameter("RANGE").upper() == "THISANDFUTURE"),
        rules=tuple(item.value for item in held.get("RRULE", ())),
        barred=tuple(item.value for item in held.get("EXRULE", ())),
        added=tuple(reader.several(held.get("RDATE", ()))),
        removed=tuple(reader.several(held.get("EXDATE", ()))),
        status=status,
        private=any(hides(_value(held, name)) for name in PRIVACY),
        sequence=int(sequence) if sequence.isdecimal() and len(sequence) < 10 else 0,
        modified=_stamp(held, "LAST-MODIFIED"),
        stamped=_stamp(held, "DTSTAMP"),
        texts={name: text for name in KEPT if name in held and (text := _text(held, name))},
        addresses=tuple(_addresses(held)),
        unread=tuple(_unread(event, held)),
    )


def _length(held: Held) -> timedelta | None:
    found = duration(_value(held, "DURATION"))
    if found is not None and found > LONGEST:
        item = held["DURATION"][0]
        message, hint = f"« DURATION:{item.value[:40]} »", "attendu : dix ans au plus"
        raise UnreadableEvent(item.line, message, hint)
    return found


def _title_and_status(held: Held) -> tuple[str, str]:
    """Return what an event is called and its state, which some write before its title alone."""
    title, status = _text(held, "SUMMARY"), _value(held, "STATUS").upper() or "CONFIRMED"
    found = _CANCELLED_TITLE.match(title)
    if found:
        return title[found.end() :], "CANCELLED"
    return title, "CANCELLED" if status.startswith(("CANCEL", "ANNUL")) else status


def hides(said: str) -> bool:
    """Return whether a CLASS keeps an event from others: RFC 5545 §3.8.1.3 asks it of every word that nobody knows."""
    return said.strip().upper() not in ("", "PUBLIC")


def _whole(event: Component) -> None:
    for name in DECISIVE if event.damaged else ():
        if name in event.damaged:
            raise UnreadableEvent(event.damaged[name], f"ligne « {name} » illisible")
    if not event.closed:
        raise UnreadableEvent(event.line, "rendez-vous coupé : le fichier s'arrête avant sa fin")


def _can_be_read(item: Property) -> None:
    """Ask the lint what it says of a date that cannot be read: both say the same, at the same line.

    A day written without VALUE=DATE, an hour with a zone and a « Z » are faults too, but nobody misreads them.
    """
    if (
        item.name == "EXRULE"
    ):  # it exists no more, and is obeyed: without it, dates that were taken out come back
        item = replace(item, name="RRULE")
    if item.name not in ("DURATION", "RRULE") and item.kind != "PERIOD":
        texts = (found.text for found in days_or_instants(item) if found.at is None)
        if all(moment(text, whole=True) is not None for text in texts):
            return
    for line, message, hint in value_faults("VEVENT", item):
        raise UnreadableEvent(line, message, hint)


@dataclass(frozen=True)
class _DateReader:
    """Turns the dates of an event into instants, by the zones of its calendar."""

    zones: TimeZoneBook
    floating: tzinfo | None

    def one(self, item: Property) -> When:
        return next(self.several([item]))

    def several(self, items: Iterable[Property]) -> Iterator[When]:
        for item in items:
            for found in days_or_instants(item):
                yield self._instant(item, found)

    def _instant(self, item: Property, found: PropertyDate) -> When:
        at = found.at if found.at is not None else moment(found.text, whole=True)
        if at is None:
            message = f"« {item.name}:{item.value[:40]} » n'est pas une date qui existe"
            raise UnreadableEvent(item.line, message)
        if not FIRST_YEAR <= at.year <= LAST_YEAR:
            message = f"« {item.name}:{item.value[:40]} » : année {at.year}"
            hint = f"attendu : de {FIRST_YEAR} à {LAST_YEAR}"
            raise UnreadableEvent(item.line, message, hint)
        if not isinstance(at, datetime):
            return at
        name = "UTC" if found.utc else found.zone
        zone = self.zones.zone(name) if name else self.floating
        if zone is None:
            message = f"fuseau horaire inconnu « {name[:40] or 'X-WR-TIMEZONE'} » : son heure serait fausse"
            raise UnreadableEvent(item.line, message)
        return at.replace(tzinfo=zone)


def _value(held: Held, name: str) -> str:
    return held[name][0].value.strip() if name in held else ""


def _text(held: Held, name: str) -> str:
    """Return the words of a property; categories may be written on several lines."""
    if name not in held:
        return ""
    items = held[name] if name == "CATEGORIES" else held[name][:1]
    return plain(",".join(map(_decoded, items))).strip()


def _decoded(item: Property) -> str:
    """Return a value, that of vCalendar 1.0 brought from its octets written in letters: « R=C3=A9union »."""
    if item.parameter("ENCODING").upper() != "QUOTED-PRINTABLE":
        return item.value
    octets = quopri.decodestring(item.value.encode("utf-8", "replace"))
    try:
        return octets.decode(item.parameter("CHARSET") or "utf-8", "replace")
    except LookupError:
        return octets.decode("utf-8", "replace")


def _identifier(uid: str) -> str:
    """Return an identifier of 255 signs at most, which still tells one event from another."""
    if len(uid) <= 255:
        return uid
    return f"{uid[:220]}-{hashlib.sha256(uid.encode('utf-8', 'replace')).hexdigest()[:32]}"


def _stamp(held: Held, name: str) -> str:
    """Return a UTC instant as « 20261101T080000Z », which sorts; nothing when it cannot be read."""
    value = _value(held, name)
    return value if value.endswith("Z") and moment(value, whole=False) is not None else ""


def _addresses(held: Held) -> Iterator[str]:
    """Yield the addresses of properties that exist to join a meeting, whoever named them."""
    for name, items in held.items():
        for item in items if name in _JOINING or name.startswith("X-") else ():
            value = plain(item.value).strip()
            if name in _JOINING or joins(value):
                yield value


def _unread(event: Component, held: Held) -> Iterator[str]:
    """Yield the names of what the event holds and content has no place for."""
    for name in (*held, *event.damaged):
        if name not in _SAID_ELSEWHERE and not name.startswith("X-"):
            yield name
    _, status = _title_and_status(held)
    if any(item.kind == "PERIOD" for item in held.get("RDATE", ())):
        yield "durées de « RDATE »"
    if status not in STATES:
        yield f"STATUS:{status[:20]}"


def damaged_words(event: PartnerEvent) -> str:
    """Return a piece of an event's words that its partner already lost: « R�union »."""
    return next(filter(None, map(damage, (event.title, *event.texts.values()))), "")
