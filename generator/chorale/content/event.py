"""An event: a session, a meeting or a milestone in the one shape that lists, calendars and mails share."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import blake2b

from chorale.content.event_kinds import (
    KIND_FACTS,
    STATE_FACTS,
    EventKind,
    KindFacts,
    StateFacts,
    kinds_of,
)
from chorale.content.event_model import DayOrInstant, Meeting, Session, Status, Webinar
from chorale.content.published_events import Published
from chorale.ipm.model import Cycle

Dated = Webinar | Meeting | Cycle
"""What has dates that calendars follow."""

FACTS = ("when", "end", "zone", "where", "address", "status")
"""What makes a new revision when it changes (RFC 5546 §2.1.4)."""
FORMER = ("when", "where", "status")
"""Those that a former version of the program kept; its lines have no words either."""


_JSON = json.JSONEncoder(ensure_ascii=False, default=str)


def said(when: date | None) -> str:
    """Return a day, or an instant on its own clock, as the register writes it; nothing for none."""
    return str(when)[:16] if when else ""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something with a date; key follows it for life, name is what its file calls it.

    start and end are instants, or whole days: end is when it is over, the last day (included) of whole days, or None
    when unknown. remote is where one follows from afar what happens in a place; session, what
    one signs up for; keys lead to it in the file; record, what calendars were last told.
    """

    key: str
    kind: EventKind
    title: str
    start: DayOrInstant
    end: DayOrInstant | None
    item: Dated
    session: Session | Meeting | None = None
    keys: tuple[str | int, ...] = ()
    audiences: tuple[str, ...] = ()
    status: Status = "confirmed"
    moved_from: DayOrInstant | None = None
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

    @cached_property
    def day(self) -> date:
        """Return the local day on which it begins."""
        return self.start.date() if isinstance(self.start, datetime) else self.start

    @cached_property
    def last(self) -> date:
        """Return the last local day on which it goes on; what ends at midnight is over the day before."""
        if isinstance(self.end, datetime):
            return max(self.day, (self.end - timedelta(microseconds=1)).date())
        return self.end or self.day

    @cached_property
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
    def hour_unknown(self) -> bool:
        """Return whether one attends at an hour that is still to be told."""
        timed = isinstance(self.start, datetime)
        return self.kind_facts.attendance != "none" and not timed and self.last == self.day

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

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Return each day on which it is shown: all of them, when it goes on for days."""
        last = self.last if self.several_days else self.day
        return tuple(self.day + timedelta(days=step) for step in range((last - self.day).days + 1))

    @property
    def online(self) -> bool:
        """Return whether one attends from anywhere, and only so."""
        return self.kind_facts.attendance == "online"

    def over(self, today: date) -> bool:
        """Return whether its last day is past."""
        return self.last < today

    @cached_property
    def order(self) -> tuple[date, str, str]:
        """Return a sort key that mixes days and instants."""
        hour = str(self.start)[11:16] if isinstance(self.start, datetime) else ""
        return self.day, hour, self.key

    @cached_property
    def facts(self) -> Mapping[str, str]:
        """Return the hours and the place, as the register writes them."""
        return {
            "when": said(self.start),
            "end": "" if self.end in (None, self.start) else said(self.end),
            "zone": str(self.start.tzinfo) if isinstance(self.start, datetime) else "",
            "where": ", ".join(filter(None, (self.place, self.city))),
            "address": self.address,
        }

    @cached_property
    def words(self) -> str:
        """Return a digest of what calendars say besides; the private address to join has no part in it."""
        item = self.item
        told: list[object] = [self.title, self.audiences, self.note, self.summary]
        told += [self.remote, self.coordinates]
        if self.session is not None:
            told += [self.session.registration, self.session.replay]
        if isinstance(item, Webinar | Meeting):
            told += [[one.words for one in item.speakers], [vars(one) for one in item.programme]]
            told += [[(link.url, link.label) for link in item.documents]]
        if isinstance(item, Meeting):
            told += [item.partners, item.contact]
        return blake2b(_JSON.encode(told).encode(), digest_size=6).hexdigest()

    @cached_property
    def differences(self) -> tuple[str, ...]:
        """Return what is no longer as it was published and makes a revision: FACTS, by their names."""
        if self.record is None:
            return ()
        now = {**self.facts, "status": self.status}
        kept = FACTS if self.record.words else FORMER
        return tuple(name for name in kept if getattr(self.record, name) != now[name])

    @cached_property
    def revised(self) -> bool:
        """Return whether calendars have not yet been told all that it says."""
        return bool(self.differences) or self.reworded

    @property
    def reworded(self) -> bool:
        """Return whether only the words of a published event have changed."""
        return (
            self.record is not None
            and not self.differences
            and self.record.words not in ("", self.words)
        )
