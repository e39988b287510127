"""What happens to sessions by themselves: seats whose time is over, reminders, changes told to all who signed up."""

from datetime import datetime

from sqlalchemy import Connection, and_, or_, select, update

from generator.service.instants import stamp
from generator.service.public import registration_letters, registrations, seats
from generator.service.public.public_tables import registration, sitting
from generator.service.public.registration_letters import DAY, HOUR, Desk
from generator.service.public.seats import Entry, Room
from generator.service.web.visits import Service

BATCH = 200


def follow(service: Service, now: datetime) -> None:
    """Do for each session what is due; doing it again changes nothing."""
    for room in seats.rooms(service.community).values():
        with service.store.read() as connection:
            due = _due(connection, room, now)
        if due:
            with service.store.write(seats.lock(room)) as connection:
                here = registrations.desk(connection, service, room, now)
                _tell_changes(here)
                registrations.settle(here)
                _remind(here)


def _due(connection: Connection, room: Room, now: datetime) -> bool:
    row = connection.execute(select(sitting).where(sitting.c.key == room.key)).first()
    if row is None:
        return False
    if _changed(row, room) or (room.open(now) and room.start - now <= DAY):
        return True
    late = and_(registration.c.sitting == room.key, registration.c.expires_at <= stamp(now))
    expired = connection.execute(select(registration.c.id).where(late).limit(1)).first() is not None
    waits = room.open(now) and seats.next_waiting(connection, room) is not None
    return expired or (waits and seats.free(connection, room, now) != 0)


def _changed(row: Entry, room: Room) -> bool:
    return (row.start_at, row.end_at) != (stamp(room.start), stamp(room.end)) or _off(row.status) != _off(
        room.event.status
    )


def _off(status: str) -> bool:
    return status == "cancelled"


def _tell_changes(here: Desk) -> None:
    room = here.room
    row = seats.known(here.connection, room, here.now)
    if not _changed(row, room):
        return
    fresh = {"start_at": stamp(room.start), "end_at": stamp(room.end), "status": room.event.status}
    values = {"sequence": row.sequence + 1, "told_at": stamp(here.now), **fresh}
    here.connection.execute(update(sitting).where(sitting.c.key == room.key).values(**values))
    if room.end <= here.now:
        return
    tell = registration_letters.called_off if _off(room.event.status) else registration_letters.moved
    living = and_(registration.c.sitting == room.key, registration.c.state.in_(registrations.LIVING))
    for entry in here.connection.execute(select(registration).where(living).order_by(registration.c.number)).all():
        tell(here, entry)


def _remind(here: Desk) -> None:
    room, left = here.room, here.room.start - here.now
    if not room.open(here.now) or left > DAY:
        return
    near = left <= HOUR
    told = registration.c.hour_told if near else registration.c.day_told
    mine = and_(registration.c.sitting == room.key, registration.c.state == "confirmed")
    late = or_(told.is_(None), told != stamp(room.start))
    wanted = select(registration).where(mine, late).order_by(registration.c.number).limit(BATCH)
    for entry in here.connection.execute(wanted).all():
        registration_letters.reminder(here, entry, near=near)
        registrations.change(here.connection, entry.id, **{told.name: stamp(room.start)})
