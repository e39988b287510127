"""Points as money: what each voter gives to each request, how it pays for one, and how the rest moves to its others."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from generator.ipm.constraints import Constraints
from generator.ipm.decision import Start


class Gifts:
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
        return [sum((purse.get(request, Fraction(0)) for request in wanted), Fraction(0)) for purse in self.purses]

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
                purse.update({request: given * (others + gift - due) / others for request, given in purse.items()})

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
                purse.update({one: given * (more if one in members else less) for one, given in purse.items()})


def level(gifts: Sequence[Fraction], most: Sequence[Fraction], cost: int) -> Fraction:
    """Return the factor at which gifts, none above its most, add up to the cost; they can."""
    need, rest = Fraction(cost), sum(gifts, Fraction(0))
    for limit, gift in sorted((all_ / gift, gift) for gift, all_ in zip(gifts, most, strict=True) if gift):
        if limit * rest >= need:
            return need / rest
        need, rest = need - limit * gift, rest - gift
    return Fraction(1)


def payments(gifts: Sequence[Fraction], wealth: Sequence[Fraction], cost: int) -> list[Fraction]:
    """Return who pays what: those who support nothing else first, then the others, in proportion to their gifts."""
    alone = [gift if gift == all_ else Fraction(0) for gift, all_ in zip(gifts, wealth, strict=True)]
    shared = [gift - own for gift, own in zip(gifts, alone, strict=True)]
    first = min(Fraction(cost), sum(alone, Fraction(0)))
    return [
        own * portion(first, alone) + other * portion(cost - first, shared)
        for own, other in zip(alone, shared, strict=True)
    ]


def portion(due: Fraction, gifts: Sequence[Fraction]) -> Fraction:
    """Return the part of each gift that pays what is due."""
    return due / sum(gifts) if due else Fraction(0)
