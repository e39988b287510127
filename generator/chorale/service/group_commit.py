"""Writes of one process under the same locks: one at a time, in line, and a crowd's made durable by one commit."""

import contextlib
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

MOST, LONGEST = 32, 0.05
"""How many writes share a commit, and for how many seconds the first of them is kept waiting for others to begin."""


class OutOfPatience(Exception):
    """The line of the writers did not move."""


@dataclass(eq=False)
class SharedTransaction:
    """An open transaction and what became of it; who wrote in it is told nothing before its commit."""

    connection: Connection
    began: float = field(default_factory=time.monotonic)
    count: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    error: SQLAlchemyError | OutOfPatience | None = None


class WritingLine:
    """The line of a process's writers under the same locks, all of them on SQLite: its own waiting starves the unlucky.

    Who ends while others wait leaves the transaction to the next, and all return once it is committed: what is
    acknowledged is on the disk. A write that fails takes back its own part alone.
    """

    def __init__(self, engine: Engine, locks: Sequence[str] = ()) -> None:
        self.engine, self.locks, self.turn = engine, locks, threading.Lock()
        self.waiting: set[int] = set()
        self.batch: SharedTransaction | None = None

    @contextmanager
    def write(self, patience: float) -> Iterator[Connection]:
        """Give the connection to write with; raises OutOfPatience when the line does not move."""
        self.waiting.add(threading.get_ident())
        try:
            taken = self.turn.acquire(timeout=patience)
        finally:
            self.waiting.discard(threading.get_ident())
        if not taken:
            raise OutOfPatience
        try:
            batch = self.batch or self._begun()
            with self._part(batch):
                yield batch.connection
            batch.count += 1
        finally:
            try:
                if self.batch and not self._followed(self.batch):
                    self._end(self.batch)
            finally:
                self.turn.release()
        self._ended(batch)

    def _begun(self) -> SharedTransaction:
        connection = self.engine.connect().execution_options(writing=self.locks)
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        self.batch = SharedTransaction(connection)
        return self.batch

    @contextmanager
    def _part(self, batch: SharedTransaction) -> Iterator[None]:
        """Take back what a write that fails has written: all when it is alone, else from its own beginning."""
        own = batch.connection.begin_nested() if batch.count else None
        try:
            yield
            if own:
                own.commit()
        except BaseException as fault:
            if own:
                self._taken_back(batch, fault)
            else:
                self._close(batch)
            raise

    def _taken_back(self, batch: SharedTransaction, fault: BaseException) -> None:
        nested = batch.connection.get_nested_transaction()
        try:
            if nested:
                nested.rollback()
        except SQLAlchemyError as error:
            # a full disk took back the others' writes too: they are told
            self._close(batch, fault if isinstance(fault, SQLAlchemyError) else error)
        else:
            if batch.connection.invalidated:  # the database fell, and with it what the others wrote
                self._close(batch, fault if isinstance(fault, SQLAlchemyError) else OutOfPatience())

    def _followed(self, batch: SharedTransaction) -> bool:
        """Return whether somebody waits who may still join."""
        young = time.monotonic() - batch.began < LONGEST
        return bool(self.waiting) and batch.count < MOST and young

    def _end(self, batch: SharedTransaction) -> None:
        """Commit; the turn is held."""
        transaction = batch.connection.get_transaction()
        try:
            if transaction:
                transaction.commit()
        except SQLAlchemyError as error:
            self._close(batch, error)
        else:
            self._close(batch)

    def _close(
        self, batch: SharedTransaction, error: SQLAlchemyError | OutOfPatience | None = None
    ) -> None:
        """Give the connection back, which takes back what is not committed; tell who waits for it."""
        self.batch, batch.error = None, error
        with contextlib.suppress(SQLAlchemyError, self.engine.dialect.loaded_dbapi.Error):
            if error is not None and not batch.connection.invalidated:
                batch.connection.connection.rollback()  # SQLAlchemy leaves open what it could not commit
        with contextlib.suppress(SQLAlchemyError):
            batch.connection.close()
        batch.over.set()

    def _ended(self, batch: SharedTransaction) -> None:
        """Wait for the commit, and do it when who was to follow gave up; raises what it met."""
        while not batch.over.wait(LONGEST):
            if self.turn.acquire(blocking=False):
                try:
                    if self.batch is batch:
                        self._end(batch)
                finally:
                    self.turn.release()
        if batch.error is not None:
            raise batch.error
