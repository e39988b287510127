"""Records of a delivery: recipients still to write to, written to, or left uncertain."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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
SETTLED = ("sent", "refused", "abandoned")
"""The other states; asked for those that are not settled, SQLite does not go through all that wait instead."""
Delivery = Row[Any]
Dispatch = Row[Any]


_THESE = and_(
    dispatch.c.delivery == bindparam("in"),
    dispatch.c.subscription.in_(bindparam("of", expanding=True)),
)
_READY = (
    select(dispatch, subscription.c.state.label("reader"))
    .outerjoin(subscription, subscription.c.id == dispatch.c.subscription)
    .where(dispatch.c.delivery == bindparam("in"), dispatch.c.state == "queued")
    .where(or_(dispatch.c.not_before.is_(None), dispatch.c.not_before <= bindparam("now")))
    .order_by(dispatch.c.attempts, dispatch.c.rank)
    .limit(bindparam("most"))
)
_CLAIM = update(dispatch).where(_THESE).values(state="claimed", worker=bindparam("by"))
_SETTLE = (
    update(dispatch)
    .where(_THESE, dispatch.c.worker == bindparam("by"))
    .where(dispatch.c.state.not_in(SETTLED))
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
    """A line of a sender that asks for so many recipients, with what became of those before."""

    worker: str
    count: int = 0
    results: Sequence[SendResult] = ()


def plan(connection: Connection, wanted: DeliveryPlan, due: datetime) -> Delivery:
    """Return the unfinished delivery of an issue to a topic, made when there is none; hour and message may change."""
    found = unfinished(connection, wanted)
    fresh = {"digest": wanted.digest, "due_at": stamp(due), "not_after": latest(due)}
    if found is None:
        first = {"id": signed_links.new_id(), "issue": wanted.issue, "topic": wanted.topic}
        connection.execute(insert(delivery).values(state="planned", total=0, **first, **fresh))
    else:
        said = fresh if found.state == "planned" else {"not_after": latest(due)}
        connection.execute(update(delivery).where(delivery.c.id == found.id).values(**said))
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


def to_serve(connection: Connection, secret: str, wanted: DeliveryPlan) -> int:
    """Return to how many an issue is still to leave: those that one begun has in its list, and those to come."""
    found = unfinished(connection, wanted)
    begun = counts(connection, found.id) if found is not None else {}
    waiting = begun.get("queued", 0) + begun.get("claimed", 0)
    return waiting + sum(1 for _ in recipients(connection, secret, wanted))


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


def carry(connection: Connection, identifier: str, digest: str) -> None:
    """Write down which state of the letter leaves from now on."""
    mine = delivery.c.id == identifier
    connection.execute(update(delivery).where(mine).values(digest=digest))


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
        _settle(connection, identifier, turn, stamp(now))
        asked = {"in": identifier, "now": stamp(now), "most": turn.count}
        while rows := connection.execute(_READY, asked).all():
            chosen = [row.subscription for row in rows]
            connection.execute(_CLAIM, {"in": identifier, "of": chosen, "by": turn.worker})
            gone = [
                SendResult(subscription=row.subscription, state="refused", answer=LEFT)
                for row in rows
                if row.reader != "active"
            ]
            _settle(connection, identifier, replace(turn, results=gone), "")
            if len(gone) < len(rows):
                return [row for row in rows if row.reader == "active"]
        return []


def record_results(store: Store, identifier: str, turn: LineTurn, now: datetime) -> None:
    """Write what became of some recipients, in one transaction."""
    with store.write(LOCK) as connection:
        _settle(connection, identifier, turn, stamp(now))


def _settle(connection: Connection, identifier: str, turn: LineTurn, at: str) -> None:
    """Write results down, but of those whom somebody else settled meanwhile, or took; those alike by one statement."""
    alike: dict[SendResult, list[str]] = {}
    for one in turn.results:
        alike.setdefault(replace(one, subscription=""), []).append(one.subscription)
    for said, chosen in alike.items():
        values = {
            "in": identifier,
            "of": chosen,
            "by": turn.worker,
            "to": said.state,
            "said": said.answer,
            "at": at or None,
            "more": int(said.state == "queued" and said.tried),
            "again": stamp(said.not_before) if said.not_before else None,
        }
        connection.execute(_SETTLE, values)


def counts(connection: Connection, identifier: str) -> dict[str, int]:
    """Return how many recipients of a delivery are in each state."""
    grouped = select(dispatch.c.state, func.count()).where(dispatch.c.delivery == identifier)
    return {row[0]: row[1] for row in connection.execute(grouped.group_by(dispatch.c.state))}


def put_off(connection: Connection, identifier: str) -> int:
    """Return to how many recipients the server asked to write later."""
    waiting = and_(_waiting(identifier), dispatch.c.not_before.is_not(None))
    return int(connection.execute(select(func.count()).where(waiting)).scalar_one())


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
