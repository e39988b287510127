"""Records of a delivery: recipients still to write to, written to, or left uncertain."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from chorale.service import signed_links
from chorale.service.delivery.hours import latest
from chorale.service.public_tables import delivery, dispatch, subscription
from chorale.service.store import Store
from chorale.service.subscriptions import records as subscription_records
from chorale.service.timestamps import stamp

LOCK = "deliveries"
LEFT = "désabonné"
OPEN = ("queued", "claimed")
"""States of the recipients whose fate is not known."""
Delivery = Row[Any]
Dispatch = Row[Any]


_ONE = and_(dispatch.c.delivery == bindparam("in"), dispatch.c.subscription == bindparam("of"))
_READY = (
    select(dispatch, subscription.c.state.label("reader"))
    .outerjoin(subscription, subscription.c.id == dispatch.c.subscription)
    .where(dispatch.c.delivery == bindparam("in"), dispatch.c.state == "queued")
    .where(or_(dispatch.c.not_before.is_(None), dispatch.c.not_before <= bindparam("now")))
    .order_by(dispatch.c.attempts, dispatch.c.rank)
    .limit(bindparam("most"))
)
_CLAIM = update(dispatch).where(_ONE).values(state="claimed", worker=bindparam("by"))
_SETTLE = (
    update(dispatch)
    .where(_ONE)
    .values(
        state=bindparam("to"),
        answer=bindparam("said"),
        settled_at=bindparam("at"),
        attempts=dispatch.c.attempts + bindparam("more"),
        not_before=bindparam("again"),
    )
)


@dataclass(frozen=True, kw_only=True)
class DeliveryPlan:
    """What is to be sent: digest is that of the approved message, topic empty for everyone."""

    issue: str
    digest: str
    topic: str = ""


@dataclass(frozen=True, kw_only=True)
class SendResult:
    """What became of one dispatch: its new state, the server's answer, and when it may be tried again."""

    subscription: str
    state: str
    answer: str = ""
    not_before: datetime | None = None
    tried: bool = True


@dataclass(frozen=True, kw_only=True)
class LineTurn:
    """A line that asks for so many recipients, with what became of those before."""

    line: str
    count: int
    results: Sequence[SendResult] = ()


def plan(connection: Connection, wanted: DeliveryPlan, due: datetime) -> Delivery:
    """Return the unfinished delivery of an issue to a topic, made when there is none; hour and message may change."""
    found = unfinished(connection, wanted)
    said = {"digest": wanted.digest, "not_after": latest(due)}
    if found is None:
        first = {"id": signed_links.new_id(), "issue": wanted.issue, "topic": wanted.topic}
        made = insert(delivery).values(state="planned", due_at=stamp(due), total=0, **first, **said)
        connection.execute(made)
    else:
        moved = {"due_at": stamp(due)} if found.state == "planned" else {}
        mine = delivery.c.id == found.id
        connection.execute(update(delivery).where(mine).values(**said, **moved))
    return connection.execute(select(delivery).where(_mine(wanted))).one()


def unfinished(connection: Connection, wanted: DeliveryPlan) -> Delivery | None:
    """Return the delivery of an issue to a topic that is planned or under way."""
    return connection.execute(select(delivery).where(_mine(wanted))).first()


def cancel(connection: Connection, wanted: DeliveryPlan) -> bool:
    """Withdraw a planned delivery; False when there is none, or when it has begun."""
    planned = and_(_mine(wanted), delivery.c.state == "planned")
    return connection.execute(delete(delivery).where(planned)).rowcount == 1


def _mine(wanted: DeliveryPlan) -> ColumnElement[bool]:
    return and_(
        delivery.c.issue == wanted.issue,
        delivery.c.topic == wanted.topic,
        delivery.c.state != "finished",
    )


def recipients(
    connection: Connection, secret: str, wanted: DeliveryPlan
) -> Iterator[subscription_records.Subscriber]:
    """Yield who is still to receive an issue: active, not suppressed, and not already written to about it."""
    issue = select(delivery.c.id).where(delivery.c.issue == wanted.issue)
    known = list(connection.execute(issue).scalars())
    mine = (dispatch.c.delivery.in_(known)) & (dispatch.c.subscription == subscription.c.id)
    new = ~exists().where(mine)
    return subscription_records.reachable(connection, secret, wanted.topic, new)


def start(
    connection: Connection,
    found: Delivery,
    people: Iterable[subscription_records.Subscriber],
    domain: str,
    now: datetime,
) -> None:
    """Write the list down before the first message leaves; doing it again adds nobody twice."""
    rows, total = _rows(found, people, domain), found.total
    while some := list(islice(rows, subscription_records.PAGE)):
        connection.execute(insert(dispatch), some)
        total += len(some)
    values = {
        "state": "running",
        "started_at": found.started_at or stamp(now),
        "total": total,
        "not_after": latest(now),
    }
    connection.execute(update(delivery).where(delivery.c.id == found.id).values(**values))
    suspected = and_(_waiting(found.id), dispatch.c.not_before.is_(None))
    connection.execute(update(dispatch).where(suspected).values(attempts=0))


def _rows(
    found: Delivery, people: Iterable[subscription_records.Subscriber], domain: str
) -> Iterator[dict[str, Any]]:
    for rank, one in enumerate(people, found.total):
        yield {
            "delivery": found.id,
            "subscription": one.id,
            "rank": rank,
            "email": one.email,
            "message_id": f"<{found.issue}.{found.id}.{one.id}@{domain}>",
            "state": "queued",
            "worker": "",
            "attempts": 0,
            "answer": "",
        }


def _waiting(identifier: str) -> ColumnElement[bool]:
    return and_(dispatch.c.delivery == identifier, dispatch.c.state == "queued")


def claim(store: Store, identifier: str, turn: LineTurn, now: datetime) -> list[Dispatch]:
    """Take the next recipients for one line, the untried first; none when nobody is left to be written to now.

    Whoever left meanwhile is settled on the way. What became of those before is written in the same transaction.
    """
    with store.write(LOCK) as connection:
        _settle(connection, identifier, turn.results, stamp(now))
        asked = {"in": identifier, "now": stamp(now), "most": turn.count}
        while rows := connection.execute(_READY, asked).all():
            gone = [
                SendResult(subscription=row.subscription, state="refused", answer=LEFT)
                for row in rows
                if row.reader != "active"
            ]
            _settle(connection, identifier, gone, "")
            found = [row for row in rows if row.reader == "active"]
            if found:
                taken = [
                    {"in": identifier, "of": row.subscription, "by": turn.line} for row in found
                ]
                connection.execute(_CLAIM, taken)
                return found
        return []


def record_results(
    store: Store, identifier: str, results: Iterable[SendResult], now: datetime
) -> None:
    """Write what became of some recipients, in one transaction."""
    with store.write(LOCK) as connection:
        _settle(connection, identifier, results, stamp(now))


def _settle(
    connection: Connection, identifier: str, results: Iterable[SendResult], at: str
) -> None:
    rows = [
        {
            "in": identifier,
            "of": one.subscription,
            "to": one.state,
            "said": one.answer,
            "at": at or None,
            "more": int(one.state == "queued" and one.tried),
            "again": stamp(one.not_before) if one.not_before else None,
        }
        for one in results
    ]
    if rows:
        connection.execute(_SETTLE, rows)


def uncertain(connection: Connection, identifier: str) -> list[Dispatch]:
    """Return those claimed by a worker that died: only the mail server knows whether they were written to."""
    mine = and_(dispatch.c.delivery == identifier, dispatch.c.state == "claimed")
    return list(connection.execute(select(dispatch).where(mine).order_by(dispatch.c.rank)))


def reconcile(
    store: Store, identifier: str, accepted: Callable[[str], bool], now: datetime
) -> tuple[int, int]:
    """Settle the uncertain by what the server accepted: sent, or to be sent; return how many of each."""
    with store.write(LOCK) as connection:
        rows = uncertain(connection, identifier)
        done = [row for row in rows if accepted(row.message_id)]
        left = {row.subscription for row in rows} - {row.subscription for row in done}
        results = [
            SendResult(subscription=row.subscription, state="sent", answer="journal")
            for row in done
        ]
        _settle(connection, identifier, results, stamp(now))
        mine = and_(dispatch.c.delivery == identifier, dispatch.c.subscription.in_(left))
        again = {"state": "queued", "attempts": 0, "not_before": None}
        connection.execute(update(dispatch).where(mine).values(**again))
        return len(done), len(left)


def counts(connection: Connection, identifier: str) -> dict[str, int]:
    """Return how many recipients of a delivery are in each state."""
    grouped = select(dispatch.c.state, func.count()).where(dispatch.c.delivery == identifier)
    return {row[0]: row[1] for row in connection.execute(grouped.group_by(dispatch.c.state))}


def refusals(connection: Connection, identifier: str) -> dict[str, int]:
    """Return why recipients were not served, or not yet, each answer with its count, the most frequent first."""
    mine = and_(
        dispatch.c.delivery == identifier,
        dispatch.c.state.in_(("refused", "abandoned", "queued")),
        dispatch.c.answer != "",
    )
    counted = select(dispatch.c.answer, func.count()).where(mine).group_by(dispatch.c.answer)
    return {
        row[0]: row[1]
        for row in sorted(connection.execute(counted), key=lambda row: (-row[1], row[0]))
    }


def refused(connection: Connection, identifier: str) -> list[Dispatch]:
    """Return the recipients whom the server refused."""
    mine = and_(
        dispatch.c.delivery == identifier,
        dispatch.c.state == "refused",
        dispatch.c.answer.like("5%"),
    )
    return list(connection.execute(select(dispatch).where(mine).order_by(dispatch.c.rank)))


def finish(store: Store, identifier: str, now: datetime) -> bool:
    """Close a delivery whose every recipient is settled, and erase their addresses from it; False when some are not."""
    with store.write(LOCK) as connection:
        open_ = and_(dispatch.c.delivery == identifier, dispatch.c.state.in_(OPEN))
        if connection.execute(select(func.count()).where(open_)).scalar():
            return False
        mine = delivery.c.id == identifier
        connection.execute(
            update(delivery).where(mine).values(state="finished", finished_at=stamp(now))
        )
        connection.execute(
            update(dispatch).where(dispatch.c.delivery == identifier).values(email="")
        )
        return True
