"""Hours of deliveries: what is due, and what is too late to leave, or to go on, unless somebody says so again."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select, update

from chorale.service.public_tables import delivery, dispatch
from chorale.service.staff_tables import staff_sending
from chorale.service.timestamps import instant, stamp

TRUE_FOR = timedelta(days=1)
"""How late a planned letter may begin, and how long one may stay interrupted, until someone must say that it leaves."""


def latest(asked: datetime) -> str:
    """Return until when what is asked for an hour may begin, or go on."""
    return stamp(asked + TRUE_FOR)


def pause(connection: Connection, identifier: str, *, paused: bool) -> None:
    """Stop a delivery of the team after the messages in hand, or let it go on, however late it is."""
    mine = staff_sending.c.delivery == identifier
    values = {"paused": int(paused), "trouble": "", "again_at": None}
    connection.execute(update(staff_sending).where(mine).values(**values))
    if not paused:
        allow(connection, identifier)


def paused(connection: Connection, identifier: str) -> bool:
    """Return whether the team suspended a delivery: whoever sends it stops after the messages in hand."""
    query = select(staff_sending.c.paused).where(staff_sending.c.delivery == identifier)
    return bool(connection.execute(query).scalar())


def allow(connection: Connection, identifier: str) -> None:
    """Let a delivery go on however late it is: somebody has just said so."""
    mine = delivery.c.id == identifier
    connection.execute(update(delivery).where(mine).values(not_after=None))


RESTORED = ""
"""The hour of what comes from a backup: always past."""


def why_late(not_after: str) -> str:
    """Return why a letter no longer leaves by itself."""
    if not_after == RESTORED:
        return "la base vient d’une sauvegarde, et cet envoi a pu partir depuis"
    return "rien n’est parti depuis plus d’un jour, et la lettre n’est peut-être plus d’actualité"


def hold_restored(connection: Connection) -> None:
    """Let nothing of a restored database leave by itself: it may have left since from the one that was saved."""
    going = delivery.c.state != "finished"
    connection.execute(update(delivery).where(going).values(not_after=RESTORED))


def due(connection: Connection, now: datetime) -> list[Row[Any]]:
    """Return the planned deliveries whose time has come, and those that were interrupted, but by the team."""
    suspended = select(staff_sending.c.delivery).where(staff_sending.c.paused == 1)
    true = or_(delivery.c.not_after.is_(None), delivery.c.not_after >= stamp(now))
    ready = and_(delivery.c.state != "finished", delivery.c.due_at <= stamp(now), true)
    ready = and_(ready, delivery.c.id.not_in(suspended))
    return list(connection.execute(select(delivery).where(ready).order_by(delivery.c.due_at)))


def overdue(connection: Connection, now: datetime) -> list[Row[Any]]:
    """Return the deliveries that should have left or gone on, and are too late to do so by themselves."""
    late = and_(delivery.c.state != "finished", delivery.c.not_after < stamp(now))
    return list(connection.execute(select(delivery).where(late).order_by(delivery.c.due_at)))


def every(connection: Connection) -> list[Row[Any]]:
    """Return every delivery, in the order of their hours."""
    return list(connection.execute(select(delivery).order_by(delivery.c.due_at, delivery.c.id)))


def next_try(connection: Connection, identifier: str) -> datetime | None:
    """Return when the first of the recipients put off may be tried again; None when nobody waits."""
    waiting = and_(dispatch.c.delivery == identifier, dispatch.c.state == "queued")
    found = connection.execute(select(func.min(dispatch.c.not_before)).where(waiting)).scalar()
    return instant(found) if found else None
