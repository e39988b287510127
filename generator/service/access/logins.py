"""Browser sessions: a fresh random cookie at each entry, one hour idle, eight in all, dead with its link."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from generator.service.access import people, seals
from generator.service.access.people import Person
from generator.service.instants import instant, stamp
from generator.service.tables import login

COOKIE = "__Host-chorale"
IDLE = timedelta(minutes=60)
TOTAL = timedelta(hours=8)
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Login:
    """Who is here; pocket is what only this browser's cookie can unseal."""

    person: Person
    pocket: str
    digest: str
    seen_at: datetime


def enter(connection: Connection, person: Person, pocket: str, now: datetime) -> str:
    """Open a session and return its cookie; pocket is kept sealed with the cookie itself."""
    cookie = seals.new_secret()
    sealed = seals.seal(pocket, [seals.recipient(cookie)])
    at = stamp(now)
    row = {"digest": seals.digest(cookie), "access_id": person.id, "sealed_key": sealed}
    connection.execute(insert(login).values(opened_at=at, seen_at=at, **row))
    return cookie


def find(connection: Connection, cookie: str, now: datetime) -> Login | None:
    """Return the session of a cookie, unless it is over or its link revoked."""
    row = connection.execute(select(login).where(login.c.digest == seals.digest(cookie))).first()
    if row is None or now - instant(row.seen_at) > IDLE or now - instant(row.opened_at) > TOTAL:
        return None
    person = people.by_id(connection, row.access_id)
    if person is None:
        return None
    pocket = seals.unseal(row.sealed_key, cookie)
    return Login(person=person, pocket=pocket, digest=row.digest, seen_at=instant(row.seen_at))


def stale(session: Login, now: datetime) -> bool:
    """Return whether the last-seen time is worth writing: at most once a minute."""
    return now - session.seen_at >= _SEEN_EVERY


def touch(connection: Connection, session: Login, now: datetime) -> None:
    """Note that the session was used."""
    connection.execute(update(login).where(login.c.digest == session.digest).values(seen_at=stamp(now)))


def leave(connection: Connection, session: Login) -> None:
    """Close a session."""
    connection.execute(delete(login).where(login.c.digest == session.digest))


def forget(connection: Connection, now: datetime) -> int:
    """Erase the sessions that are over; return how many."""
    return connection.execute(delete(login).where(login.c.opened_at < stamp(now - TOTAL))).rowcount
