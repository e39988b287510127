"""Method of Equal Shares: wallets of equal right buy, again and again, the request with the lowest price per point.

Peters, Pierczyński and Skowron, "Proportional Participatory Budgeting with Additive Utilities" (2021). All wallets are
whole numbers over one common denominator that grows with each purchase, so every comparison is exact.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

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
    """A bundle bought at `need / (rest × scale)` per unit of utility; wallets are over `scale` before, `after` after."""

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
        Step(wanted=bundle.wanted, members=bundle.members, price=price * unit, tied=tied)
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
    need = bundle.cost * scale
    payers = bundle.support
    if sum([wallets[voter] for voter, _ in payers]) < need or not payers:
        return None
    while True:
        rest = sum([gain for _, gain in payers])
        short = [pair for pair in payers if wallets[pair[0]] * rest < need * pair[1]]
        if not short:
            return need, rest
        need -= sum([wallets[voter] for voter, _ in short])
        payers = tuple([pair for pair in payers if pair not in short])


def purchases(constraints: Constraints, start: Start, wallets: list[int], scale: int) -> Iterator[Purchase]:
    """Yield the purchases in order; a price never falls, so an old price bounds the new one from below."""
    retained = start.retained
    waiting = [(0.0, bundle) for bundle in constraints.candidates(retained, start.allowed)]
    while True:
        best: tuple[int, int, Bundle] | None = None
        ceiling, tied, kept = float("inf"), [], []
        waiting.sort(key=lambda pair: pair[0])
        for place, (floor, bundle) in enumerate(waiting):
            if floor > ceiling:
                kept.extend(waiting[place:])
                break
            found = price(bundle, wallets, scale)
            if found is None:
                continue
            need, rest = found
            kept.append((need / (rest * scale) / SLACK, bundle))
            order = -1 if best is None else need * best[1] - best[0] * rest
            if order < 0:
                ceiling = need / (rest * scale) * SLACK
                best, tied = (need, rest, bundle), [bundle.wanted]
            elif order == 0 and best is not None:
                tied.append(bundle.wanted)
                if bundle.rank < best[2].rank:
                    best = (need, rest, bundle)
        if best is None:
            return
        need, rest, bundle = best
        after = charged(bundle, wallets, need, rest)
        yield Purchase(
            bundle,
            need,
            rest,
            scale,
            wallets,
            after,
            tuple(sorted(tied)) if len(tied) > 1 else (),
        )
        wallets, scale, retained = after, scale * rest, retained | bundle.mask
        waiting = remaining(constraints, start, retained, kept, bundle)


def remaining(
    constraints: Constraints,
    start: Start,
    retained: int,
    kept: list[tuple[float, Bundle]],
    bought: Bundle,
) -> list[tuple[float, Bundle]]:
    """Return who may still be bought; where links exist, bundles have changed and their old prices bound nothing."""
    if constraints.free:
        return [pair for pair in kept if pair[1] is not bought]
    return [(0.0, bundle) for bundle in constraints.candidates(retained, start.allowed)]


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
        price=Fraction(purchase.need * unit, purchase.rest * purchase.scale * election.money),
        payments=paid,
        wallets=purchase.wallets,
        scale=after,
        tied=purchase.tied,
    )
