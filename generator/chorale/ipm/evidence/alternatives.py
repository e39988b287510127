"""Comparison of voting rules on one election, and the sweep of the envelope as intervals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from chorale.ipm.constraints import Constraints, positions
from chorale.ipm.decide import RULES, decide_election, retained, run_all_phases
from chorale.ipm.decision import Decision
from chorale.ipm.election import Election
from chorale.ipm.evidence.at_once import retained as retained_at_once
from chorale.ipm.evidence.batch import batch
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
    election = decision.election
    tried = envelopes(election, low, high, steps=steps)
    points = tuple(point for amount in tried if (point := at(decision, amount)))
    return Sweep(
        points=points,
        intervals={
            name: runs_of((point.envelope, name in point.retained) for point in points)
            for name in election.references
        },
    )


def envelopes(
    election: Election,
    low: Fraction | None = None,
    high: Fraction | None = None,
    *,
    steps: int = STEPS,
) -> list[Fraction]:
    """Return the envelopes to try, in growing order, the election's own among them where it stands between."""
    low = election.envelope / 2 if low is None else low
    high = election.envelope * 3 / 2 if high is None else high
    tried = {
        rounded(low + (high - low) * turn / steps, election.money) for turn in range(steps + 1)
    }
    if low <= election.envelope <= high:
        tried.add(election.envelope)
    return sorted(amount for amount in tried if amount > 0)


def intervals(decision: Decision) -> dict[str, tuple[Interval, ...]]:
    """Return, for each request, the runs of the same envelopes that retain it: what a sweep says, all at once."""
    election = decision.election
    constraints = Constraints(election, decision.rule)
    tried = [amount for amount in envelopes(election) if payable(constraints, amount)]

    def exact(place: int) -> int:
        return retained(constraints, tried[place])

    units = [int(amount * election.money) for amount in tried]
    kept = retained_at_once(batch(constraints, envelopes=units), exact) if tried else []
    return {
        name: runs_of(
            (amount, bool(chosen >> place & 1)) for amount, chosen in zip(tried, kept, strict=True)
        )
        for place, name in enumerate(election.references)
    }


def payable(constraints: Constraints, envelope: Fraction) -> bool:
    """Tell whether an envelope pays what is mandatory, and what themes are promised."""
    election = constraints.election
    if not election.bounds:
        return election.total_cost(positions(constraints.mandatory())) <= envelope
    other = replace(election, envelope=envelope)
    return not clashes(Constraints(other, constraints.rule))


def rounded(amount: Fraction, money: int) -> Fraction:
    """Return an amount in whole units of account."""
    return Fraction(round(amount * money), money)


def at(decision: Decision, envelope: Fraction) -> Point | None:
    """Return what an envelope retains; None where it cannot even pay what is mandatory."""
    election = replace(decision.election, envelope=envelope)
    constraints = Constraints(election, decision.rule)
    if clashes(constraints):
        return None
    chosen = [member for step in run_all_phases(constraints).steps for member in step.members]
    return Point(
        envelope=envelope,
        retained=tuple(election.references[member] for member in chosen),
        cost=election.total_cost(chosen),
        points=election.total_points(chosen),
    )


def runs_of(tried: Iterable[tuple[Fraction, bool]]) -> tuple[Interval, ...]:
    """Return the runs of successive envelopes that retain a request."""
    found: list[Interval] = []
    open_ = False
    for envelope, inside in tried:
        if inside and open_:
            found[-1] = (found[-1][0], envelope)
        elif inside:
            found.append((envelope, envelope))
        open_ = inside
    return tuple(found)
