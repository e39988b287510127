"""What is kept under an address goes to another: sign-ups, parties, subscription, answers, in one transaction."""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from chorale.service import journal
from chorale.service.accounts import encryption
from chorale.service.forms import answers
from chorale.service.forms.answers import email_key
from chorale.service.mail.message import OutgoingEmail
from chorale.service.public_tables import (
    answer,
    dispatch,
    party,
    party_member,
    personal_link,
    registration,
    subscription,
)
from chorale.service.registrations import capacity, records
from chorale.service.registrations import emails as registration_emails
from chorale.service.subscriptions import records as subscription_records
from chorale.service.tables import outbox
from chorale.service.web.request import Service


@dataclass(frozen=True, kw_only=True)
class AddressMove:
    """What moved; left is how many sign-ups stay, since the new address has its own at the same session."""

    moved: int
    left: int


def move(service: Service, old: str, new: str, told: OutgoingEmail, now: datetime) -> AddressMove:
    """Put under a new address, proved by its link, what is kept under the former, which is told so."""
    sessions = capacity.bookable_sessions(service.community)
    locks = [capacity.lock(session) for session in sessions.values()]
    with service.store.write(*answers.LOCKS, subscription_records.LOCK, *locks) as connection:
        moved, left = _registrations(connection, service, old, new, now)
        _parties(connection, old, new)
        moved += _subscription(connection, service.outbox.secret, old, new, now)
        moved += _answers(connection, old, new)
        _letters(connection, service.outbox.secret, old, new)
        mine = personal_link.c.email_key == email_key(old)
        connection.execute(delete(personal_link).where(mine))
        service.outbox.put(connection, told, now)
        journal.append(connection, answers.CHAIN, now, "adresse", {"lignes": moved})
    return AddressMove(moved=moved, left=left)


def _registrations(
    connection: Connection, service: Service, old: str, new: str, now: datetime
) -> tuple[int, int]:
    sessions = capacity.bookable_sessions(service.community)
    mine = select(registration).where(registration.c.email_key == email_key(old))
    moved = left = 0
    for row in connection.execute(mine).all():
        same = registration.c.sitting == row.sitting
        at_new = select(registration).where(same, registration.c.email_key == email_key(new))
        other = connection.execute(at_new).first()
        if other is not None and other.state in records.LIVING:
            left += 1
            continue
        sequence = max(row.sequence, other.sequence if other else 0) + 1
        if other is not None:  # it holds nothing any more, and only one may stand under an address
            answers.forget(connection, registration, registration.c.id == other.id)
        said = {"email": new, "email_key": email_key(new), "sequence": sequence}
        records.change(connection, row.id, **said)
        moved += 1
        session = sessions.get(row.sitting)
        if session and session.open(now) and row.state in records.LIVING:
            context = records.registration_context(connection, service, session, now)
            registration_emails.again(context, records.by_id(connection, row.id))
    return moved, left


def _parties(connection: Connection, old: str, new: str) -> None:
    said, key = {"email": new, "email_key": email_key(new)}, email_key(old)
    connection.execute(update(party).where(party.c.email_key == key).values(**said))
    there = select(party_member.c.party).where(party_member.c.email_key == email_key(new))
    mine = party_member.c.email_key == key
    twice = party_member.c.party.in_(list(connection.execute(there).scalars()))
    connection.execute(delete(party_member).where(mine, twice))
    connection.execute(update(party_member).where(mine).values(**said))


def _subscription(connection: Connection, secret: str, old: str, new: str, now: datetime) -> int:
    """Move the subscription; where the new address receives the letter already, the former one ends."""
    found = subscription_records.by_email(connection, old)
    other = subscription_records.by_email(connection, new)
    if found is None or found.state == "ended":
        return 0
    if other is not None and other.state == "active":
        subscription_records.end(connection, secret, found, "demande", now)
        return 1
    if other is not None:
        answers.forget(connection, subscription, subscription.c.id == other.id)
    said = {"email": new, "email_key": email_key(new), "bounces": 0, "bounced_at": None}
    subscription_records.change(connection, found.id, **said)
    waiting = (dispatch.c.subscription == found.id) & (dispatch.c.state == "queued")
    connection.execute(update(dispatch).where(waiting).values(email=new))
    if found.state == "active":
        subscription_records.forgive(connection, secret, new)
    return 1


def _answers(connection: Connection, old: str, new: str) -> int:
    rows = connection.execute(select(answer).where(answer.c.email_key == email_key(old))).all()
    for row in rows:
        content = json.dumps(
            {**json.loads(row.content), "email": new}, ensure_ascii=False, sort_keys=True
        )
        said = {"content": content, "email_key": email_key(new)}
        connection.execute(update(answer).where(answer.c.id == row.id).values(**said))
    return len(rows)


def _letters(connection: Connection, secret: str, old: str, new: str) -> None:
    """Have what waits to be sent of all that moved leave to the new address."""
    moved = [
        identifier
        for table in (registration, party, subscription, answer)
        for identifier in connection.execute(
            select(table.c.id).where(table.c.email_key == email_key(new))
        ).scalars()
    ]
    waiting = outbox.c.addressee.in_(moved) & outbox.c.payload.is_not(None)
    for row in connection.execute(select(outbox).where(waiting)).all():
        try:
            letter = OutgoingEmail.unpacked(encryption.unseal(row.payload, secret))
        except Exception:  # noqa: BLE001, S112 - sealed with another key: its sending tells so
            continue
        if email_key(letter.to) == email_key(old):
            packed = replace(letter, to=new).packed()
            sealed = encryption.seal(packed, [encryption.recipient(secret)])
            mine = outbox.c.id == row.id
            connection.execute(update(outbox).where(mine).values(payload=sealed))
