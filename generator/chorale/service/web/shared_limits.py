"""Rate limits counted in the database, for processes and machines that share it."""

import threading
from datetime import datetime

from sqlalchemy import Connection, delete, text

from chorale.service import signed_links
from chorale.service.store import Store
from chorale.service.tables import attempt
from chorale.service.web.security import Limit, Limits

_COUNT = text(
    "WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)), allowed AS MATERIALIZED ("
    "SELECT :most - coalesce((SELECT count FROM attempt WHERE name = :name AND source = :source AND slot = :former), 0)"
    " * :left / :length AS room FROM quick)"
    " INSERT INTO attempt (name, source, slot, count) SELECT :name, :source, :slot, :block FROM allowed WHERE room > 0"
    " ON CONFLICT (name, source, slot) DO UPDATE SET count = attempt.count + :block"
    " WHERE attempt.count < (SELECT room FROM allowed) RETURNING count"
)
"""One statement, alone in its transaction, whose loss in a fall of the database costs nothing."""
MINUTE = 60
"""A slot is written in minutes since 1970: a limit holds for whole minutes."""
FORGET_EVERY, A_DAY = 500, 24 * 60
BLOCKS = 300
"""A larger limit is taken by so many parts: of what a process took, it counts the rest itself, not in the database."""


class SharedLimits(Limits):
    """Counts attempts in slots of time; what is left of the slot before weighs by the time that it still covers."""

    def __init__(self, store: Store, secret: str) -> None:
        super().__init__()
        self.store, self.secret, self.taken = store, secret, 0
        self.spare: dict[tuple[str, str], tuple[int, int]] = {}
        self.door = threading.Lock()

    def take(self, limit: Limit, source: str, now: datetime) -> int:
        """Count an attempt; return 0 when it is allowed, else the seconds to wait."""
        length = int(limit.within.total_seconds())
        spent = int(now.timestamp()) % length
        slot = (int(now.timestamp()) - spent) // MINUTE
        if self._spared(limit, source, slot):
            return 0
        block = max(1, limit.count // BLOCKS)
        asked = {
            "name": limit.name,
            "source": signed_links.mac(self.secret, "limit", source),
            "slot": slot,
            "former": slot - length // MINUTE,
            "most": limit.count,
            "left": length - spent,
            "length": length,
            "block": block,
        }
        with self.store.note() as connection:
            allowed = connection.execute(_COUNT, asked).first() is not None
            self._forget(connection, slot)
        if allowed and block > 1:
            self._spare(limit, source, slot, block - 1)
        return 0 if allowed else length - spent

    def _spared(self, limit: Limit, source: str, slot: int) -> bool:
        """Use one of the attempts that this process already took."""
        with self.door:
            of, left = self.spare.get((limit.name, source), (slot, 0))
            if of != slot or not left:
                return False
            self.spare[limit.name, source] = slot, left - 1
            return True

    def _spare(self, limit: Limit, source: str, slot: int, count: int) -> None:
        with self.door:
            of, left = self.spare.get((limit.name, source), (slot, 0))
            self.spare[limit.name, source] = slot, count + (left if of == slot else 0)

    def _forget(self, connection: Connection, slot: int) -> None:
        self.taken += 1
        if self.taken % FORGET_EVERY == 0:
            connection.execute(delete(attempt).where(attempt.c.slot < slot - A_DAY))
