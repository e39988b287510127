"""Subscribers as files: CSV export, hand-over to an ESP."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from chorale.french.phrases import number
from chorale.service.public_tables import subscription
from chorale.service.subscriptions import records as subscription_records
from chorale.service.subscriptions.records import Subscriber
from chorale.text import csv_files
from chorale.text.csv_files import WORDED

BREVO_LARGEST = 8_000_000
"""Bytes of addresses in one import of Brevo, as it advises."""
Handover = Iterator[tuple[int, str]]
"""The files that an engine takes, part after part: the number of the file, from 1, and what comes next in it."""


def listmonk(people: Iterable[Subscriber], lists: tuple[int, ...]) -> Handover:  # noqa: ARG001 - given with the upload
    """Yield the CSV of POST /api/import/subscribers: topics become an attribute, for listmonk's segments."""
    rows = ((one.email, "", json.dumps({"sujets": _topics(one)})) for one in people)
    for part in csv_files.data_parts(("email", "name", "attributes"), rows):
        yield 1, part


def sympa(people: Iterable[Subscriber], lists: tuple[int, ...]) -> Handover:  # noqa: ARG001 - the list is chosen on Sympa
    """Yield one address a line, as Sympa's page of multiple additions takes them."""
    yield from ((1, f"{one.email}\n") for one in people)


def brevo(people: Iterable[Subscriber], lists: tuple[int, ...]) -> Handover:
    """Yield bodies of POST /v3/contacts/import, as many as what Brevo takes at once makes needed."""
    file, lines, size = 1, list[str](), 0
    for one in people:
        line = f"{one.email}\n"
        if size + len(line) > BREVO_LARGEST:
            yield file, _brevo_body(lines, lists)
            file, lines, size = file + 1, [], 0
        lines.append(line)
        size += len(line)
    yield file, _brevo_body(lines, lists)


def _brevo_body(lines: Sequence[str], lists: tuple[int, ...]) -> str:
    asked = {"fileBody": "EMAIL\n" + "".join(lines), "listIds": list(lists)}
    return json.dumps(asked, ensure_ascii=False, indent=1) + "\n"


def _topics(one: Subscriber) -> list[str]:
    return one.topics.split(",") if one.topics else []


ENGINES: Mapping[str, Callable[[Iterable[Subscriber], tuple[int, ...]], Handover]] = {
    "listmonk": listmonk,
    "sympa": sympa,
    "brevo": brevo,
}


_COLUMNS = {
    "adresse": subscription.c.email,
    "sujets": subscription.c.topics,
    "etat": subscription.c.state,
    "source": subscription.c.source,
    "accord": subscription.c.consent,
    "demande": subscription.c.asked_at,
    "confirme": subscription.c.confirmed_at,
    "termine": subscription.c.ended_at,
    "retours": subscription.c.bounces,
}


COLUMNS = tuple(_COLUMNS)
_HEADINGS = (
    "Adresse électronique", "Sujets", "État", "Origine", "Accord", "Demandé le", "Confirmé le", "Terminé le",
    "Retours",
)  # fmt: skip
"""The same columns in words, for those who open a table."""
TABLE_MOST = 100_000
"""Subscriptions that one takes as a workbook or from a page; a CSV of the command has no such end."""


class TooLarge(ValueError):
    """A table would not hold in memory; the message is for the operator."""


def exported(connection: Connection) -> Iterator[tuple[str, ...]]:
    """Yield every subscription, all text, under COLUMNS, in the order of addresses."""
    for page in subscription_records.pages(connection, by=subscription.c.email_key):
        for row in page:
            told = row._mapping  # noqa: SLF001 - SQLAlchemy's documented name
            cells = {name: told[column] for name, column in _COLUMNS.items()}
            cells["sujets"] = cells["sujets"].replace(",", " ")
            yield tuple("" if cell is None else str(cell) for cell in cells.values())


def table(connection: Connection) -> Any:
    """Return a data frame of the same; raises TooLarge beyond what is kept whole in memory."""
    import pandas as pd

    count = sum(subscription_records.counts(connection).values())
    if count > TABLE_MOST:
        raise TooLarge(
            f"{number(count)} abonnements : au-delà de {number(TABLE_MOST)}, les prendre en CSV par la commande"
            " « chorale newsletter subscribers export --output abonnes.csv »"
        )
    made = pd.DataFrame(exported(connection), columns=list(COLUMNS), dtype=object)
    made.attrs[WORDED] = list(_HEADINGS)
    return made
