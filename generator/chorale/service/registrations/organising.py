"""Acts of the organisers on a session's sign-ups: added, corrected, moved, cancelled, given a seat."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from chorale.calendars.ics import ItipMethod
from chorale.content.text_rules import Invalid, line
from chorale.content.text_rules import email as email_rule
from chorale.french.phrases import plain
from chorale.service import signed_links
from chorale.service.forms import definitions
from chorale.service.forms.answers import email_key
from chorale.service.public_tables import registration
from chorale.service.registrations import capacity, records
from chorale.service.registrations import emails as registration_emails
from chorale.service.registrations.capacity import BookableSession, RegistrationRow
from chorale.service.registrations.emails import RegistrationContext, RegistrationEmail
from chorale.service.timestamps import stamp
from chorale.service.web.request import Service

NAME_MOST = 120


class ActRefused(Exception):
    """What was asked changes nothing; the text is one French sentence."""


def people(connection: Connection, key: str, query: str = "") -> list[RegistrationRow]:
    """Return the sign-ups of a session in their order, those whose name or address holds each of some words."""
    mine = select(registration).where(registration.c.sitting == key).order_by(registration.c.number)
    words = plain(query).split()
    return [
        row
        for row in connection.execute(mine)
        if not words or all(word in plain(f"{row.name} {row.email}") for word in words)
    ]


def by_name(row: RegistrationRow) -> str:
    """Return what puts sign-ups in the order of their names."""
    return plain(row.name or row.email)


def add(
    service: Service, session: BookableSession, name: str, email: str, now: datetime
) -> RegistrationRow:
    """Give a seat to someone, even beyond the capacity, and send them the invitation; raises ActRefused.

    Who waits already, or whose mail to confirm was lost, has the seat and keeps what they answered.
    """
    with service.store.write(capacity.lock(session)) as connection:
        context = records.registration_context(connection, service, session, now)
        address = _address(email)
        known = _of_address(connection, session, address)
        if known is not None and known.state in records.LIVING and known.state != "confirmed":
            return given_a_seat(context, known, name=_name(name))
        form = definitions.event_form(service.community, session.event)
        said = {"name": _name(name), "email": address, "details": "{}"}
        entry = _seated(context, said | {"definition": definitions.definition(form)}, known)
        registration_emails.confirmed(context, entry)
        return entry


def _of_address(
    connection: Connection, session: BookableSession, email: str
) -> RegistrationRow | None:
    mine = (registration.c.sitting == session.key) & (registration.c.email_key == email_key(email))
    return connection.execute(select(registration).where(mine)).first()


def given_a_seat(
    context: RegistrationContext, entry: RegistrationRow, **said: str
) -> RegistrationRow:
    """Give a seat to a sign-up that has none yet, and send the invitation."""
    values = {"state": "confirmed", "held": 1, "expires_at": None}
    records.change(context.connection, entry.id, **values, **said, confirmed_at=stamp(context.now))
    seated = records.by_id(context.connection, entry.id)
    registration_emails.confirmed(context, seated)
    return seated


def _seated(
    context: RegistrationContext, said: Mapping[str, Any], found: RegistrationRow | None
) -> RegistrationRow:
    """Write a confirmed sign-up, over the older one of its address, which holds nothing any more; raises ActRefused."""
    connection, session = context.connection, context.session
    least = capacity.known(connection, session, context.now).least
    if found is not None and found.state in records.LIVING:
        raise ActRefused("Cette adresse est déjà inscrite à cette séance.")
    values = {
        **said,
        "state": "confirmed",
        "held": 1,
        "number": capacity.numbered(connection, session, context.now).last_number,
        "expires_at": None,
        "asked_at": stamp(context.now),
        "confirmed_at": stamp(context.now),
        "day_told": None,
        "hour_told": None,
        "attended": 0,
    }
    if found is not None:
        records.change(connection, found.id, sequence=found.sequence + 1, **values)
        return records.by_id(connection, found.id)
    first = {
        "id": signed_links.new_id(),
        "sitting": session.key,
        "email_key": email_key(said["email"]),
        "sequence": least,
    }
    connection.execute(insert(registration).values(**first, **values))
    return records.by_id(connection, first["id"])


def correct(  # noqa: PLR0913, PLR0917 - what identifies a sign-up, then what it says from now on
    service: Service,
    session: BookableSession,
    identifier: str,
    name: str,
    email: str,
    now: datetime,
) -> None:
    """Correct a name or an address; a new address receives what the former one had received. Raises ActRefused."""
    said = {"name": _name(name), "email": _address(email)}
    with service.store.write(capacity.lock(session)) as connection:
        context = records.registration_context(connection, service, session, now)
        entry = _living(connection, session, identifier)
        key = email_key(said["email"])
        if key != entry.email_key and any(
            row.email_key == key for row in people(connection, session.key)
        ):
            raise ActRefused("Une autre inscription à cette séance a déjà cette adresse.")
        sequence = entry.sequence + (key != entry.email_key)
        records.change(connection, identifier, email_key=key, sequence=sequence, **said)
        if key != entry.email_key:
            registration_emails.again(context, records.by_id(connection, identifier))


def cancel(service: Service, session: BookableSession, identifier: str, now: datetime) -> None:
    """Take a seat or a place in line back and say so; the seat goes to who has waited longest. Raises ActRefused."""
    with service.store.write(capacity.lock(session)) as connection:
        context = records.registration_context(connection, service, session, now)
        entry = _living(connection, session, identifier)
        taken_back(context, entry, "organiser-cancelled", "inscription-annulee")
        records.offer_free_seats(context)


def taken_back(
    context: RegistrationContext,
    entry: RegistrationRow,
    kind: str,
    name: str,
    *,
    state: str = "cancelled",
    **names: str,
) -> None:
    """Take back a seat, a place in line or a request, and say so in the words of a mail."""
    values = {"state": state, "held": 0, "expires_at": None, "sequence": entry.sequence + 1}
    records.change(context.connection, entry.id, **values)
    # An invitation is only taken back from a calendar that holds one.
    method: ItipMethod | None = "CANCEL" if entry.state == "confirmed" else None
    words = registration_emails.session_words(context, name, **names)
    said = RegistrationEmail(kind=kind, words=words, method=method, more=1)
    registration_emails.put(context, entry, said)


def move(
    service: Service,
    session: BookableSession,
    identifier: str,
    target: BookableSession,
    now: datetime,
) -> None:
    """Move a sign-up to another session, where it has a seat: one mail takes back, one invites. Raises ActRefused."""
    if target.key == session.key:
        raise ActRefused("Cette inscription est déjà à cette séance.")
    with service.store.write(capacity.lock(session), capacity.lock(target)) as connection:
        old = records.registration_context(connection, service, session, now)
        new = records.registration_context(connection, service, target, now)
        entry = _living(connection, session, identifier)
        kept = {name: getattr(entry, name) for name in ("name", "email", "details", "definition")}
        moved = _seated(new, kept, _of_address(connection, target, entry.email))
        taken_back(old, entry, "organiser-moved", "inscription-deplacee")
        records.offer_free_seats(old)
        registration_emails.confirmed(new, moved)


def seat(service: Service, session: BookableSession, identifier: str, now: datetime) -> None:
    """Give a seat to who waits, has not confirmed or was refused, even beyond the capacity. Raises ActRefused."""
    with service.store.write(capacity.lock(session)) as connection:
        context = records.registration_context(connection, service, session, now)
        entry = _living(connection, session, identifier, "refused")
        if entry.state == "confirmed":
            raise ActRefused("Cette personne a déjà une place.")
        given_a_seat(context, entry)


def send_again(service: Service, session: BookableSession, identifier: str, now: datetime) -> None:
    """Tell a person where they stand once more, at most once in ten minutes. Raises ActRefused."""
    with service.store.write(capacity.lock(session)) as connection:
        context = records.registration_context(connection, service, session, now)
        registration_emails.again(context, _living(connection, session, identifier))


def note_attendance(
    service: Service, session: BookableSession, shown: Collection[str], came: Collection[str]
) -> int:
    """Note who came among the sign-ups that were shown; return how many did."""
    with service.store.write(capacity.lock(session)) as connection:
        known = [row for row in people(connection, session.key) if row.id in shown]
        for row in known:
            attended = int(row.id in came)
            if attended != row.attended:
                mine = registration.c.id == row.id
                connection.execute(update(registration).where(mine).values(attended=attended))
        return sum(row.id in came for row in known)


def _living(
    connection: Connection, session: BookableSession, identifier: str, *also: str
) -> RegistrationRow:
    entry = records.find(connection, identifier)
    allowed = (*records.LIVING, *also)
    if entry is None or entry.sitting != session.key or entry.state not in allowed:
        raise ActRefused("Cette inscription n'est plus à cette séance : relire la liste.")
    return entry


def _name(written: str) -> str:
    try:
        name = line(written, NAME_MOST)
    except Invalid as wrong:
        raise ActRefused(f"Nom : {wrong}") from None
    if not name:
        raise ActRefused("Le nom est à écrire.")
    return name


def _address(written: str) -> str:
    try:
        return email_rule(written)
    except Invalid as wrong:
        raise ActRefused(f"« {written.strip()[:80]} » : {wrong}") from None
