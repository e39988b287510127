"""Constraints on what may be retained together: prerequisites as bundles, exclusions, theme caps."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Literal, NamedTuple, assert_never

from chorale.ipm.election import Election, Support, UniformSupport
from chorale.ipm.model import Rule, TieBreak

Obstacle = tuple[Literal["exclusion", "cap"], tuple[str, ...]]
"""Why a request cannot join: the references that exclude it, or the theme that is full."""


class Bundle(NamedTuple):
    """A request with the prerequisites that are still missing: bought together or not at all."""

    wanted: int
    members: tuple[int, ...]
    mask: int
    cost: int
    support: Support
    total: int


LINKS = ("closures", "rivals", "conflicts", "free", "neighbours")
"""What depends on the links alone."""


def positions(mask: int) -> Iterator[int]:
    """Yield the positions of a set held as bits, in order."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def bits(members: Iterable[int]) -> int:
    """Return a set of positions as bits."""
    mask = 0
    for member in members:
        mask |= 1 << member
    return mask


def worth(support: Support) -> int:
    """Return what a bundle is worth to all its supporters together."""
    return (
        len(support) * support.gain
        if isinstance(support, UniformSupport)
        else sum([gain for _, gain in support])
    )


class Constraints:
    """The links of an election, ready to be asked; sets are bits, money is in units of account."""

    def __init__(self, election: Election, rule: Rule) -> None:
        self.election = election
        self.rule = rule
        self.costs = election.whole_costs
        self.support = election.support(rule.utility)
        self.bundles: dict[tuple[int, int], Bundle] = {}
        self.plans: dict[tuple[int, int], list[int]] = {}
        self.parts: dict[int, tuple[tuple[int, ...], Support, int]] = {}
        self.order: Sequence[float] | None = None

    def like(self, election: Election, *, answers: bool) -> "Constraints":
        """Return the constraints of another election with the same links (and the same answers, if it says so)."""
        other = Constraints(election, self.rule)
        other.__dict__.update({name: getattr(self, name) for name in LINKS})
        if not self.caps:
            other.plans = self.plans
        if answers and self.rule.utility != "cost":
            other.parts = self.parts
        return other

    @cached_property
    def closures(self) -> tuple[int, ...]:
        """Return each request with all that it requires, directly or not; circles are allowed (done together)."""
        requires = self.election.requires
        if not requires:
            return tuple(1 << request for request in range(len(self.costs)))
        return tuple(self.reached(request) for request in range(len(self.costs)))

    def reached(self, request: int) -> int:
        """Return the bits of all that a request needs, itself included."""
        mask, waiting = 0, [request]
        while waiting:
            current = waiting.pop()
            if not mask >> current & 1:
                mask |= 1 << current
                waiting.extend(self.election.requires.get(current, ()))
        return mask

    @cached_property
    def rivals(self) -> tuple[int, ...]:
        """Return the requests that each one directly excludes."""
        rivals = [0] * len(self.costs)
        for first, second in self.election.excludes:
            rivals[first] |= 1 << second
            rivals[second] |= 1 << first
        return tuple(rivals)

    @cached_property
    def caps(self) -> tuple[tuple[str, int, int], ...]:
        """Return (theme, its requests, its cap) for each theme that has a cap."""
        election = self.election
        return tuple(
            (theme, self.theme(theme), int(bounds.cap * election.money))
            for theme, bounds in sorted(election.bounds.items())
            if bounds.cap is not None
        )

    def theme(self, name: str) -> int:
        """Return the requests of a theme."""
        return bits(request for request, theme in enumerate(self.election.themes) if theme == name)

    @cached_property
    def free(self) -> bool:
        """Tell whether no constraint ties two requests together."""
        return not (self.election.requires or self.election.excludes or self.caps)

    def cost(self, mask: int) -> int:
        """Return what a set costs, in units of account."""
        return sum(self.costs[request] for request in positions(mask))

    @cached_property
    def conflicts(self) -> tuple[int, ...]:
        """Return, for each request, all that it or one of its prerequisites excludes."""
        conflicts = [0] * len(self.costs)
        for wanted, closure in enumerate(self.closures):
            for member in positions(closure):
                conflicts[wanted] |= self.rivals[member]
        return tuple(conflicts)

    def obstacle(self, wanted: int, retained: int) -> Obstacle | None:
        """Return what forbids adding a request (with its prerequisites) to those retained, whatever the money."""
        together = self.closures[wanted] | retained
        against = self.conflicts[wanted] & together
        if against:
            return "exclusion", tuple(
                self.election.references[rival] for rival in positions(against)
            )
        for theme, members, cap in self.caps:
            if self.closures[wanted] & members & ~retained and self.cost(together & members) > cap:
                return "cap", (theme,)
        return None

    def bundle(self, wanted: int, retained: int) -> Bundle:
        """Return a request with its missing prerequisites."""
        mask = self.closures[wanted] & ~retained
        return self.bundles.get((wanted, mask)) or self.made(wanted, mask)

    def made(self, wanted: int, mask: int) -> Bundle:
        """Make a bundle at the costs of the election."""
        members, support, total = self.parts.get(mask) or self.part(mask)
        cost = (
            self.costs[wanted]
            if len(members) == 1
            else sum([self.costs[member] for member in members])
        )
        bundle = self.bundles[wanted, mask] = tuple.__new__(
            Bundle, (wanted, members, mask, cost, support, total)
        )
        return bundle

    def part(self, mask: int) -> tuple[tuple[int, ...], Support, int]:
        """Return what a set of missing requests is whatever its cost: its members, who wants it, what it is worth."""
        members = tuple(positions(mask))
        support = self.support[members[0]] if len(members) == 1 else self.joined(members)
        self.parts[mask] = members, support, worth(support)
        return self.parts[mask]

    def rank(self, bundle: Bundle) -> tuple[float, ...]:
        """Return a bundle's place among equals by the declared tie order, then by reference; smaller is first.

        Where an order of the requests is given, it stands in place of the declared one.
        """
        if self.order is not None:
            return (self.order[bundle.wanted],)
        return tuple(
            [self.tie(criterion, bundle) for criterion in (*self.rule.tie_break, "reference")]
        )

    def joined(self, members: tuple[int, ...]) -> Support:
        """Return who wants a bundle: what its members are worth to each voter, added."""
        gains: dict[int, int] = {}
        for member in members:
            for voter, gain in self.support[member]:
                gains[voter] = gains.get(voter, 0) + gain
        return tuple(sorted(gains.items()))

    def tie(self, criterion: TieBreak, bundle: Bundle) -> int:
        """Return a number that is smaller for what the criterion prefers."""
        if criterion == "lower-cost":
            return bundle.cost
        if criterion == "higher-cost":
            return -bundle.cost
        if criterion == "more-points":
            return -sum([self.election.whole_points[member] for member in bundle.members])
        if criterion == "more-groups":
            return -len(
                {voter for member in bundle.members for voter, _ in self.election.backers[member]}
            )
        if criterion == "reference":
            return bundle.wanted
        assert_never(criterion)

    def candidates(self, retained: int, allowed: int) -> list[Bundle]:
        """Return the bundles that may still join, one for each different set of missing requests."""
        plan = self.plans.get((retained, allowed))
        if plan is None:
            plan = self.plans[retained, allowed] = self.plan(retained, allowed)
        known, made, closures, missing = self.bundles.get, self.made, self.closures, ~retained
        masks = [(wanted, closures[wanted] & missing) for wanted in plan]
        return [known(one) or made(*one) for one in masks]

    def plan(self, retained: int, allowed: int) -> list[int]:
        """Return what the bundles that may still join are wanted for."""
        if self.free:
            return list(positions(allowed & ~retained))
        found: dict[int, int] = {}
        for wanted in positions(allowed & ~retained):
            if self.obstacle(wanted, retained) is None:
                found.setdefault(self.closures[wanted] & ~retained, wanted)
        return list(found.values())

    @cached_property
    def neighbours(self) -> tuple[tuple[int, ...], ...]:
        """Return, for each request, those whose bundle may change or close once it is bought, itself included."""
        size = range(len(self.costs))
        if self.free:
            return tuple((bought,) for bought in size)
        if self.caps:
            return (tuple(size),) * len(size)
        tied = [
            closure | conflicts
            for closure, conflicts in zip(self.closures, self.conflicts, strict=True)
        ]
        return tuple(
            tuple(wanted for wanted in size if tied[wanted] >> bought & 1) for bought in size
        )

    def touched(self, members: tuple[int, ...]) -> Collection[int]:
        """Return the requests whose bundle may change or close once these are bought."""
        if len(members) == 1:
            return self.neighbours[members[0]]
        return {wanted for member in members for wanted in self.neighbours[member]}

    def left(self, wanted: int, retained: int) -> Bundle | None:
        """Return what is left of a bundle after purchases; None when it is bought or can no longer join.

        Two requests with the same missing prerequisites require each other: they leave together, as they came.
        """
        if retained >> wanted & 1 or self.obstacle(wanted, retained) is not None:
            return None
        return self.bundle(wanted, retained)

    @property
    def discretionary(self) -> Fraction:
        """Return what the mandatory requests leave of the envelope."""
        return self.election.envelope - self.election.total_cost(positions(self.mandatory()))

    @property
    def frozen(self) -> Fraction:
        """Return the part of the envelope that absent groups freeze."""
        held = self.election.frozen_weight
        if not held:
            return Fraction(0)
        return max(Fraction(0), self.discretionary) * held / (held + sum(self.election.weights))

    def mandatory(self) -> int:
        """Return the mandatory requests with all that they require."""
        mask = 0
        for request in self.election.mandatory:
            mask |= self.closures[request]
        return mask
