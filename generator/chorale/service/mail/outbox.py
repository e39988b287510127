"""Outbox of emails: rows written with their cause, sent by a worker, retried with delays."""

import threading
import time
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, text, update

from chorale.content.model import Sender
from chorale.service.accounts.encryption import recipient, seal, unseal
from chorale.service.logs import log
from chorale.service.mail.message import OutgoingEmail, message
from chorale.service.mail.transport import Broken, MessageRejected, Transport, Unavailable
from chorale.service.store import Busy, Store
from chorale.service.tables import outbox
from chorale.service.timestamps import Clock, instant, stamp

LEASE, BEGUN = timedelta(minutes=4), timedelta(seconds=10)
"""How long a worker holds a letter: longer than a server may take to answer, or another worker would send it too."""
LINES = 3
"""So many lines in a row that break without a letter taken, and all that wait is put off."""
RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
BATCH = 50
AWAITED, NEWS, BULK = 0, 1, 2
PRIORITIES = {
    "answers": BULK,
    "orphan": BULK,
    "reminder": BULK,
    "registration-day": BULK,
    "registration-hour": NEWS,
    "registration-moved": NEWS,
    "registration-lasts": NEWS,
    "registration-elsewhere": NEWS,
    "registration-joining": NEWS,
    "registration-retitled": NEWS,
    "registration-called": NEWS,
    "registration-reinstated": NEWS,
    "extension": NEWS,
}
"""What may wait behind the mails that somebody awaits before their screen, by kind; others are AWAITED."""
BULK_SHARE = 9, 10
"""The part of the hourly ceiling that BULK may use: what is awaited always finds room."""
STALE = "parti trop tard pour être vrai : annulé"
RECALLED = "démenti avant d'être parti : annulé"
UNREADABLE = "lettre illisible : la clé du service a changé, ou l'adresse ne peut pas s'écrire"
_INSERT = text(
    "INSERT INTO outbox (id, key, kind, about, addressee, payload, state, attempts, due_at, created_at, priority,"
    " not_after) VALUES (:id, :key, :kind, :about, :addressee, :payload, 'queued', 0, :due_at, :created_at, :priority,"
    " :not_after) ON CONFLICT (key) DO NOTHING"
)


class Outbox:
    """Puts letters in the database, sealed with the service's key, and sends those that are due."""

    def __init__(self, secret: str, sender: Sender, mails_per_hour: int) -> None:
        self.secret, self.sender, self.ceiling = secret, sender, mails_per_hour
        self.recipient = recipient(secret)

    def put(
        self,
        connection: Connection,
        email: OutgoingEmail,
        now: datetime,
        due: datetime | None = None,
    ) -> bool:
        """Add a letter to the caller's transaction; False when its key was already there."""
        return connection.execute(_INSERT, self._row(email, now, due or now)).rowcount == 1

    def put_all(
        self, connection: Connection, emails: Sequence[tuple[OutgoingEmail, datetime]]
    ) -> None:
        """Add letters to the caller's transaction, each as of its instant, but those whose key was already there."""
        connection.execute(_INSERT, [self._row(email, now, now) for email, now in emails])

    def _row(self, email: OutgoingEmail, now: datetime, due: datetime) -> dict[str, object]:
        return {
            "id": uuid.uuid4().hex,
            "key": email.key,
            "kind": email.kind,
            "about": email.about,
            "addressee": email.addressee,
            "payload": seal(email.packed(), [self.recipient]),
            "due_at": stamp(due),
            "created_at": stamp(now),
            "priority": PRIORITIES.get(email.kind, AWAITED),
            "not_after": email.not_after or None,
        }

    def flush(self, store: Store, carrier: Transport, clock: Clock) -> int:
        """Send what is due, batch after batch, within the hourly ceiling; return how many went."""
        sent = vain = 0
        while vain < LINES and (rows := self._claim(store, clock())):
            left, before = list(rows), sent
            try:
                with carrier:
                    while left:
                        _make_way(store)
                        sent += self._send(store, carrier, left[0], clock)
                        del left[0]
            except Unavailable as error:
                vain = 0 if sent > before else vain + 1
                everybody = vain >= LINES or not isinstance(error, Broken)
                for row in left if everybody else left[:1]:
                    self._postpone(store, row, clock(), str(error))
                if everybody:
                    break
                _give_back(store, left[1:])
        return sent

    def _claim(self, store: Store, now: datetime) -> list[Row[tuple[object, ...]]]:
        """Take what leaves now: what is awaited first, within the ceiling, and nothing that is no longer true."""
        with store.write("outbox") as connection:
            _cancel_stale(connection, now)
            left = self.ceiling - sent_within_the_hour(connection, now) - in_hand(connection, now)
            part, whole = BULK_SHARE
            spare = left - self.ceiling * (whole - part) // whole
            found: list[str] = []
            for rank, most in (
                (outbox.c.priority < BULK, left),
                (outbox.c.priority >= BULK, spare),
            ):
                room = max(0, min(BATCH, most) - len(found))
                wanted = select(outbox.c.id).where(ready(now), rank).order_by(*_ORDER)
                found += connection.execute(wanted.limit(room)).scalars()
            chosen = outbox.c.id.in_(found)
            connection.execute(
                update(outbox).where(chosen).values(state="sending", lease_until=stamp(now + LEASE))
            )
            return list(connection.execute(select(outbox).where(chosen).order_by(*_ORDER)))

    def _send(
        self, store: Store, carrier: Transport, row: Row[tuple[object, ...]], clock: Clock
    ) -> bool:
        try:
            letter = OutgoingEmail.unpacked(unseal(row.payload, self.secret))
            built = message(letter, self.sender, row.id, instant(row.created_at))
        except Exception:  # noqa: BLE001 - sealed with another key, or unsayable: one letter never holds up the others
            self._settle(store, row.id, state="failed", last_error=UNREADABLE)
            log("mail-unreadable", id=row.id, kind=row.kind)
            return False
        if not self._renewed(store, row, clock()):
            return False
        if row.not_after and row.not_after < stamp(clock()):  # the letters before it took long
            self._settle(store, row.id, state="cancelled", payload=None, last_error=STALE)
            return False
        try:
            carrier.carry(built, f"{row.created_at[:19].replace(':', '')}-{row.kind}-{row.id[:12]}")
        except MessageRejected as error:
            self._settle(store, row.id, state="failed", payload=None, last_error=str(error))
            log("mail-refused", id=row.id, kind=row.kind, answer=str(error))
            return False
        except Broken:
            raise
        except Unavailable as error:
            self._postpone(store, row, clock(), str(error))
            return False
        self._settle(
            store, row.id, state="sent", sent_at=stamp(clock()), payload=None, last_error=None
        )
        return True

    def _renewed(self, store: Store, row: Row[tuple[object, ...]], now: datetime) -> bool:
        """Take the letter for a lease from now, unless its own has only begun; False when another worker took it."""
        if now - (instant(row.lease_until) - LEASE) < BEGUN:
            return True
        mine = and_(
            outbox.c.id == row.id,
            outbox.c.state == "sending",
            outbox.c.lease_until == row.lease_until,
        )
        with store.write("outbox") as connection:
            renewed = update(outbox).where(mine).values(lease_until=stamp(now + LEASE))
            return connection.execute(renewed).rowcount == 1

    def _postpone(
        self, store: Store, row: Row[tuple[object, ...]], now: datetime, error: str
    ) -> None:
        over = row.attempts >= len(RETRIES)
        due = now + RETRIES[min(row.attempts, len(RETRIES) - 1)]
        state = "failed" if over else "queued"
        self._settle(
            store,
            row.id,
            state=state,
            attempts=row.attempts + 1,
            due_at=stamp(due),
            last_error=error,
        )
        log("mail-postponed", id=row.id, kind=row.kind, error=error)

    def _settle(self, store: Store, identifier: str, **values: object) -> None:
        with store.write("outbox") as connection:
            connection.execute(
                update(outbox).where(outbox.c.id == identifier).values(lease_until=None, **values)
            )


def _give_back(store: Store, rows: Sequence[Row[tuple[object, ...]]]) -> None:
    """Let letters that nobody was asked to take leave by the next line, none the worse."""
    held = and_(outbox.c.state == "sending", outbox.c.id.in_([row.id for row in rows]))
    with store.write("outbox") as connection:
        connection.execute(update(outbox).where(held).values(state="queued", lease_until=None))


def _make_way(store: Store) -> None:
    """Let a crowd that awaits its answers pass before the next letter, for half a second at most."""
    latest = time.monotonic() + 0.5
    while store.crowded and time.monotonic() < latest:
        time.sleep(0.02)


_ORDER = (outbox.c.priority, outbox.c.due_at, outbox.c.id)


def ready(now: datetime) -> ColumnElement[bool]:
    """Return which letters may be taken: due, or held by a worker that is no more."""
    due = and_(outbox.c.state == "queued", outbox.c.due_at <= stamp(now))
    return or_(due, and_(outbox.c.state == "sending", outbox.c.lease_until < stamp(now)))


def _cancel_stale(connection: Connection, now: datetime) -> None:
    stale = and_(outbox.c.state == "queued", outbox.c.not_after < stamp(now))
    values = {"state": "cancelled", "payload": None, "last_error": STALE}
    if count := connection.execute(update(outbox).where(stale).values(**values)).rowcount:
        log("mails-stale", count=count)


def sent_within_the_hour(connection: Connection, now: datetime) -> int:
    """Return how many letters went in the last hour."""
    recent = outbox.c.sent_at > stamp(now - timedelta(hours=1))
    return connection.execute(select(func.count()).where(recent)).scalar() or 0


def in_hand(connection: Connection, now: datetime) -> int:
    """Return how many letters are in the hands of workers, of every process: they count under the ceiling too."""
    held = and_(outbox.c.state == "sending", outbox.c.lease_until >= stamp(now))
    return connection.execute(select(func.count()).where(held)).scalar() or 0


def recall(connection: Connection, addressee: str, kinds: Iterable[str]) -> None:
    """Cancel what waits for somebody and has just become false; what a worker has in hand still goes."""
    mine = and_(outbox.c.addressee == addressee, outbox.c.kind.in_(tuple(kinds)))
    false = and_(mine, outbox.c.state == "queued")
    values = {"state": "cancelled", "payload": None, "last_error": RECALLED}
    connection.execute(update(outbox).where(false).values(**values))


def revive(connection: Connection, now: datetime) -> int:
    """Queue again the letters that were given up and are still whole; return how many."""
    lost = and_(outbox.c.state == "failed", outbox.c.payload.is_not(None))
    fresh = {"state": "queued", "attempts": 0, "due_at": stamp(now), "lease_until": None}
    return connection.execute(update(outbox).where(lost).values(**fresh)).rowcount


class Worker:
    """A thread that flushes the outbox when woken, and every few seconds for what falls due."""

    def __init__(self, box: Outbox, store: Store, carrier: Transport, clock: Clock) -> None:
        self.box, self.store, self.carrier, self.clock = box, store, carrier, clock
        self.bell = threading.Event()
        self.stopping = False
        self.thread = threading.Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> None:
        """Start sending."""
        self.thread.start()

    def stop(self) -> None:
        """Finish the letter in hand, then stop."""
        self.stopping = True
        self.bell.set()
        self.thread.join(timeout=30)

    def _run(self) -> None:
        while not self.stopping:
            self.bell.clear()
            try:
                self.box.flush(self.store, self.carrier, self.clock)
            except Busy:
                log("outbox-waits")
            except Exception as error:  # noqa: BLE001 - the worker outlives any one letter; the fault is told, never hidden
                log("outbox-fault", error=type(error).__name__)
            self.bell.wait(timeout=5)
