"""iCalendar files (RFC 5545) and invitations (RFC 5546): each VEVENT is written once, feeds join the bytes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import Literal

from chorale.calendars import event_text
from chorale.calendars.content_lines import (
    block,
    local,
    parameter,
    text,
    uri,
    utc,
    vtimezone,
    whole_day,
    words,
)
from chorale.content import addresses
from chorale.content.agenda import events
from chorale.content.event import Event
from chorale.content.event_model import Status
from chorale.content.facets import Facet, facets
from chorale.content.model import Community
from chorale.content.register import changed, uid
from chorale.content.sight import by_event, seen, sees
from chorale.files import File
from chorale.french import phrases

FOLDER = "calendriers"
PRODID = "-//Chorale//Agenda//FR"
REFRESH = "PT6H"
STATUSES: Mapping[Status, str] = {
    "confirmed": "CONFIRMED",
    "moved": "CONFIRMED",
    "cancelled": "CANCELLED",
}
FREE, BUSY, END = b"TRANSP:TRANSPARENT\r\n", b"TRANSP:OPAQUE\r\n", b"END:VEVENT\r\n"
CLOSE = b"END:VCALENDAR\r\n"


@sees("announced", "cycles", "register")
def files(community: Community) -> Iterator[File]:
    """Yield one feed per facet, and one file per event with its alarm."""
    found, around = events(community), seen(community)
    written = {event.key: vevent(around, event) for event in found}
    yield from feeds(community, facets(community, found), written)
    yield from (_file(around, event) for event in found)


@by_event
def _file(community: Community, event: Event) -> File:
    return File(event_path(event), single(community, event, vevent(community, event)))


def feeds(
    community: Community, ways: Iterable[Facet], written: Mapping[str, bytes]
) -> Iterator[File]:
    """Yield the feed of each facet, from events already written."""
    whole = {key: event + FREE + END for key, event in written.items()}
    for facet in ways:
        body = b"".join([whole[event.key] for event in facet.events])
        yield File(feed_path(facet), vcalendar(community, facet, body))


def feed_path(facet: Facet) -> str:
    """Return where a facet's feed is published, from the site's root."""
    return f"{FOLDER}/{facet.key}.ics"


def event_path(event: Event) -> str:
    """Return where an event's own file is published, from the site's root."""
    return f"{FOLDER}/rendez-vous/{event.key}.ics"


@dataclass(frozen=True, kw_only=True)
class _Telling:
    """What is said of an event to everyone who follows a feed, or to one guest; the rest is the same for both."""

    sequence: int
    at: datetime
    dated: bool = False
    summary: str
    status: str
    description: Iterable[str]
    where: Iterable[str]
    categories: tuple[str, ...] = ()
    attendees: tuple[str, ...] = ()


@by_event
def vevent(community: Community, event: Event) -> bytes:
    """Return a VEVENT without its end, so that feeds and single files each finish it their way."""
    past = changed(community, event)
    told = _Telling(
        sequence=past.times,
        at=past.at,
        dated=True,
        summary=event_text.title(event),
        status=STATUSES[event.status],
        description=event_text.description(community, event),
        where=_whereabouts(community, event),
        categories=(f"CATEGORIES:{_categories(event, tuple(community.audiences.items()))}",),
    )
    return block(_begun(community, event, told))


def _begun(community: Community, event: Event, told: _Telling) -> Iterator[str]:
    stamp = utc(told.at)
    yield "BEGIN:VEVENT"
    yield f"UID:{text(uid(community, event))}"
    yield f"DTSTAMP:{stamp}"
    if told.dated:
        yield f"LAST-MODIFIED:{stamp}"
    yield f"SEQUENCE:{told.sequence}"
    yield from _times(event)
    yield f"SUMMARY:{words(told.summary)}"
    yield f"STATUS:{told.status}"
    yield f"DESCRIPTION:{words(chr(10).join(told.description))}"
    yield from told.where
    yield f"URL:{uri(event_text.url(community, event))}"
    yield from told.categories
    yield _organizer(community.sender.name, community.sender.address)
    yield from told.attendees


def _times(event: Event) -> Iterator[str]:
    start, end = event.start, event.end
    if not isinstance(start, datetime):
        yield f"DTSTART;VALUE=DATE:{whole_day(start)}"
        yield f"DTEND;VALUE=DATE:{whole_day((end or start) + timedelta(days=1))}"
        return
    name = str(start.tzinfo)
    yield f"DTSTART;TZID={name}:{local(start)}"
    if isinstance(end, datetime) and end > start:
        yield f"DTEND;TZID={name}:{local(end)}"


def _whereabouts(community: Community, event: Event) -> Iterator[str]:
    """Yield where to go; most clients ignore CONFERENCE, so LOCATION carries the link too."""
    where = event_text.place(event)
    if event.online:
        link = event_text.registration(community, event)
        yield f"LOCATION:{words(f'{where} : {link or event_text.url(community, event)}')}"
        if link:
            yield _conference("Accès à la séance", link)
    elif where:
        yield f"LOCATION:{words(where)}"
    if event.remote and event.state_facts.happens:
        yield _conference("À distance", event.remote)
    if event.coordinates:
        yield "GEO:" + ";".join(part.strip() for part in event.coordinates.split(","))


def _conference(label: str, link: str) -> str:
    return f"CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL={parameter(label)}:{uri(link)}"


def _categories(event: Event, audiences: tuple[tuple[str, str], ...]) -> str:
    return _category_words(event.kind_facts.label, event.audiences, audiences)


@lru_cache(maxsize=512)
def _category_words(
    label: str, keys: tuple[str, ...], audiences: tuple[tuple[str, str], ...]
) -> str:
    names = dict(audiences)
    return ",".join(words(word) for word in (label, *(names.get(key, key) for key in keys)))


@lru_cache(maxsize=16)
def _organizer(name: str, address: str) -> str:
    return f"ORGANIZER;CN={parameter(phrases.apostrophes(name))}:mailto:{uri(address)}"


def vcalendar(community: Community, facet: Facet, body: bytes) -> bytes:
    """Return a feed to subscribe to: its name, its source, how often to ask, the time zone, the events."""
    title = f"{community.name} – {facet.title}"
    source = addresses.absolute(community, feed_path(facet))
    about = f"{facet.title}. Mis à jour à chaque publication du site {community.url}"
    head = block(
        (
            *_opening(),
            f"NAME:{words(title)}",
            f"X-WR-CALNAME:{words(title)}",
            f"DESCRIPTION:{words(about)}",
            f"X-WR-CALDESC:{words(about)}",
            f"X-WR-TIMEZONE:{community.timezone}",
            f"URL:{uri(addresses.absolute(community, facet.page or 'agenda/index.md'))}",
            f"SOURCE;VALUE=URI:{uri(source)}",
            f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
            f"X-PUBLISHED-TTL:{REFRESH}",
            *_last_change(community, facet.events),
            *chain.from_iterable(map(vtimezone, _zones(community, facet.events))),
        )
    )
    return head + body + CLOSE


def _zones(community: Community, found: Iterable[Event]) -> tuple[str, ...]:
    """Return the time zone of the community, then those of the events that have another."""
    others = {str(event.start.tzinfo) for event in found if isinstance(event.start, datetime)}
    return (community.timezone, *sorted(others - {community.timezone}))


@lru_cache(maxsize=64)
def _head(method: str, zones: tuple[str, ...]) -> bytes:
    """Return what stands before the event of a small file."""
    return block((*_opening(method), *chain.from_iterable(map(vtimezone, zones))))


def _opening(method: str = "PUBLISH") -> tuple[str, ...]:
    return (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODID}",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
    )


def _last_change(community: Community, found: Iterable[Event]) -> Iterator[str]:
    if stamps := [changed(community, event).at for event in found]:
        yield f"LAST-MODIFIED:{utc(max(stamps))}"


def single(community: Community, event: Event, written: bytes) -> bytes:
    """Return one event in a file of its own, with a reminder: an hour before, or at 9 o'clock the day before."""
    trigger = "-PT1H" if isinstance(event.start, datetime) else "-PT15H"
    alarm = (
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{words(event.title)}",
        f"TRIGGER:{trigger}",
        "END:VALARM",
    )
    reminder = block(alarm) if event.state_facts.happens else b""
    return _head("PUBLISH", _zones(community, (event,))) + written + BUSY + reminder + END + CLOSE


ItipMethod = Literal["REQUEST", "CANCEL", "PUBLISH"]


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Who is invited, and where the invitation can be changed."""

    name: str
    email: str
    page: str


@dataclass(frozen=True, kw_only=True)
class InvitationRevision:
    """Which telling this is: sequence grows at each change that the person is told of."""

    method: ItipMethod
    sequence: int
    at: datetime


def invitation(
    community: Community, event: Event, guest: Guest, edition: InvitationRevision
) -> str:
    """Return an iCalendar object with one event and, unless it is published, one attendee (RFC 5546 §3.2.2, §3.2.5)."""
    page = f"Votre inscription : {guest.page}"
    told = _Telling(
        sequence=edition.sequence,
        at=edition.at,
        summary=phrases.typography(event.title),
        status="CANCELLED" if edition.method == "CANCEL" else "CONFIRMED",
        description=filter(
            None, (event.note, event.summary, page, event_text.url(community, event))
        ),
        where=_door(event),
        attendees=_attendee(guest, edition.method),
    )
    head = _head(edition.method, _zones(community, (event,)))
    return (head + block(_begun(community, event, told)) + END + CLOSE).decode()


def _door(event: Event) -> Iterator[str]:
    """Yield where a guest goes: the place, or the address to join, which nobody else is told."""
    join = event.session.join if event.session else None
    yield f"LOCATION:{words(join if join and event.online else event_text.place(event))}"
    if join:
        yield _conference("Rejoindre la séance", join)
    elif event.remote:
        yield _conference("À distance", event.remote)


def _attendee(guest: Guest, method: ItipMethod) -> tuple[str, ...]:
    if method == "PUBLISH":
        return ()
    role = "ROLE=REQ-PARTICIPANT;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;RSVP=FALSE"
    return (f"ATTENDEE;CN={parameter(guest.name)};{role}:mailto:{uri(guest.email)}",)
