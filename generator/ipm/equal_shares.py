"""Method of Equal Shares: wallets of equal right buy, again and again, the request with the lowest price per point.

Peters, Pierczyński and Skowron, "Proportional Participatory Budgeting with Additive Utilities" (2021). All wallets are
whole numbers over one common denominator that grows with each purchase, so every comparison is exact.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import inf

from generator.ipm.constraints import Bundle, Constraints
from generator.ipm.crowd import Crowd, crowd_purchases
from generator.ipm.decision import Outcome, Start, Step
from generator.ipm.election import Election
from generator.ipm.model import Utility

CROWD = 48
"""From this number of voters on, those whose wallets are equal are handled together."""

SLACK = 1 + 1e-9
"""A float price steers the search; anything this close is compared exactly."""


@dataclass(slots=True)
class Purchase:
    """A bundle bought at `need / (rest × scale)` per unit; `before` is over scale, `wallets` over scale × rest."""

    bundle: Bundle
    need: int
    rest: int
    scale: int
    before: list[int]
    wallets: list[int]
    tied: tuple[int, ...]


def equal_shares(constraints: Constraints, start: Start) -> Outcome:
    """Share the budget by weight and let the wallets buy; return each purchase with who paid what."""
    election = constraints.election
    wallets, scale = shares(election, start.budget)
    if len(election.voters) >= CROWD:
        return by_crowd(constraints, start, Crowd(wallets, scale))
    steps = []
    for purchase in purchases(constraints, start, wallets, scale):
        steps.append(step(purchase, election, constraints.rule.utility))
        wallets, scale = purchase.wallets, purchase.scale * purchase.rest
    return Outcome(steps=tuple(steps), wallets=wallets, scale=scale * election.money)


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
    total = sum(election.whole_weights)
    units = budget * election.money
    return [weight * units.numerator for weight in election.whole_weights], max(1, total) * units.denominator


def price(bundle: Bundle, wallets: list[int], scale: int) -> tuple[int, int] | None:
    """Return (need, rest): the supporters who can pay in full pay `need / rest` per unit; None when money is short."""
    need, rest, payers = bundle.cost * scale, bundle.total, tuple(bundle.support)
    short = [pair for pair in payers if wallets[pair[0]] * rest < need * pair[1]]
    if not rest or (short and sum([wallets[voter] for voter, _ in payers]) < need):
        return None
    while short:
        need -= sum([wallets[voter] for voter, _ in short])
        rest -= sum([gain for _, gain in short])
        payers = tuple([pair for pair in payers if pair not in short])
        short = [pair for pair in payers if wallets[pair[0]] * rest < need * pair[1]]
    return need, rest


def purchases(constraints: Constraints, start: Start, wallets: list[int], scale: int) -> Iterator[Purchase]:
    """Yield the purchases in order; a bundle's price never falls, so an old price bounds the new one from below."""
    retained = start.retained
    bounds: dict[int, float] = {}
    waiting = constraints.candidates(retained, start.allowed)
    while True:
        best = cheapest(constraints, waiting, bounds, wallets, scale)
        if best is None:
            return
        need, rest, bundle, tied = best
        after = charged(bundle, wallets, need, rest)
        yield Purchase(bundle, need, rest, scale, wallets, after, tied)
        wallets, scale, retained = after, scale * rest, retained | bundle.mask
        if constraints.free:
            waiting = [other for other in waiting if other is not bundle]
        else:
            waiting = constraints.candidates(retained, start.allowed)


def cheapest(
    constraints: Constraints, waiting: list[Bundle], bounds: dict[int, float], wallets: list[int], scale: int
) -> tuple[int, int, Bundle, tuple[int, ...]] | None:
    """Return (need, rest, bundle, tied) at the lowest price; `bounds` keeps what is learnt about the others."""
    best: tuple[int, int, Bundle] | None = None
    ceiling, tied = inf, list[int]()
    for bundle in sorted(waiting, key=lambda bundle: bounds.get(bundle.mask, 0.0)):
        if bounds.get(bundle.mask, 0.0) > ceiling:
            break
        found = price(bundle, wallets, scale)
        if found is None:
            bounds[bundle.mask] = inf
            continue
        need, rest = found
        level = need / (rest * scale)
        bounds[bundle.mask] = level / SLACK
        order = -1 if best is None else need * best[1] - best[0] * rest
        if order < 0:
            ceiling = min(ceiling, level * SLACK)
            best, tied = (need, rest, bundle), [bundle.wanted]
        elif order == 0 and best is not None:
            tied.append(bundle.wanted)
            if constraints.rank(bundle) < constraints.rank(best[2]):
                best = (need, rest, bundle)
    return None if best is None else (*best, tuple(sorted(tied)) if len(tied) > 1 else ())


def charged(bundle: Bundle, wallets: list[int], need: int, rest: int) -> list[int]:
    """Return the wallets after the purchase, over the old scale times `rest`."""
    after = [wallet * rest for wallet in wallets]
    for voter, gain in bundle.support:
        due = need * gain
        after[voter] = after[voter] - due if after[voter] > due else 0
    return after


def step(purchase: Purchase, election: Election, utility: Utility) -> Step:
    """Return a purchase with exact amounts in the envelope's unit; the price is per point."""
    after = purchase.scale * purchase.rest * election.money
    paid = [old * purchase.rest - new for old, new in zip(purchase.before, purchase.wallets, strict=True)]
    unit = election.gain_unit(utility)
    return Step(
        wanted=purchase.bundle.wanted,
        members=purchase.bundle.members,
        price=(purchase.need * unit, after),
        payments=paid,
        wallets=purchase.wallets,
        scale=after,
        tied=purchase.tied,
    )
