"""Drafts of what a person types: one for each person and file, with the text that it started from."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select, update

from chorale.atelier.project_files import digest
from chorale.content.writing.file_text import Writing
from chorale.service.staff_tables import atelier_draft


@dataclass(frozen=True, kw_only=True)
class SheetDraft:
    """What a person typed and did not save: base is the text that it started from, on_disk that text's digest.

    A file that is not there yet has no digest, and its base is the model that it was made from.
    """

    person: str
    path: str
    version: int
    base: str
    on_disk: str
    writing: Writing
    saved_at: datetime


def begun(person: str, path: str, text: str, writing: Writing, at: datetime) -> SheetDraft:
    """Return the draft of a file that is not there yet, from the model that it is made from."""
    return SheetDraft(
        person=person,
        path=path,
        version=0,
        base=text,
        on_disk=digest(None),
        writing=writing,
        saved_at=at,
    )


def find(connection: Connection, person: str, path: str) -> SheetDraft | None:
    """Return a person's draft of a file."""
    row = connection.execute(select(atelier_draft).where(_is(person, path))).first()
    return _draft(row) if row else None


def all_of(connection: Connection, person: str) -> list[SheetDraft]:
    """Return a person's drafts, the latest first."""
    query = (
        select(atelier_draft)
        .where(atelier_draft.c.person == person)
        .order_by(atelier_draft.c.saved_at.desc())
    )
    return [_draft(row) for row in connection.execute(query)]


def others(connection: Connection, person: str, path: str) -> list[tuple[str, datetime]]:
    """Return who else has a draft of a file, and since when it rests."""
    query = select(atelier_draft.c.person, atelier_draft.c.saved_at).where(
        and_(atelier_draft.c.path == path, atelier_draft.c.person != person)
    )
    return [(row.person, datetime.fromisoformat(row.saved_at)) for row in connection.execute(query)]


def keep(connection: Connection, draft: SheetDraft) -> SheetDraft:
    """Keep what is typed, and return it with its version; the text that the first one started from stays."""
    known = find(connection, draft.person, draft.path)
    values = {
        "version": known.version + 1 if known else 1,
        "writing": json.dumps(
            {"data": draft.writing.data, "body": draft.writing.body}, ensure_ascii=False
        ),
        "saved_at": draft.saved_at.isoformat(),
    }
    if known:
        connection.execute(
            update(atelier_draft).where(_is(draft.person, draft.path)).values(values)
        )
        return replace(
            known, version=known.version + 1, writing=draft.writing, saved_at=draft.saved_at
        )
    values |= {"base": draft.base, "on_disk": draft.on_disk}
    connection.execute(insert(atelier_draft).values(person=draft.person, path=draft.path, **values))
    return replace(draft, version=1)


def rebase(connection: Connection, person: str, path: str, base: str) -> None:
    """Note that a draft now starts from another text: the person has seen it."""
    values = {"base": base, "on_disk": digest(base)}
    connection.execute(update(atelier_draft).where(_is(person, path)).values(values))


def forget(connection: Connection, person: str, path: str) -> None:
    """Erase a draft: it was saved, or given up."""
    connection.execute(delete(atelier_draft).where(_is(person, path)))


def _is(person: str, path: str) -> Any:
    return and_(atelier_draft.c.person == person, atelier_draft.c.path == path)


def _draft(row: Any) -> SheetDraft:
    told = json.loads(row.writing)
    return SheetDraft(
        person=row.person,
        path=row.path,
        version=row.version,
        base=row.base,
        on_disk=row.on_disk,
        writing=Writing(data=told["data"], body=told["body"]),
        saved_at=datetime.fromisoformat(row.saved_at),
    )
