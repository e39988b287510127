"""Whether some set of requests gives each group at least so much: one question, answered exactly.

A weighted sum of what groups get bounds the search; the weights are steered by floats, the sums are whole.
"""

from collections.abc import Mapping
from math import exp

from chorale.ipm.election import Election
from chorale.ipm.rules.optimum import SearchSpace, explore, relaxed

TURNS = 30
"""How many times weights are corrected before a search."""

SURE = 1e-3
"""Of the largest need: missed by so much, the needs are out of reach whatever the rounding."""

NOTHING = 1 << 4096
"""More than any set is worth: ends a search."""

Needs = Mapping[int, int]
"""The least utility that each voter must get."""


class Gains:
    """What each voter gets from each request, and from sets of them: its points, whatever it weighs."""

    def __init__(self, election: Election) -> None:
        self.by_voter: list[dict[int, int]] = [{} for _ in election.voters]
        for request, pairs in enumerate(election.backers):
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


def reach(field: SearchSpace, gains: Gains, needs: Needs) -> int | None:
    """Return a set that gives each voter what it needs; None proves that there is none."""
    weights = steered(field, gains, needs)
    least = sum(weights[voter] * need for voter, need in needs.items())
    found: int | None = None

    def visit(chosen: int, _cost: int) -> int:
        nonlocal found
        reached = gains.of(chosen)
        if all(reached[voter] >= need for voter, need in needs.items()):
            found = chosen
            return NOTHING
        return least

    if all(need <= 0 for need in needs.values()):
        return 0
    explore(field, gains.weighted(weights), least, visit)
    return found
