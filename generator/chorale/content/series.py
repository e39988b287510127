"""Dates of a webinar or a meeting, one by one: those that it writes, and those of its series (`every:`)."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import get_args

from chorale.content.event_model import (
    DayOrInstant,
    Meeting,
    MeetingSession,
    Rank,
    Repetition,
    Session,
    SessionDefaults,
    Webinar,
    Weekday,
)

MOST_SESSIONS = 200
"""In one series."""
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
RANKS: tuple[Rank, ...] = get_args(Rank)
WHERE = ("place", "address", "coordinates")
SHARED = tuple(item.name for item in fields(SessionDefaults))


@dataclass(frozen=True)
class PlacedSession:
    """A session of a webinar as it is held; keys lead to what says it in its file, some of them to the whole series."""

    session: Session
    keys: tuple[str | int, ...]


@dataclass(frozen=True)
class PlacedMeeting:
    """A meeting as it is held on one of its dates; keys lead to what says it in its file."""

    meeting: Meeting
    keys: tuple[str | int, ...] = ()


def sessions_of(webinar: Webinar) -> tuple[PlacedSession, ...]:
    """Return every session: a written one replaces that of the series on its first day."""
    written = [
        PlacedSession(_completed(session, webinar.defaults), ("sessions", rank))
        for rank, session in enumerate(webinar.sessions)
    ]
    if webinar.every is None:
        return tuple(written)
    replaced = {day(one.session.moved_from or one.session.start) for one in written}
    ruled = [
        PlacedSession(_completed(Session(start=start), webinar.defaults), ("every",))
        for start in starts(webinar.every)
        if day(start) not in replaced
    ]
    return (*ruled, *written)


def days_of(item: Webinar | Meeting) -> tuple[date, ...]:
    """Return the day on which each event of an item begins, drafts left out."""
    if isinstance(item, Webinar):
        held = (one.session for one in sessions_of(item))
        return tuple(day(one.start) for one in held if not one.draft)
    return tuple(one.meeting.date for one in meetings_of(item) if not one.meeting.draft)


def meetings_of(meeting: Meeting) -> tuple[PlacedMeeting, ...]:
    """Return a meeting on each of its dates: a written one replaces that of the series on its first day."""
    if not meeting.returns:
        return (PlacedMeeting(meeting),)
    replaced = {one.moved_from or one.date for one in meeting.sessions}
    rule = from_its_date(meeting)
    days = starts(rule) if rule else (meeting.date,)
    keys = ("every",) if rule else ()
    ruled = [PlacedMeeting(_on(meeting, one), keys) for one in days if day(one) not in replaced]
    written = (
        PlacedMeeting(_as_written(meeting, one), ("sessions", rank))
        for rank, one in enumerate(meeting.sessions)
    )
    return (*ruled, *written)


def from_its_date(meeting: Meeting) -> Repetition | None:
    """Return the rule of a meeting, which begins on the meeting's date unless it says otherwise."""
    rule = meeting.every
    return replace(rule, from_=rule.from_ or meeting.date) if rule else None


def _on(meeting: Meeting, when: DayOrInstant) -> Meeting:
    """Return a meeting on another date; with another hour, its end is no longer known."""
    once = replace(meeting, date=day(when), every=None, sessions=())
    return replace(once, start=when.time(), end=None) if isinstance(when, datetime) else once


def _as_written(meeting: Meeting, one: MeetingSession) -> Meeting:
    said = {
        item.name: value
        for item in fields(one)
        if (value := getattr(one, item.name)) != item.default
    }
    if any(name in said for name in WHERE):  # another place does not keep the address of the first
        said = {**dict.fromkeys(WHERE, ""), **said}
    return replace(meeting, every=None, sessions=(), **said)


def _completed(session: Session, defaults: SessionDefaults) -> Session:
    missing = [name for name in SHARED if getattr(session, name) is None]
    given = {name: value for name in missing if (value := getattr(defaults, name)) is not None}
    return replace(session, **given) if given else session


def day(when: DayOrInstant) -> date:
    """Return the local day of an instant."""
    return when.date() if isinstance(when, datetime) else when


def starts(every: Repetition) -> tuple[DayOrInstant, ...]:
    """Return the start of each session of a series, those in plus included, at most one more than MOST_SESSIONS."""
    ruled = (one for one in islice(_days(every), MOST_SESSIONS + 1) if one not in every.except_)
    return (*(_at(one, every) for one in ruled), *(_at(one, every) for one in every.also))


def ruled_days(every: Repetition) -> tuple[date, ...]:
    """Return the days of the rule alone, excepted ones included."""
    return tuple(islice(_days(every), MOST_SESSIONS + 1))


def _at(when: DayOrInstant, every: Repetition) -> DayOrInstant:
    """Return a day at the hour of the series, when it has one; an instant as it is."""
    if isinstance(when, datetime) or not isinstance(every.from_, datetime):
        return when
    return datetime.combine(when, every.from_.timetz())


def _days(every: Repetition) -> Iterator[date]:
    if every.from_ is None:
        return iter(())
    first = day(every.from_)
    wanted = WEEKDAYS.index(every.weekday) if every.weekday else first.weekday()
    return (
        _monthly(every, every.rank, first, wanted) if every.rank else _weekly(every, first, wanted)
    )


def _weekly(every: Repetition, first: date, weekday: int) -> Iterator[date]:
    ordinal = first.toordinal() + (weekday - first.weekday()) % 7
    for number in range(ordinal, every.until.toordinal() + 1, 7 * max(1, every.interval)):
        yield date.fromordinal(number)


def _monthly(every: Repetition, rank: Rank, first: date, weekday: int) -> Iterator[date]:
    for month in range(
        first.year * 12 + first.month - 1, every.until.year * 12 + every.until.month
    ):
        found = _in_month(month // 12, month % 12 + 1, weekday, rank)
        if first <= found <= every.until:
            yield found


def _in_month(year: int, month: int, weekday: int, rank: Rank) -> date:
    opening = date(year, month, 1)
    days = [
        opening + timedelta(days=shift)
        for shift in range(calendar.monthrange(year, month)[1])
        if (opening.weekday() + shift) % 7 == weekday
    ]
    return days[-1] if rank == "last" else days[RANKS.index(rank)]
