"""Outbox of emails: rows written with their cause, sent by a worker, retried with delays."""

import threading
import uuid
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, and_, func, or_, select, text, update

from chorale.content.model import Sender
from chorale.service.accounts.encryption import recipient, seal, unseal
from chorale.service.logs import log
from chorale.service.mail.message import OutgoingEmail, message
from chorale.service.mail.transport import MessageRejected, Transport, Unavailable
from chorale.service.store import Busy, Store
from chorale.service.tables import outbox
from chorale.service.timestamps import Clock, instant, stamp

LEASE = timedelta(minutes=2)
RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
BATCH = 50
UNREADABLE = "lettre illisible : la clé du service a changé, ou l'adresse ne peut pas s'écrire"
_INSERT = text(
    "INSERT INTO outbox (id, key, kind, about, addressee, payload, state, attempts, due_at, created_at)"
    " VALUES (:id, :key, :kind, :about, :addressee, :payload, 'queued', 0, :due_at, :created_at)"
    " ON CONFLICT (key) DO NOTHING"
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
        values = {
            "id": uuid.uuid4().hex,
            "key": email.key,
            "kind": email.kind,
            "about": email.about,
            "addressee": email.addressee,
            "payload": seal(email.packed(), [self.recipient]),
            "due_at": stamp(due or now),
            "created_at": stamp(now),
        }
        return connection.execute(_INSERT, values).rowcount == 1

    def flush(self, store: Store, carrier: Transport, clock: Clock) -> int:
        """Send what is due, batch after batch, within the hourly ceiling; return how many went."""
        sent = 0
        while rows := self._claim(store, clock()):
            try:
                with carrier:
                    sent += sum(self._send(store, carrier, row, clock) for row in rows)
            except Unavailable as error:
                for row in rows:
                    self._postpone(store, row, clock(), str(error))
                break
        return sent

    def _claim(self, store: Store, now: datetime) -> list[Row[tuple[object, ...]]]:
        with store.write("outbox") as connection:
            recent = outbox.c.sent_at > stamp(now - timedelta(hours=1))
            left = self.ceiling - (
                connection.execute(select(func.count()).where(recent)).scalar() or 0
            )
            ready = and_(outbox.c.state == "queued", outbox.c.due_at <= stamp(now))
            abandoned = and_(outbox.c.state == "sending", outbox.c.lease_until < stamp(now))
            order = (outbox.c.due_at, outbox.c.id)
            wanted = select(outbox.c.id).where(or_(ready, abandoned)).order_by(*order)
            found = connection.execute(wanted.limit(max(0, min(BATCH, left)))).scalars()
            chosen = outbox.c.id.in_(list(found))
            connection.execute(
                update(outbox).where(chosen).values(state="sending", lease_until=stamp(now + LEASE))
            )
            return list(connection.execute(select(outbox).where(chosen).order_by(*order)))

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
        try:
            carrier.carry(built, f"{row.created_at[:19].replace(':', '')}-{row.kind}-{row.id[:12]}")
        except MessageRejected as error:
            self._settle(store, row.id, state="failed", payload=None, last_error=str(error))
            log("mail-refused", id=row.id, kind=row.kind, answer=str(error))
            return False
        except Unavailable as error:
            self._postpone(store, row, clock(), str(error))
            return False
        self._settle(
            store, row.id, state="sent", sent_at=stamp(clock()), payload=None, last_error=None
        )
        return True

    def _renewed(self, store: Store, row: Row[tuple[object, ...]], now: datetime) -> bool:
        """Take the letter for a lease from now; False when another worker took it while others were being sent."""
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


def waiting(connection: Connection) -> tuple[int, str]:
    """Return how many mails wait, and what last stopped one."""
    still = outbox.c.state.in_(("queued", "sending"))
    count = connection.execute(select(func.count()).where(still)).scalar() or 0
    errors = (
        select(outbox.c.last_error)
        .where(still, outbox.c.last_error.is_not(None))
        .order_by(outbox.c.due_at)
    )
    return count, connection.execute(errors.limit(1)).scalar() or ""


def revive(connection: Connection, now: datetime) -> int:
    """Queue again the letters that were given up and are still whole; return how many."""
    lost = and_(outbox.c.state == "failed", outbox.c.payload.is_not(None))
    fresh = {"state": "queued", "attempts": 0, "due_at": stamp(now), "lease_until": None}
    return connection.execute(update(outbox).where(lost).values(**fresh)).rowcount


def troubles(connection: Connection) -> list[Row[tuple[object, ...]]]:
    """Return the letters given up and those put off: kind, state, answer, and how many."""
    trouble = and_(
        outbox.c.last_error.is_not(None), outbox.c.state.in_(("failed", "queued", "sending"))
    )
    columns = (outbox.c.kind, outbox.c.state, outbox.c.last_error)
    counted = select(*columns, func.count().label("letters"))
    return list(connection.execute(counted.where(trouble).group_by(*columns).order_by(*columns)))


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
