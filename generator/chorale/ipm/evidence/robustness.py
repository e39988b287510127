"""Robustness of a decision: costs drawn in their intervals, weights changed, groups left out."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, sqrt
from random import Random
from typing import Literal

import numpy as np

from chorale.ipm.constraints import Constraints, positions
from chorale.ipm.decide import retained
from chorale.ipm.decision import Decision
from chorale.ipm.election import Election
from chorale.ipm.evidence.at_once import at_costs
from chorale.ipm.evidence.batch import (
    BOUNDS,
    AbsentVoter,
    EveryCostAt,
    Numbers,
    OneCostAt,
    OtherWeight,
    Variation,
)

DRAWS = 10_000
SEED = 20_220_908
ASSURED = Fraction(95, 100)
UNSURE = Fraction(5, 100)
TILT = Fraction(1, 4)
"""How much one group's weight is raised or lowered."""

Firmness = Literal["assured", "contestable", "out"]


@dataclass(frozen=True, kw_only=True)
class Variant:
    """What changes when one thing is otherwise: who enters, who leaves."""

    variation: Variation
    entered: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Robustness:
    """Probabilities over the draws, the class of each request, exact corners, other weights, one group removed.

    In each draw equals stand in an order of its own: what only the declared order separates is not certain. margin is
    how far a probability may be from what all draws would give, 19 times in 20. highest_cost is what the retained set
    would cost at worst, overrun what goes beyond the envelope (0 if it fits).
    """

    draws: int
    seed: int
    probability: Mapping[str, Fraction]
    margin: Mapping[str, Fraction]
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
    total = draws if election.intervals or decision.ties else 1
    kept = Counter(drawn_outcomes(decision, total, seed))
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
        margin={reference: margin(share, total) for reference, share in probability.items()},
        firmness={reference: firmness(share) for reference, share in probability.items()},
        corners=corners(decision),
        weights=varied(decision, tilted(election)),
        removed=varied(decision, without_one(election)),
        highest_cost=highest,
        overrun=max(Fraction(0), highest - election.envelope),
    )


def firmness(share: Fraction) -> Firmness:
    """Return the class of a probability."""
    return "assured" if share >= ASSURED else "contestable" if share > UNSURE else "out"


def bounds(election: Election, request: int) -> tuple[Fraction, Fraction]:
    """Return the low and high cost of a request."""
    return election.intervals.get(request, (election.costs[request], election.costs[request]))


def margin(share: Fraction, draws: int) -> Fraction:
    """Return how far a share of some draws may be from the true one, 19 times in 20, in thousandths rounded up."""
    return Fraction(ceil(1960 * sqrt(share * (1 - share) / draws)), 1000)


def drawn_outcomes(decision: Decision, draws: int, seed: int) -> list[int]:
    """Return what each draw of the costs retains, as bits: the first is the decision, at the estimates."""
    election, random = decision.election, Random(seed)  # noqa: S311 - a fixed seed is the point
    costs = drawn(election, draws, random)
    order = uniform(random, costs.size).reshape(-1, draws)
    return at_costs(Constraints(election, decision.rule), costs, order if draws > 1 else None)


def drawn(election: Election, draws: int, random: Random) -> Numbers:
    """Return costs drawn in their triangles (low, estimate, high), in units of account; the first are the estimates."""
    costs = np.repeat(np.array(election.whole_costs, dtype=float)[:, None], draws, axis=1)
    money = election.money
    for index, (low, high) in sorted(election.intervals.items()):
        middle = election.whole_costs[index]
        costs[index, 1:] = triangular(
            random, draws - 1, int(low * money), middle, int(high * money)
        )
    return costs


def triangular(random: Random, draws: int, low: int, middle: int, high: int) -> Numbers:
    """Draw whole numbers: the side by its length, then the larger of two even draws, counted towards the middle."""
    left, right = middle - low, high - middle
    side, one, other = uniform(random, 3 * draws).reshape(3, draws)
    larger = np.maximum(one, other)
    found = np.where(
        side * (left + right) < left,
        low + np.floor(larger * (left + 1)),
        high - np.floor(larger * (right + 1)),
    )
    return found if left or right else np.full(draws, float(middle))


def uniform(random: Random, count: int) -> Numbers:
    """Draw numbers between 0 and 1, with 53 bits: the same on every machine."""
    bits = np.frombuffer(random.randbytes(8 * count), "<u8") >> np.uint64(11)
    return bits.astype(np.float64) * 2.0**-53


def variant(decision: Decision, variation: Variation, kept: int) -> Variant:
    """Return what enters and leaves when these are retained instead, as bits."""
    names, before = decision.election.references, set(decision.retained)
    now = {names[member] for member in positions(kept)}
    return Variant(
        variation=variation,
        entered=tuple(name for name in names if name in now - before),
        left=tuple(name for name in names if name in before - now),
    )


def corners(decision: Decision) -> tuple[Variant, ...]:
    """Return the exact corners: all low, all high, then each uncertain request alone at its low and its high."""
    election, uncertain = decision.election, sorted(decision.election.intervals)
    found: list[tuple[Variation, int, list[int]]] = [
        (EveryCostAt(bound), side, uncertain) for bound, side in BOUNDS if uncertain
    ]
    found += [
        (OneCostAt(election.references[index], bound), side, [index])
        for index in uncertain
        for bound, side in BOUNDS
    ]
    costs = np.repeat(np.array(election.whole_costs, dtype=float)[:, None], len(found), axis=1)
    for place, (_, side, moved) in enumerate(found):
        for index in moved:
            costs[index, place] = int(election.intervals[index][side] * election.money)
    kept = at_costs(Constraints(election, decision.rule), costs)
    return tuple(variant(decision, one[0], chosen) for one, chosen in zip(found, kept, strict=True))


def varied(decision: Decision, found: Iterator[tuple[Variation, Election]]) -> tuple[Variant, ...]:
    """Return what enters and leaves under other elections over the same requests."""
    rule = decision.rule
    return tuple(variant(decision, one, retained(Constraints(other, rule))) for one, other in found)


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
