"""Answers to public forms: kept once, counted without names, erased at their term."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)

from chorale.content.form_model import FieldKind, Form
from chorale.service import journal, signed_links
from chorale.service.fields import Question, Value
from chorale.service.forms import definitions
from chorale.service.forms.definitions import Received
from chorale.service.public_tables import answer, dispatch, party, registration, subscription
from chorale.service.tables import outbox
from chorale.service.timestamps import stamp

COUNTED: Mapping[FieldKind, bool] = {
    "text": False,
    "paragraph": False,
    "email": False,
    "whole": True,
    "choice": True,
    "choices": True,
    "consent": True,
}
"""Whether the answers of a kind are counted for all to see; free texts never are."""


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many gave one answer; share is in thousandths of those who answered the question."""

    label: str
    count: int
    share: int


@dataclass(frozen=True, kw_only=True)
class AnswerTally:
    """The counts of one question."""

    label: str
    answered: int
    counts: tuple[Count, ...]
    several: bool = False


def email_key(address: str) -> str:
    """Return the form under which an address is recognised."""
    return address.casefold()


def number(identifier: str) -> str:
    """Return the number under which an answer is spoken of: « AB12-CD34 »."""
    return f"{identifier[:4]}-{identifier[4:8]}".upper()


def keep(connection: Connection, form: Form, given: Received, now: datetime) -> tuple[str, bool]:
    """Keep an answer; return its identifier, and whether it is new. The caller holds lock « form:<slug> »."""
    known = select(answer.c.id).where(answer.c.sending == given.key)
    if (kept := connection.execute(known).scalar()) is not None:
        return kept, False
    identifier = signed_links.new_id()
    written = given.answers.get("email")
    values = {
        "id": identifier,
        "form": form.slug,
        "sending": given.key,
        "definition": definitions.definition(form),
        "email_key": email_key(written) if isinstance(written, str) else "",
        "content": json.dumps(given.answers, ensure_ascii=False, sort_keys=True),
        "received_at": stamp(now),
    }
    connection.execute(insert(answer).values(**values))
    return identifier, True


def contents(connection: Connection, form: Form) -> list[dict[str, Value]]:
    """Return every answer to a form, oldest first, with its instant under « received_at » and its « number »."""
    wanted = (
        select(answer).where(answer.c.form == form.slug).order_by(answer.c.received_at, answer.c.id)
    )
    return [
        {**json.loads(row.content), "received_at": row.received_at, "number": number(row.id)}
        for row in connection.execute(wanted)
    ]


def totals(connection: Connection) -> dict[str, int]:
    """Return how many answers each form has."""
    counted = select(answer.c.form, func.count()).group_by(answer.c.form)
    return {row[0]: row[1] for row in connection.execute(counted)}


def tallies(fields: Iterable[Question], found: list[dict[str, Value]]) -> list[AnswerTally]:
    """Count what can be counted; free texts are left out, so that nothing personal is shown."""
    return [_tally(asked, found) for asked in fields if COUNTED[asked.kind]]


def _tally(asked: Question, found: list[dict[str, Value]]) -> AnswerTally:
    given = [_several(content.get(asked.name)) for content in found]
    answered = sum(bool(values) for values in given)
    labels: Mapping[str, str] = asked.choices or {"True": "Oui", "False": "Non"}
    if asked.kind == "whole":
        labels = {
            key: key for key in sorted({value for values in given for value in values}, key=int)
        }
    counts = []
    for key, label in labels.items():
        count = sum(key in values for values in given)
        counts.append(
            Count(
                label=label,
                count=count,
                share=round(1000 * count / answered) if answered else 0,
            )
        )
    return AnswerTally(
        label=asked.label,
        answered=answered,
        counts=tuple(counts),
        several=asked.kind == "choices",
    )


def _several(value: object) -> list[str]:
    if isinstance(value, (list, tuple)):
        return [str(item) for item in value]
    return [] if value in (None, "") else [str(value)]


def purge(connection: Connection, form: Form, before: datetime) -> int:
    """Erase the answers received before an instant; return how many."""
    return connection.execute(
        delete(answer).where(answer.c.form == form.slug, answer.c.received_at < stamp(before))
    ).rowcount


def purge_orphans(connection: Connection, known: Collection[str], before: datetime) -> int:
    """Erase the answers, received before an instant, to forms that are no more; return how many."""
    orphan = answer.c.form.not_in(known) & (answer.c.received_at < stamp(before))
    return connection.execute(delete(answer).where(orphan)).rowcount


CHAIN = "public"
LOCKS = (f"journal:{CHAIN}", "outbox")
"""The locks of whoever erases, beside those of what is erased."""
HELD = (
    ("abonnement", subscription),
    ("inscriptions", registration),
    ("groupes", party),
    ("reponses", answer),
)
"""The tables that hold people, each with an id and an email_key."""


def forget(connection: Connection, table: Table, condition: ColumnElement[bool]) -> int:
    """Erase rows of a table of HELD, and the letters that wait for them; the caller's transaction holds LOCKS."""
    ids = list(connection.execute(select(table.c.id).where(condition)).scalars())
    waiting = and_(outbox.c.addressee.in_(ids), outbox.c.payload.is_not(None))
    connection.execute(update(outbox).where(waiting).values(payload=None, state="cancelled"))
    connection.execute(update(dispatch).where(dispatch.c.subscription.in_(ids)).values(email=""))
    return connection.execute(delete(table).where(table.c.id.in_(ids))).rowcount


def note(connection: Connection, done: Mapping[str, int], now: datetime) -> None:
    """Note an erasure in the journal: how many, never who."""
    facts: dict[str, str | int | bool] = dict(done)
    journal.append(connection, CHAIN, now, "effacement", facts)
