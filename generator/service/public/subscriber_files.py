"""Subscribers as files: brought in with the source of their consent, taken out as a table that runs nothing."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from generator.service import text_rules
from generator.service.instants import stamp
from generator.service.public import subscriptions, tickets
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


def imported(connection: Connection, secret: str, lines: Iterable[str], consent: Consent, now: datetime) -> Imported:
    """Add the addresses of a CSV (first column, or « adresse »; « sujets » separated by spaces) as confirmed."""
    barred = subscriptions.suppressed(connection)
    added = known = kept_out = 0
    refused: list[tuple[int, str]] = []
    for number, address, topics in _rows(lines):
        if strange := [topic for topic in topics if topic not in consent.audiences]:
            refused.append((number, f"sujet inconnu « {strange[0]} »"))
            continue
        try:
            email = text_rules.email(address)
        except Invalid as error:
            refused.append((number, str(error)))
            continue
        if subscriptions.digest(secret, email) in barred:
            kept_out += 1
        elif subscriptions.by_email(connection, email) is not None:
            known += 1
        else:
            connection.execute(insert(subscription).values(**_fresh(email, topics, consent.source, now)))
            added += 1
    return Imported(added=added, known=known, suppressed=kept_out, refused=tuple(refused))


def _rows(lines: Iterable[str]) -> Iterable[tuple[int, str, list[str]]]:
    listed = list(lines)
    separator = ";" if listed and listed[0].count(";") > listed[0].count(",") else ","
    names = {"adresse": 0}
    for number, cells in enumerate(csv.reader(listed, delimiter=separator), start=1):
        if number == 1 and "adresse" in (header := [cell.strip().lstrip("\ufeff").lower() for cell in cells]):
            names = {name: place for place, name in enumerate(header)}
        elif any(cell.strip() for cell in cells):
            place = names.get("sujets", -1)
            topics = cells[place].split() if 0 <= place < len(cells) else []
            address = cells[names["adresse"]].lstrip("\ufeff") if names["adresse"] < len(cells) else ""
            yield number, address, topics


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
