"""Maximin support: each purchase keeps the highest load of a supporter as low as can be.

Sánchez-Fernández, Fernández-García, Fisteus and Brill, "The maximin support method" (2016), with the costs of Aziz, Lee
and Talmon, "Proportionally Representative Participatory Budgeting" (2018). The least possible load of the most loaded
is what some coalition cannot share with others: the cost of what it alone supports, over its weight. All are looked at.
"""

from collections.abc import Iterator
from fractions import Fraction

from chorale.ipm.constraints import Bundle, Constraints, bits
from chorale.ipm.decision import Outcome, Start, Step
from chorale.ipm.infeasible import for_groups


class Loads:
    """What each coalition of voters, held as bits, must carry alone."""

    def __init__(self, weights: tuple[int, ...]) -> None:
        self.everyone = (1 << len(weights)) - 1
        self.weight = [0] * (self.everyone + 1)
        for coalition in range(1, self.everyone + 1):
            first = coalition & -coalition
            self.weight[coalition] = (
                self.weight[coalition ^ first] + weights[first.bit_length() - 1]
            )
        self.owed = [0] * (self.everyone + 1)
        self.highest = Fraction(0)

    def around(self, fans: int) -> Iterator[int]:
        """Yield the coalitions that hold all these voters."""
        others = more = self.everyone & ~fans
        while True:
            yield fans | more
            if not more:
                return
            more = (more - 1) & others

    def after(self, fans: int, cost: int) -> Fraction:
        """Return the highest load once these voters carry a cost more; they must weigh something."""
        return max(
            self.highest,
            *(Fraction(self.owed[some] + cost, self.weight[some]) for some in self.around(fans)),
        )

    def carry(self, fans: int, cost: int) -> None:
        """Give these voters a cost to carry."""
        self.highest = self.after(fans, cost)
        for coalition in self.around(fans):
            self.owed[coalition] += cost


def maximin_support(constraints: Constraints, start: Start) -> Outcome:
    """Buy what loads least the most loaded; what no longer fits is skipped, or stops everything (rule.overflow)."""
    election = constraints.election
    for_groups(len(election.voters), "maximin-support")
    loads, retained, steps = Loads(election.whole_weights), start.retained, list[Step]()
    money = int(start.budget * election.money)
    while True:
        offers: list[tuple[Fraction, tuple[int, ...], int, Bundle]] = []
        for bundle in constraints.candidates(retained, start.allowed):
            fans = bits(voter for voter, _ in bundle.support if election.whole_weights[voter])
            if fans and not (constraints.rule.overflow == "skip" and bundle.cost > money):
                offers.append(
                    (loads.after(fans, bundle.cost), constraints.rank(bundle), fans, bundle)
                )
        if not offers:
            return Outcome(steps=tuple(steps))
        load, _, fans, best = min(offers, key=lambda offer: offer[:2])
        if best.cost > money:
            return Outcome(steps=tuple(steps))
        tied = tuple(sorted(offer[3].wanted for offer in offers if offer[0] == load))
        steps.append(Step(best.wanted, best.members, tied=tied if len(tied) > 1 else ()))
        loads.carry(fans, best.cost)
        retained, money = retained | best.mask, money - best.cost
