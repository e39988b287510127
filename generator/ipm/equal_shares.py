"""Method of Equal Shares: wallets of equal right buy, again and again, the request with the lowest price per point.

Peters, Pierczyński and Skowron, "Proportional Participatory Budgeting with Additive Utilities" (2021). All wallets are
whole numbers over one common denominator that grows with each purchase, so every comparison is exact.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import inf

from generator.ipm.constraints import Bundle, Constraints
from generator.ipm.crowd import Crowd, crowd_purchases
from generator.ipm.decision import Outcome, Start, Step
from generator.ipm.election import Election

CROWD = 48
"""From this number of voters on, those whose wallets are equal are handled together."""

SLACK = 1 + 1e-9
"""A float price steers the search; anything this close is compared exactly."""

Offer = tuple[float, int, Bundle]
"""(a price that the bundle cannot be under, what it is wanted for, the bundle)."""


def equal_shares(constraints: Constraints, start: Start) -> Outcome:
    """Share the budget by weight and let the wallets buy; return each purchase with who paid what."""
    election = constraints.election
    wallets, scale = shares(election, start.budget)
    if len(election.voters) >= CROWD:
        return by_crowd(constraints, start, Crowd(wallets, scale))
    steps = tuple(purchases(constraints, start, wallets, scale))
    if steps:
        return Outcome(steps=steps, wallets=steps[-1].wallets, scale=steps[-1].scale)
    return Outcome(steps=(), wallets=wallets, scale=scale * election.money)


def by_crowd(constraints: Constraints, start: Start, crowd: Crowd) -> Outcome:
    """Let a crowd buy; who paid what is not listed."""
    election = constraints.election
    unit = Fraction(election.gain_unit(constraints.rule.utility), election.money)
    steps = tuple(
        Step(wanted=bundle.wanted, members=bundle.members, price=(price * unit).as_integer_ratio(), tied=tied)
        for bundle, price, tied in crowd_purchases(constraints, start, crowd)
    )
    return Outcome(steps=steps, wallets=crowd.wallets(), scale=crowd.scales[-1] * election.money)


def shares(election: Election, budget: Fraction) -> tuple[list[int], int]:
    """Return the wallets in units of account over a common denominator."""
    weights, units = election.whole_weights, budget * election.money
    scale = max(1, sum(weights)) * units.denominator
    if election.even:
        return [units.numerator] * len(weights), scale
    return [weight * units.numerator for weight in weights], scale


def price(bundle: Bundle, wallets: list[int], scale: int) -> tuple[int, int] | None:
    """Return (need, rest): the supporters who can pay in full pay `need / rest` per unit; None when money is short."""
    need, rest, payers = bundle.cost * scale, bundle.total, tuple(bundle.support)
    short = [pair for pair in payers if wallets[pair[0]] * rest < need * pair[1]]
    if short and sum([wallets[voter] for voter, _ in payers]) < need:
        return None
    while short:
        for pair in short:
            need -= wallets[pair[0]]
            rest -= pair[1]
        payers = tuple([pair for pair in payers if pair not in short])
        short = [pair for pair in payers if wallets[pair[0]] * rest < need * pair[1]]
    return need, rest


def purchases(constraints: Constraints, start: Start, wallets: list[int], scale: int) -> Iterator[Step]:
    """Yield the purchases in order, with exact amounts in the envelope's unit; the price is per point."""
    retained, money = start.retained, constraints.election.money
    unit = constraints.election.gain_unit(constraints.rule.utility)
    waiting = [offer(bundle) for bundle in constraints.candidates(retained, start.allowed) if bundle.total]
    while True:
        waiting.sort()
        best = cheapest(constraints, waiting, wallets, scale)
        if best is None:
            return
        need, rest, bundle, tied = best
        before = [wallet * rest for wallet in wallets]
        wallets, scale, retained = charged(bundle, before, need), scale * rest, retained | bundle.mask
        yield Step(
            wanted=bundle.wanted,
            members=bundle.members,
            price=(need * unit, scale * money),
            before=before,
            wallets=wallets,
            scale=scale * money,
            tied=tied,
        )
        touched = constraints.touched(bundle.members)
        kept = [known for known in waiting if not touched >> known[1] & 1]
        if len(kept) < len(waiting) - 1:
            changed = [constraints.left(wanted, retained) for _, wanted, _ in waiting if touched >> wanted & 1]
            kept += [offer(left) for left in changed if left and left.total]
        waiting = kept


def offer(bundle: Bundle) -> Offer:
    """Return a bundle not priced yet: its price is at least what its supporters would pay if none were short."""
    return bundle.cost / bundle.total / SLACK, bundle.wanted, bundle


def cheapest(
    constraints: Constraints, waiting: list[Offer], wallets: list[int], scale: int
) -> tuple[int, int, Bundle, tuple[int, ...]] | None:
    """Return (need, rest, bundle, tied) at the lowest price; `waiting`, sorted, keeps what is learnt about the others.

    A bundle's price never falls: an old price bounds the new one from below.
    """
    best: tuple[int, int, Bundle] | None = None
    ceiling, tied = inf, list[int]()
    for place, (bound, wanted, bundle) in enumerate(waiting):
        if bound > ceiling or bound == inf:
            break
        found = price(bundle, wallets, scale)
        if found is None:
            waiting[place] = (inf, wanted, bundle)
            continue
        need, rest = found
        level = need / (rest * scale)
        waiting[place] = (level / SLACK, wanted, bundle)
        order = -1 if best is None else need * best[1] - best[0] * rest
        if order < 0:
            ceiling = min(ceiling, level * SLACK)
            best, tied = (need, rest, bundle), [wanted]
        elif order == 0 and best is not None:
            tied.append(wanted)
            if constraints.rank(bundle) < constraints.rank(best[2]):
                best = (need, rest, bundle)
    return None if best is None else (*best, tuple(sorted(tied)) if len(tied) > 1 else ())


def charged(bundle: Bundle, wallets: list[int], need: int) -> list[int]:
    """Return the wallets after the supporters paid `need` for each unit, or all they had."""
    after = wallets.copy()
    for voter, gain in bundle.support:
        due = need * gain
        after[voter] = after[voter] - due if after[voter] > due else 0
    return after
