"""Subscribers as files: import with the source of consent, CSV export, hand-over to an ESP."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

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
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("email", "name", "attributes"))
    writer.writerows((one.email, "", json.dumps({"sujets": _topics(one)})) for one in people)
    return out.getvalue()


def sympa(people: Sequence[Subscriber], lists: tuple[int, ...]) -> str:  # noqa: ARG001 - the list is chosen on Sympa
    """Return one address a line, as Sympa's page of multiple additions takes them."""
    return "".join(f"{one.email}\n" for one in people)


def brevo(people: Sequence[Subscriber], lists: tuple[int, ...]) -> str:
    """Return the body of POST /v3/contacts/import; raises TooLarge beyond what Brevo advises."""
    addresses = "".join(f"{one.email}\n" for one in people)
    if len(addresses) > BREVO_LARGEST:
        raise TooLarge("plus de 8 Mo d'adresses, que Brevo refuserait : exporter sujet par sujet, avec --topic")
    asked = {"fileBody": f"EMAIL\n{addresses}", "listIds": list(lists)}
    return json.dumps(asked, ensure_ascii=False, indent=1) + "\n"


def _topics(one: Subscriber) -> list[str]:
    return one.topics.split(",") if one.topics else []


ENGINES: Mapping[str, Callable[[Sequence[Subscriber], tuple[int, ...]], str]] = {
    "listmonk": listmonk,
    "sympa": sympa,
    "brevo": brevo,
}


COLUMNS = ("adresse", "sujets", "etat", "source", "accord", "demande", "confirme", "termine", "retours")


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


def imported(connection: Connection, secret: str, raw: bytes, consent: Consent, now: datetime) -> SubscriberImport:
    """Add the addresses of a CSV as confirmed, with their « sujets » separated by spaces; raises Unreadable."""
    barred = subscription_records.suppressed(connection)
    added = known = kept_out = 0
    refused: list[tuple[int, str]] = []
    for line in csv_files.lines(raw):
        topics = line.cells.get("sujets", "").split()
        if strange := [topic for topic in topics if topic not in consent.audiences]:
            meant = did_you_mean(strange[0], consent.audiences)
            refused.append((line.number, f"sujet inconnu « {strange[0]} » ; {meant}"))
            continue
        try:
            email = text_rules.email(line.address)
        except Invalid:
            refused.append((line.number, f"« {line.address[:80]} » n'est pas une adresse électronique"))
            continue
        if subscription_records.digest(secret, email) in barred:
            kept_out += 1
        elif subscription_records.by_email(connection, email) is not None:
            known += 1
        else:
            connection.execute(insert(subscription).values(**_fresh(email, topics, consent.source, now)))
            added += 1
    return SubscriberImport(added=added, known=known, suppressed=kept_out, refused=tuple(refused))


def _fresh(email: str, topics: list[str], source: str, now: datetime) -> dict[str, object]:
    return {
        "id": signed_links.new_id(),
        "email_key": email_key(email),
        "email": email,
        "topics": ",".join(topics),
        "state": "active",
        "source": "import",
        "consent": source,
        "asked_at": stamp(now),
        "confirmed_at": stamp(now),
        "bounces": 0,
    }


def exported(connection: Connection) -> list[tuple[str, ...]]:
    """Return every subscription as a row of COLUMNS, in the order of addresses."""
    return [
        (
            row.email,
            row.topics.replace(",", " "),
            row.state,
            row.source,
            row.consent,
            row.asked_at,
            row.confirmed_at or "",
            row.ended_at or "",
            str(row.bounces),
        )
        for row in connection.execute(select(subscription).order_by(subscription.c.email_key))
    ]
