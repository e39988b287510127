"""Greedy rankings: order the requests by one score, retain from the top while the envelope lasts."""

from collections.abc import Callable, Iterable

from chorale.ipm.constraints import Bundle, Constraints
from chorale.ipm.decision import Outcome, Phase, Start, Step
from chorale.ipm.election import Election, Points

GreedyScore = Callable[[Bundle], tuple[int, int]]
"""What a bundle is worth, as a ratio of whole numbers; a zero below means « before all others »."""


def in_order(
    constraints: Constraints, start: Start, merit: GreedyScore, *, phase: Phase = "shares"
) -> Outcome:
    """Retain the best bundle again and again; one that is too dear is skipped, or stops everything (rule.overflow)."""
    points = constraints.election.whole_points
    skip = constraints.rule.overflow == "skip" or phase != "shares"
    # Costs are whole: what is left may be rounded down.
    retained, money = start.retained, int(start.budget * constraints.election.money)
    steps: list[Step] = []
    waiting = constraints.candidates(retained, start.allowed)
    while True:
        fits = [
            bundle
            for bundle in waiting
            if not (skip and bundle.cost > money) and any(points[one] for one in bundle.members)
        ]
        equals = first(fits, merit)
        best = min(equals, key=constraints.rank, default=None)
        tied = tuple(sorted([bundle.wanted for bundle in equals])) if len(equals) > 1 else ()
        if best is None or best.cost > money:
            stopped = any(bundle.cost <= money for bundle in equals)
            return Outcome(steps=tuple(steps), aside=(tied,) if stopped else ())
        steps.append(Step(wanted=best.wanted, members=best.members, phase=phase, tied=tied))
        retained, money = retained | best.mask, money - best.cost
        touched = constraints.touched(best.members)
        waiting = [
            left
            for bundle in waiting
            if (
                left := constraints.left(bundle.wanted, retained)
                if bundle.wanted in touched
                else bundle
            )
        ]


def first(bundles: Iterable[Bundle], merit: GreedyScore) -> list[Bundle]:
    """Return those of the most merit: one, or all that are equal."""
    found: list[Bundle] = []
    most, under = 0, 1
    for bundle in bundles:
        mine, below = merit(bundle)
        difference = mine * under - most * below
        if below == 0 or under == 0:
            difference = (below == 0) - (under == 0)
        if difference > 0 or not found:
            most, under, found = mine, below, [bundle]
        elif difference == 0:
            found.append(bundle)
    return found


def by_points(constraints: Constraints, start: Start) -> Outcome:
    """Retain by total utility (points, by default)."""
    return in_order(constraints, start, lambda bundle: (bundle.total, 1))


def by_points_per_cost(constraints: Constraints, start: Start) -> Outcome:
    """Retain by utility for each unit of cost."""
    return in_order(
        constraints,
        start,
        lambda bundle: (bundle.total, bundle.cost),
    )


def by_rank_sum(constraints: Constraints, start: Start) -> Outcome:
    """Retain by Borda count: a request scores 2 for each other that the voter places below it, 1 for each equal."""
    scores = rank_sums(constraints.election)
    return in_order(
        constraints,
        start,
        lambda bundle: (sum(scores[member] for member in bundle.members), 1),
    )


def by_approvals(constraints: Constraints, start: Start) -> Outcome:
    """Retain by the number (the weight) of voters who give at least something."""
    scores = approval_weights(constraints.election)
    return in_order(
        constraints,
        start,
        lambda bundle: (sum(scores[member] for member in bundle.members), 1),
    )


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
    constraints: Constraints,
    start: Start,
    *,
    per_cost: bool,
    phase: Phase = "completion",
) -> Outcome:
    """Complete with what the remainder can pay, by points or by points per cost, skipping what is too dear."""
    points = constraints.election.whole_points

    def merit(bundle: Bundle) -> tuple[int, int]:
        return sum(points[member] for member in bundle.members), bundle.cost if per_cost else 1

    return in_order(constraints, start, merit, phase=phase)
