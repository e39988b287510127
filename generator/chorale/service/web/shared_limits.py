"""Rate limits counted in the database, for processes and machines that share it."""

from datetime import datetime

from sqlalchemy import Connection, delete, text

from chorale.service import signed_links
from chorale.service.store import Store
from chorale.service.tables import attempt
from chorale.service.web.security import Limit, Limits

_COUNT = text(
    "INSERT INTO attempt (name, source, slot, count) VALUES (:name, :source, :slot, 1)"
    " ON CONFLICT (name, source, slot) DO UPDATE SET count = attempt.count + 1 WHERE attempt.count < :room"
    " RETURNING count"
)
_BEFORE = text("SELECT count FROM attempt WHERE name = :name AND source = :source AND slot = :slot")
MINUTE = 60
"""A slot is written in minutes since 1970: a limit holds for whole minutes."""
FORGET_EVERY, A_DAY = 500, 24 * 60


class SharedLimits(Limits):
    """Counts attempts in slots of time; what is left of the slot before weighs by the time that it still covers."""

    def __init__(self, store: Store, secret: str) -> None:
        super().__init__()
        self.store, self.secret, self.taken = store, secret, 0

    def take(self, limit: Limit, source: str, now: datetime) -> int:
        """Count an attempt; return 0 when it is allowed, else the seconds to wait."""
        length = int(limit.within.total_seconds())
        spent = int(now.timestamp()) % length
        slot = (int(now.timestamp()) - spent) // MINUTE
        said = {"name": limit.name, "source": signed_links.mac(self.secret, "limit", source)}
        with self.store.write() as connection:
            connection.execute(
                text("SET LOCAL synchronous_commit = off")
            )  # a lost count costs nothing
            former = connection.execute(_BEFORE, {**said, "slot": slot - length // MINUTE})
            before = former.scalar() or 0
            room = limit.count - before * (length - spent) // length
            asked = {**said, "slot": slot, "room": room}
            allowed = room > 0 and connection.execute(_COUNT, asked).first() is not None
            self._forget(connection, slot)
        return 0 if allowed else length - spent

    def _forget(self, connection: Connection, slot: int) -> None:
        self.taken += 1
        if self.taken % FORGET_EVERY == 0:
            connection.execute(delete(attempt).where(attempt.c.slot < slot - A_DAY))
