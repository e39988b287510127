"""Engines over SQLite and PostgreSQL: how a connection is opened, found dead, and each transaction begun."""

import contextlib
import hashlib
import os
import select
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError

from chorale.files import make_private, narrow
from chorale.service.settings import Misconfigured

WAIT_SECONDS = 3
QUEUE_SECONDS = 15


def lock_number(name: str) -> int:
    """Return the number that stands for the name of a lock on PostgreSQL."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


def engine(url: str) -> Engine:
    """Return the engine of a database by its address; raises Misconfigured."""
    try:
        name = make_url(url).get_backend_name()
    except ArgumentError:
        raise Misconfigured("CHORALE_DATABASE_URL : adresse de base illisible") from None
    if name == "sqlite":
        return _sqlite(url)
    if name == "postgresql":
        return _postgresql(url)
    raise Misconfigured(
        f"CHORALE_DATABASE_URL : « sqlite » ou « postgresql » attendu, trouvé « {name} »"
    )


def _sqlite(url: str) -> Engine:
    database = make_url(url).database
    if not database or database == ":memory:":
        raise Misconfigured("CHORALE_DATABASE_URL : un fichier SQLite est attendu")
    place = Path(database).absolute()
    _private_file(place)

    def connect() -> sqlite3.Connection:
        """Open the file that exists: a database that went away is never silently made anew."""
        return sqlite3.connect(f"{place.as_uri()}?mode=rw", uri=True, check_same_thread=False)

    made = create_engine(
        url,
        creator=connect,
        pool_size=16,
        max_overflow=8,
        pool_timeout=WAIT_SECONDS,
        hide_parameters=True,
    )

    @event.listens_for(made, "connect")
    def settle(connection: Any, record: Any) -> None:
        record.info["file"] = _identity(place)
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={WAIT_SECONDS}000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(made, "checkout")
    def same(_connection: Any, record: Any, _proxy: Any) -> None:
        """Leave a file that was erased or replaced: what one writes there is lost."""
        if record.info["file"] != _identity(place):
            raise DisconnectionError

    @event.listens_for(made, "begin")
    def begin(connection: Connection) -> None:
        writing = "writing" in connection.get_execution_options()
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return made


def _identity(place: Path) -> tuple[int, int] | None:
    try:
        found = place.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _private_file(database: Path) -> None:
    """Have the database be its owner's only whatever the umask; SQLite gives its -wal and -shm the same rights."""
    make_private(database.parent)
    with contextlib.suppress(OSError):  # SQLite says it better when it opens the file
        os.close(os.open(database, os.O_CREAT | os.O_RDWR, 0o600))
    for suffix in ("", "-wal", "-shm"):
        beside = database.with_name(database.name + suffix)
        if beside.exists():
            narrow(beside, 0o600)


_ALIVE = "-c tcp_keepalives_idle=20 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
"""What a machine without power held is free within a minute."""


def _postgresql(url: str) -> Engine:
    made = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=16,
        max_overflow=8,
        pool_timeout=WAIT_SECONDS,
        hide_parameters=True,
        connect_args={
            "autocommit": True,  # each transaction is begun below, with its locks, in one message
            "connect_timeout": WAIT_SECONDS,
            "client_encoding": "utf8",  # psycopg returns bytes when a database is in SQL_ASCII
            "options": f"-c lock_timeout={QUEUE_SECONDS}s -c timezone=UTC {_ALIVE}",
        },
    )

    @event.listens_for(made, "checkout")
    def alive(connection: Any, record: Any, _proxy: Any) -> None:
        """Leave a connection that the database closed: one that was used has nothing to say but its end."""
        if connection.closed or ("used" in record.info and _readable(connection.fileno())):
            raise DisconnectionError
        record.info["used"] = True

    @event.listens_for(made, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get("bare"):
            connection.exec_driver_sql(_beginning(options.get("writing")))

    return made


def _readable(descriptor: int) -> bool:
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)
    return bool(waiting.poll(0))


def _beginning(locks: Sequence[str] | None) -> str:
    """Return what begins a transaction on PostgreSQL: one that reads, or that writes once it holds its locks."""
    if locks is None:
        return "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
    taken = (f"SELECT pg_advisory_xact_lock({lock_number(lock)})" for lock in locks)
    return "; ".join(("BEGIN", *taken))
