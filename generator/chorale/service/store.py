"""Database access by URL (SQLite or PostgreSQL): durable, serialised writes, and schema migrations."""

import contextlib
import hashlib
import os
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from chorale.files import data, make_private, narrow
from chorale.service.settings import Misconfigured

FOLDER = data("service/sql")
_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


def migrations() -> list[tuple[int, str]]:
    """Return (number, SQL) of every migration file, in order; raises ValueError if two share a number."""
    found = {}
    for file in sorted(FOLDER.iterdir()):
        if match := _NAME.fullmatch(file.name):
            if int(match[1]) in found:
                raise ValueError(f"two migrations are numbered {match[1]}")
            found[int(match[1])] = file.read_text(encoding="utf-8")
    return sorted(found.items())


def applied(connection: Connection) -> set[int]:
    """Return the numbers of the migrations that this database has had."""
    return {row.number for row in connection.execute(text("SELECT number FROM migration"))}


def migrate(connection: Connection) -> list[int]:
    """Apply what is missing; return the numbers applied."""
    connection.execute(text("CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY)"))
    done = applied(connection)
    todo = [(number, sql) for number, sql in migrations() if number not in done]
    for number, sql in todo:
        for statement in filter(str.strip, sql.split(";\n")):
            connection.execute(text(statement))
        connection.execute(
            text("INSERT INTO migration (number) VALUES (:number)"), {"number": number}
        )
    return [number for number, _ in todo]


WAIT_SECONDS = 3
QUEUE_SECONDS = 15
_BUSY = (
    "locked",
    "busy",
    "timeout",
    "connection",
    "terminating",
    "starting up",
    "recovery mode",
    "shutting down",
)


class Busy(Exception):
    """The database cannot answer now; nothing was written by this attempt, or it can be asked again."""


class Unwritable(Exception):
    """The database cannot be written to until somebody acts; its text is one French sentence."""


_UNWRITABLE = {
    "disk is full": "le disque de la base de données est plein",
    "disk full": "le disque de la base de données est plein",
    "no space left": "le disque de la base de données est plein",
    "readonly database": "la base de données est en lecture seule",
    "read-only transaction": "la base de données est en lecture seule",
    "unable to open database file": "la base de données ne s'ouvre pas",
    "no such table": "la base de données n'est plus celle du service",
    "disk i/o error": "le disque de la base de données ne répond plus",
}


class Store:
    """An engine with two doors: read() and write()."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self.turn = threading.Lock()

    @property
    def is_sqlite(self) -> bool:
        """Return whether the database is one SQLite file."""
        return self.engine.dialect.name == "sqlite"

    def prepare(self) -> None:
        """Apply the migrations that are missing; raises Misconfigured when the database cannot even be opened."""
        try:
            with self.write("migration") as connection:
                migrate(connection)
        except OperationalError as error:
            reason = str(error.orig).strip().splitlines()[0]
            raise Misconfigured(
                f"CHORALE_DATABASE_URL : cette base ne s'ouvre pas ({reason})"
            ) from None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the data; raises Busy."""
        with _said(), self.engine.connect() as connection, connection.begin():
            if not self.is_sqlite:
                connection.execute(
                    text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                )
            yield connection

    @contextmanager
    def write(self, *locks: str) -> Iterator[Connection]:
        """Open a writing transaction; on PostgreSQL, those that name a same lock follow one another; raises Busy.

        SQLite has one writer at a time whatever the names (BEGIN IMMEDIATE).
        """
        with _said(), self._turn(), self.engine.connect() as plain:
            connection = plain.execution_options(writing=True)
            with connection.begin():
                if not self.is_sqlite:
                    for lock in sorted(locks):
                        connection.execute(
                            text("SELECT pg_advisory_xact_lock(:key)"),
                            {"key": _lock_number(lock)},
                        )
                yield connection

    @contextmanager
    def leading(self, name: str) -> Iterator[bool]:
        """Tell whether this process alone does what has this name, until the end; the lead falls with its process."""
        if self.is_sqlite:
            yield True
            return
        with _said(), self.engine.connect() as connection, connection.begin():
            asked = text("SELECT pg_try_advisory_xact_lock(:key)")
            yield bool(connection.execute(asked, {"key": _lock_number(f"lead:{name}")}).scalar())

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Make this process's writers wait in line: SQLite's own waiting lets the unlucky starve."""
        if not self.is_sqlite:
            yield
        elif self.turn.acquire(timeout=QUEUE_SECONDS):
            try:
                yield
            finally:
                self.turn.release()
        else:
            raise Busy("queue")

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise Busy("pool") from error
    except DBAPIError as error:
        if error.connection_invalidated or any(word in str(error.orig).lower() for word in _BUSY):
            raise Busy(getattr(error.orig, "sqlstate", None) or "database") from error
        if sentence := next(
            (said for word, said in _UNWRITABLE.items() if word in str(error.orig).lower()), ""
        ):
            raise Unwritable(sentence) from error
        raise


def _lock_number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


def _engine(url: str) -> Engine:
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

    engine = create_engine(
        url,
        creator=connect,
        pool_size=16,
        max_overflow=8,
        pool_timeout=WAIT_SECONDS,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
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

    @event.listens_for(engine, "checkout")
    def same(_connection: Any, record: Any, _proxy: Any) -> None:
        """Leave a file that was erased or replaced: what one writes there is lost."""
        if record.info["file"] != _identity(place):
            raise DisconnectionError

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


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


def _postgresql(url: str) -> Engine:
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=16,
        max_overflow=8,
        pool_timeout=WAIT_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "connect_timeout": WAIT_SECONDS,
            "client_encoding": "utf8",  # psycopg returns bytes when a database is in SQL_ASCII
            "options": f"-c lock_timeout={QUEUE_SECONDS}s -c timezone=UTC",
        },
    )
