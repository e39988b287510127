"""Subscribers as files: import with the source of consent, CSV export, hand-over to an ESP."""

import json
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
from chorale.service.public_tables import subscription
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
    """What an import did; refused are (line, French reason)."""

    added: int
    known: int
    suppressed: int
    refused: tuple[tuple[int, str], ...]


def imported(
    connection: Connection, secret: str, raw: bytes, consent: Consent, now: datetime
) -> SubscriberImport:
    """Add the addresses of a CSV as confirmed, with their « sujets » separated by spaces; raises UnreadableTable."""
    import pandas as pd

    accepted: list[dict[str, str]] = []
    refused: list[tuple[int, str]] = []
    for number, row in csv_files.addresses(raw, "sujets").to_dict("index").items():
        try:
            accepted.append(_accepted(row["adresse"], row["sujets"].split(), consent.audiences))
        except ValueError as error:
            refused.append((number, str(error)))
    listed = pd.DataFrame(accepted, columns=["email", "email_key", "topics"])
    barred = (
        listed["email"]
        .map(lambda email: subscription_records.digest(secret, email))
        .isin(subscription_records.suppressed(connection))
    )
    known = listed["email_key"].isin(connection.execute(select(subscription.c.email_key)).scalars())
    fresh = listed[~barred & ~known].drop_duplicates("email_key")
    for row in fresh.to_dict("records"):
        connection.execute(insert(subscription).values(**row, **_fresh(consent.source, now)))
    kept_out = int(barred.sum())
    return SubscriberImport(
        added=len(fresh),
        known=len(listed) - kept_out - len(fresh),
        suppressed=kept_out,
        refused=tuple(refused),
    )


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
        "id": signed_links.new_id(),
        "state": "active",
        "source": "import",
        "consent": source,
        "asked_at": stamp(now),
        "confirmed_at": stamp(now),
        "bounces": 0,
    }


def exported(connection: Connection) -> Any:
    """Return a data frame of every subscription, all text, in the order of addresses."""
    import pandas as pd

    wanted = select(*(column.label(name) for name, column in _COLUMNS.items())).order_by(
        subscription.c.email_key
    )
    found = pd.read_sql_query(wanted, connection).astype(object).fillna("").map(str)
    return found.assign(sujets=found["sujets"].str.replace(",", " "))
