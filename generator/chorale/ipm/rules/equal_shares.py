"""Method of Equal Shares on points (Peters, Pierczyński, Skowron 2021), exact, with the Add1 completion.

Peters, Pierczyński and Skowron, "Proportional Participatory Budgeting with Additive Utilities" (2021). All wallets are
whole numbers over one common denominator that grows with each purchase, so every comparison is exact.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from math import lcm

from chorale.ipm.constraints import Bundle, Constraints
from chorale.ipm.decision import Outcome, Start, Step
from chorale.ipm.election import Election
from chorale.ipm.rules.greedy import by_points
from chorale.ipm.rules.lowest import lowest

Selection = Callable[[Constraints, Start], Outcome]
"""The one signature of all rules."""


def equal_shares(constraints: Constraints, start: Start) -> Outcome:
    """Share the budget by weight and let the wallets buy; return each purchase with who paid what."""
    election, retained, steps = constraints.election, start.retained, list[Step]()
    wallets, scale = shares(election, start.budget)
    unit, bounds = election.gain_unit(constraints.rule.utility), dict[int, float]()
    waiting = constraints.candidates(retained, start.allowed)
    while True:
        waiting = [bundle for bundle in constraints.left(waiting, retained) if bundle.support]
        cost = partial(price, wallets=wallets, scale=scale)
        found = lowest(constraints, waiting, bounds, cost)
        if found is None:
            break
        level, bundle, tied = found
        finer = lcm(scale, level.denominator)
        before = [wallet * (finer // scale) for wallet in wallets]
        wallets, scale = charged(bundle, before, int(level * finer)), finer
        retained |= bundle.mask
        steps.append(
            Step(
                wanted=bundle.wanted,
                members=bundle.members,
                price=(level * unit / election.money).as_integer_ratio(),
                payments=[old - new for old, new in zip(before, wallets, strict=True)],
                wallets=wallets,
                scale=scale * election.money,
                tied=tied,
            )
        )
    return Outcome(steps=tuple(steps), wallets=wallets, scale=scale * election.money)


def shares(election: Election, budget: Fraction) -> tuple[list[int], int]:
    """Return the wallets in units of account over a common denominator."""
    weights, units = election.whole_weights, budget * election.money
    scale = max(1, sum(weights)) * units.denominator
    return [weight * units.numerator for weight in weights], scale


def price(bundle: Bundle, wallets: list[int], scale: int) -> Fraction | None:
    """Return what a unit of gain costs its supporters: who is short pays all it has; None when money is short."""
    need, rest, payers = bundle.cost * scale, bundle.total, list(bundle.support)
    while payers:
        short = [pair for pair in payers if wallets[pair[0]] * rest < need * pair[1]]
        if not short:
            return Fraction(need, rest * scale)
        for voter, gain in short:
            need -= wallets[voter]
            rest -= gain
        payers = [pair for pair in payers if pair not in short]
    return None


def charged(bundle: Bundle, wallets: list[int], level: int) -> list[int]:
    """Return the wallets after the supporters paid `level` for each unit of gain, or all they had."""
    after = wallets.copy()
    for voter, gain in bundle.support:
        after[voter] = max(0, after[voter] - level * gain)
    return after


def raised(constraints: Constraints, start: Start, buy: Selection, *, exhaustive: bool) -> Outcome:
    """Return the last equal-shares outcome that the real budget can pay; exhaustive also stops once nothing more fits.

    Each voter is given one unit of the envelope for each unit of its weight.
    """
    election, richer, tried = constraints.election, start, dict[tuple[int, ...], None]()
    more = sum(election.weights, Fraction(0))
    best = buy(constraints, start)
    while more and growing(constraints, start.after(election, best), exhaustive=exhaustive):
        richer = replace(richer, budget=richer.budget + more)
        outcome = buy(constraints, richer)
        tried.update(dict.fromkeys((*best.ties, *outcome.ties)))
        if start.after(election, outcome).budget < 0:
            break
        best = outcome
    return replace(best, aside=tuple(tried))


def growing(constraints: Constraints, rest: Start, *, exhaustive: bool) -> bool:
    """Tell whether richer wallets could buy more; exhaustive asks that it fits in what is left of the real budget."""
    left = rest.budget * constraints.election.money
    return any(
        bundle.support and (bundle.cost <= left or not exhaustive)
        for bundle in constraints.candidates(rest.retained, rest.allowed)
    )


def compared(constraints: Constraints, start: Start, outcome: Outcome) -> Outcome:
    """Return the plain order by points instead, when more voters (by weight) prefer it to the outcome."""
    plain = by_points(constraints, start)
    weights = constraints.election.weights
    worth = [0] * len(weights)
    for one, sign in ((outcome, 1), (plain, -1)):
        for request in one.members:
            for voter, gain in constraints.support[request]:
                worth[voter] += sign * gain
    pairs = zip(weights, worth, strict=True)
    if sum(weight * ((gain > 0) - (gain < 0)) for weight, gain in pairs) < 0:
        outcome, plain = plain, outcome
    return replace(outcome, aside=(*outcome.aside, *plain.ties))
