"""Erasing rows of people on request: what waits to be written to them goes too, and the journal notes how many."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, select, update

from generator.service import journal
from generator.service.public.public_tables import answer, dispatch, registration, subscription
from generator.service.tables import outbox

CHAIN = "public"
LOCKS = (f"journal:{CHAIN}", "outbox")
"""The locks of whoever erases, beside those of what is erased."""
HELD = (("abonnement", subscription), ("inscriptions", registration), ("reponses", answer))
"""The tables that hold people, each with an id and an email_key."""


def forget(connection: Connection, table: Table, condition: ColumnElement[bool]) -> int:
    """Erase rows of a table of HELD, and the letters that wait for them; the caller's transaction holds LOCKS."""
    ids = list(connection.execute(select(table.c.id).where(condition)).scalars())
    waiting = and_(outbox.c.addressee.in_(ids), outbox.c.payload.is_not(None))
    connection.execute(update(outbox).where(waiting).values(payload=None, state="cancelled"))
    connection.execute(update(dispatch).where(dispatch.c.subscription.in_(ids)).values(email=""))
    return connection.execute(delete(table).where(table.c.id.in_(ids))).rowcount


def note(connection: Connection, done: Mapping[str, int], now: datetime) -> None:
    """Note an erasure in the journal: how many, never who."""
    facts: dict[str, str | int | bool] = dict(done)
    journal.append(connection, CHAIN, now, "effacement", facts)
