"""The smallest change that would retain a request: envelope, cost, points of one group, points of all.

Each change is found by deciding again, exactly; equal shares is not monotone in the envelope, so the envelope's answer
is the first amount and the intervals come from the sweep.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from generator.ipm.constraints import Constraints
from generator.ipm.decision import Decision
from generator.ipm.election import Election
from generator.ipm.group_answers import largest_remainder
from generator.ipm.model import Rule
from generator.ipm.rules import selected

HORIZON = Fraction(3, 2)
"""Larger envelopes are tried up to half as much again: what needs more is not a small change."""

MOST_STEPS = 1000
"""An envelope is raised unit by unit as long as that makes fewer steps than this; beyond, by larger steps."""


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What would retain a request, each alone; None where nothing of that kind does."""

    reference: str
    envelope: Fraction | None
    cost: Fraction | None
    groups: Mapping[str, tuple[Fraction, Fraction]]
    everyone: Fraction | None


def retained_set(constraints: Constraints, envelope: Fraction | None = None) -> frozenset[int]:
    """Return the positions that are retained, without the story."""
    outcome = selected(constraints, envelope)
    return frozenset(member for step in outcome.steps for member in step.members)


def grain(election: Election) -> Fraction:
    """Return the step of amounts: one unit, or less where the costs have decimals."""
    return Fraction(1, election.money)


def changes(decision: Decision, references: Iterable[str]) -> tuple[Changes, ...]:
    """Return the smallest changes for each of these refused requests."""
    election, rule = decision.election, decision.rule
    wanted = [election.references.index(reference) for reference in references]
    envelopes = first_envelopes(election, rule, wanted)
    return tuple(
        Changes(
            reference=election.references[request],
            envelope=envelopes.get(request),
            cost=lower_cost(election, rule, request),
            groups=raised_points(election, rule, request),
            everyone=raised_together(election, rule, request),
        )
        for request in wanted
    )


def first_envelopes(election: Election, rule: Rule, wanted: Iterable[int]) -> dict[int, Fraction]:
    """Return, for each request, the first larger envelope that retains it (every unit is tried, or a fine grid)."""
    missing = set(wanted)
    last = election.envelope * HORIZON
    constraints = Constraints(election, rule)
    step = grain(election)
    if (last - election.envelope) / step > MOST_STEPS:
        step = (last - election.envelope) / MOST_STEPS
    found: dict[int, Fraction] = {}
    amount = election.envelope + step
    while missing and amount <= last:
        kept = retained_set(constraints, amount)
        found.update(dict.fromkeys(missing & kept, amount))
        missing -= kept
        amount += step
    return found


def lower_cost(election: Election, rule: Rule, request: int) -> Fraction | None:
    """Return the highest lower cost at which the request is retained."""
    step = grain(election)
    steps = int(election.costs[request] / step)

    def kept(saved: int) -> bool:
        costs = list(election.costs)
        costs[request] -= saved * step
        return request in retained_set(Constraints(replace(election, costs=tuple(costs)), rule))

    saved = least(kept, steps)
    return None if saved is None else election.costs[request] - saved * step


def raised_points(election: Election, rule: Rule, request: int) -> dict[str, tuple[Fraction, Fraction]]:
    """Return (points given, points needed) for each group that could retain the request alone.

    The points are taken from the group's other requests, in proportion: its total does not change.
    """
    found = {}
    for voter, name in enumerate(election.voters):
        now = Fraction(election.ballots[voter].get(request, 0))
        total = Fraction(sum(election.ballots[voter].values()))

        def kept(more: int, voter: int = voter, now: Fraction = now) -> bool:
            return request in retained_set(Constraints(shifted(election, (voter,), request, now + more), rule))

        more = least(kept, int(total - now))
        if more is not None:
            found[name] = (now, now + more)
    return found


def raised_together(election: Election, rule: Rule, request: int) -> Fraction | None:
    """Return how many points more, from every group at once, would retain the request."""
    voters = tuple(range(len(election.voters)))
    totals = [sum(ballot.values()) - ballot.get(request, 0) for ballot in election.ballots]

    def kept(more: int) -> bool:
        changed = election
        for voter in voters:
            now = Fraction(election.ballots[voter].get(request, 0))
            changed = shifted(changed, (voter,), request, now + min(more, int(totals[voter])))
        return request in retained_set(Constraints(changed, rule))

    more = least(kept, int(max(totals, default=0)))
    return None if more is None else Fraction(more)


def shifted(election: Election, voters: Iterable[int], request: int, points: Fraction) -> Election:
    """Return the election where voters give these points to a request, taken from their others in proportion."""
    ballots = list(election.ballots)
    for voter in voters:
        ballot = ballots[voter]
        others = {election.references[other]: Fraction(given) for other, given in ballot.items() if other != request}
        total = sum(ballot.values())
        rest = largest_remainder(others, int(total - points)) if others else {}
        position = {election.references[other]: other for other in ballot}
        ballots[voter] = {
            **{position[reference]: given for reference, given in rest.items() if given},
            **({request: points} if points else {}),
        }
    return election.with_ballots(tuple(ballots))


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
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if kept(middle) else (middle, high)
    return high
