"""Robustness of a decision: costs drawn in their intervals, weights changed, groups left out."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Literal

from chorale.ipm.clashes import clashes
from chorale.ipm.constraints import Constraints, positions
from chorale.ipm.decide import retained
from chorale.ipm.decision import Decision
from chorale.ipm.election import Election

DRAWS = 10_000
SEED = 20_220_908
ASSURED = Fraction(95, 100)
UNSURE = Fraction(5, 100)
TILT = Fraction(1, 4)
"""How much one group's weight is raised or lowered."""

Firmness = Literal["assured", "contestable", "out"]
Bound = Literal["low", "high"]
"""Of the interval of a cost."""
BOUNDS: tuple[tuple[Bound, int], ...] = (("low", 0), ("high", 1))
"""With their places in an interval."""


@dataclass(frozen=True)
class EveryCostAt:
    """All the costs that have an interval are at one bound of it."""

    bound: Bound


@dataclass(frozen=True)
class OneCostAt:
    """One request's cost is at a bound of its interval."""

    reference: str
    bound: Bound


@dataclass(frozen=True)
class OtherWeight:
    """One group weighs more (a share above zero) or less."""

    group: str
    share: Fraction


@dataclass(frozen=True)
class AbsentVoter:
    """One group is missing, its share going to the others."""

    group: str


Variation = EveryCostAt | OneCostAt | OtherWeight | AbsentVoter


@dataclass(frozen=True, kw_only=True)
class Variant:
    """What changes when one thing is otherwise: who enters, who leaves."""

    variation: Variation
    entered: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Robustness:
    """Probabilities over the draws, the class of each request, exact corners, other weights, one group removed.

    highest_cost is what the retained set would cost at worst, overrun what goes beyond the envelope (0 if it fits).
    """

    draws: int
    seed: int
    probability: Mapping[str, Fraction]
    firmness: Mapping[str, Firmness]
    corners: tuple[Variant, ...]
    weights: tuple[Variant, ...]
    removed: tuple[Variant, ...]
    highest_cost: Fraction
    overrun: Fraction


def robustness(decision: Decision, *, draws: int = DRAWS, seed: int = SEED) -> Robustness:
    """Decide again under each variation; the same seed draws the same costs on every machine."""
    election = decision.election
    counts = dict.fromkeys(election.references, 0)
    total = draws if election.intervals else 1
    same = Constraints(election, decision.rule)
    kept = Counter(
        outcome(same.like(election.at_costs(costs), answers=True))
        for costs in drawn(election, total, seed)
    )
    for chosen, times in kept.items():
        for member in positions(chosen):
            counts[election.references[member]] += times
    probability = {reference: Fraction(count, total) for reference, count in counts.items()}
    high = [bounds(election, index)[1] for index in range(len(election.costs))]
    highest = sum(
        (high[election.references.index(name)] for name in decision.retained), Fraction(0)
    )
    return Robustness(
        draws=total,
        seed=seed,
        probability=probability,
        firmness={reference: firmness(share) for reference, share in probability.items()},
        corners=tuple(variant(decision, *one) for one in corners(election)),
        weights=tuple(variant(decision, *one) for one in tilted(election)),
        removed=tuple(variant(decision, *one) for one in without_one(election)),
        highest_cost=highest,
        overrun=max(Fraction(0), highest - election.envelope),
    )


def firmness(share: Fraction) -> Firmness:
    """Return the class of a probability."""
    return "assured" if share >= ASSURED else "contestable" if share > UNSURE else "out"


def bounds(election: Election, request: int) -> tuple[Fraction, Fraction]:
    """Return the low and high cost of a request."""
    return election.intervals.get(request, (election.costs[request], election.costs[request]))


def drawn(election: Election, draws: int, seed: int) -> Iterator[Sequence[int]]:
    """Yield costs drawn in their triangles (low, estimate, high), in units of account; the first are the estimates."""
    yield election.whole_costs
    random = Random(seed).random  # noqa: S311 - a fixed seed is the point
    money = election.money
    spread = [
        (index, int(low * money), election.whole_costs[index], -int(-high * money // 1))
        for index, (low, high) in sorted(election.intervals.items())
    ]
    for _ in range(draws - 1):
        costs = list(election.whole_costs)
        for index, low, middle, high in spread:
            costs[index] = triangular(random, low, middle, high)
        yield costs


def triangular(random: Callable[[], float], low: int, middle: int, high: int) -> int:
    """Draw a whole number: the side by its length, then the larger of two even draws, counted towards the middle.

    `random` gives 53 bits; a product of floats is the same on every machine (IEEE 754).
    """
    left, right = middle - low, high - middle
    if not left and not right:
        return middle
    if random() * (left + right) < left:
        return low + int(max(random(), random()) * (left + 1))
    return high - int(max(random(), random()) * (right + 1))


def at_bounds(election: Election, changes: Mapping[int, Fraction]) -> Election:
    """Return the same election with some costs changed."""
    return replace(
        election,
        costs=tuple(changes.get(index, cost) for index, cost in enumerate(election.costs)),
    )


def outcome(constraints: Constraints) -> int:
    """Return what would be retained, as bits; nothing where the constraints clash."""
    return 0 if clashes(constraints) else retained(constraints)


def variant(decision: Decision, variation: Variation, election: Election) -> Variant:
    """Return what enters and leaves under another election over the same requests."""
    names = decision.election.references
    now = {names[member] for member in positions(outcome(Constraints(election, decision.rule)))}
    return Variant(
        variation=variation,
        entered=tuple(
            reference for reference in names if reference in now - set(decision.retained)
        ),
        left=tuple(reference for reference in names if reference in set(decision.retained) - now),
    )


def corners(election: Election) -> Iterator[tuple[Variation, Election]]:
    """Yield the exact corners: all low, all high, then each uncertain request alone at its low and its high."""
    if not election.intervals:
        return
    for bound, side in BOUNDS:
        every = {index: both[side] for index, both in election.intervals.items()}
        yield EveryCostAt(bound), at_bounds(election, every)
    for index, both in sorted(election.intervals.items()):
        for bound, side in BOUNDS:
            yield (
                OneCostAt(election.references[index], bound),
                at_bounds(election, {index: both[side]}),
            )


def tilted(election: Election) -> Iterator[tuple[Variation, Election]]:
    """Yield each group's weight raised, then lowered."""
    for voter, group in enumerate(election.voters):
        for share in (TILT, -TILT):
            weights = list(election.weights)
            weights[voter] *= 1 + share
            yield OtherWeight(group, share), replace(election, weights=tuple(weights))


def without_one(election: Election) -> Iterator[tuple[Variation, Election]]:
    """Yield the election without each group in turn, its share going to the others."""
    if len(election.voters) < 2:
        return
    for voter, group in enumerate(election.voters):
        yield (
            AbsentVoter(group),
            replace(
                election,
                voters=election.voters[:voter] + election.voters[voter + 1 :],
                weights=election.weights[:voter] + election.weights[voter + 1 :],
                ballots=election.ballots[:voter] + election.ballots[voter + 1 :],
            ),
        )
