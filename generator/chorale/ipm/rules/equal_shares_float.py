"""Method of Equal Shares in floats, outcome only, for thousands of draws.

A filter in the sense of exact geometry: every comparison that rounding could turn is a doubt, and a doubt gives the
question back to the exact rule. What is answered is what the exact rule answers.
"""

from heapq import heapify, heappop, heappush
from math import inf

from chorale.ipm.constraints import Bundle, Constraints, bits
from chorale.ipm.decision import Start
from chorale.ipm.rules.greedy import filled

FEWEST = 48
"""From this number of voters on, the exact rule handles equal wallets together, which floats would not hasten."""

DOUBT = 1e-9
"""Of the budget: ten thousand times what some hundred purchases, each a few operations, can round away."""

SMALL = 1 << 26
"""Ratios of smaller whole numbers are equal as floats only where they are equal (IEEE 754: 53 bits)."""

FloatOffer = tuple[float, int, Bundle]
"""(a price that the bundle cannot be under, what it is wanted for, the bundle)."""

Priced = tuple[float, float, int, Bundle]
"""(its price, how wrong it may be, what it is wanted for, the bundle)."""


def answers(constraints: Constraints) -> bool:
    """Tell whether the filter knows the rule: equal shares for groups, completed or not, no floor to reserve."""
    rule, election = constraints.rule, constraints.election
    return (
        rule.method == "equal-shares"
        and rule.completion in ("none", "points-per-cost", "utilitarian")
        and not rule.comparison
        and len(election.voters) < FEWEST
        and not any(bounds.floor for bounds in election.bounds.values())
    )


def retained(constraints: Constraints, start: Start) -> int | None:
    """Return what is retained, as bits; None in doubt."""
    election, completion = constraints.election, constraints.rule.completion
    budget, weight = float(start.budget) * election.money, sum(election.whole_weights) or 1
    bought = purchases(
        constraints,
        start,
        [budget * part / weight for part in election.whole_weights],
        budget * DOUBT,
    )
    if bought is None or completion == "none":
        return bought
    spent = constraints.cost(bought & ~start.retained)
    rest = Start(
        retained=bought, allowed=start.allowed, budget=start.budget - election.in_units(spent)
    )
    more = filled(constraints, rest, per_cost=completion == "points-per-cost")
    return bought | bits([member for step in more.steps for member in step.members])


def purchases(
    constraints: Constraints, start: Start, wallets: list[float], doubt: float
) -> int | None:
    """Return what the wallets buy, with what was retained before."""
    chosen = start.retained
    offered = {
        bundle[0]: bundle for bundle in constraints.candidates(chosen, start.allowed) if bundle[5]
    }
    waiting: list[FloatOffer] = [
        ((bundle[3] - doubt) / bundle[5], bundle[0], bundle) for bundle in offered.values()
    ]
    heapify(waiting)
    while True:
        close = closest(offered, waiting, wallets, doubt)
        if not close:
            return None if close is None else chosen
        bundle = close[0][3] if len(close) == 1 else preferred(constraints, close, waiting)
        if bundle is None:
            return None
        paid = close[0][0]
        for voter, gain in bundle[4]:
            left = wallets[voter] - paid * gain
            wallets[voter] = max(0.0, left)
        chosen |= bundle[2]
        for wanted in constraints.touched(bundle[1]):
            known = offered.pop(wanted, None)
            if known and (rest := constraints.left(wanted, chosen)) and rest[5]:
                offered[wanted] = rest
                if rest is not known:
                    heappush(waiting, ((rest[3] - doubt) / rest[5], wanted, rest))


def preferred(
    constraints: Constraints, close: list[Priced], waiting: list[FloatOffer]
) -> Bundle | None:
    """Return the first in the tie order where prices are surely equal, the others waiting again; None in doubt."""
    if any(error for _, error, _, _ in close):
        return None
    first = min([bundle for _, _, _, bundle in close], key=constraints.rank)
    for level, _, wanted, bundle in close:
        if bundle is not first:
            heappush(waiting, (level, wanted, bundle))
    return first


def closest(
    offered: dict[int, Bundle], waiting: list[FloatOffer], wallets: list[float], doubt: float
) -> list[Priced] | None:
    """Return those whose price may be the lowest, the lowest first; empty when nothing can be paid for, None in doubt.

    Prices never fall, so `waiting`, a heap, keeps what each of the others may not be under.
    """
    ceiling, priced = inf, list[Priced]()
    while waiting and waiting[0][0] <= ceiling:
        _, wanted, bundle = heappop(waiting)
        if offered.get(wanted) is not bundle:
            continue
        found = price(bundle, wallets, doubt)
        if found is None:
            return None
        level, error = found
        if level < inf:
            priced.append((level, error, wanted, bundle))
            ceiling = min(ceiling, level + error)
    priced.sort()
    close = [one for one in priced if one[0] - one[1] <= ceiling]
    for level, error, wanted, bundle in priced:
        if level - error > ceiling:
            heappush(waiting, (level - error, wanted, bundle))
    return close


def price(bundle: Bundle, wallets: list[float], doubt: float) -> tuple[float, float] | None:
    """Return the price per unit of gain and its error, infinite when money is short; None in doubt.

    Where nobody is short, the price is the nearest float to a ratio of small whole numbers: two are equal, or differ.
    """
    _, _, _, cost, support, rest = bundle
    need = float(cost)
    for voter, gain in support:
        if wallets[voter] * rest < (need + doubt) * gain:
            break
    else:
        return need / rest, 0.0 if cost < SMALL and rest < SMALL else doubt / rest
    for limit, gain in sorted([(wallets[voter] / gain, gain) for voter, gain in support]):
        if limit * rest >= need + doubt:
            return need / rest, doubt / rest
        need -= limit * gain
        rest -= gain
    return None if need <= doubt else (inf, 0.0)
