"""Events of the agenda: webinar sessions, meetings and the milestones of cycles, each under its identifier."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import assert_never, get_args
from zoneinfo import ZoneInfo

from chorale.content.event import Dated, Event
from chorale.content.event_model import DayOrInstant, Meeting, Published, Webinar
from chorale.content.identities import identified
from chorale.content.kinds import items, kind_of
from chorale.content.model import Community
from chorale.content.series import Sitting, sittings
from chorale.french.nouns import label
from chorale.ipm.model import Cycle
from chorale.memory import by_identity

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
def _of(zone: str, register: tuple[Published, ...], *held: tuple[Dated, ...]) -> tuple[Event, ...]:
    """Return the events of items, which ten outputs ask for, each letter too."""
    dated = (one for some in held for one in some if isinstance(one, Cycle) or not one.draft)
    found = (event for item in dated for event in _events(item, ZoneInfo(zone)))
    return tuple(sorted(identified(found, register), key=lambda event: event.order))


def _events(item: Dated, zone: ZoneInfo) -> Iterator[Event]:
    match item:
        case Webinar():
            return (_session(item, sitting) for sitting in sittings(item))
        case Meeting():
            return iter((_meeting(item, zone),))
        case Cycle():
            return _milestones(item)
    assert_never(item)


def between(found: Iterable[Event], first: date, last: date) -> tuple[Event, ...]:
    """Return the events that begin from one day to another, both included."""
    return tuple(event for event in found if first <= event.day <= last)


def upcoming(found: Iterable[Event], today: date) -> tuple[Event, ...]:
    """Return the events of today and after, those that still go on included."""
    return tuple(event for event in found if not event.over(today))


def past(found: Iterable[Event], today: date) -> tuple[Event, ...]:
    """Return the events that are over before today, latest first."""
    return tuple(event for event in reversed(tuple(found)) if event.over(today))


def _session(webinar: Webinar, sitting: Sitting) -> Event:
    session = sitting.session
    return Event(
        key=f"{webinar.slug}-{_stamp(session.moved_from or session.start)}",
        kind="webinaire",
        title=webinar.title,
        start=session.start,
        end=session.end,
        item=webinar,
        session=session,
        keys=sitting.keys,
        audiences=webinar.audiences,
        status=session.status,
        moved_from=session.moved_from,
        note=session.note,
        summary=webinar.summary,
        illustrative=webinar.illustrative,
    )


def _stamp(when: DayOrInstant) -> str:
    return f"{when:%Y%m%dT%H%M}" if isinstance(when, datetime) else f"{when:%Y%m%d}"


def _meeting(meeting: Meeting, home: ZoneInfo) -> Event:
    zone = meeting.timezone or home
    last = meeting.until or meeting.date
    start: DayOrInstant = meeting.date
    end: DayOrInstant | None = last
    if meeting.start is not None:
        start = datetime.combine(meeting.date, meeting.start, zone)
        end = datetime.combine(last, meeting.end, zone) if meeting.end else None
    return Event(
        key=meeting.slug,
        kind="rencontre",
        title=meeting.title,
        start=start,
        end=end,
        item=meeting,
        session=meeting,
        audiences=meeting.audiences,
        status=meeting.status,
        moved_from=meeting.moved_from,
        note=meeting.note,
        city=meeting.city,
        place=meeting.place,
        address=meeting.address,
        coordinates=meeting.coordinates,
        remote=meeting.online or "",
        summary=meeting.summary,
        illustrative=meeting.illustrative,
    )


def _milestones(cycle: Cycle) -> Iterator[Event]:
    for name, words in MILESTONES.items():
        when = getattr(cycle.milestones, name)
        yield Event(
            key=f"ipm-{cycle.slug}-{name}",
            kind="ipm",
            title=f"{label(cycle.governance.name)}, cycle {cycle.number} : {words}",
            start=when,
            end=when,
            item=cycle,
            illustrative=cycle.illustrative,
        )
