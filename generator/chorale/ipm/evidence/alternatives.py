"""Comparison of voting rules on one election, and the sweep of the envelope as intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import dropwhile

from chorale.ipm.constraints import Constraints, positions
from chorale.ipm.decide import RULES, decide_election
from chorale.ipm.decision import Decision
from chorale.ipm.election import Election
from chorale.ipm.evidence.at_once import at_envelopes
from chorale.ipm.infeasible import clashes
from chorale.ipm.model import Method


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One rule's result; satisfaction is the points that each group gave to what is retained."""

    method: Method
    retained: tuple[str, ...]
    cost: Fraction
    points: Fraction
    satisfaction: tuple[Fraction, ...]
    entered: tuple[str, ...]
    left: tuple[str, ...]


def compare(decision: Decision) -> tuple[Compared, ...]:
    """Return every rule's result beside the decision's, with the same constraints and tie order."""
    return tuple(compared(decision, method) for method, _ in RULES)


def compared(decision: Decision, method: Method) -> Compared:
    """Return one rule's result beside the decision."""
    election, found = decision.election, other(decision, method)
    return Compared(
        method=method,
        retained=found.retained,
        cost=found.cost,
        points=election.total_points(positions_of(election, found.retained)),
        satisfaction=satisfaction(election, found.retained),
        entered=tuple(
            reference for reference in found.retained if reference not in decision.retained
        ),
        left=tuple(reference for reference in decision.retained if reference not in found.retained),
    )


def other(decision: Decision, method: Method) -> Decision:
    """Return what another rule decides of the same election: its rounds too, not only what it retains."""
    if method == decision.rule.method:
        return decision
    return decide_election(
        decision.election, replace(decision.rule, method=method, overflow="skip")
    )


def positions_of(election: Election, references: tuple[str, ...]) -> list[int]:
    """Return positions for references."""
    where = {reference: index for index, reference in enumerate(election.references)}
    return [where[reference] for reference in references]


def satisfaction(election: Election, references: tuple[str, ...]) -> tuple[Fraction, ...]:
    """Return the points that each voter gave to a set, in the order of voters."""
    chosen = set(positions_of(election, references))
    return tuple(
        Fraction(sum(points for request, points in ballot.items() if request in chosen))
        for ballot in election.ballots
    )


STEPS = 120
"""How many envelopes are tried unless the caller says otherwise."""

Interval = tuple[Fraction, Fraction]


@dataclass(frozen=True, kw_only=True)
class Point:
    """What one envelope retains; points are the total given, each group's by its weight."""

    envelope: Fraction
    retained: tuple[str, ...]
    cost: Fraction
    points: Fraction


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """Points in growing order, and for each request the runs of tried envelopes that retain it."""

    points: tuple[Point, ...]
    intervals: Mapping[str, tuple[Interval, ...]]


def sweep(
    decision: Decision,
    low: Fraction | None = None,
    high: Fraction | None = None,
    *,
    steps: int = STEPS,
) -> Sweep:
    """Decide for envelopes from `low` (half) to `high` (half as much again), the decision's own among them."""
    election, constraints = decision.election, Constraints(decision.election, decision.rule)
    tried = list(
        dropwhile(partial(unpayable, constraints), envelopes(election, low, high, steps=steps))
    )
    kept = at_envelopes(constraints, [int(amount * election.money) for amount in tried])
    return Sweep(
        points=tuple(
            Point(
                envelope=amount,
                retained=tuple(election.references[one] for one in positions(chosen)),
                cost=election.total_cost(positions(chosen)),
                points=election.total_points(positions(chosen)),
            )
            for amount, chosen in zip(tried, kept, strict=True)
        ),
        intervals={
            name: tuple(runs_of(tried, [chosen >> place & 1 for chosen in kept]))
            for place, name in enumerate(election.references)
        },
    )


def envelopes(
    election: Election, low: Fraction | None, high: Fraction | None, *, steps: int
) -> list[Fraction]:
    """Return the envelopes to try, in growing order, the election's own among them where it stands between."""
    low = election.envelope / 2 if low is None else low
    high = election.envelope * 3 / 2 if high is None else high
    money, tried = election.money, [low + (high - low) * turn / steps for turn in range(steps + 1)]
    own = {election.envelope} if low <= election.envelope <= high else set()
    rounded = {Fraction(round(amount * money), money) for amount in tried}
    return sorted(amount for amount in rounded | own if amount > 0)


def unpayable(constraints: Constraints, envelope: Fraction) -> bool:
    """Tell whether an envelope is short of what is mandatory or promised to themes: a larger one may not be."""
    other = replace(constraints.election, envelope=envelope)
    return bool(clashes(Constraints(other, constraints.rule)))


def runs_of(tried: Sequence[Fraction], held: Sequence[int]) -> list[Interval]:
    """Return the runs of successive envelopes where something held, as (first, last)."""
    runs: list[Interval] = []
    for before, amount, now in zip((0, *held), tried, held, strict=False):
        if now:
            runs.append((runs.pop()[0] if before else amount, amount))
    return runs
