"""Backup and restore of the database as JSON lines, between SQLite and PostgreSQL alike."""

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from chorale.files import replacing
from chorale.service import public_tables, staff_tables
from chorale.service import tables as service_tables
from chorale.service.delivery import hours
from chorale.service.migrations import applied
from chorale.service.store import Store

FORMAT = "chorale-sauvegarde-1"
MODULES = (service_tables, public_tables, staff_tables)
"""Who declares the tables: one must have been imported for its tables to be saved."""
RETIRED = frozenset({"extension", "frozen_form"})
"""Tables of older versions: the journal says what they held."""
_BATCH = 500


class BackupError(Exception):
    """The file or the database cannot be used for this; its text is one French sentence."""


def backup(store: Store, target: Path) -> int:
    """Write all rows as they stand at one instant; return how many. The service may go on meanwhile."""
    count = 0
    with (
        store.read() as connection,
        replacing(target, private=True, durable=True) as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as zipped,
    ):
        for line in _lines(connection):
            zipped.write(line.encode() + b"\n")
            count += 1
    return count - 2


def _lines(connection: Connection) -> Iterator[str]:
    yield json.dumps({"format": FORMAT, "migrations": sorted(applied(connection))})
    for table in service_tables.metadata.sorted_tables:
        for row in connection.execute(select(table).order_by(*table.primary_key)):
            yield json.dumps([table.name, *row], ensure_ascii=False)
    yield json.dumps({"end": True})


def restore(store: Store, source: Path) -> int:
    """Read a backup into an empty, prepared database, whole or not at all; return how many rows. Raises BackupError."""
    with store.write("migration") as connection:
        connection.execute(delete(service_tables.service_identity))  # the backup tells its own key
        connection.execute(
            delete(service_tables.attempt)
        )  # counts of the last minutes, worth nothing elsewhere
        if any(
            connection.execute(select(func.count()).select_from(table)).scalar()
            for table in service_tables.metadata.sorted_tables
        ):
            raise BackupError("la base n'est pas vide : une restauration n'écrase rien")
        try:
            count = _read(connection, source)
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            raise BackupError(
                f"sauvegarde illisible ou incomplète ({type(error).__name__}) : rien n'a été restauré"
            ) from error
        hours.hold_restored(connection)
        return count


def _read(connection: Connection, source: Path) -> int:
    known = {table.name: table for table in service_tables.metadata.sorted_tables}
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        if json.loads(next(lines, "{}")).get("format") != FORMAT:
            raise ValueError("format")
        count = 0
        for name, rows in groupby(_rows(lines), key=itemgetter(0)):
            if name in RETIRED:
                continue
            names = known[name].columns.keys()
            values = [_filled(names, cells) for _, cells in rows]
            count += len(values)
            for start in range(0, len(values), _BATCH):
                connection.execute(insert(known[name]), values[start : start + _BATCH])
    return count


def _filled(names: Sequence[str], cells: Sequence[Any]) -> dict[str, Any]:
    """Return a row by column; one of an older version ends sooner, and what is new keeps its default."""
    if len(cells) > len(names):
        raise ValueError("columns")
    return dict(zip(names, cells, strict=False))


def _rows(lines: Iterable[str]) -> Iterator[tuple[str, list[Any]]]:
    """Yield (table, cells) until the closing line; a file without it was cut short."""
    for line in lines:
        value = json.loads(line)
        if isinstance(value, dict) and value.get("end"):
            return
        yield value[0], value[1:]
    raise ValueError("truncated")
