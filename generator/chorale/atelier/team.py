"""The team in the database: members with their roles, the one-time links and accounts that let them in, removal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from chorale.atelier.rights import EVERY_ROLE, Roles, StaffRole, role_of
from chorale.content.text_rules import Invalid, email, line
from chorale.french.suggestions import did_you_mean
from chorale.service.accounts import encryption, people
from chorale.service.accounts.openid import ProvenIdentity
from chorale.service.accounts.people import STAFF_SCOPE, Person
from chorale.service.staff_tables import (
    staff_account,
    staff_guest,
    staff_keeper,
    staff_link,
    staff_passkey,
    staff_role,
)
from chorale.service.tables import access
from chorale.service.timestamps import instant, stamp
from chorale.text import csv_files

LINK_BY_MAIL, LINK_BY_HAND = timedelta(hours=1), timedelta(days=7)
COLUMNS = {
    "nom": "name", "courriel": "email", "adresse": "email",
    "rôles": "roles", "roles": "roles", "rôle": "roles", "role": "roles",
}  # fmt: skip


class NoOperatorLeft(Exception):
    """Someone must be able to give roles: the last person who is cannot lose it."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """Someone of the team and what they may do."""

    person: Person
    roles: Roles


@dataclass(frozen=True, kw_only=True)
class TeamRow:
    """A person of a team file."""

    name: str
    email: str
    roles: Roles


def members(connection: Connection) -> list[Member]:
    """Return the team, by address."""
    given: dict[str, set[str]] = {}
    for row in connection.execute(select(staff_role)):
        given.setdefault(row.access_id, set()).add(row.role)
    return [
        Member(person=one, roles=_known(given.get(one.id, ())))
        for one in people.of_scope(connection, STAFF_SCOPE)
    ]


def _known(words: Iterable[str]) -> Roles:
    written = set(words)
    return frozenset(role for role in EVERY_ROLE if role in written)


def roles_of(connection: Connection, person: str) -> Roles:
    """Return what someone may do."""
    query = select(staff_role.c.role).where(staff_role.c.access_id == person)
    return _known(connection.execute(query).scalars())


def by_address(connection: Connection, address: str) -> Member | None:
    """Return the member who has an address, whatever its capitals."""
    wanted = address.strip().casefold()
    return next((one for one in members(connection) if one.person.email.casefold() == wanted), None)


def names(connection: Connection) -> Mapping[str, str]:
    """Return the name of everyone who is or was of the team, or came by a link, by key."""
    query = select(access.c.id, access.c.name).where(access.c.scope == STAFF_SCOPE)
    outside = [
        row
        for table in (staff_guest, staff_keeper)
        for row in connection.execute(select(table.c.id, table.c.name))
    ]
    return {
        **{row.id: f"{row.name} (par un lien)" for row in outside},
        **{row.id: row.name for row in connection.execute(query)},
    }


def admit(connection: Connection, row: TeamRow, now: datetime) -> Member:
    """Give someone these roles and no others; who is not of the team yet enters it. Raises NoOperatorLeft."""
    known = by_address(connection, row.email)
    if known is None:
        who = {
            "scope": STAFF_SCOPE,
            "group": "",
            "role": "member",
            "name": row.name,
            "email": row.email,
        }
        person, _ = people.admit(connection, now, **who)
    else:
        person = known.person
        _operator_stays(connection, person.id, row.roles)
    connection.execute(delete(staff_role).where(staff_role.c.access_id == person.id))
    for role in sorted(row.roles):
        connection.execute(insert(staff_role).values(access_id=person.id, role=role))
    return Member(person=person, roles=row.roles)


def remove(connection: Connection, person: str, now: datetime) -> bool:
    """Take someone out of the team, close all that lets them in, erase their address; raises NoOperatorLeft.

    The links by which they showed their drafts outside are closed too.
    """
    _operator_stays(connection, person, frozenset())
    for table in (staff_link, staff_passkey, staff_account):
        connection.execute(delete(table).where(table.c.access_id == person))
    theirs = (staff_guest.c.asked_by == person) & (staff_guest.c.until > stamp(now))
    connection.execute(update(staff_guest).where(theirs).values(until=stamp(now)))
    done = people.revoke(connection, person, now)
    connection.execute(update(access).where(access.c.id == person).values(email=""))
    return done


def _operator_stays(connection: Connection, person: str, roles: Roles) -> None:
    operators = {one.person.id for one in members(connection) if "operation" in one.roles}
    if operators == {person} and "operation" not in roles:
        raise NoOperatorLeft


def link(connection: Connection, person: str, now: datetime, lasts: timedelta) -> str:
    """Return the code of a fresh link, which lets in once."""
    code = encryption.new_secret()
    values = {
        "digest": encryption.digest(code),
        "access_id": person,
        "expires_at": stamp(now + lasts),
    }
    connection.execute(insert(staff_link).values(**values))
    return code


def used(connection: Connection, code: str, now: datetime) -> Person | None:
    """Return whom a code lets in, and burn it; None when it is over, used or nobody's."""
    mine = staff_link.c.digest == encryption.digest(code)
    row = connection.execute(select(staff_link).where(mine)).first()
    burnt = connection.execute(delete(staff_link).where(mine)).rowcount
    connection.execute(delete(staff_link).where(staff_link.c.expires_at < stamp(now)))
    if row is None or burnt != 1 or instant(row.expires_at) < now:
        return None
    return people.by_id(connection, row.access_id)


def by_account(connection: Connection, found: ProvenIdentity) -> Person | None:
    """Return who of the team has an account of a provider."""
    theirs = (staff_account.c.issuer == found.issuer) & (staff_account.c.subject == found.subject)
    row = connection.execute(select(staff_account.c.access_id).where(theirs)).first()
    return people.by_id(connection, row.access_id) if row else None


def bind(connection: Connection, person: str, found: ProvenIdentity, now: datetime) -> bool:
    """Note whose account this is, from now on; False when they have another one there."""
    held = (staff_account.c.access_id == person) & (staff_account.c.issuer == found.issuer)
    if connection.execute(select(staff_account).where(held)).first():
        return False
    values = {"issuer": found.issuer, "subject": found.subject, "access_id": person}
    connection.execute(insert(staff_account).values(bound_at=stamp(now), **values))
    return True


def bound(connection: Connection, person: str, issuer: str) -> datetime | None:
    """Return since when someone has an account of a provider here."""
    held = (staff_account.c.access_id == person) & (staff_account.c.issuer == issuer)
    row = connection.execute(select(staff_account.c.bound_at).where(held)).first()
    return instant(row.bound_at) if row else None


def unbind(connection: Connection, person: str) -> bool:
    """Forget someone's accounts elsewhere; False when there was none."""
    theirs = staff_account.c.access_id == person
    return connection.execute(delete(staff_account).where(theirs)).rowcount > 0


def read(data: bytes) -> tuple[list[TeamRow], list[str]]:
    """Read a CSV file (« nom;courriel;rôles »); return its people, or every mistake as a French sentence."""
    try:
        table = csv_files.named(csv_files.read(data), COLUMNS)
    except csv_files.UnreadableTable as error:
        return [], [str(error)]
    french = {"name": "nom", "email": "courriel", "roles": "rôles"}
    if missing := [word for name, word in french.items() if name not in table.columns]:
        return [], [f"ligne 1 : colonne « {word} » absente" for word in missing]
    found, mistakes = [], []
    for number, cells in table.to_dict("index").items():
        try:
            found.append(
                row(cells["name"], cells["email"], cells["roles"].replace("+", ",").split(","))
            )
        except ValueError as error:
            mistakes.append(f"ligne {number} : {error}")
    return found, mistakes


def row(name: str, address: str, words: Iterable[str]) -> TeamRow:
    """Return a person as they are written; raises ValueError with one French sentence."""
    roles = set[StaffRole]()
    for word in (one.strip() for one in words if one.strip()):
        role = role_of(word)
        if role is None:
            raise ValueError(f"rôle « {word} » inconnu ; {did_you_mean(word, CHOICES)}")
        roles.add(role)
    if not roles:
        raise ValueError("aucun rôle : en donner un au moins")
    try:
        made = TeamRow(name=line(name, 80), email=email(address), roles=frozenset(roles))
    except Invalid as wrong:
        raise ValueError(f"« {address.strip()[:80]} » : {wrong}") from None
    if not made.name:
        raise ValueError("nom vide")
    return made


CHOICES = ("redaction", "approbation", "animation", "secretariat", "exploitation")
"""The roles as the command line and team files write them."""
