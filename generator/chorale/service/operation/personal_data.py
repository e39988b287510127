"""Personal data: retention applied daily, export and erasure of one address (GDPR articles 15 and 17)."""

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    delete,
    func,
    select,
    update,
)

from chorale.service import journal
from chorale.service.forms import answers, definitions, sent_messages
from chorale.service.forms.answers import CHAIN, HELD, email_key
from chorale.service.public_tables import (
    dispatch,
    party_member,
    personal_link,
    registration,
    sitting,
    suppression,
)
from chorale.service.registrations import capacity, parties
from chorale.service.staff_tables import staff_account, staff_passkey
from chorale.service.subscriptions import records as subscription_records
from chorale.service.tables import access, outbox
from chorale.service.tables import journal as journal_table
from chorale.service.timestamps import instant, stamp
from chorale.service.web.request import Service

DAILY = timedelta(hours=24)
UNCONFIRMED = timedelta(hours=48)
MAIL_ROWS = timedelta(days=90)
FORGOTTEN_FORM = 12
"""Months after which the answers to a form that is no more are erased: its own retention went with it."""


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last of its month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    first_of_next = date(year + (month == 11), month % 12 + 2 if month < 11 else 1, 1)
    return date(year, month + 1, min(day.day, (first_of_next - timedelta(days=1)).day))


def daily(service: Service, now: datetime) -> None:
    """Purge once a day."""
    wanted = select(func.max(journal_table.c.at)).where(
        journal_table.c.chain == CHAIN, journal_table.c.kind == "purge"
    )
    with service.store.read() as connection:
        last = connection.execute(wanted).scalar()
    if last is None or instant(last) <= now - DAILY:
        purge(service, now)


def purge(service: Service, now: datetime) -> dict[str, int]:
    """Erase what is over, note how much of each kind, and return it."""
    community = service.community
    locks = [capacity.lock(session) for session in capacity.bookable_sessions(community).values()]
    with service.store.write(f"journal:{CHAIN}", subscription_records.LOCK, *locks) as connection:
        erased = {
            f"reponses-{form.slug}": answers.purge(
                connection, form, limit(service, form.retention_months, now)
            )
            for form in community.forms
            if form.serves == "answers"
        }
        gone = limit(service, FORGOTTEN_FORM, now)
        erased["reponses"] = answers.purge_orphans(
            connection, [form.slug for form in community.forms], gone
        )
        kept = definitions.sign_up_form(community).retention_months
        erased["inscriptions"] = _registrations(connection, limit(service, kept, now), now)
        parties.purge(connection, limit(service, kept, now), now - UNCONFIRMED)
        ended = limit(service, definitions.kept_after_leaving(community), now)
        erased["abonnements"] = subscription_records.forget(connection, now, ended)
        late = personal_link.c.expires_at < stamp(now)
        connection.execute(delete(personal_link).where(late))
        old = and_(
            outbox.c.state.in_(("sent", "failed", "cancelled")),
            outbox.c.created_at < stamp(now - MAIL_ROWS),
        )
        erased["courriels"] = connection.execute(delete(outbox).where(old)).rowcount
        facts: dict[str, str | int | bool] = {
            name: count for name, count in erased.items() if count
        }
        journal.append(connection, CHAIN, now, "purge", facts)
    return erased


def limit(service: Service, months: int, now: datetime) -> datetime:
    """Return the instant, so many months ago on the community's calendar, before which things are over."""
    zone = ZoneInfo(service.community.timezone)
    local = now.astimezone(zone)
    return datetime.combine(months_before(local.date(), months), local.timetz())


def _registrations(connection: Connection, before: datetime, now: datetime) -> int:
    """Erase the sign-ups of sessions long over, whose counts are kept, and those never confirmed."""
    over = list(
        connection.execute(select(sitting.c.key).where(sitting.c.end_at < stamp(before))).scalars()
    )
    capacity.keep_counts(connection, over)
    sent_messages.forget(connection, over)
    never = and_(
        registration.c.state.in_(("expired", "cancelled")),
        registration.c.asked_at < stamp(now - UNCONFIRMED),
        registration.c.confirmed_at.is_(None),
    )
    # A request that was refused is one again when its person asked once more and never confirmed.
    stays = and_(never, registration.c.refused_at.is_not(None), registration.c.sitting.not_in(over))
    connection.execute(update(registration).where(stays).values(state="refused"))
    erased = registration.c.sitting.in_(over) | never
    capacity.keep_numbers(connection, erased)
    return connection.execute(delete(registration).where(erased)).rowcount


def all_kept_about(
    connection: Connection, secret: str, email: str
) -> dict[str, list[dict[str, object]]]:
    """Return all that is kept under an address, for whoever asks for their own."""
    key = email_key(email)
    barred = suppression.c.digest == subscription_records.digest(secret, email)
    person = (
        access.c.scope,
        access.c.group_key,
        access.c.role,
        access.c.name,
        access.c.email,
        access.c.invited_at,
    )
    wanted = {name: select(table).where(table.c.email_key == key) for name, table in HELD}
    named = (party_member.c.party, party_member.c.name, party_member.c.email)
    wanted["groupes-ou-nomme"] = select(*named).where(party_member.c.email_key == key)
    wanted["exclusion"] = select(suppression.c.reason, suppression.c.at).where(barred)
    sent = (dispatch.c.delivery, dispatch.c.email, dispatch.c.state)
    wanted["envois"] = select(*sent).where(_same(dispatch.c.email, key))
    theirs = _same(access.c.email, key)
    wanted["acces"] = select(*person, access.c.revoked_at).where(theirs)
    keys = (staff_passkey.c.name, staff_passkey.c.added_at, staff_passkey.c.used_at)
    wanted["cles"] = select(*keys).join(access).where(theirs)
    accounts = (staff_account.c.issuer, staff_account.c.subject, staff_account.c.bound_at)
    wanted["comptes"] = select(*accounts).join(access).where(theirs)
    return {
        name: [_filled(row) for row in connection.execute(question).mappings()]
        for name, question in wanted.items()
    }


def _same(column: Column[str], key: str) -> ColumnElement[bool]:
    return func.lower(column) == key


def _filled(row: RowMapping) -> dict[str, object]:
    return {column: value for column, value in row.items() if value not in (None, "")}


def as_json(found: dict[str, list[dict[str, object]]]) -> str:
    """Write what is kept as JSON."""
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def erase(service: Service, email: str, now: datetime) -> dict[str, int]:
    """Erase all that is kept under an address, seats given back; it is only remembered not to be written to."""
    locks = [
        capacity.lock(session) for session in capacity.bookable_sessions(service.community).values()
    ]
    key = email_key(email)
    with service.store.write(*answers.LOCKS, subscription_records.LOCK, *locks) as connection:
        capacity.keep_numbers(connection, registration.c.email_key == key)
        parties.forget_members(connection, key)
        done = {
            name: answers.forget(connection, table, table.c.email_key == key)
            for name, table in HELD
        }
        connection.execute(delete(personal_link).where(personal_link.c.email_key == key))
        subscription_records.suppress(connection, service.outbox.secret, email, "effacement", now)
        answers.note(connection, done, now)
    return done
