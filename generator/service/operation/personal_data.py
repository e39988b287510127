"""Personal data has an end: each form's retention is applied every day, and anyone can have theirs told or erased."""

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, delete, func, select, update

from generator.service import journal
from generator.service.instants import instant, stamp
from generator.service.public import answers, public_forms, seats, subscriptions
from generator.service.public.answers import email_key
from generator.service.public.public_tables import answer, dispatch, registration, sitting, subscription
from generator.service.tables import journal as journal_table
from generator.service.tables import outbox
from generator.service.web.visits import Service

CHAIN = "public"
DAILY = timedelta(hours=24)
UNCONFIRMED = timedelta(hours=48)
MAIL_ROWS = timedelta(days=90)


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last of its month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    first_of_next = date(year + (month == 11), month % 12 + 2 if month < 11 else 1, 1)
    return date(year, month + 1, min(day.day, (first_of_next - timedelta(days=1)).day))


def daily(service: Service, now: datetime) -> None:
    """Purge once a day."""
    wanted = select(func.max(journal_table.c.at)).where(journal_table.c.chain == CHAIN, journal_table.c.kind == "purge")
    with service.store.read() as connection:
        last = connection.execute(wanted).scalar()
    if last is None or instant(last) <= now - DAILY:
        purge(service, now)


def purge(service: Service, now: datetime) -> dict[str, int]:
    """Erase what is over, note how much of each kind, and return it."""
    community = service.community
    locks = [seats.lock(room) for room in seats.rooms(community).values()]
    with service.store.write(f"journal:{CHAIN}", subscriptions.LOCK, *locks) as connection:
        erased = {
            f"reponses-{form.slug}": answers.purge(connection, form, limit(service, form.retention_months, now))
            for form in community.forms
            if form.serves == "answers"
        }
        kept = public_forms.sign_up_form(community).retention_months
        erased["inscriptions"] = _registrations(connection, limit(service, kept, now), now)
        letter = public_forms.serving(community, "subscription")
        ended = limit(service, letter.retention_months if letter else 36, now)
        erased["abonnements"] = subscriptions.forget(connection, now, ended)
        old = and_(outbox.c.state.in_(("sent", "failed", "cancelled")), outbox.c.created_at < stamp(now - MAIL_ROWS))
        erased["courriels"] = connection.execute(delete(outbox).where(old)).rowcount
        facts: dict[str, str | int | bool] = {name: count for name, count in erased.items() if count}
        journal.append(connection, CHAIN, now, "purge", facts)
    return erased


def limit(service: Service, months: int, now: datetime) -> datetime:
    """Return the instant, so many months ago on the community's calendar, before which things are over."""
    zone = ZoneInfo(service.community.timezone)
    local = now.astimezone(zone)
    return datetime.combine(months_before(local.date(), months), local.timetz())


def _registrations(connection: Connection, before: datetime, now: datetime) -> int:
    """Erase the sign-ups of sessions long over, and those never confirmed; counts stay in the journal."""
    over = select(sitting.c.key).where(sitting.c.end_at < stamp(before))
    never = and_(
        registration.c.state.in_(("expired", "cancelled")), registration.c.asked_at < stamp(now - UNCONFIRMED),
        registration.c.confirmed_at.is_(None),
    )  # fmt: skip
    return connection.execute(delete(registration).where(registration.c.sitting.in_(over) | never)).rowcount


def told(connection: Connection, email: str) -> dict[str, list[dict[str, object]]]:
    """Return all that is kept under an address, for whoever asks for their own."""
    key = email_key(email)
    found: dict[str, list[dict[str, object]]] = {}
    for name, table in (("abonnement", subscription), ("inscriptions", registration), ("reponses", answer)):
        rows = connection.execute(select(table).where(table.c.email_key == key)).mappings()
        found[name] = [{column: value for column, value in row.items() if value not in (None, "")} for row in rows]
    return found


def as_json(found: dict[str, list[dict[str, object]]]) -> str:
    """Write what is kept as JSON."""
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def erase(service: Service, email: str, now: datetime) -> dict[str, int]:
    """Erase all that is kept under an address, seats given back; it is only remembered not to be written to."""
    rooms = seats.rooms(service.community)
    locks = [seats.lock(room) for room in rooms.values()]
    key, done = email_key(email), {}
    with service.store.write(f"journal:{CHAIN}", subscriptions.LOCK, "outbox", *locks) as connection:
        ids = [
            identifier
            for table in (subscription, registration)
            for identifier in connection.execute(select(table.c.id).where(table.c.email_key == key)).scalars()
        ]
        for name, table in (("abonnement", subscription), ("inscriptions", registration), ("reponses", answer)):
            done[name] = connection.execute(delete(table).where(table.c.email_key == key)).rowcount
        waiting = and_(outbox.c.addressee.in_(ids), outbox.c.payload.is_not(None))
        connection.execute(update(outbox).where(waiting).values(payload=None, state="cancelled"))
        connection.execute(update(dispatch).where(dispatch.c.subscription.in_(ids)).values(email=""))
        subscriptions.suppress(connection, service.outbox.secret, email, "effacement", now)
        facts: dict[str, str | int | bool] = dict(done)
        journal.append(connection, CHAIN, now, "effacement", facts)
    return done
