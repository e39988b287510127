"""Subscribers as files: brought in with the source of their consent, taken out as a table that runs nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from generator.content.problems import did_you_mean
from generator.service import text_rules
from generator.service.instants import stamp
from generator.service.public import address_files, subscriptions, tickets
from generator.service.public.answers import email_key
from generator.service.public.public_tables import subscription
from generator.service.text_rules import Invalid

COLUMNS = ("adresse", "sujets", "etat", "source", "accord", "demande", "confirme", "termine", "retours")


@dataclass(frozen=True, kw_only=True)
class Consent:
    """Where imported addresses come from, in words, and which topics exist."""

    source: str
    audiences: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import did; refused are (line, French reason)."""

    added: int
    known: int
    suppressed: int
    refused: tuple[tuple[int, str], ...]


def imported(connection: Connection, secret: str, raw: bytes, consent: Consent, now: datetime) -> Imported:
    """Add the addresses of a CSV as confirmed, with their « sujets » separated by spaces; raises Unreadable."""
    barred = subscriptions.suppressed(connection)
    added = known = kept_out = 0
    refused: list[tuple[int, str]] = []
    for line in address_files.lines(raw):
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
        if subscriptions.digest(secret, email) in barred:
            kept_out += 1
        elif subscriptions.by_email(connection, email) is not None:
            known += 1
        else:
            connection.execute(insert(subscription).values(**_fresh(email, topics, consent.source, now)))
            added += 1
    return Imported(added=added, known=known, suppressed=kept_out, refused=tuple(refused))


def _fresh(email: str, topics: list[str], source: str, now: datetime) -> dict[str, object]:
    return {
        "id": tickets.new_id(),
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
