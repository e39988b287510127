"""Counterfactuals: the smallest change of envelope, cost or points that would retain a request.

Each change is found by deciding again, exactly. Equal shares is not monotone in the envelope: what one retains, a
larger one may not, so the envelope's answer is a list of intervals.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from chorale.ipm.ballots import largest_remainder
from chorale.ipm.constraints import Constraints
from chorale.ipm.decide import retained
from chorale.ipm.decision import Decision
from chorale.ipm.election import Election, Points
from chorale.ipm.evidence.alternatives import Interval, runs_of
from chorale.ipm.evidence.at_once import at_costs, at_envelopes
from chorale.ipm.evidence.at_once import retained as at_once
from chorale.ipm.evidence.batch import Ballots, batch
from chorale.ipm.infeasible import MOST_VOTERS

HORIZON = Fraction(3, 2)
"""Larger envelopes are tried up to half as much again: what needs more is not a small change."""

MOST_STEPS = 1000
"""An envelope is raised unit by unit as long as that makes no more steps than this; beyond, by larger steps."""


WAVES = (16, 48)
"""Up to how many points more are tried at once, then for the requests that those did not retain."""


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What would retain a request, each alone; None where nothing of that kind does, or makes sense for these ballots.

    envelopes are the runs of larger ones that do, up to the horizon: the first begins with the smallest.
    """

    reference: str
    envelopes: tuple[Interval, ...]
    cost: Fraction | None
    groups: Mapping[str, tuple[Fraction, Fraction]]
    everyone: Fraction | None

    @property
    def envelope(self) -> Fraction | None:
        """Return the smallest larger envelope that retains the request."""
        return self.envelopes[0][0] if self.envelopes else None


def changes(decision: Decision, references: Iterable[str]) -> tuple[Changes, ...]:
    """Return the smallest changes for each of these refused requests."""
    constraints = Constraints(decision.election, decision.rule)
    names = decision.election.references
    wanted = [names.index(reference) for reference in references]
    envelopes, costs = larger_envelopes(constraints, wanted), lower_costs(constraints, wanted)
    shares = wanted if moves_points(decision.election) else []
    fewest = fewest_points(constraints, list(raises(decision.election, shares)))
    return tuple(
        Changes(
            reference=names[request],
            envelopes=envelopes[request],
            cost=costs.get(request),
            groups=points_of(decision.election, request, fewest),
            everyone=Fraction(fewest[request, None]) if (request, None) in fewest else None,
        )
        for request in wanted
    )


def points_of(
    election: Election, request: int, fewest: Mapping[tuple[int, int | None], int]
) -> dict[str, tuple[Fraction, Fraction]]:
    """Return (points given, points needed) for each group that could retain a request alone."""
    found = {}
    for voter, ballot in enumerate(election.ballots):
        if more := fewest.get((request, voter)):
            now = Fraction(ballot.get(request, 0))
            found[election.voters[voter]] = (now, now + more)
    return found


def moves_points(election: Election) -> bool:
    """Tell whether voters share points between requests, and are few enough to be asked one by one."""
    return (
        election.kind in ("points", "cumulative", "scoring") and len(election.voters) <= MOST_VOTERS
    )


def tries(election: Election) -> int:
    """Return how many steps are tried at once."""
    return MOST_STEPS if len(election.voters) <= MOST_VOTERS else MOST_STEPS // 10


def larger_envelopes(
    constraints: Constraints, wanted: Sequence[int]
) -> dict[int, tuple[Interval, ...]]:
    """Return, for each request, the runs of larger envelopes that retain it: every unit is tried where they are few.

    Otherwise a grid is, then the gap before its first success is halved down to the unit of account.
    """
    money = constraints.election.money
    now = int(constraints.election.envelope * money)
    last = int(now * HORIZON)
    step = max(1, -(-(last - now) // tries(constraints.election)))
    tried = range(now + step, last + 1, step)
    amounts, entered = [Fraction(one, money) for one in tried], at_envelopes(constraints, tried)

    def kept(request: int, amount: int) -> int:
        return retained(constraints, Fraction(amount, money)) >> request & 1

    found: dict[int, tuple[Interval, ...]] = {}
    for request in wanted:
        runs = runs_of(amounts, [chosen >> request & 1 for chosen in entered])
        if runs:
            reached = int(runs[0][0] * money)
            first = flip(partial(kept, request), reached - step, reached)
            runs[0] = Fraction(first, money), runs[0][1]
        found[request] = tuple(runs)
    return found


def lower_costs(constraints: Constraints, wanted: Sequence[int]) -> dict[int, Fraction]:
    """Return, for each request, the highest lower cost that retains it: on a grid, then refined to the unit."""
    election, money = constraints.election, constraints.election.money
    tried: list[tuple[int, int, int]] = []
    for request in wanted:
        step = max(1, -(-election.whole_costs[request] * len(wanted) // tries(election)))
        lower = range(election.whole_costs[request] - step, -step, -step)
        tried += [(request, max(0, cost), step) for cost in lower]
    costs = np.repeat(np.array(election.whole_costs, dtype=float)[:, None], len(tried), axis=1)
    for place, (request, cost, _) in enumerate(tried):
        costs[request, place] = cost

    def kept(request: int, cost: int) -> int:
        other = list(election.costs)
        other[request] = Fraction(cost, money)
        changed = replace(election, costs=tuple(other))
        return retained(Constraints(changed, constraints.rule)) >> request & 1

    found: dict[int, Fraction] = {}
    for (request, cost, step), chosen in zip(tried, at_costs(constraints, costs), strict=True):
        if request not in found and chosen >> request & 1:
            dearer = min(cost + step, election.whole_costs[request])
            found[request] = Fraction(flip(partial(kept, request), dearer, cost), money)
    return found


class Raise(NamedTuple):
    """A request is given so many points more by one voter, or by every voter as far as their other points go."""

    request: int
    voter: int | None
    more: int


def raises(election: Election, wanted: Sequence[int]) -> Iterator[Raise]:
    """Yield each number of points more for each request, the fewest first, by each voter and by all at once."""
    for request in wanted:
        most = [int(sum(taken_from(ballot, request).values())) for ballot in election.ballots]
        for voter, last in ((None, max(most, default=0)), *enumerate(most)):
            yield from (Raise(request, voter, more) for more in range(1, last + 1))


def fewest_points(
    constraints: Constraints, tried: Sequence[Raise]
) -> dict[tuple[int, int | None], int]:
    """Return, by request and voter, the first number of points that retains the request, of those tried in order.

    Every one is tried until then. Most requests need few points: larger numbers wait for what smaller ones leave.
    """
    found: dict[tuple[int, int | None], int] = {}
    election = constraints.election
    for low, high in pairwise((0, *WAVES, float("inf"))):
        wave = [one for one in tried if low < one.more <= high and one[:2] not in found]
        ballots = [answers(election, one) for one in wave]

        def exact(place: int, ballots: Sequence[Ballots] = ballots) -> int:
            other = replace(election, ballots=ballots[place])
            return retained(Constraints(other, constraints.rule))

        kept = at_once(batch(constraints, ballots=ballots), exact) if wave else ()
        for one, chosen in zip(wave, kept, strict=True):
            if chosen >> one.request & 1:
                found.setdefault(one[:2], one.more)
    return found


def answers(election: Election, given: Raise) -> Ballots:
    """Return the ballots with these points more, taken from each voter's other requests in proportion."""
    return tuple(
        [
            raised(ballot, given.request, given.more) if given.voter in (None, voter) else ballot
            for voter, ballot in enumerate(election.ballots)
        ]
    )


def raised(ballot: Mapping[int, Points], request: int, more: int) -> Mapping[int, Points]:
    """Return a ballot whose total stays, with so many points more for a request, or all that its others have."""
    rest = taken_from(ballot, request)
    whole = sum(rest.values())
    more = min(more, int(whole))
    if not more:
        return ballot
    others = largest_remainder(rest, int(whole - more))
    left = {other: share for other, share in others.items() if share}
    return {**left, request: ballot.get(request, 0) + more}


def taken_from(ballot: Mapping[int, Points], request: int) -> dict[int, Points]:
    """Return the other points of a ballot."""
    return {other: given for other, given in ballot.items() if other != request}


def flip(kept: Callable[[int], int], without: int, within: int) -> int:
    """Return an amount that holds while its neighbour does not, between one that does not hold and one that does."""
    while abs(within - without) > 1:
        middle = (without + within) // 2
        without, within = (without, middle) if kept(middle) else (middle, within)
    return within
