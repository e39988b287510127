"""Greedy rankings: order the requests by one score, retain from the top while the envelope lasts."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import inf

from chorale.ipm.constraints import Bundle, Constraints
from chorale.ipm.decision import Outcome, Phase, Start, Step
from chorale.ipm.election import Election, Points

GreedyScore = Callable[[Bundle], Fraction | float]
"""What a bundle is worth; what is free stands before all others where costs count."""


def in_order(
    constraints: Constraints, start: Start, merit: GreedyScore, *, phase: Phase = "shares"
) -> Outcome:
    """Retain the best bundle again and again; one that is too dear is skipped, or stops everything (rule.overflow)."""
    points = constraints.election.whole_points
    skip = constraints.rule.overflow == "skip" or phase != "shares"
    # Costs are whole: what is left may be rounded down.
    retained, money = start.retained, int(start.budget * constraints.election.money)
    steps, waiting = list[Step](), constraints.candidates(retained, start.allowed)
    while True:
        waiting = constraints.left(waiting, retained)
        fits = [
            (merit(bundle), bundle)
            for bundle in waiting
            if not (skip and bundle.cost > money) and any(points[one] for one in bundle.members)
        ]
        most = max([worth for worth, _ in fits], default=0)
        equals = [bundle for worth, bundle in fits if worth == most]
        best = min(equals, key=constraints.rank, default=None)
        tied = tuple(sorted([bundle.wanted for bundle in equals])) if len(equals) > 1 else ()
        if best is None or best.cost > money:
            stopped = any(bundle.cost <= money for bundle in equals)
            return Outcome(steps=tuple(steps), aside=(tied,) if stopped else ())
        steps.append(Step(wanted=best.wanted, members=best.members, phase=phase, tied=tied))
        retained, money = retained | best.mask, money - best.cost


def by_points(constraints: Constraints, start: Start) -> Outcome:
    """Retain by total utility (points, by default)."""
    return in_order(constraints, start, lambda bundle: bundle.total)


def by_points_per_cost(constraints: Constraints, start: Start) -> Outcome:
    """Retain by utility for each unit of cost."""
    return in_order(constraints, start, lambda bundle: per_cost(bundle.total, bundle))


def per_cost(worth: int, bundle: Bundle) -> Fraction | float:
    """Return a worth for each unit of cost."""
    return Fraction(worth, bundle.cost) if bundle.cost else inf


def by_rank_sum(constraints: Constraints, start: Start) -> Outcome:
    """Retain by Borda count: a request scores 2 for each other that the voter places below it, 1 for each equal."""
    return in_order(constraints, start, summed(rank_sums(constraints.election)))


def by_approvals(constraints: Constraints, start: Start) -> Outcome:
    """Retain by the number (the weight) of voters who give at least something."""
    return in_order(constraints, start, summed(approval_weights(constraints.election)))


def summed(scores: Sequence[int]) -> Callable[[Bundle], int]:
    """Return what adds up the scores of a bundle's requests."""
    return lambda bundle: sum([scores[member] for member in bundle.members])


def rank_sums(election: Election) -> list[int]:
    """Return each request's Borda count, doubled to stay whole."""
    size = len(election.references)
    totals = [0] * size
    for ballot, weight in zip(election.ballots, election.whole_weights, strict=True):
        ordered = sorted(ballot.get(request, 0) for request in range(size))
        first: dict[Points, int] = {}
        count: dict[Points, int] = {}
        for place, points in enumerate(ordered):
            first.setdefault(points, place)
            count[points] = count.get(points, 0) + 1
        for request in range(size):
            points = ballot.get(request, 0)
            totals[request] += weight * (2 * first[points] + count[points] - 1)
    return totals


def approval_weights(election: Election) -> list[int]:
    """Return the whole weight of those who give something to each request."""
    totals = [0] * len(election.references)
    for ballot, weight in zip(election.ballots, election.whole_weights, strict=True):
        for request in ballot:
            totals[request] += weight
    return totals


def filled(
    constraints: Constraints, start: Start, *, ratio: bool, phase: Phase = "completion"
) -> Outcome:
    """Complete with what the remainder can pay, by points or by points per cost, skipping what is too dear."""
    worth = summed(constraints.election.whole_points)
    merit: GreedyScore = (lambda bundle: per_cost(worth(bundle), bundle)) if ratio else worth
    return in_order(constraints, start, merit, phase=phase)
