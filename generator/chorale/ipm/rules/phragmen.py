"""Sequential Phragmén: supporters earn at the pace of their weight, a request is bought when they can pay.

Brill, Freeman, Janson and Lackner (2017), with costs: each purchase is the one that comes first in time.
"""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

from chorale.ipm.amounts import over_common
from chorale.ipm.constraints import Bundle, Constraints
from chorale.ipm.decision import READABLE, Outcome, Start, Step


class Earnings:
    """When each voter last paid; voters with the same instant and weight are one class."""

    def __init__(self, weights: tuple[int, ...]) -> None:
        self.weights = weights
        self.where = list(weights)
        self.paid_at = {weight: Fraction(0) for weight in weights}
        self.pace = {weight: weight for weight in weights}

    def instant(self, bundle: Bundle) -> Fraction:
        """Return when the supporters of a bundle can pay for it together."""
        classes = Counter([self.where[voter] for voter, _ in bundle.support])
        pace = sum([self.pace[group] * count for group, count in classes.items()])
        owed = sum(
            [self.pace[group] * count * self.paid_at[group] for group, count in classes.items()]
        )
        return (bundle.cost + owed) / Fraction(pace)

    def pay(self, bundle: Bundle, instant: Fraction) -> None:
        """Record that the supporters have spent all that they had earned at an instant."""
        born: dict[int, int] = {}
        for voter, _ in bundle.support:
            weight = self.weights[voter]
            if weight not in born:
                born[weight] = len(self.paid_at) + max(self.weights) + 1
                self.paid_at[born[weight]], self.pace[born[weight]] = instant, weight
            self.where[voter] = born[weight]


def phragmen(constraints: Constraints, start: Start) -> Outcome:
    """Buy in the order of time; what no longer fits is skipped, or stops everything (rule.overflow)."""
    election = constraints.election
    earnings = Earnings(election.whole_weights)
    bounds: dict[int, Fraction] = {}
    steps: list[Step] = []
    while True:
        found = earliest(constraints, earnings, start, bounds)
        if found is None:
            return Outcome(steps=tuple(steps))
        instant, bundle, tied = found
        if bundle.cost > start.budget * election.money:
            return Outcome(steps=tuple(steps), aside=(tied,) if tied else ())
        steps.append(purchase(bundle, earnings, instant, tied, election.money))
        earnings.pay(bundle, instant)
        left = start.budget - Fraction(bundle.cost, election.money)
        start = replace(start, retained=start.retained | bundle.mask, budget=left)


def earliest(
    constraints: Constraints, earnings: Earnings, start: Start, bounds: dict[int, Fraction]
) -> tuple[Fraction, Bundle, tuple[int, ...]] | None:
    """Return the first purchase in time; an instant computed earlier bounds the new one from below."""
    best: tuple[Fraction, Bundle] | None = None
    tied: list[int] = []
    skip, money = constraints.rule.overflow == "skip", start.budget * constraints.election.money
    waiting = [
        bundle
        for bundle in constraints.candidates(start.retained, start.allowed)
        if any(earnings.weights[voter] for voter, _ in bundle.support)
        and not (skip and bundle.cost > money)
    ]
    for bundle in sorted(waiting, key=lambda bundle: bounds.get(bundle.mask, Fraction(0))):
        if best is not None and bounds.get(bundle.mask, Fraction(0)) > best[0]:
            break
        instant = bounds[bundle.mask] = earnings.instant(bundle)
        if best is None or instant < best[0]:
            best, tied = (instant, bundle), [bundle.wanted]
        elif instant == best[0]:
            tied.append(bundle.wanted)
            best = min(best, (instant, bundle), key=lambda pair: constraints.rank(pair[1]))
    return None if best is None else (*best, tuple(sorted(tied)) if len(tied) > 1 else ())


def purchase(
    bundle: Bundle, earnings: Earnings, instant: Fraction, tied: tuple[int, ...], money: int
) -> Step:
    """Return the purchase with what each supporter paid: all that it had earned since it last paid."""
    payments = [Fraction(0)] * len(earnings.weights)
    if len(payments) > READABLE:
        return Step(wanted=bundle.wanted, members=bundle.members, tied=tied)
    for voter, _ in bundle.support:
        payments[voter] = earnings.weights[voter] * (
            instant - earnings.paid_at[earnings.where[voter]]
        )
    scale, whole = over_common(payments)
    return Step(
        wanted=bundle.wanted,
        members=bundle.members,
        payments=whole,
        scale=scale * money,
        tied=tied,
    )
