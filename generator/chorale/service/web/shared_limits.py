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

LEVELS = 3
"""How many limits an attempt may have to pass, each asked only by what the former allowed."""


_ASKED = (
    "WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),"
    " asked AS (SELECT * FROM quick, unnest(CAST(:who AS bigint[]), CAST(:level AS bigint[]), CAST(:name AS text[]),"
    " CAST(:source AS text[]), CAST(:slot AS bigint[]), CAST(:former AS bigint[]), CAST(:most AS bigint[]),"
    " CAST(:left AS bigint[]), CAST(:length AS bigint[]), CAST(:block AS bigint[]))"
    " AS one (who, level, name, source, slot, former, most, rest, length, block)),"
    " allowed AS MATERIALIZED (SELECT asked.*, most - coalesce(earlier.count, 0) * rest / length AS room FROM asked"
    " LEFT JOIN attempt AS earlier"
    " ON (earlier.name, earlier.source, earlier.slot) = (asked.name, asked.source, former)),"
    " refused0 AS (SELECT who FROM allowed WHERE false)"
)
_LEVEL = (
    "counted# AS (INSERT INTO attempt (name, source, slot, count) SELECT name, source, slot, block FROM allowed"
    " WHERE level = # AND room > 0 AND who NOT IN (SELECT who FROM refused#) ORDER BY name, source"
    " ON CONFLICT (name, source, slot) DO UPDATE SET count = attempt.count + excluded.count"
    " WHERE attempt.count < (SELECT room FROM allowed"
    " WHERE (allowed.name, allowed.source) = (excluded.name, excluded.source)) RETURNING name, source),"
    " refused@ AS (SELECT who FROM refused# UNION ALL SELECT who FROM allowed WHERE level = #"
    " AND (name, source) NOT IN (SELECT name, source FROM counted#))"
)
"""Counts the attempts of level # by those whom no lower one refused, and tells whom the next, @, is refused."""
_COUNTED = "SELECT name, source FROM counted#"


def _of_levels(words: str) -> list[str]:
    levels = range(LEVELS)
    return [words.replace("#", str(one)).replace("@", str(one + 1)) for one in levels]


_COUNT = text(
    ", ".join((_ASKED, *_of_levels(_LEVEL))) + " " + " UNION ALL ".join(_of_levels(_COUNTED))
)
"""One statement for a crowd, alone in its transaction, whose loss in a fall of the database costs nothing.

Rows are taken level by level in their order, so that processes wait for one another and never in a ring.
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

    def take_all(self, asked: Sequence[tuple[Limit, str]], now: datetime) -> int:
        """Count an attempt under several limits of rising levels; return 0 when all allow it, else the seconds to wait.

        As in memory, what one refuses is not counted under those that follow.
        """
        second = int(now.timestamp())
        spared = [one for one in asked if self._has_spare(*one, second)]
        counted = [one for one in asked if one not in spared]
        if counted:
            refused = self._refused(counted, second)
            if refused is not None:
                return _left(refused, second)
        others = [one for one in spared if not self._spared(*one, second)]
        return self.take_all(others, now) if others else 0

    def _refused(self, asked: Sequence[tuple[Limit, str]], second: int) -> Limit | None:
        """Count an attempt in the database; return the limit that refuses it."""
        try:
            taken = self.crowd.ask(
                [self._attempt(limit, source, second) for limit, source in asked], QUEUE_SECONDS
            )
        except OutOfPatience as error:
            raise Busy("queue") from error
        for limit, source in asked[:taken]:
            self._spare(limit, source, second)
        return asked[taken][0] if taken < len(asked) else None

    def _attempt(self, limit: Limit, source: str, second: int) -> Attempt:
        slot, length = _slot(limit, second), int(limit.within.total_seconds())
        return {
            "level": limit.level,
            "name": limit.name,
            "source": signed_links.mac(self.secret, "limit", source),
            "slot": slot,
            "former": slot - length // MINUTE,
            "most": limit.count,
            "left": _left(limit, second),
            "length": length,
            "block": _block(limit),
        }

    def _counted(self, crowd: Sequence[Sequence[Attempt]]) -> list[int]:
        """Count everybody's attempts; return how many of each one's limits allow it, up to the first that does not.

        A statement counts a source once: it takes several for those who come from one.
        """
        left, passed = dict(enumerate(crowd)), dict[int, int]()
        with self.store.note() as connection:
            while left:
                turn = _apart(left)
                taken = _count(connection, turn)
                for who, mine in turn.items():
                    del left[who]
                    passed[who] = sum((one["name"], one["source"]) in taken for one in mine)
            self._forget(connection, max(int(one["slot"]) for mine in crowd for one in mine))
        return [passed[who] for who in range(len(crowd))]

    def _has_spare(self, limit: Limit, source: str, second: int) -> bool:
        """Return whether this process already took more of a slot than it used."""
        with self.door:
            of, left = self.spare.get((limit.name, source), (0, 0))
            return of == _slot(limit, second) and left > 0

    def _spared(self, limit: Limit, source: str, second: int) -> bool:
        """Use one of the attempts that this process already took."""
        slot = _slot(limit, second)
        with self.door:
            of, left = self.spare.get((limit.name, source), (slot, 0))
            if of != slot or not left:
                return False
            self.spare[limit.name, source] = slot, left - 1
            return True

    def _spare(self, limit: Limit, source: str, second: int) -> None:
        """Keep the rest of a block for this process."""
        slot, rest = _slot(limit, second), _block(limit) - 1
        if not rest:
            return
        with self.door:
            of, left = self.spare.get((limit.name, source), (slot, 0))
            self.spare[limit.name, source] = slot, rest + (left if of == slot else 0)

    def _forget(self, connection: Connection, slot: int) -> None:
        self.taken += 1
        if self.taken % FORGET_EVERY == 0:
            connection.execute(delete(attempt).where(attempt.c.slot < slot - A_DAY))


def _left(limit: Limit, second: int) -> int:
    """Return how many seconds of a limit's slot are left."""
    length = int(limit.within.total_seconds())
    return length - second % length


def _slot(limit: Limit, second: int) -> int:
    """Return the slot of a limit at a second since 1970, by the minute in which it begins."""
    return (second - second % int(limit.within.total_seconds())) // MINUTE


def _block(limit: Limit) -> int:
    return max(1, limit.count // BLOCKS)


def _apart(left: Mapping[int, Sequence[Attempt]]) -> dict[int, Sequence[Attempt]]:
    """Return those of a crowd, the first of them at least, of whom no two are counted in one row."""
    rows, found = set[tuple[str | int, str | int]](), dict[int, Sequence[Attempt]]()
    for who, mine in left.items():
        own = {(one["name"], one["source"]) for one in mine}
        if rows.isdisjoint(own):
            found[who] = mine
        rows |= own
    return found


def _count(
    connection: Connection, turn: Mapping[int, Sequence[Attempt]]
) -> set[tuple[str | int, str | int]]:
    """Count attempts in their rows; return the name and source of those that are allowed."""
    asked = [{"who": who, **one} for who, mine in turn.items() for one in mine]
    columns = {name: [one[name] for one in asked] for name in asked[0]}
    return {(row.name, row.source) for row in connection.execute(_COUNT, columns)}
