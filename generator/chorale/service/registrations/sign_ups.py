"""Sign-ups as they are asked for: those of a crowd for one session are written together, each told where it stands."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, insert, literal, select

from chorale.content.form_model import Form
from chorale.service import signed_links
from chorale.service.forms.answers import email_key
from chorale.service.forms.definitions import Received
from chorale.service.public_tables import registration
from chorale.service.registrations import capacity, records
from chorale.service.registrations import emails as registration_emails
from chorale.service.registrations.capacity import BookableSession, RegistrationRow
from chorale.service.registrations.emails import RegistrationContext
from chorale.service.timestamps import stamp
from chorale.service.web.request import Service


@dataclass(frozen=True, kw_only=True)
class SignUp:
    """What somebody asks of a session, and when; said is by the columns that keep it."""

    service: Service
    session: BookableSession
    said: Mapping[str, Any]
    now: datetime

    @property
    def key(self) -> str:
        """Return the form under which the address is recognised."""
        return email_key(self.said["email"])

    def context(self, connection: Connection) -> RegistrationContext:
        """Return where it is handled."""
        return records.registration_context(connection, self.service, self.session, self.now)


def ask(
    service: Service, session: BookableSession, form: Form, given: Received, now: datetime
) -> None:
    """Take a sign-up: a seat or a place in line, until confirmed by mail; whoever is known is told where they stand.

    What a known address says anew replaces what it said before: at once while nothing is proved, else by its own link.
    """
    said = records.answered(form, given, str(given.answers["email"]))
    wanted = SignUp(service=service, session=session, said=said, now=now)
    service.store.together(take, wanted, capacity.lock(session))


def take(connection: Connection, asked: Sequence[SignUp]) -> None:
    """Take sign-ups to one session in their order; an address that asks twice is known the second time."""
    first = {one.key: one for one in reversed(asked)}
    again = [one for one in asked if first[one.key] is not one]
    known = _known(asked[-1].context(connection), first)
    new = []
    for one in (one for one in asked if first[one.key] is one):
        found = known.get(one.key)
        if found is not None and found.state in records.LIVING:
            _tell(one.context(connection), found, one.said)
        else:
            new.append((one, found))
    if new:
        written = enter(connection, new)
        letters = [
            (registration_emails.confirmation(context, entry), context.now)
            for context, entry in written
        ]
        asked[-1].service.outbox.put_all(connection, letters)
    if again:
        take(connection, again)


_ALONE = select(literal(1)).subquery()
_ADDRESSES = and_(
    registration.c.sitting == bindparam("sitting"),
    registration.c.email_key.in_(bindparam("emails", expanding=True)),
)
_KNOWN = select(registration, capacity.MOVES).select_from(
    _ALONE.outerjoin(registration, _ADDRESSES)
)


def _known(context: RegistrationContext, keys: Iterable[str]) -> dict[str, RegistrationRow]:
    """Return what addresses have at a session, once the seats that are free were offered: mostly there are none."""
    asked = {"sitting": context.session.key, "emails": list(keys), "now": stamp(context.now)}
    rows = context.connection.execute(_KNOWN, asked).all()
    if rows[0].moves:
        records.offer_free_seats(context)
        rows = context.connection.execute(_KNOWN, asked).all()
    return {row.email_key: row for row in rows if row.id}


def _tell(context: RegistrationContext, found: RegistrationRow, said: Mapping[str, Any]) -> None:
    """Keep what a second sending changes: what was said before, or what its owner will be asked about."""
    if found.state == "pending" and found.confirmed_at is None:
        values = said
    else:
        same = (found.name, found.details) == (said["name"], said["details"])
        values = {"proposed": None if same else json.dumps(said, ensure_ascii=False)}
    registration_emails.again(context, records.changed(context.connection, found.id, **values))


def enter(
    connection: Connection, new: Sequence[tuple[SignUp, RegistrationRow | None]]
) -> list[tuple[RegistrationContext, RegistrationRow]]:
    """Write down sign-ups to confirm, numbered, with a seat each while one is left, over older ones that hold nothing.

    Return each with what was read of the session, those that are known at last.
    """
    last = new[-1][0]
    row = capacity.numbered(connection, last.session, last.now, len(new))
    taken, entries, older = row.taken, [], []
    for number, (one, found) in enumerate(new, row.last_number - len(new) + 1):
        context = replace(one.context(connection), sitting=row)
        values = {**records.fresh(context, taken), **one.said, "number": number}
        taken += values["held"]
        if found is None:
            entries.append((context, {**_first(one, row), **values}))
        else:
            values["sequence"] = found.sequence + 1
            older.append((context, records.changed(connection, found.id, **values)))
    if not entries:
        return older
    rows = connection.execute(_ENTER, [values for _, values in entries]).all()
    return [*zip((context for context, _ in entries), rows, strict=True), *older]


def _first(one: SignUp, row: RegistrationRow) -> dict[str, Any]:
    """Return what a sign-up keeps for life."""
    mine = {"id": signed_links.new_id(), "sitting": one.session.key, "email_key": one.key}
    return {**mine, "sequence": row.least, "attended": 0}


_ENTER = insert(registration).returning(registration, sort_by_parameter_order=True)
