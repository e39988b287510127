"""Events of the agenda: webinar sessions, meetings and the milestones of cycles in one shape."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import assert_never, get_args
from zoneinfo import ZoneInfo

from chorale.content.event_kinds import (
    KIND_FACTS,
    STATE_FACTS,
    EventKind,
    KindFacts,
    StateFacts,
    kinds_of,
)
from chorale.content.kinds import items, kind_of
from chorale.content.model import Changed, Community, Meeting, Session, Status, Webinar
from chorale.french.nouns import label
from chorale.ipm.model import Cycle

Dated = Webinar | Meeting | Cycle
"""What has dates that calendars follow."""
MILESTONES = {
    "synthesis": "réunion de synthèse",
    "opens": "ouverture du questionnaire",
    "closes": "clôture du questionnaire",
    "arbitration": "réunion d'arbitrage",
}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something with a date; key never changes once published; start and end are instants, or whole days.

    end is the instant when it is over, the last day (included) of a whole-day event, or None when unknown; remote is
    where one follows from afar what happens in a place.
    """

    key: str
    kind: EventKind
    title: str
    start: datetime | date
    end: datetime | date | None
    item: Dated
    session: Session | None = None
    audiences: tuple[str, ...] = ()
    status: Status = "confirmed"
    moved_from: datetime | date | None = None
    note: str = ""
    city: str = ""
    place: str = ""
    address: str = ""
    coordinates: str = ""
    remote: str = ""
    summary: str = ""
    illustrative: bool = False

    @property
    def day(self) -> date:
        """Return the local day on which it begins."""
        return self.start.date() if isinstance(self.start, datetime) else self.start

    @cached_property
    def last(self) -> date:
        """Return the last local day on which it goes on; what ends at midnight is over the day before."""
        if isinstance(self.end, datetime):
            return max(self.day, (self.end - timedelta(microseconds=1)).date())
        return self.end or self.day

    @property
    def kind_facts(self) -> KindFacts:
        """Return what its kind is called."""
        return (
            kinds_of(self.item.governance)[self.kind]
            if isinstance(self.item, Cycle)
            else KIND_FACTS[self.kind]
        )

    @property
    def state_facts(self) -> StateFacts:
        """Return what its state is called, and whether it takes place."""
        return STATE_FACTS[self.status]

    @property
    def several_days(self) -> bool:
        """Return whether it goes on for days, not only past midnight."""
        return self.kind_facts.attendance == "place" and self.last > self.day

    @property
    def months(self) -> tuple[date, ...]:
        """Return the first day of each month that it touches."""
        last = self.last if self.several_days else self.day
        count = (last.year - self.day.year) * 12 + last.month - self.day.month
        ranks = (self.day.year * 12 + self.day.month - 1 + step for step in range(count + 1))
        return tuple(date(rank // 12, rank % 12 + 1, 1) for rank in ranks)

    @property
    def online(self) -> bool:
        """Return whether one attends from anywhere, and only so."""
        return self.kind_facts.attendance == "online"

    def over(self, today: date) -> bool:
        """Return whether its last day is past."""
        return self.last < today

    @property
    def order(self) -> tuple[date, str, str]:
        """Return a sort key that mixes days and instants."""
        hour = f"{self.start:%H:%M}" if isinstance(self.start, datetime) else ""
        return self.day, hour, self.key


def events(community: Community) -> tuple[Event, ...]:
    """Return every event, past ones included, in order; drafts are nowhere."""
    zone = ZoneInfo(community.timezone)
    dated = (
        item
        for kind in get_args(Dated)
        for item in items(community, kind_of(kind))
        if isinstance(item, Cycle) or not item.draft
    )
    found = (event for item in dated for event in _events(item, zone))
    return tuple(sorted(found, key=lambda event: event.order))


def _events(item: Dated, zone: ZoneInfo) -> Iterator[Event]:
    match item:
        case Webinar():
            return (_session(item, session) for session in item.sessions)
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


def changed(community: Community, event: Event) -> Changed:
    """Return what the history says of an event; without one, it dates from today."""
    known = community.history.get(event.item.path)
    return known or Changed(at=datetime.combine(community.today, time(), UTC))


def _session(webinar: Webinar, session: Session) -> Event:
    first = session.moved_from or session.start
    return Event(
        key=f"{webinar.slug}-{first:%Y%m%dT%H%M}",
        kind="webinaire",
        title=webinar.title,
        start=session.start,
        end=session.end,
        item=webinar,
        session=session,
        audiences=webinar.audiences,
        status=session.status,
        moved_from=session.moved_from,
        note=session.note,
        summary=webinar.summary,
        illustrative=webinar.illustrative,
    )


def _meeting(meeting: Meeting, zone: ZoneInfo) -> Event:
    last = meeting.until or meeting.date
    start: datetime | date = meeting.date
    end: datetime | date | None = last
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
