"""Reading again: comments and suggestions on a file or a passage; who was asked to read it, with or without account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from chorale.content.writing.file_text import Writing
from chorale.service import signed_links
from chorale.service.staff_tables import staff_comment, staff_guest, staff_review
from chorale.service.timestamps import instant, stamp

LONGEST = 4000
GUEST_STAYS = timedelta(days=14)


class BadComment(ValueError):
    """A comment that cannot be kept; its text says what is missing."""


class NoPassage(Exception):
    """A suggestion whose passage is not, or not once only, in the text any more."""


@dataclass(frozen=True, kw_only=True)
class Comment:
    """What someone says of a file; suggestion stands for the passage, None when there is none."""

    id: str
    path: str
    person: str
    passage: str
    words: str
    suggestion: str | None
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReviewRequest:
    """Someone is asked to read a file again."""

    path: str
    person: str
    asked_by: str
    asked_at: datetime


def comments(connection: Connection, path: str) -> list[Comment]:
    """Return the open comments of a file, the oldest first."""
    query = select(staff_comment).where(
        and_(staff_comment.c.path == path, staff_comment.c.settled_at.is_(None))
    )
    return [
        Comment(
            id=row.id,
            path=row.path,
            person=row.person,
            passage=row.passage,
            words=row.words,
            suggestion=row.suggestion,
            made_at=instant(row.made_at),
        )
        for row in connection.execute(query.order_by(staff_comment.c.made_at, staff_comment.c.id))
    ]


def comment(
    connection: Connection, path: str, person: str, said: Mapping[str, str], now: datetime
) -> None:
    """Keep a comment as it was typed (« passage », « mots », « suggestion »); raises BadComment."""
    passage, words, suggestion = (
        said.get(name, "").replace("\r\n", "\n").strip()[:LONGEST]
        for name in ("passage", "mots", "suggestion")
    )
    if not words and not suggestion:
        raise BadComment("Écrire un commentaire, ou d'autres mots pour le passage.")
    if suggestion and not passage:
        raise BadComment("Une suggestion remplace un passage : le copier dans son champ.")
    values = {"id": signed_links.new_id(), "path": path, "person": person, "passage": passage}
    values |= {"words": words, "made_at": stamp(now)}
    connection.execute(insert(staff_comment).values(suggestion=suggestion or None, **values))


def named(said: Mapping[str, str]) -> Literal["commented", "suggested"]:
    """Return how the journal calls what was said."""
    return "suggested" if said.get("suggestion", "").strip() else "commented"


def settle(connection: Connection, identifier: str, person: str, now: datetime) -> None:
    """Close a comment."""
    mine = and_(staff_comment.c.id == identifier, staff_comment.c.settled_at.is_(None))
    values = {"settled_at": stamp(now), "settled_by": person}
    connection.execute(update(staff_comment).where(mine).values(**values))


def applied(writing: Writing, found: Comment) -> Writing:
    """Return a text with a suggestion in place of its passage; raises NoPassage."""
    body = writing.body or ""
    if found.suggestion is None or body.count(found.passage) != 1:
        raise NoPassage
    return Writing(data=writing.data, body=body.replace(found.passage, found.suggestion))


def open_counts(connection: Connection) -> list[tuple[str, int]]:
    """Return the files that have open comments, and how many."""
    query = select(staff_comment.c.path, func.count()).where(staff_comment.c.settled_at.is_(None))
    grouped = query.group_by(staff_comment.c.path).order_by(staff_comment.c.path)
    return [(row[0], row[1]) for row in connection.execute(grouped)]


def ask(connection: Connection, wanted: ReviewRequest) -> None:
    """Ask someone to read a file again; asking twice asks once."""
    done(connection, wanted.path, wanted.person)
    values = {"asked_by": wanted.asked_by, "asked_at": stamp(wanted.asked_at)}
    connection.execute(
        insert(staff_review).values(path=wanted.path, person=wanted.person, **values)
    )


def done(connection: Connection, path: str, person: str) -> None:
    """Note that someone read what they were asked to."""
    mine = and_(staff_review.c.path == path, staff_review.c.person == person)
    connection.execute(delete(staff_review).where(mine))


def asked_of(connection: Connection, person: str) -> list[ReviewRequest]:
    """Return what someone is asked to read, the oldest first."""
    return _requests(connection, person=person)


def asked_about(connection: Connection, path: str) -> list[ReviewRequest]:
    """Return who is asked to read a file."""
    return _requests(connection, path=path)


def _requests(connection: Connection, **wanted: str) -> list[ReviewRequest]:
    query = select(staff_review).filter_by(**wanted).order_by(staff_review.c.asked_at)
    return [
        ReviewRequest(
            path=row.path,
            person=row.person,
            asked_by=row.asked_by,
            asked_at=instant(row.asked_at),
        )
        for row in connection.execute(query)
    ]


@dataclass(frozen=True, kw_only=True)
class GuestReader:
    """Someone without account who reads one file by a link, until an instant; asked_by is whose draft they see."""

    id: str
    path: str
    name: str
    asked_by: str
    until: datetime


def invite(connection: Connection, path: str, name: str, by: str, now: datetime) -> GuestReader:
    """Open a file to someone from outside, and ask them to read it."""
    guest = GuestReader(
        id=signed_links.new_id(), path=path, name=name, asked_by=by, until=now + GUEST_STAYS
    )
    connection.execute(insert(staff_guest).values({**guest.__dict__, "until": stamp(guest.until)}))
    ask(connection, ReviewRequest(path=path, person=guest.id, asked_by=by, asked_at=now))
    return guest


def guest(connection: Connection, identifier: str, now: datetime) -> GuestReader | None:
    """Return whose link this is, while it is open."""
    return next((one for one in _guests(connection, now, id=identifier)), None)


def guests(connection: Connection, path: str, now: datetime) -> list[GuestReader]:
    """Return who from outside has a file open to them."""
    return _guests(connection, now, path=path)


def _guests(connection: Connection, now: datetime, **wanted: str) -> list[GuestReader]:
    valid = select(staff_guest).filter_by(**wanted).where(staff_guest.c.until > stamp(now))
    return [_guest(row) for row in connection.execute(valid.order_by(staff_guest.c.until))]


def _guest(row: Row[tuple[str, ...]]) -> GuestReader:
    return GuestReader(
        id=row.id, path=row.path, name=row.name, asked_by=row.asked_by, until=instant(row.until)
    )


def send_away(connection: Connection, found: GuestReader, now: datetime) -> None:
    """Close the link of someone from outside; what they said stays, under their name."""
    done(connection, found.path, found.id)
    mine = staff_guest.c.id == found.id
    connection.execute(update(staff_guest).where(mine).values(until=stamp(now)))
