"""Sequential Phragmén: supporters earn at the pace of their weight, a request is bought when they can pay.

Brill, Freeman, Janson and Lackner (2017), with costs: each purchase is the one that comes first in time.
"""

from collections import Counter
from fractions import Fraction

from chorale.ipm.amounts import over_common
from chorale.ipm.constraints import Bundle, Constraints
from chorale.ipm.decision import READABLE, Outcome, Start, Step
from chorale.ipm.rules.lowest import lowest


class Earnings:
    """When each voter last paid; those of the same instant and weight have one number, from which both are read."""

    def __init__(self, weights: tuple[int, ...]) -> None:
        self.instants = [Fraction(0)]
        self.base = max(weights, default=0) + 1
        self.alike = list(weights)

    def instant(self, bundle: Bundle) -> Fraction:
        """Return when the supporters of a bundle can pay for it together."""
        pace, owed = 0, Fraction(0)
        for one, count in Counter([self.alike[voter] for voter, _ in bundle.support]).items():
            at, weight = divmod(one, self.base)
            pace += count * weight
            owed += count * weight * self.instants[at]
        return (bundle.cost + owed) / pace

    def pay(self, bundle: Bundle, instant: Fraction) -> list[Fraction]:
        """Take from the supporters all that they had earned since they last paid, and return it, but for a crowd."""
        payments = [Fraction(0)] * len(self.alike) if len(self.alike) <= READABLE else []
        for voter, _ in bundle.support:
            at, weight = divmod(self.alike[voter], self.base)
            self.alike[voter] = len(self.instants) * self.base + weight
            if payments:
                payments[voter] = weight * (instant - self.instants[at])
        self.instants.append(instant)
        return payments


def phragmen(constraints: Constraints, start: Start) -> Outcome:
    """Buy in the order of time; what no longer fits is skipped, or stops everything (rule.overflow)."""
    election, retained, skip = (
        constraints.election,
        start.retained,
        constraints.rule.overflow == "skip",
    )
    earnings, money = Earnings(election.whole_weights), start.budget * election.money
    bounds, steps = dict[int, float](), list[Step]()
    waiting = constraints.candidates(retained, start.allowed)
    while True:
        waiting = [one for one in constraints.left(waiting, retained) if one.support]
        fits = [one for one in waiting if not (skip and one.cost > money)]
        found = lowest(constraints, fits, bounds, earnings.instant)
        if found is None or found[1].cost > money:
            return Outcome(steps=tuple(steps), aside=(found[2],) if found and found[2] else ())
        instant, bundle, tied = found
        scale, payments = over_common(earnings.pay(bundle, instant))
        scale *= election.money
        steps.append(Step(bundle.wanted, bundle.members, payments=payments, scale=scale, tied=tied))
        retained, money = retained | bundle.mask, money - bundle.cost
