"""People who hold a secret link: who they are to us, how a link is made, found and revoked."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, delete, insert, select, update

from generator.service.access import seals
from generator.service.instants import stamp
from generator.service.tables import access, login, outbox

OPERATOR_SCOPE = "gestion"


@dataclass(frozen=True, kw_only=True)
class Person:
    """The holder of a link: scope is a cycle's slug or « gestion », role is member, referent or operator."""

    id: str
    scope: str
    group: str
    role: str
    name: str
    email: str
    recipient: str


def admit(connection: Connection, now: datetime, **who: str) -> tuple[Person, str]:
    """Record a person (scope, group, role, name, email) and return the secret of a fresh link, kept nowhere else."""
    secret = seals.new_secret()
    person = Person(id=uuid.uuid4().hex, recipient=seals.recipient(secret), **who)
    values = {**person.__dict__, "token_digest": seals.digest(secret), "invited_at": stamp(now)}
    values["group_key"] = values.pop("group")
    connection.execute(insert(access).values(**values))
    return person, secret


def by_secret(connection: Connection, secret: str) -> Person | None:
    """Return whose link this is, unless it is revoked."""
    return _one(connection, access.c.token_digest == seals.digest(secret))


def by_id(connection: Connection, identifier: str) -> Person | None:
    """Return the person of this id, unless the link is revoked."""
    return _one(connection, access.c.id == identifier)


def of_scope(connection: Connection, scope: str, group: str | None = None) -> list[Person]:
    """Return who holds a valid link, referents first, in a stable order."""
    wanted = select(access).where(access.c.scope == scope, access.c.revoked_at.is_(None))
    if group is not None:
        wanted = wanted.where(access.c.group_key == group)
    order = (access.c.group_key, access.c.role.desc(), access.c.email)
    return [_person(row) for row in connection.execute(wanted.order_by(*order))]


def revoke(connection: Connection, identifier: str, now: datetime) -> bool:
    """Close a link and the sessions it opened; False when there was no such valid link."""
    valid = (access.c.id == identifier) & access.c.revoked_at.is_(None)
    changed = connection.execute(update(access).where(valid).values(revoked_at=stamp(now))).rowcount
    connection.execute(delete(login).where(login.c.access_id == identifier))
    return changed == 1


def erase(connection: Connection, scope: str) -> dict[str, int]:
    """Erase everyone of a scope, their sessions and the keys of their letters' rows; return the counts."""
    holders = select(access.c.id).where(access.c.scope == scope)
    sessions = connection.execute(delete(login).where(login.c.access_id.in_(holders))).rowcount
    letters = connection.execute(delete(outbox).where(outbox.c.addressee.in_(holders))).rowcount
    gone = connection.execute(delete(access).where(access.c.scope == scope)).rowcount
    return {"people": gone, "sessions": sessions, "letters": letters}


def _one(connection: Connection, condition: object) -> Person | None:
    row = connection.execute(select(access).where(condition, access.c.revoked_at.is_(None))).first()  # type: ignore[arg-type]
    return _person(row) if row else None


def _person(row: Row[tuple[str, ...]]) -> Person:
    return Person(
        id=row.id,
        scope=row.scope,
        group=row.group_key,
        role=row.role,
        name=row.name,
        email=row.email,
        recipient=row.recipient,
    )
