"""Drafts: a member's scores and the group's proposal, versioned and sealed to the group."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, bindparam, insert, select, update

from chorale.ipm.ballots import Scores
from chorale.service.accounts import encryption
from chorale.service.accounts.people import Person
from chorale.service.questionnaire.definition import Written, scores_of
from chorale.service.questionnaire.group_keys import recipient_of
from chorale.service.tables import draft, member_scores
from chorale.service.timestamps import instant, stamp


@dataclass(frozen=True, kw_only=True)
class Save:
    """When something was last saved, and by whom; version 0 means nothing yet."""

    version: int = 0
    saved_at: datetime | None = None
    saved_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Draft(Save):
    """What was last saved."""

    text: Written


class Conflict(Exception):
    """Someone saved in between: nothing was overwritten; names are the fields that differ."""

    def __init__(self, current: Draft, names: tuple[str, ...]) -> None:
        super().__init__(f"{len(names)} fields differ")
        self.current, self.names = current, names


def group_draft(connection: Connection, scope: str, group: str, secret: str) -> Draft:
    """Return the group's shared proposal."""
    found = connection.execute(_OF_GROUP, {"scope": scope, "group": group}).first()
    return _draft(found, secret)


def last_save(connection: Connection, scope: str, group: str) -> Save:
    """Return when the group's proposal was last saved, without opening it."""
    found = connection.execute(_OF_GROUP, {"scope": scope, "group": group}).first()
    return _save(found) if found else Save()


def save_group_draft(
    connection: Connection, person: Person, found: Draft, text: Written, now: datetime
) -> int:
    """Save the proposal over the version that was found; return the new version."""
    values = {"saved_by": person.name, **_values(connection, person, found, text, now)}
    chosen = (draft.c.scope == person.scope) & (draft.c.group_key == person.group)
    _write(connection, draft, chosen, {**values, "scope": person.scope, "group_key": person.group})
    return found.version + 1


def own_scores(connection: Connection, person: Person, secret: str) -> Draft:
    """Return a member's own scores and comments."""
    return _draft(connection.execute(_OWN, {"person": person.id}).first(), secret)


def save_scores(
    connection: Connection, person: Person, found: Draft, text: Written, now: datetime
) -> int:
    """Save a member's scores over the version that was found; return the new version."""
    values = _values(connection, person, found, text, now)
    whose = {"access_id": person.id, "scope": person.scope, "group_key": person.group}
    _write(connection, member_scores, member_scores.c.access_id == person.id, {**values, **whose})
    return found.version + 1


def member_drafts(connection: Connection, scope: str, group: str, secret: str) -> dict[str, Draft]:
    """Return what every member of a group saved, by their id, in a stable order."""
    rows = connection.execute(_OF_MEMBERS, {"scope": scope, "group": group})
    return {row.access_id: _draft(row, secret) for row in rows}


_OF_MEMBERS = (
    select(member_scores)
    .where(
        member_scores.c.scope == bindparam("scope"), member_scores.c.group_key == bindparam("group")
    )
    .order_by(member_scores.c.access_id)
)
_OF_GROUP = select(draft).where(
    draft.c.scope == bindparam("scope"), draft.c.group_key == bindparam("group")
)
_OWN = select(member_scores).where(member_scores.c.access_id == bindparam("person"))


def expressed(texts: list[Written]) -> list[Scores]:
    """Return the members' scores; a member without any expressed score is left out."""
    return [scores for scores in map(scores_of, texts) if scores]


def meet(current: Draft, base: int, sent: Written) -> Draft:
    """Return the draft to write over; raise Conflict when it is no longer the version that the sender saw."""
    if current.version == base:
        return current
    names = {*current.text, *sent}
    different = tuple(
        name for name in sorted(names) if current.text.get(name, "") != sent.get(name, "")
    )
    if different:
        raise Conflict(current, different)
    return current


def _draft(row: Row[Any] | None, secret: str) -> Draft:
    if row is None:
        return Draft(text={})
    text: dict[str, str] = json.loads(encryption.unseal(row.sealed, secret))
    return Draft(text=text, **_save(row).__dict__)


def _save(row: Row[Any]) -> Save:
    by = row._mapping.get("saved_by", "")  # noqa: SLF001 - SQLAlchemy's public name for a row's dictionary
    return Save(version=row.version, saved_at=instant(row.saved_at), saved_by=by)


def _values(
    connection: Connection, person: Person, found: Draft, text: Written, now: datetime
) -> dict[str, Any]:
    recipient = recipient_of(connection, person.scope, person.group)
    if recipient is None:
        raise LookupError("a group with a session has a key")
    sealed = encryption.seal(json.dumps(dict(text), ensure_ascii=False), [recipient])
    return {"version": found.version + 1, "sealed": sealed, "saved_at": stamp(now)}


def _write(
    connection: Connection, table: Table, chosen: ColumnElement[bool], values: Mapping[str, Any]
) -> None:
    if values["version"] > 1:
        connection.execute(update(table).where(chosen).values(**values))
    else:
        connection.execute(insert(table).values(**values))
