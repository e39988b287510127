"""Rate limits counted in the database, for processes and machines that share it."""

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, text

from chorale.service import signed_links
from chorale.service.crowds import Crowd
from chorale.service.engines import QUEUE_SECONDS
from chorale.service.group_commit import OutOfPatience
from chorale.service.store import Busy, Store, Unwritable
from chorale.service.tables import attempt
from chorale.service.web.security import Limit, Limits

_COUNT = text(
    "WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),"
    " asked AS (SELECT * FROM quick, unnest(CAST(:name AS text[]), CAST(:source AS text[]), CAST(:slot AS bigint[]),"
    " CAST(:former AS bigint[]), CAST(:most AS bigint[]), CAST(:left AS bigint[]), CAST(:length AS bigint[]),"
    " CAST(:block AS bigint[])) AS one (name, source, slot, former, most, rest, length, block)),"
    " allowed AS MATERIALIZED (SELECT asked.*, most - coalesce(before.count, 0) * rest / length AS room FROM asked"
    " LEFT JOIN attempt AS before ON (before.name, before.source, before.slot) = (asked.name, asked.source, former))"
    " INSERT INTO attempt (name, source, slot, count)"
    " SELECT name, source, slot, block FROM allowed WHERE room > 0 ORDER BY name, source"
    " ON CONFLICT (name, source, slot) DO UPDATE SET count = attempt.count + excluded.count"
    " WHERE attempt.count < (SELECT room FROM allowed"
    " WHERE (allowed.name, allowed.source) = (excluded.name, excluded.source)) RETURNING name, source"
)
"""One statement for a crowd, alone in its transaction, whose loss in a fall of the database costs nothing.

Rows are taken in their order, so that processes wait for one another and never in a ring.
"""
MINUTE = 60
"""A slot is written in minutes since 1970: a limit holds for whole minutes."""
FORGET_EVERY, A_DAY = 500, 24 * 60
BLOCKS = 300
"""A larger limit is taken by so many parts: of what a process took, it counts the rest itself, not in the database."""
Attempt = Mapping[str, str | int]


class SharedLimits(Limits):
    """Counts attempts in slots of time; what is left of the slot before weighs by the time that it still covers."""

    def __init__(self, store: Store, secret: str) -> None:
        super().__init__()
        self.store, self.secret, self.taken = store, secret, 0
        self.crowd = Crowd(self._counted, (Busy, Unwritable))
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
        asked: Attempt = {
            "name": limit.name,
            "source": signed_links.mac(self.secret, "limit", source),
            "slot": slot,
            "former": slot - length // MINUTE,
            "most": limit.count,
            "left": length - spent,
            "length": length,
            "block": block,
        }
        allowed = self._asked(asked)
        if allowed and block > 1:
            self._spare(limit, source, slot, block - 1)
        return 0 if allowed else length - spent

    def _asked(self, asked: Attempt) -> bool:
        try:
            return self.crowd.ask(asked, QUEUE_SECONDS)
        except OutOfPatience as error:
            raise Busy("queue") from error

    def _counted(self, asked: Sequence[Attempt]) -> list[bool]:
        """Count attempts; return which are allowed. Each statement counts a source once: it takes several for one."""
        left, allowed = dict(enumerate(asked)), dict[int, bool]()
        with self.store.note() as connection:
            while left:
                first = {(one["name"], one["source"]): at for at, one in reversed(left.items())}
                turn = {at: left.pop(at) for at in sorted(first.values())}
                columns = {name: [one[name] for one in turn.values()] for name in asked[0]}
                taken = {tuple(row) for row in connection.execute(_COUNT, columns)}
                for at, one in turn.items():
                    allowed[at] = (one["name"], one["source"]) in taken
            self._forget(connection, max(int(one["slot"]) for one in asked))
        return [allowed[at] for at in range(len(asked))]

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
