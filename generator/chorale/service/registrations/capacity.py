"""Capacity of a session: seats counted inside the transaction that gives them; the waiting list."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from chorale.calendars import event_text
from chorale.content.agenda import events
from chorale.content.event import Event
from chorale.content.event_model import DayOrInstant
from chorale.content.model import Community
from chorale.content.register import changed
from chorale.service.public_tables import kept_count, registration, sitting
from chorale.service.timestamps import stamp

SEAT_HELD = timedelta(hours=2)
OFFER_STANDS = timedelta(hours=24)
SHORTEST = timedelta(minutes=15)
RegistrationRow = Row[Any]


@dataclass(frozen=True, kw_only=True)
class BookableSession:
    """A session and what it holds at an instant; revision is the SEQUENCE that calendars have."""

    event: Event
    capacity: int | None
    start: datetime
    end: datetime
    revision: int
    closes: datetime
    approval: bool
    hold: timedelta
    together: int
    certificate: bool

    @property
    def key(self) -> str:
        """Return the session's key, which follows it for life."""
        return self.event.key

    @property
    def noun(self) -> str:
        """Return the feminine noun that mails call it by."""
        return self.event.kind_facts.noun

    @property
    def place(self) -> str:
        """Return where one goes; nothing for what is online."""
        return "" if self.event.online else event_text.place(self.event)

    @property
    def join(self) -> str:
        """Return where one attends, nothing when it is not known yet."""
        return (self.event.session.join or "") if self.event.session else ""

    @property
    def told(self) -> dict[str, str]:
        """Return what registrants must know, by the columns that keep what they were told."""
        return {
            "start_at": stamp(self.start),
            "end_at": stamp(self.end),
            "status": self.event.status,
            "place": self.place,
            "title": self.event.title,
            "joining": self.join,
        }

    def open(self, now: datetime) -> bool:
        """Return whether one may still sign up: before it begins, or all day long when its hour is not known."""
        last = self.end if self.event.hour_unknown else self.start
        return self.event.state_facts.happens and now < last

    def joinable(self, now: datetime) -> bool:
        """Return whether one may still ask for a seat: it is open, and its last day to sign up is not over."""
        return self.open(now) and now < self.closes

    def left(self, taken: int) -> int | None:
        """Return how many seats are left once some are taken, None when there is no limit; never below zero."""
        return None if self.capacity is None else max(0, self.capacity - taken)

    def going_on(self, now: datetime) -> bool:
        """Return whether it takes place at this instant."""
        return self.event.state_facts.happens and self.start <= now < self.end


@lru_cache(maxsize=4)
def bookable_sessions(community: Community) -> dict[str, BookableSession]:
    """Return the sessions that one joins through this service, by key; found once a publication."""
    return {session.key: session for session in _bookable(community)}


def _bookable(community: Community) -> Iterator[BookableSession]:
    rules = community.sign_ups
    for event in events(community):
        session = event.session
        if session is not None and session.registration == "interne":
            yield BookableSession(
                event=event,
                capacity=session.capacity or None,
                start=_instant(event.start, community),
                end=_instant(event.end or event.start, community, last=True),
                revision=changed(community, event).times,
                closes=_closes(session.closes, event, community),
                approval=_said(session.approval, rules.approval),
                hold=session.confirm_within or rules.confirm_within or SEAT_HELD,
                together=session.together or rules.together or 1,
                certificate=_said(session.certificate, rules.certificate),
            )


def _said(own: bool | None, usual: bool) -> bool:
    """Return what a session says, or what all of them do."""
    return usual if own is None else own


def _closes(day: date | None, event: Event, community: Community) -> datetime:
    """Return until when one may ask for a seat: the end of a day, or that of the event itself."""
    return _instant(day or event.end or event.start, community, last=True)


def _instant(when: DayOrInstant, community: Community, *, last: bool = False) -> datetime:
    """Return an instant as it is; a day whose hour is not known goes from one midnight to the next."""
    if isinstance(when, datetime):
        return when
    day = when + timedelta(days=1) if last else when
    return datetime.combine(day, time(), ZoneInfo(community.timezone))


def lock(session: BookableSession) -> str:
    """Return the name of the lock that whoever writes about a session must hold."""
    return f"sitting:{session.key}"


def known(connection: Connection, session: BookableSession, now: datetime) -> RegistrationRow:
    """Return the session's row, made at its first use."""
    mine = {"key": session.key}
    if not (found := connection.execute(_SITTING, mine).first()):
        first = {
            "sequence": session.revision,
            "last_number": 0,
            "told_at": stamp(now),
            "least": 0,
        }
        connection.execute(insert(sitting).values(**mine, **first, **session.told))
        found = connection.execute(_SITTING, mine).one()
    return found


_SITTING = select(sitting).where(sitting.c.key == bindparam("key"))


_TAKEN = select(func.count()).where(
    registration.c.sitting == bindparam("sitting"),
    registration.c.held == 1,
    or_(registration.c.state == "confirmed", registration.c.expires_at > bindparam("now")),
)


def free(connection: Connection, session: BookableSession, now: datetime) -> int | None:
    """Return how many seats are left, None when there is no limit; never below zero."""
    mine = {"sitting": session.key, "now": stamp(now)}
    return session.left(connection.execute(_TAKEN, mine).scalar() or 0)


def counts(connection: Connection) -> dict[str, Mapping[str, int]]:
    """Return how many registrations each session has in each state, and how many attended; erased ones still count."""
    found: dict[str, Counter[str]] = {}
    for row in connection.execute(select(kept_count)):
        found.setdefault(row.sitting, Counter())[row.state] += row.people
    for key, states in present(connection).items():
        found.setdefault(key, Counter()).update(states)
    return dict(found)


def present(connection: Connection) -> dict[str, Counter[str]]:
    """Return the counts of what is not erased."""
    attended = func.sum(case((registration.c.attended == 1, 1), else_=0))
    grouped = select(registration.c.sitting, registration.c.state, func.count(), attended)
    found: dict[str, Counter[str]] = {}
    for key, state, count, came in connection.execute(
        grouped.group_by(registration.c.sitting, registration.c.state)
    ):
        found.setdefault(key, Counter()).update({state: count, "attended": came or 0})
    return found


def keep_counts(connection: Connection, keys: Collection[str]) -> None:
    """Keep the numbers of sessions whose sign-ups are about to be erased."""
    for key, states in present(connection).items():
        for state, count in states.items() if key in keys else ():
            mine = and_(kept_count.c.sitting == key, kept_count.c.state == state)
            more = update(kept_count).where(mine).values(people=kept_count.c.people + count)
            if connection.execute(more).rowcount == 0:
                connection.execute(
                    insert(kept_count).values(sitting=key, state=state, people=count)
                )


def keep_numbers(connection: Connection, erased: ColumnElement[bool]) -> None:
    """Have the sign-ups that follow some about to be erased begin above their sequences."""
    highest = select(registration.c.sitting, func.max(registration.c.sequence)).where(erased)
    for key, last in connection.execute(highest.group_by(registration.c.sitting)).all():
        mine = and_(sitting.c.key == key, sitting.c.least <= last)
        connection.execute(update(sitting).where(mine).values(least=last + 1))


def numbered(
    connection: Connection, session: BookableSession, now: datetime, more: int = 1
) -> RegistrationRow:
    """Return the session's row, made at its first use, once it has counted some sign-ups more, and its seats taken."""
    mine = {"of": session.key, "sitting": session.key, "now": stamp(now), "more": more}
    if found := connection.execute(_NUMBERED, mine).first():
        return found
    known(connection, session, now)
    return connection.execute(_NUMBERED, mine).one()


_NUMBERED = (
    update(sitting)
    .where(sitting.c.key == bindparam("of"))
    .values(last_number=sitting.c.last_number + bindparam("more"))
    .returning(sitting, _TAKEN.scalar_subquery().label("taken"))
)


def held_until(session: BookableSession, now: datetime) -> datetime:
    """Return until when a seat waits for its confirmation: two hours or what is set, less when the session is near."""
    return min(session.start, now + max(SHORTEST, min(session.hold, (session.start - now) / 4)))


def offered_until(session: BookableSession, now: datetime) -> datetime:
    """Return until when a freed seat is offered: a day, less when the session is near."""
    return min(session.start, now + max(SHORTEST, min(OFFER_STANDS, (session.start - now) / 4)))


def expired(
    connection: Connection, session: BookableSession, now: datetime
) -> list[RegistrationRow]:
    """Free the seats whose time is over; return whose they were."""
    rows = connection.execute(_LATE, {"sitting": session.key, "now": stamp(now)}).all()
    if rows:
        chosen = registration.c.id.in_([row.id for row in rows])
        connection.execute(
            update(registration).where(chosen).values(state="expired", held=0, expires_at=None)
        )
    return list(rows)


_MINE = registration.c.sitting == bindparam("sitting")
_OVER = and_(
    _MINE,
    registration.c.state.in_(("pending", "offered")),
    registration.c.expires_at <= bindparam("now"),
)
_WAITS = and_(_MINE, registration.c.state == "waiting")
_LATE = select(registration).where(_OVER)


def moves(connection: Connection, session: BookableSession, now: datetime) -> bool:
    """Tell whether somebody's time is over or somebody waits: else there is no seat to free nor to offer."""
    return bool(connection.execute(_MOVES, {"sitting": session.key, "now": stamp(now)}).scalar())


MOVES = or_(exists().where(_OVER), exists().where(_WAITS)).label("moves")
_MOVES = select(MOVES)


def next_waiting(connection: Connection, session: BookableSession) -> RegistrationRow | None:
    """Return who has waited longest."""
    return connection.execute(_WAITING, {"sitting": session.key}).first()


_WAITING = select(registration).where(_WAITS).order_by(registration.c.number).limit(1)


def place_in_line(connection: Connection, entry: RegistrationRow) -> int:
    """Return how many wait up to and with this one."""
    mine = and_(registration.c.sitting == entry.sitting, registration.c.state == "waiting")
    ahead = select(func.count()).where(mine, registration.c.number <= entry.number)
    return connection.execute(ahead).scalar() or 0
