"""An event: a session, a meeting or a milestone in the one shape that lists, calendars and mails share."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from chorale.content.event_kinds import (
    KIND_FACTS,
    STATE_FACTS,
    EventKind,
    KindFacts,
    StateFacts,
    kinds_of,
)
from chorale.content.event_model import Meeting, Published, Session, Status, Webinar
from chorale.ipm.model import Cycle

Dated = Webinar | Meeting | Cycle
"""What has dates that calendars follow."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something with a date; key follows it for life, name is what its file calls it.

    start and end are instants, or whole days: end is when it is over, the last day (included) of whole days, or None
    when unknown. remote is where one follows from afar what happens in a place; record, what calendars were last told.
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
    name: str = ""
    record: Published | None = None

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
