"""Inbox of a form's answers for the team: where it stands with each, and the reply by mail."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from chorale.content.form_model import Form
from chorale.service.fields import Value
from chorale.service.forms import answers, sent_messages
from chorale.service.forms import emails as form_emails
from chorale.service.forms.emails import ButtonLink, EmailWords, OutboxAddress, TypedEmail
from chorale.service.forms.sent_messages import SentMessage
from chorale.service.public_tables import answer, answer_state
from chorale.service.timestamps import instant, stamp
from chorale.service.web.request import Service

AnswerState = Literal["new", "going", "done", "declined"]
ANSWER_STATES: tuple[AnswerState, ...] = get_args(AnswerState)
STATE_NAMES: Mapping[AnswerState, str] = {
    "new": "à traiter",
    "going": "en cours",
    "done": "traitée",
    "declined": "sans suite",
}


@dataclass(frozen=True, kw_only=True)
class KeptAnswer:
    """An answer as the team reads it; path is the draft that was made of it."""

    id: str
    content: Mapping[str, Value]
    received_at: datetime
    state: AnswerState
    path: str

    @property
    def number(self) -> str:
        """Return the number under which one speaks of it."""
        return answers.number(self.id)

    @property
    def email(self) -> str:
        """Return where its author may be written to, nothing when they left no address."""
        return str(self.content.get("email") or "")


def listed(connection: Connection, form: Form) -> list[KeptAnswer]:
    """Return the answers to a form, the latest first."""
    order = (answer.c.received_at.desc(), answer.c.id)
    wanted = _joined().where(answer.c.form == form.slug).order_by(*order)
    return [_kept(row) for row in connection.execute(wanted)]


def find(connection: Connection, form: Form, identifier: str) -> KeptAnswer | None:
    """Return an answer to a form, None once it is erased."""
    mine = (answer.c.form == form.slug) & (answer.c.id == identifier)
    row = connection.execute(_joined().where(mine)).first()
    return _kept(row) if row else None


def waiting(connection: Connection) -> dict[str, int]:
    """Return how many answers to each form nobody has taken in hand."""
    untouched = answer_state.c.state.is_(None) | (answer_state.c.state == "new")
    counted = (
        select(answer.c.form, func.count())
        .outerjoin(answer_state, answer_state.c.answer == answer.c.id)
        .where(untouched)
        .group_by(answer.c.form)
    )
    return {row[0]: row[1] for row in connection.execute(counted)}


def mark(  # noqa: PLR0913, PLR0917 - which answer, then what is said of it
    connection: Connection,
    identifier: str,
    state: AnswerState,
    person: str,
    now: datetime,
    path: str = "",
) -> None:
    """Say where the team stands with an answer; the caller holds lock « form:<slug> »."""
    values = {"state": state, "person": person, "changed_at": stamp(now)}
    values |= {"path": path} if path else {}
    mine = answer_state.c.answer == identifier
    if connection.execute(update(answer_state).where(mine).values(**values)).rowcount == 0:
        connection.execute(insert(answer_state).values(answer=identifier, **values))


def send(  # noqa: PLR0913, PLR0917 - which answer, then what is written, by whom
    service: Service, form: Form, kept: KeptAnswer, reply: TypedEmail, person: str, now: datetime
) -> bool:
    """Write to an answer's author, once for the same words, and keep them; the answer is then in hand at least."""
    words = EmailWords(
        subject=reply.subject.strip(),
        about=(f"{form.title}, envoi n° {kept.number}",),
        greeted=reply.greeting,
        said=reply.paragraphs,
        links=(ButtonLink(words="Répondre à ce message", address=f"mailto:{form.contact}"),),
    )
    said = SentMessage(
        at=now, person=person, audience="", people=(kept.id,), mark=reply.digest, words=reply
    )
    to = OutboxAddress(
        key=f"reply:{kept.id}:{reply.digest}",
        kind="reply",
        about=form.slug,
        addressee=kept.id,
        address=kept.email,
    )
    with service.store.write(f"form:{form.slug}") as connection:
        if not service.outbox.put(connection, form_emails.letter(service, words, to), now):
            return False
        sent_messages.keep_to_author(connection, kept.id, said)
        if kept.state == "new":
            mark(connection, kept.id, "going", person, now)
    service.worker.bell.set()
    return True


def _joined() -> Select[Any]:
    return select(answer, answer_state.c.state, answer_state.c.path).outerjoin(
        answer_state, answer_state.c.answer == answer.c.id
    )


def _kept(row: Row[tuple[str, ...]]) -> KeptAnswer:
    return KeptAnswer(
        id=row.id,
        content=json.loads(row.content),
        received_at=instant(row.received_at),
        state=next((one for one in ANSWER_STATES if one == row.state), "new"),
        path=row.path or "",
    )
