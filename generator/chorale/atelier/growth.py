"""How many received the letter, month after month: counts, and a bar plot that a table doubles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from chorale.french.dates import month
from chorale.service.subscriptions import records as subscription_records

MOST = 24
WIDTH, HEIGHT = 720, 220


@dataclass(frozen=True, kw_only=True)
class MonthCount:
    """How many received the letter when a month ended, or today."""

    name: str
    count: int


@dataclass(frozen=True, kw_only=True)
class GrowthBar:
    """A bar of the plot, in the units of its view box."""

    x: int
    y: int
    width: int
    height: int
    month: MonthCount


def months(connection: Connection, now: datetime) -> list[MonthCount]:
    """Return the counts of the last two years, the oldest first, from the first month that had someone."""
    ends, end = [now], now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    while len(ends) < MOST:
        ends.append(end)
        end = (end - timedelta(days=1)).replace(day=1)
    found = [
        MonthCount(
            name=month((one - timedelta(seconds=1)).date()),
            count=subscription_records.size_at(connection, one),
        )
        for one in reversed(ends)
    ]
    first = next((rank for rank, one in enumerate(found) if one.count), len(found) - 1)
    return found[first:]


def plot(found: Sequence[MonthCount]) -> list[GrowthBar]:
    """Return the bars, the highest count at the top."""
    most = max((one.count for one in found), default=0) or 1
    step = WIDTH / max(6, len(found))
    return [
        GrowthBar(
            x=round(rank * step) + 2,
            y=HEIGHT - round(one.count / most * HEIGHT),
            width=round(step) - 4,
            height=round(one.count / most * HEIGHT),
            month=one,
        )
        for rank, one in enumerate(found)
    ]
