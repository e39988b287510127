"""What happens to sessions by themselves: seats whose time is over, reminders, changes told to all who signed up."""

from datetime import datetime
from typing import cast

from sqlalchemy import Connection, and_, or_, select, update

from chorale.content.event_kinds import STATE_FACTS
from chorale.content.model import Status
from chorale.service.public_tables import registration, sitting
from chorale.service.registrations import capacity
from chorale.service.registrations import emails as registration_emails
from chorale.service.registrations import records as registration_records
from chorale.service.registrations.capacity import BookableSession, RegistrationRow
from chorale.service.registrations.emails import DAY, HOUR, RegistrationContext
from chorale.service.timestamps import instant, stamp
from chorale.service.web.request import Service

BATCH = 200


def run_session_jobs(service: Service, now: datetime) -> None:
    """Do for each session what is due; doing it again changes nothing."""
    for room in capacity.rooms(service.community).values():
        with service.store.read() as connection:
            due = _due(connection, room, now)
        if due:
            with service.store.write(capacity.lock(room)) as connection:
                here = registration_records.desk(connection, service, room, now)
                _tell_changes(here)
                registration_records.offer_free_seats(here)
                _remind(here)


def _due(connection: Connection, room: BookableSession, now: datetime) -> bool:
    row = connection.execute(select(sitting).where(sitting.c.key == room.key)).first()
    if row is None:
        return False
    if _changed(row, room) or (room.open(now) and room.start - now <= DAY):
        return True
    late = and_(registration.c.sitting == room.key, registration.c.expires_at <= stamp(now))
    expired = connection.execute(select(registration.c.id).where(late).limit(1)).first() is not None
    waits = room.open(now) and capacity.next_waiting(connection, room) is not None
    return expired or (waits and capacity.free(connection, room, now) != 0)


def _changed(row: RegistrationRow, room: BookableSession) -> bool:
    return (row.start_at, row.end_at) != (stamp(room.start), stamp(room.end)) or _off(row.status) != _off(
        room.event.status
    )


def _off(status: str) -> bool:
    return not STATE_FACTS[cast(Status, status)].happens


def _tell_changes(here: RegistrationContext) -> None:
    room = here.room
    row = capacity.known(here.connection, room, here.now)
    if not _changed(row, room):
        return
    fresh = {"start_at": stamp(room.start), "end_at": stamp(room.end), "status": room.event.status}
    values = {"sequence": row.sequence + 1, "told_at": stamp(here.now), **fresh}
    here.connection.execute(update(sitting).where(sitting.c.key == room.key).values(**values))
    if room.end <= here.now:
        return
    living = and_(registration.c.sitting == room.key, registration.c.state.in_(registration_records.LIVING))
    for entry in here.connection.execute(select(registration).where(living).order_by(registration.c.number)).all():
        if _off(room.event.status):
            registration_emails.called_off(here, entry)
        elif _off(row.status):
            registration_emails.reinstated(here, entry)
        else:
            registration_emails.moved(here, entry, before=instant(row.start_at))


def _remind(here: RegistrationContext) -> None:
    room, left = here.room, here.room.start - here.now
    if not room.open(here.now) or left > DAY:
        return
    near = left <= HOUR
    told = registration.c.hour_told if near else registration.c.day_told
    mine = and_(registration.c.sitting == room.key, registration.c.state == "confirmed")
    late = or_(told.is_(None), told != stamp(room.start))
    wanted = select(registration).where(mine, late).order_by(registration.c.number).limit(BATCH)
    for entry in here.connection.execute(wanted).all():
        registration_emails.reminder(here, entry, near=near)
        registration_records.change(here.connection, entry.id, **{told.name: stamp(room.start)})
