"""Keys of a cycle kept by someone who is not of the team: a link of their own, what it is for, its closing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from chorale.ipm.model import Cycle
from chorale.service.staff_tables import staff_keeper
from chorale.service.timestamps import instant, stamp


@dataclass(frozen=True, kw_only=True)
class Keeper:
    """Who keeps a key by a link; recipient is the public part once proven, instead the key to be replaced."""

    id: str
    cycle: str
    name: str
    holder: str
    instead: str
    recipient: str
    asked_by: str
    asked_at: datetime

    def keeps(self, cycle: Cycle) -> bool:
        """Return whether their key is one of the cycle's today."""
        return self.recipient in {one.recipient for one in cycle.seals}


def entrust(connection: Connection, wanted: Keeper) -> None:
    """Open a link for someone."""
    values = {**wanted.__dict__, "asked_at": stamp(wanted.asked_at)}
    connection.execute(insert(staff_keeper).values(**values))


def of_cycle(connection: Connection, cycle: str) -> list[Keeper]:
    """Return whose links are open for a cycle, the oldest first."""
    return _found(connection, cycle=cycle)


def by_id(connection: Connection, identifier: str) -> Keeper | None:
    """Return whose link this is, while it is open."""
    return next(iter(_found(connection, id=identifier)), None)


def _found(connection: Connection, **wanted: str) -> list[Keeper]:
    open_ones = select(staff_keeper).filter_by(**wanted).where(staff_keeper.c.closed_at.is_(None))
    return [
        Keeper(
            id=row.id,
            cycle=row.cycle,
            name=row.name,
            holder=row.holder,
            instead=row.instead,
            recipient=row.recipient,
            asked_by=row.asked_by,
            asked_at=instant(row.asked_at),
        )
        for row in connection.execute(open_ones.order_by(staff_keeper.c.asked_at))
    ]


def proved(connection: Connection, found: Keeper, recipient: str) -> None:
    """Note the public part of the key that they were seen to keep."""
    _change(connection, found, recipient=recipient, instead="")


def close(connection: Connection, found: Keeper, now: datetime) -> None:
    """Close someone's link; their key stays the cycle's."""
    _change(connection, found, closed_at=stamp(now))


def _change(connection: Connection, found: Keeper, **values: str) -> None:
    mine = staff_keeper.c.id == found.id
    connection.execute(update(staff_keeper).where(mine).values(**values))
