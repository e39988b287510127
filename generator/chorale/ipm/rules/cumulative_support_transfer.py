"""Cumulative support transfer voting (minimal transfers over costs and its kin).

Skowron, Slinko, Szufa and Talmon, "Participatory Budgeting with Cumulative Votes" (2020). A request is bought once what
it was given covers its cost; the excess goes back to those who support something else. When none is covered, either the
last is eliminated and its money moves on, or the supporters of the first move just enough of theirs. At the end, what
was eliminated is taken back while the envelope pays.
"""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from chorale.ipm.amounts import over_common
from chorale.ipm.constraints import Bundle, Constraints
from chorale.ipm.decision import Outcome, Start, Step
from chorale.ipm.infeasible import for_groups


class SupportMoney:
    """What each voter gives to each request that may still be bought, in units of account."""

    def __init__(self, constraints: Constraints, start: Start) -> None:
        election = constraints.election
        weights = election.whole_weights
        unit = start.budget * election.money / (sum(weights) or 1)
        open_ = {bundle.wanted for bundle in constraints.candidates(start.retained, start.allowed)}
        self.purses: list[dict[int, Fraction]] = [{} for _ in weights]
        for request in sorted(open_):
            for voter, gain in constraints.support[request]:
                self.purses[voter][request] = Fraction(gain)
        for purse, weight in zip(self.purses, weights, strict=True):
            whole = sum(purse.values())
            purse.update({request: gain * unit * weight / whole for request, gain in purse.items()})

    def to(self, members: Iterable[int]) -> list[Fraction]:
        """Return what each voter gives to some requests together."""
        wanted = tuple(members)
        return [
            sum((purse.get(request, Fraction(0)) for request in wanted), Fraction(0))
            for purse in self.purses
        ]

    def wealth(self) -> list[Fraction]:
        """Return what each voter gives in all."""
        return [sum(purse.values(), Fraction(0)) for purse in self.purses]

    def spend(self, members: Sequence[int], paid: Sequence[Fraction]) -> None:
        """Take what each voter pays for some requests; the rest of its gift goes to its others, in proportion."""
        for purse, gift, due in zip(self.purses, self.to(members), paid, strict=True):
            for member in members:
                purse.pop(member, None)
            others = sum(purse.values(), Fraction(0))
            if others:
                purse.update(
                    {
                        request: given * (others + gift - due) / others
                        for request, given in purse.items()
                    }
                )

    def move_on(self, request: int) -> None:
        """Move what was given to a request to its givers' others."""
        self.spend((request,), [Fraction(0)] * len(self.purses))

    def gather(self, members: Sequence[int], cost: int) -> None:
        """Move just enough to some requests, each supporter in proportion to its gift, up to all that it has."""
        gifts, wealth = self.to(members), self.wealth()
        factor = level(gifts, wealth, cost)
        for purse, gift, all_ in zip(self.purses, gifts, wealth, strict=True):
            if 0 < gift < all_:
                raised = min(all_, factor * gift)
                more, less = raised / gift, (all_ - raised) / (all_ - gift)
                purse.update(
                    {
                        one: given * (more if one in members else less)
                        for one, given in purse.items()
                    }
                )


def level(gifts: Sequence[Fraction], most: Sequence[Fraction], cost: int) -> Fraction:
    """Return the factor at which gifts, none above its most, add up to the cost; they can."""
    need, rest = Fraction(cost), sum(gifts, Fraction(0))
    for limit, gift in sorted(
        (all_ / gift, gift) for gift, all_ in zip(gifts, most, strict=True) if gift
    ):
        if limit * rest >= need:
            return need / rest
        need, rest = need - limit * gift, rest - gift
    return Fraction(1)


def payments(gifts: Sequence[Fraction], wealth: Sequence[Fraction], cost: int) -> list[Fraction]:
    """Return who pays what: those who support nothing else first, then the others, in proportion to their gifts."""
    alone = [
        gift if gift == all_ else Fraction(0) for gift, all_ in zip(gifts, wealth, strict=True)
    ]
    shared = [gift - own for gift, own in zip(gifts, alone, strict=True)]
    first = min(Fraction(cost), sum(alone, Fraction(0)))
    return [
        own * portion(first, alone) + other * portion(cost - first, shared)
        for own, other in zip(alone, shared, strict=True)
    ]


def portion(due: Fraction, gifts: Sequence[Fraction]) -> Fraction:
    """Return the part of each gift that pays what is due."""
    return due / sum(gifts) if due else Fraction(0)


TransferScore = Callable[[Fraction, int], Fraction]
"""What orders requests: a number of (the money given to it, its cost)."""


def excess(given: Fraction, cost: int) -> Fraction:
    """Return what is given beyond the cost."""
    return given - cost


def per_cost(given: Fraction, cost: int) -> Fraction:
    """Return what is given for each unit of cost; what costs nothing is covered whatever is given."""
    return given / cost if cost else given + 1


def support(given: Fraction, _cost: int) -> Fraction:
    """Return what is given."""
    return given


class Transfers:
    """One run of the rule: what is open, what was eliminated, what is bought."""

    def __init__(self, constraints: Constraints, start: Start, merit: TransferScore) -> None:
        for_groups(len(constraints.election.voters), "cumulative-support-transfer")
        self.constraints = constraints
        self.merit = merit
        self.gifts = SupportMoney(constraints, start)
        self.retained = start.retained
        self.money = int(start.budget * constraints.election.money)
        self.open = [
            one for one in constraints.candidates(start.retained, start.allowed) if self.wanted(one)
        ]
        self.eliminated: list[int] = []
        self.steps: list[Step] = []

    def wanted(self, bundle: Bundle) -> bool:
        """Tell whether somebody who weighs something wants a bundle."""
        weights = self.constraints.election.whole_weights
        return any(weights[voter] for voter, _ in bundle.support)

    def given(self, bundle: Bundle) -> Fraction:
        """Return what a bundle is given in all."""
        return sum(self.gifts.to(bundle.members), Fraction(0))

    def order(self, bundle: Bundle) -> tuple[Fraction, tuple[int, ...]]:
        """Return a bundle's place: the most merit first, then the declared tie order."""
        return -self.merit(self.given(bundle), bundle.cost), self.constraints.rank(bundle)

    def buy_covered(self) -> bool:
        """Buy the first of what its gifts pay for; tell whether there was one."""
        covered = sorted(
            [(self.order(one), one) for one in self.open if self.given(one) >= one.cost]
        )
        if covered:
            (place, _), best = covered[0]
            tied = tuple(sorted(one.wanted for (other, _), one in covered if other == place))
            paid = payments(self.gifts.to(best.members), self.gifts.wealth(), best.cost)
            self.gifts.spend(best.members, paid)
            scale, whole = over_common((*paid, *self.gifts.wealth()))
            self.steps.append(
                Step(
                    best.wanted,
                    best.members,
                    payments=whole[: len(paid)],
                    wallets=whole[len(paid) :],
                    scale=scale * self.constraints.election.money,
                    tied=tied if len(tied) > 1 else (),
                )
            )
            self.join(best)
        return bool(covered)

    def join(self, bundle: Bundle) -> None:
        """Add a bundle to what is retained; what can no longer join leaves, and its money moves on."""
        self.retained, self.money = self.retained | bundle.mask, self.money - bundle.cost
        waiting, self.open = self.open, []
        for known in waiting:
            left = self.constraints.left(known.wanted, self.retained)
            if left is not None and self.wanted(left):
                self.open.append(left)
            elif not self.retained >> known.wanted & 1:
                self.gifts.move_on(known.wanted)

    def eliminate(self) -> None:
        """Give up the last: the money that was given to it moves on."""
        last = max(self.open, key=self.order)
        self.open.remove(last)
        self.eliminated.append(last.wanted)
        self.gifts.move_on(last.wanted)

    def gather(self) -> None:
        """Give up what all the money of its supporters would not pay for; then cover the first of the others."""
        for bundle in self.open.copy():
            gifts, wealth = self.gifts.to(bundle.members), self.gifts.wealth()
            if sum(all_ for gift, all_ in zip(gifts, wealth, strict=True) if gift) < bundle.cost:
                self.open.remove(bundle)
                self.eliminated.append(bundle.wanted)
        if self.open:
            first = min(self.open, key=self.order)
            self.gifts.gather(first.members, first.cost)

    def take_back(self, wanted: int) -> bool:
        """Retain what was eliminated, where the envelope still pays for it."""
        bundle = self.constraints.left(wanted, self.retained)
        if bundle is None or bundle.cost > self.money:
            return False
        self.steps.append(Step(bundle.wanted, bundle.members, phase="completion"))
        self.join(bundle)
        return True

    def reverse(self) -> None:
        """Take back what was eliminated, the last first."""
        for wanted in reversed(self.eliminated):
            self.take_back(wanted)

    def accept(self) -> None:
        """Take back what was eliminated, the first in merit first; its supporters have then spent all that they had."""
        while self.eliminated:
            bundles = [self.constraints.bundle(wanted, self.retained) for wanted in self.eliminated]
            first = min(bundles, key=self.order)
            self.eliminated.remove(first.wanted)
            supporters = [voter for voter, gift in enumerate(self.gifts.to(first.members)) if gift]
            if self.take_back(first.wanted):
                for voter in supporters:
                    self.gifts.purses[voter].clear()


def eliminations(constraints: Constraints, start: Start, *, merit: TransferScore) -> Outcome:
    """Buy what is covered; when nothing is, eliminate the last and let its money move on; at the end, reverse."""
    run = Transfers(constraints, start, merit)
    while run.open:
        if not run.buy_covered():
            run.eliminate()
    run.reverse()
    return Outcome(steps=tuple(run.steps))


def minimal_transfers(constraints: Constraints, start: Start, *, merit: TransferScore) -> Outcome:
    """Buy what is covered; when nothing is, move to the first what it lacks; at the end, accept what still fits."""
    run = Transfers(constraints, start, merit)
    while run.open:
        if not run.buy_covered():
            run.gather()
    run.accept()
    return Outcome(steps=tuple(run.steps))
