"""How firmly a request is retained: when costs move in their intervals, weights change, or a group is missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Literal

from generator.ipm.constraints import Constraints, clashes
from generator.ipm.decision import Decision
from generator.ipm.election import Election
from generator.ipm.rules import selected

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

    name: str
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
    for costs in drawn(election, total, seed):
        for member in outcome(decision, replace_costs(election, costs)):
            counts[election.references[member]] += 1
    probability = {reference: Fraction(count, total) for reference, count in counts.items()}
    chosen = set(decision.retained)
    highest = sum(
        (bounds(election, index)[1] for index, name in enumerate(election.references) if name in chosen), Fraction(0)
    )
    return Robustness(
        draws=total,
        seed=seed,
        probability=probability,
        firmness={reference: firmness(share) for reference, share in probability.items()},
        corners=tuple(variant(decision, name, other) for name, other in corners(election)),
        weights=tuple(variant(decision, name, other) for name, other in tilted(election)),
        removed=tuple(variant(decision, name, other) for name, other in without_one(election)),
        highest_cost=highest,
        overrun=max(Fraction(0), highest - election.envelope),
    )


def firmness(share: Fraction) -> Firmness:
    """Return the class of a probability."""
    return "assured" if share >= ASSURED else "contestable" if share > UNSURE else "out"


def bounds(election: Election, request: int) -> tuple[Fraction, Fraction]:
    """Return the low and high cost of a request."""
    return election.intervals.get(request, (election.costs[request], election.costs[request]))


def drawn(election: Election, draws: int, seed: int) -> Iterator[tuple[Fraction, ...]]:
    """Yield costs drawn in their triangles (low, estimate, high), to the unit of account; the first is the estimate."""
    yield election.costs
    random = Random(seed)  # noqa: S311 - a fixed seed is the point
    money = election.money
    spread = [
        (index, int(low * money), int(election.costs[index] * money), -int(-high * money // 1))
        for index, (low, high) in sorted(election.intervals.items())
    ]
    for _ in range(draws - 1):
        costs = list(election.costs)
        for index, low, middle, high in spread:
            costs[index] = Fraction(triangular(random, low, middle, high), money)
        yield tuple(costs)


def triangular(random: Random, low: int, middle: int, high: int) -> int:
    """Draw a whole number: the side by its length, then the larger of two even draws, counted towards the middle."""
    if high <= low:
        return middle
    left, right = middle - low, high - middle
    if random.randrange(left + right) < left:
        return low + max(random.randrange(left + 1), random.randrange(left + 1))
    return high - max(random.randrange(right + 1), random.randrange(right + 1))


def replace_costs(election: Election, costs: tuple[Fraction, ...]) -> Election:
    """Return the same election at other costs; what the answers give is kept."""
    other = replace(election, costs=costs)
    other.__dict__.update({name: election.__dict__[name] for name in ANSWERED if name in election.__dict__})
    return other


ANSWERED = ("levels", "point", "followers", "backers", "whole_points", "even", "whole_weights", "weight_unit")
"""What is computed once and does not depend on the costs."""


def outcome(decision: Decision, election: Election) -> frozenset[int]:
    """Return what would be retained; nothing where the constraints clash."""
    constraints = Constraints(election, decision.rule)
    if clashes(constraints):
        return frozenset()
    return frozenset(member for step in selected(constraints).steps for member in step.members)


def variant(decision: Decision, name: str, election: Election) -> Variant:
    """Return what enters and leaves under another election over the same requests."""
    names = decision.election.references
    now = {names[member] for member in outcome(decision, election)}
    return Variant(
        name=name,
        entered=tuple(reference for reference in names if reference in now - set(decision.retained)),
        left=tuple(reference for reference in names if reference in set(decision.retained) - now),
    )


def corners(election: Election) -> Iterator[tuple[str, Election]]:
    """Yield the exact corners: all low, all high, then each uncertain request alone at its low and its high."""
    if not election.intervals:
        return
    for label, side in (("tous les coûts bas", 0), ("tous les coûts hauts", 1)):
        yield (
            label,
            replace_costs(election, tuple(bounds(election, index)[side] for index in range(len(election.costs)))),
        )
    for index in sorted(election.intervals):
        for label, side in (("au coût bas", 0), ("au coût haut", 1)):
            costs = list(election.costs)
            costs[index] = bounds(election, index)[side]
            yield f"{election.references[index]} {label}", replace_costs(election, tuple(costs))


def tilted(election: Election) -> Iterator[tuple[str, Election]]:
    """Yield each group's weight raised, then lowered."""
    for voter, name in enumerate(election.voters):
        for label, factor in ((f"+\u00a0{shown_percent(TILT)}", 1 + TILT), (f"−\u00a0{shown_percent(TILT)}", 1 - TILT)):
            weights = list(election.weights)
            weights[voter] *= factor
            yield f"{name}, poids {label}", replace(election, weights=tuple(weights))


def shown_percent(share: Fraction) -> str:
    """Return a share as a French percentage."""
    return f"{int(share * 100)}\u00a0%"


def without_one(election: Election) -> Iterator[tuple[str, Election]]:
    """Yield the election without each group in turn, its share going to the others."""
    if len(election.voters) < 2:
        return
    for voter, name in enumerate(election.voters):
        yield (
            f"sans {name}",
            replace(
                election,
                voters=election.voters[:voter] + election.voters[voter + 1 :],
                weights=election.weights[:voter] + election.weights[voter + 1 :],
                ballots=election.ballots[:voter] + election.ballots[voter + 1 :],
            ),
        )
