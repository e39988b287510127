"""Answers to the public forms: kept once each, counted without names, erased when their time is over."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from generator.content.form_model import Form
from generator.service.fields import Field, Value
from generator.service.instants import stamp
from generator.service.public import public_forms, tickets
from generator.service.public.public_forms import Received
from generator.service.public.public_tables import answer

COUNTED = ("choice", "choices", "whole", "consent")


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many gave one answer; share is in thousandths of those who answered the question."""

    label: str
    count: int
    share: int


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The counts of one question."""

    label: str
    answered: int
    counts: tuple[Count, ...]


def email_key(address: str) -> str:
    """Return the form under which an address is recognised."""
    return address.casefold()


def keep(connection: Connection, form: Form, given: Received, now: datetime) -> bool:
    """Keep an answer; False when this very sending was already kept. The caller holds lock « form:<slug> »."""
    known = select(answer.c.id).where(answer.c.sending == given.key)
    if connection.execute(known).first() is not None:
        return False
    written = given.answers.get("email")
    values = {
        "id": tickets.new_id(),
        "form": form.slug,
        "sending": given.key,
        "definition": public_forms.definition(form),
        "email_key": email_key(written) if isinstance(written, str) else "",
        "content": json.dumps(given.answers, ensure_ascii=False, sort_keys=True),
        "received_at": stamp(now),
    }
    connection.execute(insert(answer).values(**values))
    return True


def contents(connection: Connection, form: Form) -> list[dict[str, Value]]:
    """Return every answer to a form, oldest first, with its instant under « received_at »."""
    wanted = select(answer).where(answer.c.form == form.slug).order_by(answer.c.received_at, answer.c.id)
    return [{**json.loads(row.content), "received_at": row.received_at} for row in connection.execute(wanted)]


def totals(connection: Connection) -> dict[str, int]:
    """Return how many answers each form has."""
    counted = select(answer.c.form, func.count()).group_by(answer.c.form)
    return {row[0]: row[1] for row in connection.execute(counted)}


def tallies(fields: Iterable[Field], found: list[dict[str, Value]]) -> list[Tally]:
    """Count what can be counted; free texts are left out, so that nothing personal is shown."""
    return [_tally(asked, found) for asked in fields if asked.kind in COUNTED]


def _tally(asked: Field, found: list[dict[str, Value]]) -> Tally:
    given = [_several(content.get(asked.name)) for content in found]
    answered = sum(bool(values) for values in given)
    labels: Mapping[str, str] = asked.choices or {"True": "Oui", "False": "Non"}
    if asked.kind == "whole":
        labels = {key: key for key in sorted({value for values in given for value in values}, key=int)}
    counts = []
    for key, label in labels.items():
        count = sum(key in values for values in given)
        counts.append(Count(label=label, count=count, share=round(1000 * count / answered) if answered else 0))
    return Tally(label=asked.label, answered=answered, counts=tuple(counts))


def _several(value: object) -> list[str]:
    if isinstance(value, (list, tuple)):
        return [str(item) for item in value]
    return [] if value in (None, "") else [str(value)]


def purge(connection: Connection, form: Form, before: datetime) -> int:
    """Erase the answers received before an instant; return how many."""
    return connection.execute(
        delete(answer).where(answer.c.form == form.slug, answer.c.received_at < stamp(before))
    ).rowcount
