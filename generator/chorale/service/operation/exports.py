"""Exports of personal data: each is noted in the journal, with who took it."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from chorale.service import journal
from chorale.service.forms.answers import CHAIN
from chorale.service.store import Store
from chorale.service.tables import access
from chorale.service.tables import journal as journal_table
from chorale.service.timestamps import instant

KIND = "export"
COMMAND = "commande"
"""Who takes a file on the machine itself."""


@dataclass(frozen=True, kw_only=True)
class TakenExport:
    """A file that left: what it holds, how many rows, who took it."""

    at: datetime
    what: str
    rows: int
    who: str


def note(store: Store, what: str, who: str, rows: int, now: datetime) -> None:
    """Note that a file is about to leave; who is the id of a link, or COMMAND: the journal holds no name."""
    with store.write(f"journal:{CHAIN}") as connection:
        facts: dict[str, str | int | bool] = {"what": what, "who": who, "rows": rows}
        journal.append(connection, CHAIN, now, KIND, facts)


def latest(connection: Connection, most: int = 10) -> list[TakenExport]:
    """Return the latest exports, with the names of those whose link is still known."""
    mine = (journal_table.c.chain == CHAIN) & (journal_table.c.kind == KIND)
    wanted = select(journal_table).where(mine).order_by(journal_table.c.number.desc()).limit(most)
    names = {row.id: row.name for row in connection.execute(select(access.c.id, access.c.name))}
    found = []
    for row in connection.execute(wanted):
        facts = json.loads(row.facts)
        who = "en ligne de commande" if facts["who"] == COMMAND else names.get(facts["who"], "?")
        found.append(
            TakenExport(at=instant(row.at), what=facts["what"], rows=facts["rows"], who=who)
        )
    return found
