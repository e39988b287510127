"""Database access by URL (SQLite or PostgreSQL): durable, serialised writes, and one leader over all machines."""

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from chorale.service.crowds import Crowd
from chorale.service.engines import QUEUE_SECONDS, engine, lock_number
from chorale.service.group_commit import OutOfPatience, WritingLine
from chorale.service.migrations import migrate
from chorale.service.settings import Misconfigured

CROWD = 3
WrittenItem = TypeVar("WrittenItem")
Work = Callable[[Connection, Sequence[WrittenItem]], None]
"""What writes down several items in a transaction that is open."""
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
        self.engine = engine(url)
        self.line = WritingLine(self.engine)
        self.lines: WeakValueDictionary[tuple[str, ...], WritingLine] = WeakValueDictionary()
        self.crowds: WeakValueDictionary[tuple[Work[Any], tuple[str, ...]], Crowd[Any, None]] = (
            WeakValueDictionary()
        )
        self.door = threading.Lock()
        self.writers: set[int] = set()

    @property
    def is_sqlite(self) -> bool:
        """Return whether the database is one SQLite file."""
        return self.engine.dialect.name == "sqlite"

    @property
    def crowded(self) -> bool:
        """Return whether several threads of this process write, or wait for their turn to."""
        return len(self.writers) >= CROWD

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
            yield connection

    @contextmanager
    def write(self, *locks: str) -> Iterator[Connection]:
        """Open a writing transaction; on PostgreSQL, those that name a same lock follow one another; raises Busy.

        SQLite has one writer at a time whatever the names (BEGIN IMMEDIATE); what is written is kept once this ends.
        """
        with _said(), self._counted():
            if self.is_sqlite or locks:
                with self.line_of(locks).write(QUEUE_SECONDS) as connection:
                    yield connection
            else:
                with self.engine.connect() as plain:
                    connection = plain.execution_options(writing=())
                    with connection.begin():
                        yield connection

    def together(self, work: Work[WrittenItem], item: WrittenItem, *locks: str) -> None:
        """Write an item down with those that wait for the same work under the same locks; raises Busy, or its fault."""

        def serve(items: Sequence[WrittenItem]) -> Sequence[None]:
            with self.write(*locks) as connection:
                work(connection, items)
            return [None] * len(items)

        with self.door:
            crowd = self.crowds.setdefault((work, locks), Crowd(serve, (Busy, Unwritable)))
        with _said(), self._counted():
            crowd.ask(item, QUEUE_SECONDS)

    def line_of(self, locks: Iterable[str]) -> WritingLine:
        """Return the line of whoever writes under the same locks in this process."""
        if self.is_sqlite:
            return self.line
        names = tuple(sorted(locks))
        with self.door:
            return self.lines.setdefault(names, WritingLine(self.engine, names))

    @contextmanager
    def note(self) -> Iterator[Connection]:
        """Write on PostgreSQL by statements that each stand alone, without a transaction around them; raises Busy."""
        with _said(), self.engine.connect() as plain:
            yield plain.execution_options(bare=True)

    @contextmanager
    def leading(self, name: str) -> Iterator["Lead"]:
        """Give the lead over what has this name, to be asked for and kept until the end."""
        lead = Lead(self, name)
        try:
            yield lead
        finally:
            lead.leave()

    def leads(self, connection: Connection) -> Callable[[str], bool]:
        """Return what tells whether some process leads what has a name; never on SQLite, where who asks is alone."""
        held = set() if self.is_sqlite else set(connection.execute(_HELD).scalars())
        return lambda name: lock_number(f"lead:{name}") in held

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self.writers.add(threading.get_ident())
        try:
            yield
        finally:
            self.writers.discard(threading.get_ident())

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


_HELD = text(
    "SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks JOIN pg_database ON pg_database.oid = database"
    " WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND datname = current_database()"
)
_PATIENT = text("SET LOCAL idle_in_transaction_session_timeout = 0")


class Lead:
    """Whether one process alone, of all machines, does what has a name; it falls with the process or the database."""

    def __init__(self, store: Store, name: str) -> None:
        self.store, self.name, self.number = store, name, lock_number(f"lead:{name}")
        self.connection: Connection | None = None
        self.turn = threading.Lock()

    def held(self) -> bool:
        """Return whether it is ours, taken when it is free, again after a fall of the database; raises Busy."""
        if self.store.is_sqlite:
            return True
        with self.turn, _said():
            try:
                if self.connection is None:
                    self.connection = self.store.engine.connect().execution_options(writing=())
                    self.connection.execute(_PATIENT)
                asked = text("SELECT pg_try_advisory_xact_lock(:key)")
                return bool(self.connection.execute(asked, {"key": self.number}).scalar())
            except DBAPIError:
                self.leave()
                raise

    def leave(self) -> None:
        """Let another process lead."""
        if self.connection is not None:
            with contextlib.suppress(DBAPIError):
                self.connection.close()
            self.connection = None


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise Busy("pool") from error
    except OutOfPatience as error:
        raise Busy("queue") from error
    except DBAPIError as error:
        if error.connection_invalidated or any(word in str(error.orig).lower() for word in _BUSY):
            raise Busy(getattr(error.orig, "sqlstate", None) or "database") from error
        if sentence := next(
            (said for word, said in _UNWRITABLE.items() if word in str(error.orig).lower()), ""
        ):
            raise Unwritable(sentence) from error
        raise
