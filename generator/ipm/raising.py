"""Add1: give every wallet one unit more until the next would overspend; and the comparison with the plain order."""

from dataclasses import replace
from fractions import Fraction

from generator.ipm.constraints import Bundle, Constraints, bits, positions
from generator.ipm.decision import Outcome, Start
from generator.ipm.equal_shares import equal_shares
from generator.ipm.greedy import by_points


def raised(constraints: Constraints, start: Start, *, exhaustive: bool) -> Outcome:
    """Return the last equal-shares outcome that the real budget can pay; exhaustive also stops once nothing more fits.

    The unit is one of the envelope's, for a voter of average weight.
    """
    voters = len(constraints.election.voters)
    best = equal_shares(constraints, start)
    budget = start.budget
    while voters and not (exhaustive and exhausted(constraints, start, best)) and unbought(constraints, start, best):
        budget += voters
        outcome = equal_shares(constraints, replace(start, budget=budget))
        if spent(constraints, outcome) > start.budget:
            return best
        best = outcome
    return best


def spent(constraints: Constraints, outcome: Outcome) -> Fraction:
    """Return what an outcome costs."""
    return constraints.election.total_cost(member for step in outcome.steps for member in step.members)


def after(start: Start, outcome: Outcome) -> int:
    """Return all that is retained after an outcome, as bits."""
    return start.retained | bits(member for step in outcome.steps for member in step.members)


def unbought(constraints: Constraints, start: Start, outcome: Outcome) -> list[Bundle]:
    """Return what richer wallets could still buy: a wallet of weight 0 never grows."""
    weights = constraints.election.whole_weights
    candidates = constraints.candidates(after(start, outcome), start.allowed)
    return [bundle for bundle in candidates if any(weights[voter] for voter, _ in bundle.support)]


def exhausted(constraints: Constraints, start: Start, outcome: Outcome) -> bool:
    """Tell whether nothing that somebody wants fits in what is left of the real budget."""
    left = (start.budget - spent(constraints, outcome)) * constraints.election.money
    return all(bundle.cost > left for bundle in unbought(constraints, start, outcome))


def compared(constraints: Constraints, start: Start, outcome: Outcome) -> Outcome:
    """Return the plain order by points instead, when more voters (by weight) prefer it to the outcome."""
    plain = by_points(constraints, start)
    election = constraints.election
    mine, theirs = after(start, outcome) & ~start.retained, after(start, plain) & ~start.retained
    worth = [0] * len(election.voters)
    for chosen, sign in ((mine & ~theirs, 1), (theirs & ~mine, -1)):
        for request in positions(chosen):
            for voter, gain in constraints.support[request]:
                worth[voter] += sign * gain
    balance = sum(weight * ((gain > 0) - (gain < 0)) for weight, gain in zip(election.weights, worth, strict=True))
    return outcome if balance >= 0 else plain
