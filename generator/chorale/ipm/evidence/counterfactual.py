"""Counterfactuals: the smallest change of envelope, cost or points that would retain a request.

Each change is found by deciding again, exactly. Equal shares is not monotone in the envelope: what one retains, a
larger one may not, so the envelope's answer is a list of intervals.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from chorale.ipm.constraints import Constraints, bits
from chorale.ipm.decide import retained
from chorale.ipm.decision import Decision
from chorale.ipm.election import Election, Points
from chorale.ipm.evidence.alternatives import Interval
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
    envelopes = larger_envelopes(constraints, wanted)
    shares = wanted if moves_points(decision.election) else []
    fewest = fewest_points(constraints, list(raises(decision.election, shares)))
    return tuple(
        Changes(
            reference=names[request],
            envelopes=envelopes[request],
            cost=lower_cost(constraints, request),
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


def larger_envelopes(
    constraints: Constraints, wanted: Sequence[int]
) -> dict[int, tuple[Interval, ...]]:
    """Return, for each request, the runs of larger envelopes that retain it: every unit is tried where they are few.

    Otherwise a grid is, then the gap before its first success is halved down to the unit of account.
    """
    some, money = bits(wanted), constraints.election.money
    now = int(constraints.election.envelope * money)
    last = int(now * HORIZON)
    few = len(constraints.election.voters) <= MOST_VOTERS
    step = max(1, -(-(last - now) // (MOST_STEPS if few else MOST_STEPS // 10)))

    def kept(amount: int, some: int) -> int:
        return retained(constraints, Fraction(amount, money)) & some

    tried = range(now + step, last + 1, step)
    entered = (
        at_once(batch(constraints, envelopes=tried), lambda place: kept(tried[place], some))
        if tried
        else []
    )
    found: dict[int, tuple[Interval, ...]] = {}
    for request in wanted:
        runs = inside(tried, [chosen >> request & 1 for chosen in entered])
        if runs:
            runs[0] = (
                flip(partial(kept, some=1 << request), runs[0][0] - step, runs[0][0]),
                runs[0][1],
            )
        found[request] = tuple(
            [(Fraction(low, money), Fraction(high, money)) for low, high in runs]
        )
    return found


def inside(tried: Sequence[int], held: Sequence[int]) -> list[tuple[int, int]]:
    """Return the runs of what was tried where it held, as (first, last)."""
    runs: list[tuple[int, int]] = []
    for before, amount, now in zip((0, *held), tried, held, strict=False):
        if now:
            runs.append((runs.pop()[0] if before else amount, amount))
    return runs


def lower_cost(constraints: Constraints, request: int) -> Fraction | None:
    """Return the highest lower cost at which the request is retained."""
    election = constraints.election
    costs = list(election.whole_costs)

    def kept(saved: int) -> bool:
        costs[request] = election.whole_costs[request] - saved
        return bool(
            retained(constraints.like(election.at_costs(costs), answers=True)) >> request & 1
        )

    saved = least(kept, costs[request])
    return None if saved is None else election.costs[request] - Fraction(saved, election.money)


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
            return retained(constraints.like(election.with_ballots(ballots[place]), answers=False))

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
    return {**spread(rest, int(whole - more)), request: ballot.get(request, 0) + more}


def taken_from(ballot: Mapping[int, Points], request: int) -> dict[int, Points]:
    """Return the other points of a ballot."""
    return {other: given for other, given in ballot.items() if other != request}


def spread(ballot: Mapping[int, Points], total: int) -> dict[int, Points]:
    """Share whole points in proportion to a ballot (largest remainder, equals to the first), without zeros."""
    whole = sum(ballot.values())
    shares: dict[int, int] = {}
    rests: list[tuple[Points, int]] = []
    for request, given in ballot.items():
        shares[request], rest = divmod(given * total, whole)
        rests.append((-rest, request))
    for _, request in sorted(rests)[: total - sum(shares.values())]:
        shares[request] += 1
    return {request: share for request, share in shares.items() if share}


def least(kept: Callable[[int], bool], most: int) -> int | None:
    """Return the smallest found change between 1 and `most` that holds while the one before it does not.

    The limits double until the change holds, then the gap is halved: the answer really flips the result.
    """
    low, high = 0, 1
    while high < most and not kept(high):
        low, high = high, high * 2
    high = min(high, most)
    if most < 1 or not kept(high):
        return None
    return flip(kept, low, high)


def flip(kept: Callable[[int], int], low: int, high: int) -> int:
    """Return a change that holds while the one before it does not; `low` does not hold and `high` does."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if kept(middle) else (middle, high)
    return high
