"""Messages that the team wrote to people, found again: who wrote, when, to whom, which words, how far they went."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from chorale.service import signed_links
from chorale.service.forms.emails import TypedEmail
from chorale.service.public_tables import sent_message
from chorale.service.tables import outbox
from chorale.service.timestamps import instant, stamp


@dataclass(frozen=True, kw_only=True)
class SentMessage:
    """A message as it left: people are the sign-ups or the answer that it went to, mark ends its letters' keys."""

    at: datetime
    person: str
    audience: str
    people: tuple[str, ...]
    mark: str
    words: TypedEmail
    waiting: int = 0
    failed: int = 0


def keep_to_session(connection: Connection, sitting: str, message: SentMessage) -> None:
    """Keep what was written to registrants of a session."""
    _keep(connection, message, sitting=sitting)


def keep_to_author(connection: Connection, answer: str, message: SentMessage) -> None:
    """Keep what was written to the author of an answer; it goes with the answer."""
    _keep(connection, message, answer=answer)


def _keep(connection: Connection, message: SentMessage, **about: str) -> None:
    values = {
        "id": signed_links.new_id(),
        "person": message.person,
        "sent_at": stamp(message.at),
        "audience": message.audience,
        "people": json.dumps(message.people),
        "mark": message.mark,
        "subject": message.words.subject.strip(),
        "body": message.words.body.strip(),
    }
    connection.execute(insert(sent_message).values(**values, **about))


def to_session(connection: Connection, sitting: str) -> list[SentMessage]:
    """Return what was written to registrants of a session, the latest first."""
    return _found(connection, sent_message.c.sitting == sitting)


def to_author(connection: Connection, answer: str) -> list[SentMessage]:
    """Return what was written to the author of an answer, the latest first."""
    return _found(connection, sent_message.c.answer == answer)


def _found(connection: Connection, condition: ColumnElement[bool]) -> list[SentMessage]:
    order = (sent_message.c.sent_at.desc(), sent_message.c.id)
    rows = connection.execute(select(sent_message).where(condition).order_by(*order)).all()
    return [
        SentMessage(
            at=instant(row.sent_at),
            person=row.person,
            audience=row.audience,
            people=(people := tuple(json.loads(row.people))),
            mark=row.mark,
            words=TypedEmail(subject=row.subject, body=row.body),
            waiting=_letters(connection, people, row.mark, ("queued", "sending")),
            failed=_letters(connection, people, row.mark, ("failed",)),
        )
        for row in rows
    ]


def _letters(
    connection: Connection, people: Sequence[str], mark: str, states: tuple[str, ...]
) -> int:
    theirs = outbox.c.addressee.in_(people) & outbox.c.key.endswith(mark, autoescape=True)
    wanted = select(func.count()).where(theirs, outbox.c.state.in_(states))
    return connection.execute(wanted).scalar_one()


def forget(connection: Connection, sittings: Collection[str]) -> None:
    """Erase what was written to registrants of sessions whose sign-ups are erased."""
    connection.execute(delete(sent_message).where(sent_message.c.sitting.in_(sittings)))
