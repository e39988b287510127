"""Constraints on what may be retained together: prerequisites as bundles, exclusions, theme caps."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Literal, NamedTuple, assert_never

from chorale.ipm.election import Election, Support
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


class Constraints:
    """The links of an election, ready to be asked; sets are bits, money is in units of account."""

    def __init__(self, election: Election, rule: Rule) -> None:
        self.election = election
        self.rule = rule
        self.costs = election.whole_costs
        self.support = election.support(rule.utility)
        self.bundles: dict[tuple[int, int], Bundle] = {}
        self.order: Sequence[float] | None = None

    @cached_property
    def closures(self) -> tuple[int, ...]:
        """Return each request with all that it requires, directly or not; circles are allowed (done together)."""
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
                self.election.references[rival] for rival in positions(against & ~(1 << wanted))
            )
        for theme, members, cap in self.caps:
            if self.closures[wanted] & members & ~retained and self.cost(together & members) > cap:
                return "cap", (theme,)
        return None

    def bundle(self, wanted: int, retained: int) -> Bundle:
        """Return a request with its missing prerequisites."""
        mask = self.closures[wanted] & ~retained
        found = self.bundles.get((wanted, mask))
        if found is None:
            members = tuple(positions(mask))
            support = self.support[wanted] if members == (wanted,) else self.joined(members)
            cost, total = sum([self.costs[one] for one in members]), self.election.worth(support)
            found = Bundle(wanted, members, mask, cost, support, total)
            self.bundles[wanted, mask] = found
        return found

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
        found: dict[int, Bundle] = {}
        for wanted in positions(allowed & ~retained):
            if self.free or self.obstacle(wanted, retained) is None:
                bundle = self.bundle(wanted, retained)
                found.setdefault(bundle.mask, bundle)
        return list(found.values())

    def left(self, bundles: Iterable[Bundle], retained: int) -> list[Bundle]:
        """Return what is left of candidates after purchases: most are as they were."""
        conflicts, found = self.conflicts, list[Bundle]()
        for bundle in bundles:
            wanted = bundle.wanted
            if not (self.caps or (bundle.mask | conflicts[wanted]) & retained):
                found.append(bundle)
            elif not retained >> wanted & 1 and self.obstacle(wanted, retained) is None:
                found.append(self.bundle(wanted, retained))
        return found

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
