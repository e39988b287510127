"""Records of registrations: asked, confirmed by mail, waiting, offered, given up."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, select, update

from chorale.content.form_model import Form
from chorale.service.fields import Answers
from chorale.service.forms import answers, definitions
from chorale.service.forms.answers import email_key
from chorale.service.forms.definitions import Received
from chorale.service.public_tables import party_member, registration, sitting
from chorale.service.registrations import capacity
from chorale.service.registrations import emails as registration_emails
from chorale.service.registrations.capacity import BookableSession, RegistrationRow
from chorale.service.registrations.emails import DAY, HOUR, RegistrationContext
from chorale.service.timestamps import stamp
from chorale.service.web.request import Service

LIVING = ("pending", "waiting", "offered", "confirmed")
UNSETTLED = ("pending", "offered", "expired")
"""The states that a confirmation settles, even when it comes late."""


def registration_context(
    connection: Connection, service: Service, session: BookableSession, now: datetime
) -> RegistrationContext:
    """Gather what one act on a session needs; the caller's transaction holds its lock."""
    return RegistrationContext(connection=connection, service=service, session=session, now=now)


def fresh(context: RegistrationContext, taken: int) -> dict[str, Any]:
    """Return what a sign-up begins with, for the first time or once more: a seat when one is left."""
    left = context.session.left(taken)
    held = not context.session.approval and (left is None or left > 0)
    until = stamp(capacity.held_until(context.session, context.now))
    return {
        "state": "pending",
        "held": int(held),
        "expires_at": until,
        "asked_at": stamp(context.now),
        **NEVER_TOLD,
    }


def answered(form: Form, given: Received, email: str) -> dict[str, Any]:
    """Return what someone said of themselves, by the columns that keep it."""
    details = {
        name: value
        for name, value in given.answers.items()
        if name not in ("email", "name") and value
    }
    return {
        "email": email,
        "name": str(given.answers.get("name") or ""),
        "details": json.dumps(details, ensure_ascii=False, sort_keys=True),
        "definition": definitions.definition(form),
    }


NEVER_TOLD = {"confirmed_at": None, "day_told": None, "hour_told": None, "proposed": None}
"""What nobody knows yet of a sign-up that begins."""


def correct(
    service: Service, session: BookableSession, identifier: str, form: Form, answers_: Answers
) -> None:
    """Replace what a person said of themselves; the address stays."""
    with service.store.write(capacity.lock(session)) as connection:
        entry = find(connection, identifier)
        if entry is not None and entry.state in (*LIVING, *UNSETTLED):
            given = Received(answers=answers_, key="")
            change(connection, identifier, **answered(form, given, entry.email), proposed=None)


def confirm(service: Service, session: BookableSession, identifier: str, now: datetime) -> None:
    """Confirm a sign-up, or accept an offered seat; doing it again changes nothing.

    Too late is not lost: while a seat is left it is theirs, else they wait behind the others.
    """
    with service.store.write(capacity.lock(session)) as connection:
        context = registration_context(connection, service, session, now)
        offer_free_seats(context)
        entry = find(connection, identifier)
        if entry is not None and session.open(now) and entry.state in UNSETTLED:
            settle(context, entry)


def settle(context: RegistrationContext, entry: RegistrationRow) -> None:
    """Give a seat to whoever has just proved their address, or a place in line."""
    connection, session, now = context.connection, context.session, context.now
    proved = {"expires_at": None, "confirmed_at": stamp(now)}
    accepted = entry.state == "offered" or not session.approval
    if accepted and (entry.held or seat_left(context)):
        values = {"state": "confirmed", "held": 1, **proved, **_told_already(session, now)}
        change(connection, entry.id, **values)
        registration_emails.confirmed(context, by_id(connection, entry.id))
    else:
        near = _told_already(session, now)["day_told"]
        values = {"state": "waiting", "held": 0, **proved, "day_told": near}
        if entry.state == "expired":
            values["number"] = capacity.numbered(connection, session, now).last_number
        change(connection, entry.id, **values)
        registration_emails.waiting(context, by_id(connection, entry.id))


def _told_already(session: BookableSession, now: datetime) -> dict[str, str | None]:
    """Return which reminders the confirmation itself stands for, when the session is near."""
    told, left = stamp(session.start), session.start - now
    return {
        "day_told": told if left <= DAY else None,
        "hour_told": told if left <= HOUR else None,
    }


def seat_left(context: RegistrationContext) -> bool:
    """Tell whether a seat is free that nobody waits for."""
    if context.session.approval:
        return False
    left = capacity.free(context.connection, context.session, context.now)
    return left is None or (
        left > 0 and capacity.next_waiting(context.connection, context.session) is None
    )


def withdraw(service: Service, session: BookableSession, identifier: str, now: datetime) -> None:
    """Give up a seat or a place in line; the seat goes to who has waited longest."""
    with service.store.write(capacity.lock(session)) as connection:
        context = registration_context(connection, service, session, now)
        entry = find(connection, identifier)
        if entry is None or entry.state not in LIVING or not session.open(now):
            return
        values = {
            "state": "cancelled",
            "held": 0,
            "expires_at": None,
            "sequence": entry.sequence + 1,
        }
        change(connection, identifier, **values)
        registration_emails.withdrawn(context, entry)
        offer_free_seats(context)


def erase(service: Service, session: BookableSession, identifier: str, now: datetime) -> None:
    """Erase a sign-up at its owner's wish, once it holds nothing: it was given up, or the session has begun."""
    with service.store.write(*answers.LOCKS, capacity.lock(session)) as connection:
        entry = find(connection, identifier)
        if entry is not None and not (entry.state in LIVING and session.open(now)):
            _forget(connection, entry, now)


def erase_orphan(service: Service, entry: RegistrationRow, now: datetime) -> None:
    """Erase a sign-up at its owner's wish when its session is published no more."""
    with service.store.write(*answers.LOCKS, f"sitting:{entry.sitting}") as connection:
        _forget(connection, entry, now)


def _forget(connection: Connection, entry: RegistrationRow, now: datetime) -> None:
    mine = registration.c.id == entry.id
    capacity.keep_numbers(connection, mine)
    named = party_member.c.registration == entry.id
    connection.execute(delete(party_member).where(named))
    erased = answers.forget(connection, registration, mine)
    answers.note(connection, {"inscriptions": erased}, now)


def sitting_of(connection: Connection, entry: RegistrationRow) -> RegistrationRow:
    """Return the session of a sign-up as people were told of it."""
    return connection.execute(select(sitting).where(sitting.c.key == entry.sitting)).one()


def offer_free_seats(context: RegistrationContext) -> None:
    """Free what is over and offer each free seat to who has waited longest."""
    if not capacity.moves(context.connection, context.session, context.now):
        return
    for entry in capacity.expired(context.connection, context.session, context.now):
        if entry.state == "offered":
            registration_emails.passed_over(context, entry)
    if context.session.approval:  # organisers give each seat themselves
        return
    while context.session.open(context.now):
        first = capacity.next_waiting(context.connection, context.session)
        if first is None:  # seats are counted for who waits only: sign-ups come by the thousand
            return
        left = capacity.free(context.connection, context.session, context.now)
        if left == 0:
            return
        until = stamp(capacity.offered_until(context.session, context.now))
        told = changed(context.connection, first.id, state="offered", held=1, expires_at=until)
        registration_emails.offered(context, told)


def change(connection: Connection, identifier: str, **values: Any) -> None:
    """Change a registration."""
    connection.execute(update(registration).where(registration.c.id == identifier).values(**values))


def changed(connection: Connection, identifier: str, **values: Any) -> RegistrationRow:
    """Change a registration and return it as it is then."""
    mine = registration.c.id == identifier
    wanted = update(registration).where(mine).values(**values).returning(registration)
    return connection.execute(wanted).one()


def by_id(connection: Connection, identifier: str) -> RegistrationRow:
    """Return a registration that exists."""
    return connection.execute(select(registration).where(registration.c.id == identifier)).one()


def find(connection: Connection, identifier: str) -> RegistrationRow | None:
    """Return a registration, None once it is erased."""
    return connection.execute(select(registration).where(registration.c.id == identifier)).first()


def by_email(
    connection: Connection, session: BookableSession, email: str
) -> RegistrationRow | None:
    """Return what an address has at a session, whatever its state."""
    asked = {"sitting": session.key, "email": email_key(email)}
    return connection.execute(_OF_ADDRESS, asked).first()


_ADDRESS = and_(
    registration.c.sitting == bindparam("sitting"), registration.c.email_key == bindparam("email")
)
_OF_ADDRESS = select(registration).where(_ADDRESS)
