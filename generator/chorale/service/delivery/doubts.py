"""Messages in hand: of senders that live, or in doubt, when only the mail server knows whether they left."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, and_, select, update

from chorale.service.delivery.records import LOCK, Dispatch
from chorale.service.public_tables import dispatch
from chorale.service.store import Store
from chorale.service.timestamps import stamp


def uncertain(store: Store, connection: Connection, identifier: str) -> list[Dispatch]:
    """Return those claimed by a worker that died: only the mail server knows whether they were written to."""
    leads = store.leads(connection)
    return [row for row in _claimed(connection, identifier) if not leads(row.worker)]


def in_hand(store: Store, connection: Connection, identifier: str, but: str = "") -> int:
    """Return how many messages are in the hands of senders that live, but one's own."""
    leads = store.leads(connection)
    return sum(row.worker != but and leads(row.worker) for row in _claimed(connection, identifier))


def _claimed(connection: Connection, identifier: str) -> list[Dispatch]:
    mine = and_(dispatch.c.delivery == identifier, dispatch.c.state == "claimed")
    return list(connection.execute(select(dispatch).where(mine).order_by(dispatch.c.rank)))


def reconcile(
    store: Store, identifier: str, accepted: Callable[[str], bool], now: datetime
) -> tuple[int, int]:
    """Settle the uncertain by what the server accepted: sent, or to be sent; return how many of each."""
    with store.write(LOCK) as connection:
        rows = uncertain(store, connection, identifier)
        done = {row.subscription for row in rows if accepted(row.message_id)}
        left = {row.subscription for row in rows} - done
        sent = {"state": "sent", "answer": "journal", "settled_at": stamp(now)}
        again = {"state": "queued", "attempts": 0, "not_before": None}
        for people, values in ((done, sent), (left, again)):
            mine = and_(dispatch.c.delivery == identifier, dispatch.c.subscription.in_(people))
            connection.execute(update(dispatch).where(mine).values(**values))
        return len(done), len(left)
