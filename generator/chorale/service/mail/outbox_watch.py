"""Watch over the outbox: what the hourly ceiling makes of what waits, what is late, what servers answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from sqlalchemy import Connection, Row, and_, func, or_, select

from chorale.service.mail.outbox import RETRIES, ready, sent_within_the_hour
from chorale.service.tables import outbox
from chorale.service.timestamps import stamp


@dataclass(frozen=True, kw_only=True)
class MailPlan:
    """What the hourly ceiling makes of the letters that are due: how many wait, and when the last one leaves."""

    ceiling: int
    sent: int
    waiting: int
    done: datetime | None


def plan(connection: Connection, ceiling: int, now: datetime) -> MailPlan:
    """Plan the letters that are due: this hour's room first, then a ceiling an hour."""
    sent = sent_within_the_hour(connection, now)
    due = connection.execute(select(func.count()).where(ready(now))).scalar() or 0
    beyond = due - max(0, ceiling - sent)
    done = now + timedelta(hours=-(-beyond // ceiling)) if beyond > 0 else None
    return MailPlan(ceiling=ceiling, sent=sent, waiting=due, done=done)


def late_by_kind(connection: Connection, before: datetime) -> dict[str, int]:
    """Return how many letters of each kind were due before an instant and have not left.

    What was put off was due before its new hour, by the delays that it has had: a server that refuses all is no « ok ».
    """
    put_off = accumulate(RETRIES, initial=timedelta())
    due = or_(
        *(
            and_(outbox.c.attempts >= tries, outbox.c.due_at < stamp(before + delay))
            for tries, delay in enumerate(put_off)
        )
    )
    waits = and_(outbox.c.state.in_(("queued", "sending")), due)
    counted = select(outbox.c.kind, func.count()).where(waits).group_by(outbox.c.kind)
    return {row[0]: row[1] for row in connection.execute(counted.order_by(outbox.c.kind))}


def waiting(connection: Connection) -> tuple[int, str]:
    """Return how many mails wait, and what last stopped one."""
    still = outbox.c.state.in_(("queued", "sending"))
    count = connection.execute(select(func.count()).where(still)).scalar() or 0
    errors = (
        select(outbox.c.last_error)
        .where(still, outbox.c.last_error.is_not(None))
        .order_by(outbox.c.due_at)
    )
    return count, connection.execute(errors.limit(1)).scalar() or ""


def troubles(connection: Connection) -> list[Row[tuple[object, ...]]]:
    """Return the letters given up and those put off: kind, state, answer, and how many."""
    trouble = and_(
        outbox.c.last_error.is_not(None), outbox.c.state.in_(("failed", "queued", "sending"))
    )
    columns = (outbox.c.kind, outbox.c.state, outbox.c.last_error)
    counted = select(*columns, func.count().label("letters"))
    return list(connection.execute(counted.where(trouble).group_by(*columns).order_by(*columns)))
