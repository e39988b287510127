"""Method of Equal Shares with bounded overspending (BOS).

Papasotiropoulos, Pishbin, Skibski, Skowron and Wąs (2025). With a fraction α and a price ρ such that the supporters pay
α of the cost at ρ for each unit of α, the purchase with the lowest ρ / α is made in full; its supporters are charged ρ.
"""

from collections.abc import Sequence
from fractions import Fraction

from chorale.ipm.amounts import over_common
from chorale.ipm.constraints import Bundle, Constraints
from chorale.ipm.decision import Outcome, Start, Step


def bounded_overspending(constraints: Constraints, start: Start) -> Outcome:
    """Buy by the lowest ρ / α while the real budget pays; wallets may end with money that is already spent."""
    election = constraints.election
    total = sum(election.whole_weights) or 1
    money = start.budget * election.money
    wallets = [money * weight / total for weight in election.whole_weights]
    retained = start.retained
    steps: list[Step] = []
    while True:
        affordable = [
            bundle
            for bundle in constraints.candidates(retained, start.allowed)
            if bundle.cost <= money
        ]
        offers = [offer for bundle in affordable if (offer := cheapest(bundle, wallets))]
        if not offers:
            scale, whole = over_common(wallets)
            return Outcome(steps=tuple(steps), wallets=whole, scale=scale * election.money)
        best = min(offers, key=lambda offer: (offer[0], constraints.rank(offer[2])))
        bundle, before = best[2], wallets
        wallets = charged(bundle, wallets, best[1])
        tied = tuple(sorted(offer[2].wanted for offer in offers if offer[0] == best[0]))
        steps.append(step(constraints, best, before, wallets, tied))
        retained, money = retained | bundle.mask, money - bundle.cost


def cheapest(
    bundle: Bundle, wallets: Sequence[Fraction]
) -> tuple[Fraction, Fraction, Bundle] | None:
    """Return (ρ / α, ρ, bundle) at its lowest; between two limits of wallets it rises then falls, so limits suffice."""
    limits = sorted((wallets[voter] / gain, gain) for voter, gain in bundle.support)
    rest = sum(gain for _, gain in limits)
    paid, best = Fraction(0), None
    for limit, gain in limits:
        level = min(limit, (bundle.cost - paid) / rest)
        share = (paid + level * rest) / bundle.cost if bundle.cost else Fraction(1)
        if share:
            price = level / share
            if best is None or (price / share, price) < best:
                best = (price / share, price)
        if level < limit or share == 1:
            break
        paid, rest = paid + limit * gain, rest - gain
    return None if best is None else (*best, bundle)


def charged(bundle: Bundle, wallets: Sequence[Fraction], price: Fraction) -> list[Fraction]:
    """Return the wallets after the supporters paid the price, or all they had."""
    after = list(wallets)
    for voter, gain in bundle.support:
        after[voter] = max(Fraction(0), after[voter] - price * gain)
    return after


def step(
    constraints: Constraints,
    offer: tuple[Fraction, Fraction, Bundle],
    before: Sequence[Fraction],
    after: Sequence[Fraction],
    tied: tuple[int, ...],
) -> Step:
    """Return a purchase; the payments may add up to less than the cost: the difference is the overspending."""
    election = constraints.election
    paid = [old - new for old, new in zip(before, after, strict=True)]
    scale, whole = over_common((*paid, *after))
    return Step(
        wanted=offer[2].wanted,
        members=offer[2].members,
        price=(
            offer[1] * election.gain_unit(constraints.rule.utility) / election.money
        ).as_integer_ratio(),
        payments=whole[: len(paid)],
        wallets=whole[len(paid) :],
        scale=scale * election.money,
        tied=tied if len(tied) > 1 else (),
    )


def fractional_shares(constraints: Constraints, start: Start) -> dict[int, Fraction]:
    """Return the part of each request that wallets buy, at the lowest price, while the envelope could pay the rest."""
    election = constraints.election
    total = sum(election.whole_weights)
    left = start.budget * election.money
    wallets = [left * weight / total for weight in election.whole_weights]
    parts = {request: Fraction(0) for request in range(len(election.references))}
    while True:
        offers = []
        for request, part in parts.items():
            payers = [pair for pair in constraints.support[request] if wallets[pair[0]]]
            rest = election.whole_costs[request] * (1 - part)
            if payers and 0 < rest <= left:
                price = Fraction(election.whole_costs[request], sum(gain for _, gain in payers))
                offers.append(
                    (price, constraints.rank(constraints.bundle(request, 0)), request, payers)
                )
        if not offers:
            return parts
        price, _, request, payers = min(offers)
        part = min(1 - parts[request], *(wallets[voter] / (price * gain) for voter, gain in payers))
        parts[request] += part
        left -= part * election.whole_costs[request]
        for voter, gain in payers:
            wallets[voter] -= part * price * gain
