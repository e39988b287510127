"""Events of the agenda: webinar sessions, meetings and the milestones of cycles, each under its identifier."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from operator import attrgetter
from typing import assert_never, get_args
from zoneinfo import ZoneInfo

from chorale.content.event import Dated, Event
from chorale.content.event_model import DayOrInstant, Meeting, Webinar
from chorale.content.identities import Register, identified, identity
from chorale.content.kinds import items, kind_of
from chorale.content.model import Community, Issue, MeetingsSection, WebinarsSection
from chorale.content.published_events import Published
from chorale.content.series import PlacedMeeting, PlacedSession, meetings_of, sessions_of
from chorale.french.phrases import label
from chorale.ipm.model import Cycle
from chorale.memoization import LATEST, by_identity, latest_by

MILESTONES = {
    "synthesis": "réunion de synthèse",
    "opens": "ouverture du questionnaire",
    "closes": "clôture du questionnaire",
    "arbitration": "réunion d'arbitrage",
}


def events(community: Community) -> tuple[Event, ...]:
    """Return every event, past ones included, in order; drafts are nowhere."""
    held = (items(community, kind_of(kind)) for kind in get_args(Dated))
    return _of(community.timezone, community.register, *held)


@by_identity
def _of(zone: str, known: tuple[Published, ...], *held: tuple[Dated, ...]) -> tuple[Event, ...]:
    """Return the events of items; a dozen outputs ask for them, and each event remembers what it was asked."""
    dated = (one for some in held for one in some if isinstance(one, Cycle) or not one.draft)
    found = (event for item in dated for event in _own(zone, known, item))
    same = map(_as_known, identified(found, _named(known)))
    return tuple(sorted(same, key=lambda event: event.order))


@by_identity
def _named(known: tuple[Published, ...]) -> Register:
    return {one.name: one for one in known}


@latest_by(lambda _, known, item: (id(item), bool(known)))
def _own(zone: str, known: tuple[Published, ...], item: Dated) -> tuple[Event, ...]:
    """Return the events of an item as its file and the register say them."""
    return tuple(_events(item, ZoneInfo(zone), _named(known)))


def _as_known(event: Event) -> Event:
    """Return the very event of the last reading while it is the same: it keeps its digest and what it was asked."""
    asked = event.key, id(event.item)  # an item may be asked about with its text and without
    known = _KNOWN.get(asked)
    if known is event or (known is not None and known.item is event.item and known == event):
        return known
    if len(_KNOWN) >= LATEST:
        _KNOWN.clear()
    _KNOWN[asked] = event
    return event


_KNOWN: dict[tuple[str, int], Event] = {}


def _events(item: Dated, zone: ZoneInfo, register: Register) -> Iterator[Event]:
    match item:
        case Webinar():
            sessions = (one for one in sessions_of(item) if not one.session.draft)
            return (_session(item, one, register) for one in sessions)
        case Meeting():
            meetings = (one for one in meetings_of(item) if not one.meeting.draft)
            return (_meeting(item, one, zone, register) for one in meetings)
        case Cycle():
            return _milestones(item, register)
    assert_never(item)


def between(found: Iterable[Event], first: date, last: date) -> tuple[Event, ...]:
    """Return the events that begin from one day to another, both included."""
    return tuple(event for event in found if first <= event.day <= last)


def announced(found: tuple[Event, ...], issue: Issue) -> Iterator[Event]:
    """Yield the events that an issue announces, of all in order: those of a kind, from one day to another."""
    for section in issue.sections:
        match section:
            case MeetingsSection():
                kind, period = "rencontre", section.meetings
            case WebinarsSection():
                kind, period = "webinaire", section.webinars
            case _:
                continue
        first = bisect_left(found, period.from_, key=_day)
        last = bisect_right(found, period.to, key=_day)
        yield from (event for event in found[first:last] if event.kind == kind)


_day = attrgetter("day")


def upcoming(found: Iterable[Event], today: date) -> tuple[Event, ...]:
    """Return the events of today and after, those that still go on included."""
    return tuple(event for event in found if not event.over(today))


def past(found: Iterable[Event], today: date) -> tuple[Event, ...]:
    """Return the events that are over before today, latest first."""
    return tuple(event for event in reversed(tuple(found)) if event.over(today))


def _session(webinar: Webinar, placed: PlacedSession, register: Register) -> Event:
    session = placed.session
    return Event(
        **identity(f"{webinar.slug}-{_stamp(session.moved_from or session.start)}", register),
        kind="webinaire",
        title=_one_line(webinar.title),
        start=session.start,
        end=session.end,
        item=webinar,
        session=session,
        keys=placed.keys,
        audiences=webinar.audiences,
        status=session.status,
        moved_from=session.moved_from,
        note=session.note,
        summary=webinar.summary,
        illustrative=webinar.illustrative,
    )


def _one_line(words: str, between: str = " ") -> str:
    """Return what a file may write on several lines as calendars and lists show it."""
    return between.join(filter(None, (line.strip(" ,") for line in words.splitlines())))


def _stamp(when: DayOrInstant) -> str:
    return f"{when:%Y%m%dT%H%M}" if isinstance(when, datetime) else f"{when:%Y%m%d}"


def _meeting(item: Meeting, placed: PlacedMeeting, home: ZoneInfo, register: Register) -> Event:
    meeting = placed.meeting
    first = meeting.moved_from or meeting.date
    zone = meeting.timezone or home
    last = meeting.until or meeting.date
    start: DayOrInstant = meeting.date
    end: DayOrInstant | None = last
    if meeting.start is not None:
        start = datetime.combine(meeting.date, meeting.start, zone)
        end = datetime.combine(last, meeting.end, zone) if meeting.end else None
    return Event(
        **identity(f"{item.slug}-{_stamp(first)}" if item.returns else item.slug, register),
        kind="rencontre",
        title=_one_line(meeting.title),
        start=start,
        end=end,
        item=item,
        session=meeting,
        keys=placed.keys,
        audiences=meeting.audiences,
        status=meeting.status,
        moved_from=meeting.moved_from,
        note=meeting.note,
        city=meeting.city,
        place=_one_line(meeting.place, ", "),
        address=_one_line(meeting.address, ", "),
        coordinates=meeting.coordinates,
        remote=meeting.online or "",
        summary=meeting.summary,
        illustrative=meeting.illustrative,
    )


def _milestones(cycle: Cycle, register: Register) -> Iterator[Event]:
    for name, words in MILESTONES.items():
        when = getattr(cycle.milestones, name)
        yield Event(
            **identity(f"ipm-{cycle.slug}-{name}", register),
            kind="ipm",
            title=f"{label(cycle.governance.name)}, cycle {cycle.number} : {words}",
            start=when,
            end=when,
            item=cycle,
            illustrative=cycle.illustrative,
        )
