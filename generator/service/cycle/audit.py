"""The audit: journal and stored deposits must tell the same story, row by row, at any time."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection

from generator.service import journal
from generator.service.cycle import deposits
from generator.service.cycle.deposits import Receipt
from generator.service.journal import Entry


def audit(connection: Connection, chain: str) -> list[str]:
    """Say everything that does not hold in a cycle's journal and deposits."""
    entries = journal.entries(connection, chain)
    return [*journal.faults(entries), *disagreements(connection, entries, deposits.receipts(connection, chain))]


def disagreements(connection: Connection, chain: Sequence[Entry], stored: Sequence[Receipt]) -> list[str]:
    """Say where the journal and the stored deposits differ."""
    told = {entry.digest: entry for entry in chain if entry.kind == "deposit"}
    kept = {item.journal_digest: item for item in stored}
    found = [
        f"dépôt n° {item.number} du groupe {item.group} absent du journal"
        for digest, item in kept.items()
        if digest not in told
    ]
    for digest, entry in told.items():
        facts = json.loads(entry.facts)
        which = f"dépôt n° {facts.get('number', '?')} du groupe {facts.get('group', '?')}"
        where = f"entrée n° {entry.number} : {which}"
        if digest not in kept:
            found.append(f"{where} absent de la base")
        elif deposits.facts(connection, kept[digest]) != facts:
            found.append(f"{where} modifié dans la base")
    return found
