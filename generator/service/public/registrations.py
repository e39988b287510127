"""Sign-ups to a session: asked, confirmed by mail, waiting first in first out, offered for a time, given up."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from generator.content.form_model import Form
from generator.service.instants import stamp
from generator.service.public import public_forms, registration_letters, seats, tickets
from generator.service.public.answers import email_key
from generator.service.public.public_forms import Received
from generator.service.public.public_tables import registration
from generator.service.public.registration_letters import Desk
from generator.service.public.seats import Entry, Room
from generator.service.web.visits import Service

LIVING = ("pending", "waiting", "offered", "confirmed")


def desk(connection: Connection, service: Service, room: Room, now: datetime) -> Desk:
    """Open a session's desk; the caller's transaction holds its lock."""
    return Desk(connection=connection, service=service, room=room, now=now)


def ask(service: Service, room: Room, form: Form, given: Received, now: datetime) -> None:
    """Take a sign-up: a seat or a place in line, until confirmed by mail; whoever is known is told where they stand."""
    email = str(given.answers["email"])
    with service.store.write(seats.lock(room)) as connection:
        here = desk(connection, service, room, now)
        seats.known(connection, room, now)
        settle(here)
        found = _by_email(connection, room, email)
        if found is not None and found.state in LIVING:
            registration_letters.again(here, found)
            return
        values = _fresh(here) | _said(form, given, email)
        if found is None:
            identifier = tickets.new_id()
            first = {"id": identifier, "sitting": room.key, "email_key": email_key(email), "sequence": 0, "attended": 0}
            connection.execute(insert(registration).values(**first, **values))
        else:
            identifier = found.id
            change(connection, identifier, sequence=found.sequence + 1, **values)
        registration_letters.confirm(here, by_id(connection, identifier))


def _fresh(here: Desk) -> dict[str, Any]:
    number = seats.next_number(here.connection, here.room)
    left = seats.free(here.connection, here.room, here.now)
    held = left is None or left > 0
    until = stamp(seats.held_until(here.room, here.now))
    return {"state": "pending", "held": int(held), "number": number, "expires_at": until, "asked_at": stamp(here.now)}


def _said(form: Form, given: Received, email: str) -> dict[str, Any]:
    details = {name: value for name, value in given.answers.items() if name not in ("email", "name") and value}
    return {
        "email": email,
        "name": str(given.answers.get("name") or ""),
        "details": json.dumps(details, ensure_ascii=False, sort_keys=True),
        "definition": public_forms.definition(form),
        "confirmed_at": None,
        "day_told": None,
        "hour_told": None,
    }


def confirm(service: Service, room: Room, identifier: str, now: datetime) -> None:
    """Confirm a sign-up, or accept an offered seat; doing it again, or too late, changes nothing."""
    with service.store.write(seats.lock(room)) as connection:
        here = desk(connection, service, room, now)
        settle(here)
        entry = by_id(connection, identifier)
        if not room.open(now) or entry.state not in ("pending", "offered"):
            return
        if entry.held or _seat_left(here):
            told = stamp(room.start) if room.start - now <= registration_letters.DAY else None
            values = {"state": "confirmed", "held": 1, "expires_at": None, "day_told": told}
            change(connection, identifier, confirmed_at=stamp(now), **values)
            registration_letters.confirmed(here, by_id(connection, identifier))
        else:
            change(connection, identifier, state="waiting", expires_at=None, confirmed_at=stamp(now))
            registration_letters.waiting(here, by_id(connection, identifier))


def _seat_left(here: Desk) -> bool:
    left = seats.free(here.connection, here.room, here.now)
    return left is None or (left > 0 and seats.next_waiting(here.connection, here.room) is None)


def withdraw(service: Service, room: Room, identifier: str, now: datetime) -> None:
    """Give up a seat or a place in line; the seat goes to who has waited longest."""
    with service.store.write(seats.lock(room)) as connection:
        here = desk(connection, service, room, now)
        entry = by_id(connection, identifier)
        if entry.state not in LIVING:
            return
        values = {"state": "cancelled", "held": 0, "expires_at": None, "sequence": entry.sequence + 1}
        change(connection, identifier, **values)
        registration_letters.withdrawn(here, entry)
        settle(here)


def settle(here: Desk) -> None:
    """Free what is over and offer each free seat to who has waited longest."""
    for entry in seats.expired(here.connection, here.room, here.now):
        if entry.state == "offered":
            registration_letters.passed_over(here, entry)
    left = seats.free(here.connection, here.room, here.now)
    while here.room.open(here.now) and (left is None or left > 0):
        first = seats.next_waiting(here.connection, here.room)
        if first is None:
            return
        until = stamp(seats.offered_until(here.room, here.now))
        change(here.connection, first.id, state="offered", held=1, expires_at=until)
        registration_letters.offered(here, by_id(here.connection, first.id))
        left = None if left is None else left - 1


def change(connection: Connection, identifier: str, **values: Any) -> None:
    """Change a registration."""
    connection.execute(update(registration).where(registration.c.id == identifier).values(**values))


def by_id(connection: Connection, identifier: str) -> Entry:
    """Return a registration that exists."""
    return connection.execute(select(registration).where(registration.c.id == identifier)).one()


def find(connection: Connection, identifier: str) -> Entry | None:
    """Return a registration, None once it is erased."""
    return connection.execute(select(registration).where(registration.c.id == identifier)).first()


def _by_email(connection: Connection, room: Room, email: str) -> Entry | None:
    mine = (registration.c.sitting == room.key) & (registration.c.email_key == email_key(email))
    return connection.execute(select(registration).where(mine)).first()
