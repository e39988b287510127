"""Windows over a long list of events: its months on pages that a phone opens at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from chorale.content.event import Event

LONGEST = 90
"""Events on one page: under 3,000 nodes and 300 KB, with all that stands around them."""


@dataclass(frozen=True, kw_only=True)
class MonthGroup:
    """Some events of one month, to come or past."""

    month: date
    events: tuple[Event, ...]
    past: bool = False


def windows(coming: Sequence[Event], past: Sequence[Event]) -> tuple[tuple[MonthGroup, ...], ...]:
    """Return the pages of a list, what is to come first; a month that does not fit goes on overleaf."""
    found = [(event, False) for event in coming] + [(event, True) for event in past]
    firsts = range(0, max(1, len(found)), LONGEST)
    return tuple(tuple(_groups(found[first : first + LONGEST])) for first in firsts)


def _groups(found: Iterable[tuple[Event, bool]]) -> Iterator[MonthGroup]:
    def month(one: tuple[Event, bool]) -> tuple[bool, date]:
        return one[1], one[0].day.replace(day=1)

    for (past, first), inside in groupby(found, key=month):
        yield MonthGroup(month=first, events=tuple(event for event, _ in inside), past=past)
