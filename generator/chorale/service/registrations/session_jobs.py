"""Scheduled jobs of sessions: expired offers, reminders, changes announced to registrants."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Column, Connection, and_, or_, select, update

from chorale.content.event_kinds import STATE_FACTS
from chorale.content.event_model import Status
from chorale.service.public_tables import registration, sitting
from chorale.service.registrations import capacity, news_emails, parties
from chorale.service.registrations import records as registration_records
from chorale.service.registrations.capacity import BookableSession, RegistrationRow
from chorale.service.registrations.emails import DAY, HOUR, RegistrationContext
from chorale.service.registrations.orphans import tell_orphans
from chorale.service.timestamps import stamp
from chorale.service.web.request import Service

BATCH = 200


def run_session_jobs(service: Service, now: datetime) -> None:
    """Do for each session what is due; doing it again changes nothing."""
    for session in capacity.bookable_sessions(service.community).values():
        with service.store.read() as connection:
            due = _due(connection, session, now)
        if due:
            with service.store.write(capacity.lock(session)) as connection:
                context = registration_records.registration_context(
                    connection, service, session, now
                )
                _tell_changes(context)
                registration_records.offer_free_seats(context)
                _remind(context)
                _tell_who_waits(context)
    tell_orphans(service, now)


def _due(connection: Connection, session: BookableSession, now: datetime) -> bool:
    row = connection.execute(select(sitting).where(sitting.c.key == session.key)).first()
    if row is None:
        return False
    near = session.open(now) and session.start - now <= DAY
    if _changed(row, session) or near or _waited(connection, session, now):
        return True
    late = and_(registration.c.sitting == session.key, registration.c.expires_at <= stamp(now))
    expired = connection.execute(select(registration.c.id).where(late).limit(1)).first() is not None
    waits = (
        session.open(now)
        and not session.approval
        and capacity.next_waiting(connection, session) is not None
    )
    return expired or (waits and capacity.free(connection, session, now) != 0)


def _waited(connection: Connection, session: BookableSession, now: datetime) -> bool:
    """Tell whether somebody still waits for a seat at what has just begun, and was not told."""
    return (
        _begun(session, now)
        and connection.execute(_untold(session, registration.c.hour_told).limit(1)).first()
        is not None
    )


def _begun(session: BookableSession, now: datetime) -> bool:
    happens = session.event.state_facts.happens and not session.open(now)
    return happens and now < session.end + news_emails.TOLD_WITHIN


def _untold(session: BookableSession, told: Column[Any], state: str = "waiting") -> Any:
    """Select who is in a state at a session and was not told of its start, in their order."""
    mine = and_(registration.c.sitting == session.key, registration.c.state == state)
    late = or_(told.is_(None), told != stamp(session.start))
    return select(registration).where(mine, late).order_by(registration.c.number)


def _changed(row: RegistrationRow, session: BookableSession) -> bool:
    return any(getattr(row, name) != value for name, value in _now(session, row).items())


def _now(session: BookableSession, row: RegistrationRow) -> dict[str, str]:
    """Return what people must be told; a session that is only moved takes place, as its former word said."""
    now = session.told
    return now | {"status": row.status} if _off(row.status) == _off(now["status"]) else now


def _off(status: str) -> bool:
    return not STATE_FACTS[cast(Status, status)].happens


def _tell_changes(context: RegistrationContext) -> None:
    """Write once to everyone concerned what changed since they were told, under the next number."""
    session = context.session
    row = capacity.known(context.connection, session, context.now)
    if not _changed(row, session):
        return
    now = _now(session, row).items()
    fresh = [name for name, value in now if getattr(row, name) not in (None, value)]
    values: dict[str, object] = dict(session.told)
    if fresh:
        sequence = max(row.sequence + 1, session.revision)
        values |= {"sequence": sequence, "told_at": stamp(context.now)}
    context.connection.execute(update(sitting).where(sitting.c.key == session.key).values(**values))
    if fresh and session.end > context.now:
        _tell(context, row, fresh)


def _tell(context: RegistrationContext, before: RegistrationRow, fresh: Sequence[str]) -> None:
    off, was_off = _off(context.session.event.status), _off(before.status)
    if off and was_off:
        return
    for entry in _living(context):
        names = [name for name in news_emails.CHANGES if name in fresh and _concerns(name, entry)]
        if "start_at" in names and "end_at" in names:
            names.remove("end_at")  # the new hours say both
        if off:
            news_emails.called_off(context, entry)
        elif was_off:
            news_emails.reinstated(context, entry)
        elif names:
            news_emails.changed(context, entry, before, names)


def _concerns(name: str, entry: RegistrationRow) -> bool:
    """Tell whether a change is for this person: the address to join is of those who have a seat."""
    return name != "joining" or entry.state == "confirmed"


def _living(context: RegistrationContext) -> Sequence[RegistrationRow]:
    living = and_(
        registration.c.sitting == context.session.key,
        registration.c.state.in_(registration_records.LIVING),
    )
    wanted = select(registration).where(living).order_by(registration.c.number)
    quiet = parties.untold(context.connection, context.session.key)
    found = context.connection.execute(wanted).all()
    return [row for row in found if row.confirmed_at or row.id not in quiet]


def _remind(context: RegistrationContext) -> None:
    session, left = context.session, context.session.start - context.now
    if not session.open(context.now) or left > DAY:
        return
    near = left <= HOUR and not session.event.hour_unknown
    told = registration.c.hour_told if near else registration.c.day_told
    wanted = _untold(session, told, "confirmed").limit(BATCH)
    for entry in context.connection.execute(wanted).all():
        news_emails.reminder(context, entry, near=near)
        _note(context, entry, told)


def _note(context: RegistrationContext, entry: RegistrationRow, told: Column[Any]) -> None:
    start = stamp(context.session.start)
    registration_records.change(context.connection, entry.id, **{told.name: start})


def _tell_who_waits(context: RegistrationContext) -> None:
    """Tell who awaits an answer that there is none yet, the day before; who waits, that none comes, once it began."""
    session, left = context.session, context.session.start - context.now
    if session.approval and session.open(context.now) and left <= DAY:
        told, tell = registration.c.day_told, news_emails.unanswered
    elif _begun(session, context.now):
        told, tell = registration.c.hour_told, news_emails.without_seat
    else:
        return
    for entry in context.connection.execute(_untold(session, told).limit(BATCH)).all():
        tell(context, entry)
        _note(context, entry, told)
