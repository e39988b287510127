"""Records of subscriptions: asked, confirmed with proof, topics, ended."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)

from chorale.service import signed_links
from chorale.service.forms.answers import email_key
from chorale.service.public_tables import returned, subscription, suppression
from chorale.service.timestamps import instant, stamp

CONFIRM_WITHIN = timedelta(hours=48)
BOUNCES_MOST = 3
BOUNCES_WITHIN = timedelta(days=180)
LOCK = "subscriptions"
PAGE = 1000
"""Subscriptions read at once: a list of all is never made, whatever its length."""
Subscriber = Row[Any]


def ask(
    connection: Connection, email: str, topics: Iterable[str], consent: str, now: datetime
) -> Subscriber:
    """Record that someone asks for an address to be subscribed; new topics of an active one wait for its own word."""
    found = by_email(connection, email)
    topics = tuple(topics)
    fresh = {
        "email": email,
        "topics": ",".join(topics),
        "state": "pending",
        "source": "formulaire",
        "consent": consent,
        "asked_at": stamp(now),
        "expires_at": stamp(now + CONFIRM_WITHIN),
        "confirmed_at": None,
        "ended_at": None,
        "bounces": 0,
        "proposed": None,
    }
    if found is None:
        connection.execute(
            insert(subscription).values(
                id=signed_links.new_id(), email_key=email_key(email), **fresh
            )
        )
    elif found.state != "active":
        change(connection, found.id, **fresh)
    else:
        change(connection, found.id, proposed=_more(found, topics))
    return _one(connection, subscription.c.email_key == email_key(email))


def _more(found: Subscriber, topics: tuple[str, ...]) -> str | None:
    """Return the topics of a subscriber with those asked for, nothing for every issue; None when none is new."""
    had = found.topics.split(",") if found.topics else []
    if not had or (topics and set(topics) <= set(had)):
        return None
    return ",".join(dict.fromkeys((*had, *topics))) if topics else ""


def widen(connection: Connection, found: Subscriber) -> None:
    """Add the topics that were asked for, at the word of whoever holds the address."""
    if found.state == "active" and found.proposed is not None:
        change(connection, found.id, topics=found.proposed, proposed=None)


def choose(
    connection: Connection, found: Subscriber, offered: Iterable[str], chosen: Sequence[str]
) -> None:
    """Keep the topics that a subscriber chose; one that is no more was on a page shown before."""
    topics = ",".join(topic for topic in offered if topic in chosen)
    change(connection, found.id, topics=topics, proposed=None)


def confirm(connection: Connection, secret: str, found: Subscriber, now: datetime) -> bool:
    """Confirm within two days; False when it was too late or already done."""
    if found.state != "pending" or found.expires_at <= stamp(now):
        return False
    change(connection, found.id, state="active", confirmed_at=stamp(now), expires_at=None)
    forgive(connection, secret, found.email)
    return True


def forgive(connection: Connection, secret: str, email: str) -> None:
    """Write to an address again, at the word of whoever holds it."""
    forgiven = suppression.c.digest == digest(secret, email)
    connection.execute(delete(suppression).where(forgiven))


def end(connection: Connection, secret: str, found: Subscriber, reason: str, now: datetime) -> bool:
    """End a subscription at once; the address is remembered as a digest, so that no import writes to it again."""
    if found.state == "ended":
        return False
    change(connection, found.id, state="ended", ended_at=stamp(now), expires_at=None)
    suppress(connection, secret, found.email, reason, now)
    return True


def suppress(connection: Connection, secret: str, email: str, reason: str, now: datetime) -> None:
    """Never write to an address again, whoever asks for it but its owner: its subscription, if any, is over."""
    mine = and_(subscription.c.email_key == email_key(email), subscription.c.state == "active")
    over = {"state": "ended", "ended_at": stamp(now)}
    connection.execute(update(subscription).where(mine).values(**over))
    known = select(suppression.c.digest).where(suppression.c.digest == digest(secret, email))
    if connection.execute(known).first() is None:
        connection.execute(
            insert(suppression).values(digest=digest(secret, email), reason=reason, at=stamp(now))
        )


def suppressed(connection: Connection) -> int:
    """Return how many addresses are not written to."""
    return connection.execute(select(func.count()).select_from(suppression)).scalar() or 0


def digest(secret: str, email: str) -> str:
    """Return the keyed digest of an address."""
    return signed_links.mac(secret, "suppression", email_key(email))


def bounced(
    connection: Connection, secret: str, found: Subscriber, *, final: bool, now: datetime
) -> bool:
    """Count a bounce; True when it ends the subscription: a final failure, or the third passing one in half a year."""
    recent = found.bounced_at is not None and instant(found.bounced_at) > now - BOUNCES_WITHIN
    count = found.bounces + 1 if recent else 1
    change(connection, found.id, bounces=count, bounced_at=stamp(now))
    if final or count >= BOUNCES_MOST:
        return end(connection, secret, found, "retour", now)
    return False


def pages(
    connection: Connection, *conditions: ColumnElement[bool], by: Column[Any] = subscription.c.id
) -> Iterator[Sequence[Subscriber]]:
    """Yield subscriptions, a page at a time, in the order of a column that no two share."""
    last = ""
    while True:
        query = select(subscription).where(by > last, *conditions).order_by(by).limit(PAGE)
        found = connection.execute(query).all()
        if found:
            yield found
        if len(found) < PAGE:
            return
        last = found[-1]._mapping[by]  # noqa: SLF001 - SQLAlchemy's documented name


def reachable(
    connection: Connection,
    secret: str,
    topic: str = "",
    *conditions: ColumnElement[bool],
    by: Column[Any] = subscription.c.id,
) -> Iterator[Subscriber]:
    """Yield whom a letter may reach: active, not suppressed; a topic keeps those who chose it or chose none."""
    for page in pages(connection, *conditions, by=by):
        active = [one for one in page if one.state == "active"]  # in SQL, all of them for each page
        wanted = [
            one for one in active if not (topic and one.topics) or topic in one.topics.split(",")
        ]
        marks = {one.id: digest(secret, one.email) for one in wanted}
        query = select(suppression.c.digest).where(suppression.c.digest.in_(marks.values()))
        barred = set(connection.execute(query).scalars())
        yield from (one for one in wanted if marks[one.id] not in barred)


def counts(connection: Connection) -> dict[str, int]:
    """Return how many subscriptions are in each state."""
    grouped = select(subscription.c.state, func.count()).group_by(subscription.c.state)
    return {row[0]: row[1] for row in connection.execute(grouped)}


def anyone(connection: Connection) -> bool:
    """Tell whether somebody receives the letter; one is looked for, none is counted."""
    one = select(subscription.c.id).where(subscription.c.state == "active").limit(1)
    return connection.execute(one).first() is not None


def size_at(connection: Connection, when: datetime) -> int:
    """Return how many received the newsletter at an instant, as far as what is kept tells."""
    began = func.coalesce(subscription.c.confirmed_at, subscription.c.asked_at)
    ended = subscription.c.ended_at
    then = (subscription.c.state != "pending") & (began <= stamp(when))
    counted = select(func.count()).where(then & (ended.is_(None) | (ended > stamp(when))))
    return connection.execute(counted).scalar() or 0


def left_between(connection: Connection, start: datetime, end: datetime) -> tuple[int, int]:
    """Return how many subscriptions ended between two instants: by their person, and because mail came back."""
    over = and_(subscription.c.ended_at >= stamp(start), subscription.c.ended_at < stamp(end))
    dead = subscription.c.bounced_at.is_not_distinct_from(subscription.c.ended_at)
    count = select(func.count()).select_from(subscription)
    left, returned_ = (
        connection.execute(count.where(over, condition)).scalar() or 0
        for condition in (~dead, dead)
    )
    return left, returned_


def topics(connection: Connection, audiences: Mapping[str, str]) -> dict[str, int]:
    """Return how many receive the issues of each topic, by its label; who chose none receives them all."""
    grouped = select(subscription.c.topics, func.count()).group_by(subscription.c.topics)
    chosen = [*connection.execute(grouped.where(subscription.c.state == "active"))]
    return {
        label: sum(many for written, many in chosen if not written or topic in written.split(","))
        for topic, label in audiences.items()
    }


def by_email(connection: Connection, email: str) -> Subscriber | None:
    """Return the subscription of an address."""
    return connection.execute(
        select(subscription).where(subscription.c.email_key == email_key(email))
    ).first()


def by_id(connection: Connection, identifier: str) -> Subscriber | None:
    """Return a subscription, None once it is erased."""
    return connection.execute(select(subscription).where(subscription.c.id == identifier)).first()


def change(connection: Connection, identifier: str, **values: Any) -> None:
    """Change a subscription."""
    connection.execute(update(subscription).where(subscription.c.id == identifier).values(**values))


def forget(connection: Connection, now: datetime, ended_before: datetime) -> int:
    """Erase what was never confirmed in time, and what ended long ago; return how many."""
    connection.execute(delete(returned).where(returned.c.at < stamp(ended_before)))
    late = (subscription.c.state == "pending") & (subscription.c.expires_at <= stamp(now))
    old = (subscription.c.state == "ended") & (subscription.c.ended_at < stamp(ended_before))
    return connection.execute(delete(subscription).where(late | old)).rowcount


def _one(connection: Connection, condition: Any) -> Subscriber:
    return connection.execute(select(subscription).where(condition)).one()
