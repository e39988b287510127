"""People with a personal link: admitted, found, revoked; their browser sessions; what lets in once."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from chorale.service.accounts import encryption
from chorale.service.staff_tables import staff_spent
from chorale.service.tables import access, login, outbox
from chorale.service.timestamps import instant, stamp

OPERATOR_SCOPE = "gestion"
STAFF_SCOPE = "@atelier"
"""Members of the team: no cycle has this name; their roles stand in a table of their own, their links are used once."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """The holder of a link.

    Scope is a cycle's slug, « gestion » or the team, role is member, referent or operator.
    """

    id: str
    scope: str
    group: str
    role: str
    name: str
    email: str
    recipient: str
    role_word: str = ""

    @property
    def title(self) -> str:
        """Return the role as the file of people writes it."""
        return self.role_word or {"referent": "référent", "member": "membre"}.get(self.role, "")


def admit(connection: Connection, now: datetime, **who: str) -> tuple[Person, str]:
    """Record a person (scope, group, role, name, email) and return the secret of a fresh link, kept nowhere else."""
    secret = encryption.new_secret()
    person = Person(id=uuid.uuid4().hex, recipient=encryption.recipient(secret), **who)
    values = {
        **person.__dict__,
        "token_digest": encryption.digest(secret),
        "invited_at": stamp(now),
    }
    values["group_key"] = values.pop("group")
    connection.execute(insert(access).values(**values))
    return person, secret


def change(connection: Connection, identifier: str, **values: str) -> None:
    """Give a person another role, role_word or name; their link stays."""
    connection.execute(update(access).where(access.c.id == identifier).values(**values))


def renew(connection: Connection, person: Person, now: datetime) -> tuple[Person, str]:
    """Give a person a fresh link in place of a lost one; the sessions that the lost one opened are closed."""
    secret = encryption.new_secret()
    fresh = replace(person, recipient=encryption.recipient(secret))
    values = {"token_digest": encryption.digest(secret), "recipient": fresh.recipient}
    again = {
        "email": person.email,
        "invited_at": stamp(now),
        "opened_at": None,
        "returned_at": None,
    }
    connection.execute(update(access).where(access.c.id == person.id).values(**values, **again))
    connection.execute(delete(login).where(login.c.access_id == person.id))
    return fresh, secret


def by_secret(connection: Connection, secret: str) -> Person | None:
    """Return whose link this is, unless it is revoked."""
    return _one(connection, access.c.token_digest == encryption.digest(secret))


def by_id(connection: Connection, identifier: str) -> Person | None:
    """Return the person of this id, unless the link is revoked."""
    return _one(connection, access.c.id == identifier)


def of_scope(connection: Connection, scope: str, group: str | None = None) -> list[Person]:
    """Return who holds a valid link, referents first, in a stable order."""
    wanted = _OF_SCOPE if group is None else OF_GROUP
    rows = connection.execute(wanted, {"scope": scope, "group": group})
    return [person_of(row) for row in rows]


_VALID = select(access).where(access.c.revoked_at.is_(None))
_OF_SCOPE = _VALID.where(access.c.scope == bindparam("scope")).order_by(
    access.c.group_key, access.c.role.desc(), access.c.email
)
OF_GROUP = _OF_SCOPE.where(access.c.group_key == bindparam("group"))
"""The rows of a group's people, whom person_of() reads; others add columns to them."""


def revoke(connection: Connection, identifier: str, now: datetime) -> bool:
    """Close a link and the sessions it opened; False when there was no such valid link."""
    valid = (access.c.id == identifier) & access.c.revoked_at.is_(None)
    changed = connection.execute(update(access).where(valid).values(revoked_at=stamp(now))).rowcount
    connection.execute(delete(login).where(login.c.access_id == identifier))
    return changed == 1


def returned(connection: Connection, address: str, now: datetime) -> bool:
    """Note that a mail came back from an address; False when no valid link is at it."""
    here = (func.lower(access.c.email) == address.lower()) & access.c.revoked_at.is_(None)
    noted = connection.execute(update(access).where(here).values(returned_at=stamp(now)))
    return noted.rowcount > 0


def erase(connection: Connection, scope: str) -> dict[str, int]:
    """Erase everyone of a scope, their sessions and the keys of their letters' rows; return the counts."""
    holders = select(access.c.id).where(access.c.scope == scope)
    sessions = connection.execute(delete(login).where(login.c.access_id.in_(holders))).rowcount
    letters = connection.execute(delete(outbox).where(outbox.c.addressee.in_(holders))).rowcount
    gone = connection.execute(delete(access).where(access.c.scope == scope)).rowcount
    return {"people": gone, "sessions": sessions, "letters": letters}


def _one(connection: Connection, condition: ColumnElement[bool]) -> Person | None:
    row = connection.execute(_VALID.where(condition)).first()
    return person_of(row) if row else None


def person_of(row: Row[Any]) -> Person:
    """Return the person of a row of « access », whatever else it has."""
    return Person(
        id=row.id,
        scope=row.scope,
        group=row.group_key,
        role=row.role,
        name=row.name,
        email=row.email,
        recipient=row.recipient,
        role_word=row.role_word,
    )


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
    cookie = encryption.new_secret()
    sealed = encryption.seal(pocket, [encryption.recipient(cookie)])
    at = stamp(now)
    row = {"digest": encryption.digest(cookie), "access_id": person.id, "sealed_key": sealed}
    connection.execute(insert(login).values(opened_at=at, seen_at=at, **row))
    first = (access.c.id == person.id) & access.c.opened_at.is_(None)
    connection.execute(update(access).where(first).values(opened_at=at))
    return cookie


def find(connection: Connection, cookie: str, now: datetime) -> Login | None:
    """Return the session of a cookie, unless it is over or its link revoked."""
    row = connection.execute(_SESSION, {"cookie": encryption.digest(cookie)}).first()
    if row is None or now - instant(row.seen_at) > IDLE or now - instant(row.began_at) > TOTAL:
        return None
    pocket = encryption.unseal(row.sealed_key, cookie)
    return Login(
        person=person_of(row), pocket=pocket, digest=row.digest, seen_at=instant(row.seen_at)
    )


_SESSION = (
    _VALID.add_columns(
        login.c.digest, login.c.opened_at.label("began_at"), login.c.seen_at, login.c.sealed_key
    )
    .join(login, login.c.access_id == access.c.id)
    .where(login.c.digest == bindparam("cookie"))
)


def stale(session: Login, now: datetime) -> bool:
    """Return whether the last-seen time is worth writing: at most once a minute."""
    return now - session.seen_at >= _SEEN_EVERY


def touch(connection: Connection, session: Login, now: datetime) -> None:
    """Note that the session was used."""
    connection.execute(
        update(login).where(login.c.digest == session.digest).values(seen_at=stamp(now))
    )


def leave(connection: Connection, session: Login) -> None:
    """Close a session."""
    connection.execute(delete(login).where(login.c.digest == session.digest))


def forget(connection: Connection, now: datetime) -> int:
    """Erase the sessions that are over; return how many."""
    return connection.execute(delete(login).where(login.c.opened_at < stamp(now - TOTAL))).rowcount


def spend(connection: Connection, once: str, now: datetime, lasts: timedelta) -> bool:
    """Burn what lets in once; False when it was burnt before. The caller's transaction holds « access »."""
    connection.execute(delete(staff_spent).where(staff_spent.c.until < stamp(now)))
    mark = encryption.digest(once)
    if connection.execute(select(staff_spent).where(staff_spent.c.digest == mark)).first():
        return False
    connection.execute(insert(staff_spent).values(digest=mark, until=stamp(now + lasts)))
    return True
