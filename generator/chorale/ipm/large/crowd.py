"""A crowd of voters who weigh the same: who wants a request alike is held once, and wallets class by class."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import repeat
from math import lcm
from typing import Any

from chorale.ipm.decision import Outcome
from chorale.ipm.election import Election, Points, Support
from chorale.ipm.model import Utility

FEW = 48
"""Up to this number of supporters, pairs are made at once."""


class UniformSupport(Collection[tuple[int, int]]):
    """Voters who want a request alike: pairs of (voter, gain) that are only made when they are asked for."""

    __slots__ = ("gain", "voters")

    def __init__(self, voters: list[int], gain: int) -> None:
        self.voters = voters
        self.gain = gain

    def __len__(self) -> int:
        return len(self.voters)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self.voters, repeat(self.gain))

    def __contains__(self, pair: object) -> bool:
        return pair in list(self)


def alike(voters: list[int], gain: int) -> Support:
    """Return the support of voters who all gain the same; a gain of zero is no support."""
    if not gain:
        return ()
    return UniformSupport(voters, gain) if len(voters) > FEW else tuple(zip(voters, repeat(gain)))


class CrowdElection(Election):
    """An election whose voters all weigh 1."""

    @cached_property
    def levels(self) -> frozenset[Points]:
        """Return the different numbers of points that are given."""
        return frozenset().union(*[ballot.values() for ballot in self.ballots])

    @cached_property
    def weight_unit(self) -> Fraction:
        """Return 1: weights are whole."""
        return Fraction(1)

    @cached_property
    def whole_weights(self) -> tuple[int, ...]:
        """Return 1 for each voter."""
        return (1,) * len(self.weights)

    @cached_property
    def point(self) -> int:
        """Return how many whole units of utility make one point."""
        return lcm(*[points.denominator for points in self.levels])

    @cached_property
    def backers(self) -> tuple[Support, ...]:
        """Return who gives points to each request, held once where all give the same."""
        if len(self.levels) != 1:
            return super().backers
        (level,) = self.levels
        return tuple([alike(voters, int(level * self.point)) for voters in self.followers])

    def support(self, utility: Utility) -> tuple[Support, ...]:
        """Return who wants each request, and how much in whole units of the given utility."""
        if utility == "score":
            return self.backers
        gains = self.whole_costs if utility == "cost" else [1] * len(self.costs)
        return tuple(map(alike, self.followers, gains))

    def worth(self, support: Support) -> int:
        """Return what something is worth to all its supporters together."""
        if isinstance(support, UniformSupport):
            return len(support) * support.gain
        return super().worth(support)


class EqualWallets(Sequence[int]):
    """The wallets of a crowd, read by voter; equal ones are held once."""

    def __init__(self, amounts: Mapping[int, int], where: Sequence[int]) -> None:
        self.amounts = amounts
        self.where = where

    def __len__(self) -> int:
        return len(self.where)

    def __getitem__(self, voter: Any) -> Any:
        return self.amounts[self.where[voter]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdOutcome(Outcome):
    """What a crowd bought; equal wallets are added up class by class."""

    wallets: EqualWallets

    def held(self, support: Support) -> Fraction:
        """Return what supporters have left together, in the envelope's unit."""
        voters = (
            support.voters
            if isinstance(support, UniformSupport)
            else [voter for voter, _ in support]
        )
        counted = Counter(map(self.wallets.where.__getitem__, voters))
        amounts = self.wallets.amounts
        held = sum([amounts[group] * count for group, count in counted.items()])
        return Fraction(held, self.scale)
