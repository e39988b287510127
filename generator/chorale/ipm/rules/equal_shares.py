"""Method of Equal Shares on points (Peters, Pierczyński, Skowron 2021), exact, with the Add1 completion.

Peters, Pierczyński and Skowron, "Proportional Participatory Budgeting with Additive Utilities" (2021). All wallets are
whole numbers over one common denominator that grows with each purchase, so every comparison is exact.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import inf

from chorale.ipm.constraints import Bundle, Constraints, bits, positions
from chorale.ipm.decision import Outcome, Start, Step
from chorale.ipm.election import Election
from chorale.ipm.rules.greedy import by_points

SLACK = 1 + 1e-9
"""A float price steers the search; anything this close is compared exactly."""

Selection = Callable[[Constraints, Start], Outcome]
"""The one signature of all rules."""

ExactOffer = tuple[float, int, Bundle]
"""(a price that the bundle cannot be under, what it is wanted for, the bundle)."""


def equal_shares(constraints: Constraints, start: Start) -> Outcome:
    """Share the budget by weight and let the wallets buy; return each purchase with who paid what."""
    election = constraints.election
    wallets, scale = shares(election, start.budget)
    steps = tuple(purchases(constraints, start, wallets, scale))
    if steps:
        return Outcome(steps=steps, wallets=steps[-1].wallets, scale=steps[-1].scale)
    return Outcome(steps=(), wallets=wallets, scale=scale * election.money)


def shares(election: Election, budget: Fraction) -> tuple[list[int], int]:
    """Return the wallets in units of account over a common denominator."""
    weights, units = election.whole_weights, budget * election.money
    scale = max(1, sum(weights)) * units.denominator
    if election.even:
        return [units.numerator] * len(weights), scale
    return [weight * units.numerator for weight in weights], scale


def price(bundle: Bundle, wallets: list[int], scale: int) -> tuple[int, int] | None:
    """Return (need, rest): the supporters who can pay in full pay `need / rest` per unit; None when money is short."""
    _, _, _, cost, support, rest = bundle
    need, payers = cost * scale, support
    short = [pair for pair in payers if wallets[pair[0]] * rest < need * pair[1]]
    if short and sum([wallets[voter] for voter, _ in payers]) < need:
        return None
    while short:
        for voter, gain in short:
            need -= wallets[voter]
            rest -= gain
        payers = tuple([pair for pair in payers if pair not in short])
        short = [pair for pair in payers if wallets[pair[0]] * rest < need * pair[1]]
    return need, rest


def purchases(
    constraints: Constraints, start: Start, wallets: list[int], scale: int
) -> Iterator[Step]:
    """Yield the purchases in order, with exact amounts in the envelope's unit; the price is per point."""
    retained, money = start.retained, constraints.election.money
    unit = constraints.election.gain_unit(constraints.rule.utility)
    offered = {
        bundle[0]: bundle for bundle in constraints.candidates(retained, start.allowed) if bundle[5]
    }
    waiting = list(map(offer, offered.values()))
    heapify(waiting)
    while True:
        best = cheapest(constraints, offered, waiting, wallets, scale)
        if best is None:
            return
        need, rest, bundle, tied = best
        before = [wallet * rest for wallet in wallets]
        wallets, scale, retained = (
            charged(bundle, before, need),
            scale * rest,
            retained | bundle.mask,
        )
        whole = scale * money
        yield Step(
            bundle.wanted,
            bundle.members,
            "shares",
            (need * unit.numerator, whole * unit.denominator),
            (),
            before,
            wallets,
            whole,
            tied,
        )
        for wanted in constraints.touched(bundle.members):
            known = offered.pop(wanted, None)
            if known and (left := constraints.left(wanted, retained)) and left.total:
                offered[wanted] = left
                if left is not known:
                    heappush(waiting, offer(left))


def offer(bundle: Bundle) -> ExactOffer:
    """Return a bundle not priced yet: its price is at least what its supporters would pay if none were short."""
    return bundle[3] / bundle[5] / SLACK, bundle[0], bundle


def cheapest(
    constraints: Constraints,
    offered: dict[int, Bundle],
    waiting: list[ExactOffer],
    wallets: list[int],
    scale: int,
) -> tuple[int, int, Bundle, tuple[int, ...]] | None:
    """Return (need, rest, bundle, tied) at the lowest price; `waiting`, a heap, keeps what is learnt about the others.

    A bundle's price never falls: an old price bounds the new one from below. What is too dear leaves the heap and comes
    back only when it has changed; what has changed is no longer `offered`.
    """
    need, rest, best, ceiling = 0, 0, None, inf
    others: list[ExactOffer] = []
    tied: list[int] = []
    while waiting and waiting[0][0] <= ceiling:
        _, wanted, bundle = heappop(waiting)
        if offered.get(wanted) is not bundle:
            continue
        found = price(bundle, wallets, scale)
        if found is None:
            continue
        level = found[0] / (found[1] * scale)
        known = (level / SLACK, wanted, bundle)
        order = -1 if best is None else found[0] * rest - need * found[1]
        if order == 0:
            tied.append(wanted)
        if best is None:
            need, rest, best, ceiling, tied = *found, known, level * SLACK, [wanted]
        elif order < 0 or (order == 0 and constraints.rank(bundle) < constraints.rank(best[2])):
            others.append(best)
            if order < 0:
                tied = [wanted]
            need, rest, best, ceiling = *found, known, min(ceiling, level * SLACK)
        else:
            others.append(known)
    for known in others:
        heappush(waiting, known)
    return (
        None
        if best is None
        else (need, rest, best[2], tuple(sorted(tied)) if len(tied) > 1 else ())
    )


def charged(bundle: Bundle, wallets: list[int], need: int) -> list[int]:
    """Return the wallets after the supporters paid `need` for each unit, or all they had."""
    after = wallets.copy()
    for voter, gain in bundle.support:
        due = need * gain
        after[voter] = after[voter] - due if after[voter] > due else 0
    return after


def raised(constraints: Constraints, start: Start, buy: Selection, *, exhaustive: bool) -> Outcome:
    """Return the last equal-shares outcome that the real budget can pay; exhaustive also stops once nothing more fits.

    Each voter is given one unit of the envelope for each unit of its weight.
    """
    more = sum(constraints.election.weights, Fraction(0))
    best = buy(constraints, start)
    budget, tried = start.budget, dict[tuple[int, ...], None]()
    while (
        more
        and not (exhaustive and exhausted(constraints, start, best))
        and unbought(constraints, start, best)
    ):
        budget += more
        outcome = buy(constraints, replace(start, budget=budget))
        tried.update(dict.fromkeys((*best.ties, *outcome.ties)))
        if spent(constraints, outcome) > start.budget:
            break
        best = outcome
    return replace(best, aside=tuple(tried))


def spent(constraints: Constraints, outcome: Outcome) -> Fraction:
    """Return what an outcome costs."""
    return constraints.election.total_cost(
        member for step in outcome.steps for member in step.members
    )


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
    mine, theirs = (
        after(start, outcome) & ~start.retained,
        after(start, plain) & ~start.retained,
    )
    worth = [0] * len(election.voters)
    for chosen, sign in ((mine & ~theirs, 1), (theirs & ~mine, -1)):
        for request in positions(chosen):
            for voter, gain in constraints.support[request]:
                worth[voter] += sign * gain
    balance = sum(
        weight * ((gain > 0) - (gain < 0))
        for weight, gain in zip(election.weights, worth, strict=True)
    )
    if balance < 0:
        outcome, plain = plain, outcome
    return replace(outcome, aside=(*outcome.aside, *plain.ties))
