"""Subscribers as files: import with the source of consent, CSV export, hand-over to an ESP."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from chorale.content import text_rules
from chorale.content.text_rules import Invalid
from chorale.french.suggestions import did_you_mean
from chorale.service import signed_links
from chorale.service.forms.answers import email_key
from chorale.service.public_tables import subscription, suppression
from chorale.service.store import Store
from chorale.service.subscriptions import records as subscription_records
from chorale.service.subscriptions.records import Subscriber
from chorale.service.timestamps import stamp
from chorale.text import csv_files

BREVO_LARGEST = 8_000_000


class TooLarge(ValueError):
    """The engine would not take so many at once; the message is for the operator."""


def listmonk(people: Sequence[Subscriber], lists: tuple[int, ...]) -> str:  # noqa: ARG001 - given with the upload
    """Return the CSV of POST /api/import/subscribers: topics become an attribute, for listmonk's segments."""
    rows = ((one.email, "", json.dumps({"sujets": _topics(one)})) for one in people)
    return csv_files.data(("email", "name", "attributes"), rows)


def sympa(people: Sequence[Subscriber], lists: tuple[int, ...]) -> str:  # noqa: ARG001 - the list is chosen on Sympa
    """Return one address a line, as Sympa's page of multiple additions takes them."""
    return "".join(f"{one.email}\n" for one in people)


def brevo(people: Sequence[Subscriber], lists: tuple[int, ...]) -> str:
    """Return the body of POST /v3/contacts/import; raises TooLarge beyond what Brevo advises."""
    addresses = "".join(f"{one.email}\n" for one in people)
    if len(addresses) > BREVO_LARGEST:
        raise TooLarge(
            "plus de 8 Mo d'adresses, que Brevo refuserait : exporter sujet par sujet, avec --topic"
        )
    asked = {"fileBody": f"EMAIL\n{addresses}", "listIds": list(lists)}
    return json.dumps(asked, ensure_ascii=False, indent=1) + "\n"


def _topics(one: Subscriber) -> list[str]:
    return one.topics.split(",") if one.topics else []


ENGINES: Mapping[str, Callable[[Sequence[Subscriber], tuple[int, ...]], str]] = {
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


@dataclass(frozen=True, kw_only=True)
class Consent:
    """Where imported addresses come from, in words, and which topics exist."""

    source: str
    audiences: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class SubscriberImport:
    """What an import did; refused are (line, what was written, French reason)."""

    added: int
    known: int
    suppressed: int
    refused: tuple[tuple[int, str, str], ...]


CHUNK = 1000
"""Addresses added in one transaction: sign-ups go between two of them."""
PAUSE = 0.02
"""Seconds left to others between two chunks: over SQLite, whoever writes without a pause starves them."""


def silent(done: int, total: int) -> None:
    """Say nothing of how far an import is."""


def imported(  # noqa: PLR0913 - what an import is made of, and who is told
    store: Store,
    secret: str,
    raw: bytes,
    consent: Consent,
    now: datetime,
    *,
    tell: Callable[[int, int], None] = silent,
) -> SubscriberImport:
    """Add the addresses of a CSV as confirmed, with their « sujets » separated by spaces, chunk after chunk.

    What is added stays when the import is cut short: the same file, given again, goes on. tell is told how many
    addresses of how many were looked at. Raises UnreadableTable, before anything is written.
    """
    rows, refused = _read(raw, consent.audiences)
    added = suppressed = 0
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        with store.write(subscription_records.LOCK) as connection:
            barred = _suppressed(connection, secret, chunk)
            fresh = _unknown(connection, [row for row in chunk if row["email_key"] not in barred])
            if fresh:
                said = [{**row, "id": signed_links.new_id()} for row in fresh]
                shared = _fresh(consent.source, now)
                connection.execute(insert(subscription), [{**shared, **row} for row in said])
        added += len(fresh)
        suppressed += sum(row["email_key"] in barred for row in chunk)
        tell(start + len(chunk), len(rows))
        time.sleep(PAUSE)
    known = len(rows) - added - suppressed
    return SubscriberImport(added=added, known=known, suppressed=suppressed, refused=refused)


def _read(
    raw: bytes, audiences: Mapping[str, str]
) -> tuple[list[dict[str, str]], tuple[tuple[int, str, str], ...]]:
    """Return what is accepted and what is refused."""
    accepted = []
    refused = []
    for number, row in csv_files.addresses(raw, "sujets").to_dict("index").items():
        try:
            accepted.append(_accepted(row["adresse"], row["sujets"].split(), audiences))
        except ValueError as error:
            refused.append((number, row["adresse"].strip()[:80], str(error)))
    return accepted, tuple(refused)


def _suppressed(
    connection: Connection, secret: str, chunk: Sequence[Mapping[str, str]]
) -> set[str]:
    """Return the keys of a chunk's addresses that are not to be written to again."""
    digests = {subscription_records.digest(secret, row["email"]): row["email_key"] for row in chunk}
    wanted = select(suppression.c.digest).where(suppression.c.digest.in_(digests))
    return {digests[digest] for digest in connection.execute(wanted).scalars()}


def _unknown(connection: Connection, chunk: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Return the addresses of a chunk that are not kept yet, each once, as it was first written."""
    rows = {row["email_key"]: row for row in reversed(chunk)}
    wanted = select(subscription.c.email_key).where(subscription.c.email_key.in_(list(rows)))
    known = set(connection.execute(wanted).scalars())
    return [row for key, row in reversed(rows.items()) if key not in known]


def _accepted(written: str, topics: list[str], audiences: Mapping[str, str]) -> dict[str, str]:
    """Return one line as it will be kept; raises ValueError with a French sentence."""
    if strange := next((topic for topic in topics if topic not in audiences), None):
        raise ValueError(f"sujet inconnu « {strange} » ; {did_you_mean(strange, audiences)}")
    try:
        email = text_rules.email(written)
    except Invalid:
        raise ValueError(f"« {written.strip()[:80]} » n'est pas une adresse électronique") from None
    return {"email": email, "email_key": email_key(email), "topics": ",".join(topics)}


def _fresh(source: str, now: datetime) -> dict[str, object]:
    return {
        "state": "active",
        "source": "import",
        "consent": source,
        "asked_at": stamp(now),
        "confirmed_at": stamp(now),
        "bounces": 0,
    }


def refused_table(lines: Sequence[tuple[int, str, str]]) -> Any:
    """Return a data frame of refused lines, all text: line, what was written, why."""
    import pandas as pd

    told = [(str(line), written, reason) for line, written, reason in lines]
    return pd.DataFrame(told, columns=["ligne", "adresse", "raison"], dtype=object)


def exported(connection: Connection) -> Any:
    """Return a data frame of every subscription, all text, in the order of addresses."""
    import pandas as pd

    wanted = select(*(column.label(name) for name, column in _COLUMNS.items())).order_by(
        subscription.c.email_key
    )
    found = pd.read_sql_query(wanted, connection).astype(object).fillna("").map(str)
    return found.assign(sujets=found["sujets"].str.replace(",", " "))
