"""Who came, as a list says it: the file of a webinar tool, our own list given back filled in, lines that are pasted."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from chorale.service.forms.answers import email_key
from chorale.service.public_tables import registration
from chorale.text import csv_files
from chorale.text.csv_files import UnreadableTable

PRESENCE = (
    "présence",
    "presence",
    "présent",
    "present",
    "présent(e)",
    "attended",
    "a assisté",
    "a participé",
)
"""How a column is called that says who came: ours first, then those of webinar tools."""
NO = ("", "non", "no", "n", "0", "-", "faux", "false", "absent", "absente", "absent(e)")
"""What such a column says of who did not come."""
_ADDRESS = re.compile(r"[^\s<>()\[\];,:\"']+@[^\s<>()\[\];,:\"']+")


def attended(
    connection: Connection,
    key: str,
    raw: bytes,
    tables: Callable[[bytes], Sequence[Any]] = csv_files.alone,
) -> tuple[int, list[str]]:
    """Mark who came, joined on the address of a file; return how many, and the addresses that nobody had.

    Raises UnreadableTable, also when there is no address at all: nothing is then marked.
    """
    found = tables(raw)
    listed = _listed(found) or dict.fromkeys(_without_headings(found[0]), True)
    if not listed:
        raise UnreadableTable(
            "aucune adresse électronique dans ce fichier : une colonne « email » ou « adresse » est attendue"
        )
    if not any(listed.values()):
        raise UnreadableTable(
            "la colonne « Présence » ne dit « oui » de personne : la remplir, ou l'enlever si tous étaient là"
        )
    wanted = {email_key(one) for one, came in listed.items() if came}
    mine = registration.c.sitting == key
    known = set(connection.execute(select(registration.c.email_key).where(mine)).scalars())
    for one in sorted(wanted & known):
        connection.execute(
            update(registration).where(mine, registration.c.email_key == one).values(attended=1)
        )
    return len(wanted & known), sorted(wanted - known)


def _listed(tables: Sequence[Any]) -> dict[str, bool]:
    """Return each address under a heading, with whether the file says that it came: without a column for it, it did."""
    found: dict[str, bool] = {}
    for table in tables:
        for address, came in _rows(table):
            found[address] = found.get(address, False) or came
    return found


def _rows(table: Any) -> Iterator[tuple[str, bool]]:
    """Read row after row: a report has several tables, one under the other, each with its headings."""
    place = sign = -1
    for cells in table.itertuples(index=False, name=None):
        said = [csv_files.plain(cell) for cell in cells]
        if (head := _place(said, csv_files.ADDRESSES)) >= 0:
            place, sign = head, _place(said, PRESENCE)
        elif place >= 0:
            came = sign < 0 or said[sign] not in NO
            yield from ((one, came) for one in _ADDRESS.findall(cells[place]))


def _without_headings(table: Any) -> Iterator[str]:
    rows = table.to_numpy().tolist()
    told = csv_files.addresses(csv_files.data(rows[0], rows[1:]).encode()) if rows else None
    yield from () if told is None else (one.strip() for one in told["adresse"] if "@" in one)


def _place(said: Sequence[str], names: Sequence[str]) -> int:
    return next((said.index(name) for name in names if name in said), -1)


def attended_as_pasted(connection: Connection, key: str, text: str) -> tuple[int, list[str]]:
    """Mark who came by a pasted list, a person a line, by address or by whole name; return what attended() does.

    Under headings, it is read as a file. Raises UnreadableTable when nobody of the list is known: it is another text.
    """
    raw = text.strip().encode()
    if _listed([csv_files.read(raw)]):
        return attended(connection, key, raw)
    wanted = select(registration.c.id, registration.c.email_key, registration.c.name)
    known = connection.execute(wanted.where(registration.c.sitting == key)).all()
    came, unknown = set[str](), list[str]()
    for line in filter(str.strip, text.splitlines()):
        named = [csv_files.plain(cell) for cell in re.split(r"[;,\t]", line)]
        written = [email_key(one) for one in _ADDRESS.findall(line)]
        found = [row.id for row in known if row.email_key in written] or [
            row.id for row in known if not written and csv_files.plain(row.name) in named
        ]
        if len(found) == max(1, len(written)):
            came.update(found)
        else:
            unknown.append(line.strip()[:120])
    if not came:
        raise UnreadableTable(
            "personne de cette liste n'est inscrit ici : une adresse ou un nom entier par ligne est attendu"
        )
    mine = registration.c.id.in_(sorted(came))
    connection.execute(update(registration).where(mine).values(attended=1))
    return len(came), unknown
