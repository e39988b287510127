"""Scheduled jobs of sessions: expired offers, reminders, changes announced to registrants."""

from datetime import datetime
from typing import cast

from sqlalchemy import Connection, and_, or_, select, update

from chorale.content.event_kinds import STATE_FACTS
from chorale.content.event_model import Status
from chorale.service.public_tables import registration, sitting
from chorale.service.registrations import capacity, news_emails
from chorale.service.registrations import records as registration_records
from chorale.service.registrations.capacity import BookableSession, RegistrationRow
from chorale.service.registrations.emails import DAY, HOUR, RegistrationContext
from chorale.service.timestamps import instant, stamp
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


def _due(connection: Connection, session: BookableSession, now: datetime) -> bool:
    row = connection.execute(select(sitting).where(sitting.c.key == session.key)).first()
    if row is None:
        return False
    if _changed(row, session) or (session.open(now) and session.start - now <= DAY):
        return True
    late = and_(registration.c.sitting == session.key, registration.c.expires_at <= stamp(now))
    expired = connection.execute(select(registration.c.id).where(late).limit(1)).first() is not None
    waits = session.open(now) and capacity.next_waiting(connection, session) is not None
    return expired or (waits and capacity.free(connection, session, now) != 0)


def _changed(row: RegistrationRow, session: BookableSession) -> bool:
    told = (row.start_at, row.end_at, row.place, _off(row.status))
    return told != (*_hours(session), session.place, _off(session.event.status))


def _hours(session: BookableSession) -> tuple[str, str]:
    return stamp(session.start), stamp(session.end)


def _off(status: str) -> bool:
    return not STATE_FACTS[cast(Status, status)].happens


def _tell_changes(context: RegistrationContext) -> None:
    session = context.session
    row = capacity.known(context.connection, session, context.now)
    if not _changed(row, session):
        return
    fresh = {
        "start_at": stamp(session.start),
        "end_at": stamp(session.end),
        "status": session.event.status,
        "place": session.place,
    }
    sequence = max(row.sequence + 1, session.revision)
    values = {"sequence": sequence, "told_at": stamp(context.now), **fresh}
    context.connection.execute(update(sitting).where(sitting.c.key == session.key).values(**values))
    if session.end <= context.now:
        return
    living = and_(
        registration.c.sitting == session.key,
        registration.c.state.in_(registration_records.LIVING),
    )
    for entry in context.connection.execute(
        select(registration).where(living).order_by(registration.c.number)
    ).all():
        if _off(session.event.status):
            news_emails.called_off(context, entry)
        elif _off(row.status):
            news_emails.reinstated(context, entry)
        elif (row.start_at, row.end_at) != _hours(session):
            news_emails.moved(context, entry, before=instant(row.start_at))
        else:
            news_emails.elsewhere(context, entry, before=row.place)


def _remind(context: RegistrationContext) -> None:
    session, left = context.session, context.session.start - context.now
    if not session.open(context.now) or left > DAY:
        return
    near = left <= HOUR and not session.event.hour_unknown
    told = registration.c.hour_told if near else registration.c.day_told
    mine = and_(registration.c.sitting == session.key, registration.c.state == "confirmed")
    late = or_(told.is_(None), told != stamp(session.start))
    wanted = select(registration).where(mine, late).order_by(registration.c.number).limit(BATCH)
    for entry in context.connection.execute(wanted).all():
        news_emails.reminder(context, entry, near=near)
        registration_records.change(
            context.connection, entry.id, **{told.name: stamp(session.start)}
        )
