"""Nash welfare and leximin optima over the groups' satisfactions.

Both rest on one question, answered exactly: is there a set that gives each group at least so much? A weighted sum of
what groups get bounds the search; the weights are steered by floats, the sums are whole.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import exp, lcm, prod

from chorale.ipm.constraints import Constraints, positions
from chorale.ipm.decision import Outcome, Start
from chorale.ipm.infeasible import Infeasible, WeightsTooFarApart, for_groups
from chorale.ipm.rules.optimum import SearchSpace, explore, field_of, outcome, relaxed

MOST_POWER = 1 << 16
"""Weights are powers in a product: beyond this sum, it would be too long to write."""

TURNS = 30
"""How many times weights are corrected before a search."""

SURE = 1e-3
"""Of the largest need: missed by so much, the needs are out of reach whatever the rounding."""

Product = tuple[int, tuple[int, int], int]
"""(product of utilities, what separates equals, the set)."""

Worth = Callable[[int], Product]

NOTHING = 1 << 4096
"""More than any set is worth: ends a search, whose bound is then drawn again around what it found."""

Needs = Mapping[int, int]
"""The least utility that each voter must get."""


class Gains:
    """What each voter gets from each request, and from sets of them."""

    def __init__(self, constraints: Constraints) -> None:
        election = constraints.election
        self.costs = constraints.costs
        self.by_voter: list[dict[int, int]] = [{} for _ in election.voters]
        for request, pairs in enumerate(constraints.support):
            for voter, gain in pairs:
                self.by_voter[voter][request] = gain

    def of(self, chosen: int) -> list[int]:
        """Return each voter's utility for a set."""
        return [
            sum([gain for request, gain in gains.items() if chosen >> request & 1])
            for gains in self.by_voter
        ]

    def weighted(self, weights: Mapping[int, int]) -> dict[int, int]:
        """Return one value for each request: what voters get, by weight."""
        values: dict[int, int] = {}
        for voter, weight in weights.items():
            for request, gain in self.by_voter[voter].items():
                values[request] = values.get(request, 0) + weight * gain
        return values

    def preference(self, chosen: int) -> tuple[int, int]:
        """Return what separates equals: the lower cost, then the first references (larger is better)."""
        size = len(self.costs)
        return -sum(self.costs[request] for request in positions(chosen)), sum(
            1 << size - 1 - request for request in positions(chosen)
        )


def steered(field: SearchSpace, gains: Gains, needs: Needs) -> dict[int, int]:
    """Return weights under which the needs are hardest to reach: they make the bound tight."""
    weights = dict.fromkeys(needs, 1.0)
    items = field.items
    best, chosen = float("inf"), weights
    for turn in range(TURNS):
        total = sum(weights.values())
        weights = {voter: weight / total for voter, weight in weights.items()}
        values = dict.fromkeys(items, 0.0)
        for voter, weight in weights.items():
            for request, gain in gains.by_voter[voter].items():
                if request in values:
                    values[request] += weight * gain
        reached, share = relaxed(items, values, field.constraints.costs, field.money)
        slack = reached - sum(weights[voter] * need for voter, need in needs.items())
        if slack < best:
            best, chosen = slack, weights
        largest = max([1, *needs.values()])
        if slack < -SURE * largest:
            break
        for voter, need in needs.items():
            got = sum(
                gain * share.get(request, 0.0) for request, gain in gains.by_voter[voter].items()
            )
            weights[voter] *= exp(max(-3.0, min(3.0, (need - got) / largest * 4 / (1 + turn / 6))))
    return {voter: max(1, int(weight * (1 << 20))) for voter, weight in chosen.items()}


def reach(field: SearchSpace, gains: Gains, needs: Needs, *, preferred: bool = False) -> int | None:
    """Return a set (or the preferred one) that gives each voter what it needs; None proves that there is none."""
    weights = steered(field, gains, needs)
    least = sum(weights[voter] * need for voter, need in needs.items())
    found: int | None = None

    def visit(chosen: int, _cost: int) -> int:
        nonlocal found
        reached = gains.of(chosen)
        if all(reached[voter] >= need for voter, need in needs.items()):
            if found is None or gains.preference(chosen) > gains.preference(found):
                found = chosen
            return least if preferred else NOTHING
        return least

    if all(need <= 0 for need in needs.values()):
        found = 0
    explore(field, gains.weighted(weights), least, visit)
    return found


def leximin(constraints: Constraints, start: Start) -> Outcome:
    """Retain the set whose worst-off group gets the most, then the second, and so on; then the lowest cost.

    A state fixes who the worst-off are; all the others reach at least the last level, by the set that proved it.
    """
    for_groups(len(constraints.election.voters), "leximin")
    field, gains = field_of(constraints, start), Gains(constraints)
    states: list[dict[int, int]] = [{}]
    level = 0
    for _ in gains.by_voter:
        best, after = level, list[dict[int, int]]()
        for fixed in states:
            reached = highest(field, gains, fixed, level, best)
            if reached < best:
                continue
            if reached > best:
                best, after = reached, []
            after.extend(
                {**fixed, voter: reached}
                for voter in range(len(gains.by_voter))
                if voter not in fixed
            )
        states = list({tuple(sorted(state.items())): state for state in after}.values())
        level = best
    sets = [reach(field, gains, state, preferred=True) for state in states]
    return outcome(
        max((chosen for chosen in sets if chosen is not None), key=gains.preference, default=0)
    )


def highest(field: SearchSpace, gains: Gains, fixed: Needs, sure: int, least: int) -> int:
    """Return the highest level that all voters not fixed reach together, `sure` being one; -1 when under `least`."""
    others = [voter for voter in range(len(gains.by_voter)) if voter not in fixed]
    level, wanted = (sure, sure + 1) if sure == least else (-1, least)
    while True:
        chosen = reach(field, gains, {**fixed, **dict.fromkeys(others, wanted)})
        if chosen is None:
            return level
        reached = gains.of(chosen)
        level = min(reached[voter] for voter in others)
        wanted = level + 1


def nash(constraints: Constraints, start: Start) -> Outcome:
    """Retain the set with the highest product of utilities (powers of weights), over as many voters as possible."""
    for_groups(len(constraints.election.voters), "nash")
    if sum(constraints.election.whole_weights) > MOST_POWER:
        raise Infeasible(WeightsTooFarApart())
    field, gains = field_of(constraints, start), Gains(constraints)
    voters = [voter for voter, weight in enumerate(constraints.election.whole_weights) if weight]
    for size in range(len(voters), 0, -1):
        found: list[Product] = []
        for some in combinations(voters, size):
            first = reach(field, gains, dict.fromkeys(some, 1))
            if first is not None:
                found.append(best_product(field, gains, some, first))
        if found:
            return outcome(max(found)[2])
    return Outcome(steps=())


def best_product(field: SearchSpace, gains: Gains, voters: Sequence[int], first: int) -> Product:
    """Return (product, preference, set) at its best among the sets that give each of these voters something.

    By the inequality of means, a set with a higher product than U has a sum of (utility / U) above the weights'.
    """
    powers = field.constraints.election.whole_weights

    def worth(chosen: int) -> Product:
        reached = gains.of(chosen)
        return (
            prod(reached[voter] ** powers[voter] for voter in voters),
            gains.preference(chosen),
            chosen,
        )

    best = worth(first)
    while True:
        reached = gains.of(best[2])
        common = lcm(*(reached[voter] for voter in voters))
        weights = {voter: powers[voter] * common // reached[voter] for voter in voters}
        least = sum(powers[voter] * common for voter in voters)
        better = improved(field, gains.weighted(weights), least, worth, best)
        if better == best:
            return best
        best = better


def improved(
    field: SearchSpace, values: dict[int, int], least: int, worth: Worth, best: Product
) -> Product:
    """Return a better set than `best`, or `best` itself once no set that reaches `least` is better."""
    found = best

    def visit(chosen: int, _cost: int) -> int:
        nonlocal found
        found = max(found, worth(chosen))
        return least if found[0] == best[0] else NOTHING

    explore(field, values, least, visit)
    return found
