"""The journal of a delivery: who is to be written to, who was, and whom only the mail server knows about."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, select, update

from generator.service.instants import stamp
from generator.service.public import subscriptions, tickets
from generator.service.public.public_tables import delivery, dispatch, subscription
from generator.service.store import Store

LOCK = "deliveries"
PASSES = 3
Delivery = Row[Any]
Dispatch = Row[Any]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be sent: digest is that of the approved message, topic empty for everyone."""

    issue: str
    digest: str
    topic: str = ""


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What became of one dispatch: its new state, and the server's code."""

    subscription: str
    state: str
    answer: str = ""


def plan(connection: Connection, wanted: Plan, due: datetime) -> Delivery:
    """Return the unfinished delivery of an issue to a topic, made when there is none; its message may have changed."""
    mine = and_(delivery.c.issue == wanted.issue, delivery.c.topic == wanted.topic, delivery.c.state != "finished")
    found = connection.execute(select(delivery).where(mine)).first()
    if found is None:
        values = {"id": tickets.new_id(), "issue": wanted.issue, "topic": wanted.topic, "digest": wanted.digest}
        connection.execute(insert(delivery).values(state="planned", due_at=stamp(due), total=0, **values))
    elif found.digest != wanted.digest:
        connection.execute(update(delivery).where(mine).values(digest=wanted.digest))
    return connection.execute(select(delivery).where(mine)).one()


def recipients(connection: Connection, secret: str, wanted: Plan) -> list[subscriptions.Subscriber]:
    """Return who is still to receive an issue: active, not suppressed, and not already written to about it."""
    served = select(dispatch.c.subscription).join(delivery, delivery.c.id == dispatch.c.delivery)
    known = set(connection.execute(served.where(delivery.c.issue == wanted.issue)).scalars())
    barred = subscriptions.suppressed(connection)
    return [
        one
        for one in subscriptions.active(connection, wanted.topic)
        if one.id not in known and subscriptions.digest(secret, one.email) not in barred
    ]


def start(
    connection: Connection, found: Delivery, people: Sequence[subscriptions.Subscriber], domain: str, now: datetime
) -> None:
    """Write the list down before the first message leaves; doing it again adds nobody twice."""
    first = found.total
    rows = [
        {
            "delivery": found.id,
            "subscription": one.id,
            "rank": first + rank,
            "email": one.email,
            "message_id": f"<{found.issue}.{found.id}.{one.id}@{domain}>",
            "state": "queued",
            "worker": "",
            "attempts": 0,
            "answer": "",
        }
        for rank, one in enumerate(people)
    ]
    if rows:
        connection.execute(insert(dispatch), rows)
    values = {"state": "running", "started_at": found.started_at or stamp(now), "total": first + len(rows)}
    connection.execute(update(delivery).where(delivery.c.id == found.id).values(**values))
    waiting = and_(dispatch.c.delivery == found.id, dispatch.c.state == "queued")
    connection.execute(update(dispatch).where(waiting).values(attempts=0))


def claim(store: Store, identifier: str, worker: str, count: int) -> list[Dispatch]:
    """Take the next recipients for one worker; whoever left meanwhile is not written to."""
    with store.write(LOCK) as connection:
        free = and_(dispatch.c.delivery == identifier, dispatch.c.state == "queued", dispatch.c.attempts < PASSES)
        order = (dispatch.c.attempts, dispatch.c.rank)
        rows = list(connection.execute(select(dispatch).where(free).order_by(*order).limit(count)))
        taken = [row.subscription for row in rows]
        still = select(subscription.c.id).where(subscription.c.id.in_(taken), subscription.c.state == "active")
        active = set(connection.execute(still).scalars())
        mine = and_(dispatch.c.delivery == identifier, dispatch.c.subscription.in_(taken))
        connection.execute(update(dispatch).where(mine).values(state="claimed", worker=worker))
        gone = [Settled(subscription=one, state="refused", answer="désabonné") for one in taken if one not in active]
        _settle(connection, identifier, gone, "")
        return [row for row in rows if row.subscription in active]


def settle(store: Store, identifier: str, results: Iterable[Settled], now: datetime) -> None:
    """Write what became of some recipients, in one transaction."""
    with store.write(LOCK) as connection:
        _settle(connection, identifier, results, stamp(now))


def _settle(connection: Connection, identifier: str, results: Iterable[Settled], at: str) -> None:
    for one in results:
        mine = and_(dispatch.c.delivery == identifier, dispatch.c.subscription == one.subscription)
        values: dict[str, Any] = {"state": one.state, "answer": one.answer, "settled_at": at or None}
        if one.state == "queued" and one.answer:
            values["attempts"] = dispatch.c.attempts + 1
        connection.execute(update(dispatch).where(mine).values(**values))


def uncertain(connection: Connection, identifier: str) -> list[Dispatch]:
    """Return those claimed by a worker that died: only the mail server knows whether they were written to."""
    mine = and_(dispatch.c.delivery == identifier, dispatch.c.state == "claimed")
    return list(connection.execute(select(dispatch).where(mine).order_by(dispatch.c.rank)))


def reconcile(store: Store, identifier: str, accepted: Callable[[str], bool], now: datetime) -> tuple[int, int]:
    """Settle the uncertain by what the server accepted: sent, or to be sent; return how many of each."""
    with store.write(LOCK) as connection:
        rows = uncertain(connection, identifier)
        done = [row for row in rows if accepted(row.message_id)]
        left = {row.subscription for row in rows} - {row.subscription for row in done}
        results = [Settled(subscription=row.subscription, state="sent", answer="journal") for row in done]
        _settle(connection, identifier, results, stamp(now))
        mine = and_(dispatch.c.delivery == identifier, dispatch.c.subscription.in_(left))
        connection.execute(update(dispatch).where(mine).values(state="queued", attempts=0))
        return len(done), len(left)


def counts(connection: Connection, identifier: str) -> dict[str, int]:
    """Return how many recipients of a delivery are in each state."""
    grouped = select(dispatch.c.state, func.count()).where(dispatch.c.delivery == identifier)
    return {row[0]: row[1] for row in connection.execute(grouped.group_by(dispatch.c.state))}


def finish(store: Store, identifier: str, now: datetime) -> bool:
    """Close a delivery whose every recipient is settled, and erase their addresses from it; False when some are not."""
    with store.write(LOCK) as connection:
        open_ = and_(dispatch.c.delivery == identifier, dispatch.c.state.in_(("queued", "claimed")))
        if connection.execute(select(func.count()).where(open_)).scalar():
            return False
        mine = delivery.c.id == identifier
        connection.execute(update(delivery).where(mine).values(state="finished", finished_at=stamp(now)))
        connection.execute(update(dispatch).where(dispatch.c.delivery == identifier).values(email=""))
        return True


def last(connection: Connection, count: int) -> list[Delivery]:
    """Return the latest deliveries, newest first."""
    return list(connection.execute(select(delivery).order_by(delivery.c.due_at.desc()).limit(count)))


def due(connection: Connection, now: datetime) -> list[Delivery]:
    """Return the planned deliveries whose time has come, and those that were interrupted."""
    ready = and_(delivery.c.state != "finished", delivery.c.due_at <= stamp(now))
    return list(connection.execute(select(delivery).where(ready).order_by(delivery.c.due_at)))
