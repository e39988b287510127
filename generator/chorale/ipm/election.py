"""An election as every rule reads it: costs, points, wallets and links by position."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache
from math import gcd, lcm
from typing import Literal

from chorale.ipm.amounts import common_denominator, natural
from chorale.ipm.model import ChangeRequest, Cycle, Rule, ThemeBounds, Utility

BallotKind = Literal["points", "approval", "cumulative", "scoring", "ordinal", "choose-1"]
Points = int | Fraction
Support = Collection[tuple[int, int]]
"""Who wants a request and how much: (voter, whole utility above zero)."""

ratio = lru_cache(maxsize=4096)(Fraction)


@dataclass(frozen=True, kw_only=True)
class Election:
    """References stand in natural order, voters in the order of their keys: no result depends on a file's order."""

    references: tuple[str, ...]
    costs: tuple[Fraction, ...]
    envelope: Fraction
    voters: tuple[str, ...]
    weights: tuple[Fraction, ...]
    ballots: tuple[Mapping[int, Points], ...]
    kind: BallotKind = "points"
    unit: str = ""
    mandatory: frozenset[int] = frozenset()
    requires: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    excludes: frozenset[tuple[int, int]] = frozenset()
    themes: tuple[str, ...] = ()
    bounds: Mapping[str, ThemeBounds] = field(default_factory=dict)
    intervals: Mapping[int, tuple[Fraction, Fraction]] = field(default_factory=dict)
    frozen_weight: Fraction = Fraction(0)
    absent: tuple[str, ...] = ()

    @cached_property
    def money(self) -> int:
        """Return how many whole units of account make one unit of the envelope."""
        bounds = [bound for interval in self.intervals.values() for bound in interval]
        return common_denominator((self.envelope, *self.costs, *bounds))

    @cached_property
    def whole_costs(self) -> tuple[int, ...]:
        """Return the costs as whole numbers of the unit of account."""
        return tuple([cost.numerator * (self.money // cost.denominator) for cost in self.costs])

    @cached_property
    def weight_unit(self) -> Fraction:
        """Return how much one unit of weight is, in whole weights."""
        return Fraction(
            lcm(*[weight.denominator for weight in self.weights]),
            gcd(*[weight.numerator for weight in self.weights]) or 1,
        )

    @cached_property
    def whole_weights(self) -> tuple[int, ...]:
        """Return the weights as whole numbers, the smallest in the same proportions."""
        return tuple([int(weight * self.weight_unit) for weight in self.weights])

    @cached_property
    def point(self) -> int:
        """Return how many whole units of utility make one point."""
        given = {points.denominator for ballot in self.ballots for points in ballot.values()}
        return lcm(*given)

    @cached_property
    def followers(self) -> tuple[list[int], ...]:
        """Return the voters who give points to each request, in order."""
        found: tuple[list[int], ...] = tuple([[] for _ in self.references])
        for voter, ballot in enumerate(self.ballots):
            for request in ballot:
                found[request].append(voter)
        return found

    @cached_property
    def backers(self) -> tuple[Support, ...]:
        """Return who gives points to each request, in whole units."""
        return tuple(
            [
                tuple([(voter, int(self.ballots[voter][request] * self.point)) for voter in voters])
                for request, voters in enumerate(self.followers)
            ]
        )

    @cached_property
    def whole_points(self) -> tuple[int, ...]:
        """Return the points of each request in whole units, each voter's counted by its weight."""
        return tuple(map(self.worth, self.support("score")))

    def total_points(self, chosen: Iterable[int]) -> Fraction:
        """Return the points of a set of requests, each voter's counted by its weight."""
        return sum([self.whole_points[request] for request in chosen]) / (
            self.point * self.weight_unit
        )

    def total_cost(self, chosen: Iterable[int]) -> Fraction:
        """Return what a set of requests costs, in the envelope's unit."""
        return self.in_units(sum([self.whole_costs[request] for request in chosen]))

    def in_units(self, whole: int) -> Fraction:
        """Return an amount of whole units of account in the envelope's unit."""
        return ratio(whole, self.money)

    def support(self, utility: Utility) -> tuple[Support, ...]:
        """Return who wants each request, and how much in whole units of the given utility, as many times as it weighs.

        A voter of weight 2 is two voters: it pays what both would pay. Who weighs nothing supports nothing.
        """
        weights = self.whole_weights
        wanted: Iterable[Support] = self.backers
        if utility != "score":
            gains = self.whole_costs if utility == "cost" else [1] * len(self.costs)
            pairs = zip(self.followers, gains, strict=True)
            wanted = ([(voter, gain) for voter in voters] for voters, gain in pairs)
        return tuple(
            [
                tuple([(voter, all_) for voter, gain in some if (all_ := gain * weights[voter])])
                for some in wanted
            ]
        )

    def worth(self, support: Support) -> int:
        """Return what something is worth to all its supporters together."""
        return sum([gain for _, gain in support])

    def gain_unit(self, utility: Utility) -> Fraction:
        """Return how many whole units of utility make, at weight 1, one point, one unit of cost or one request."""
        return {"score": self.point, "cost": self.money, "cardinality": 1}[
            utility
        ] * self.weight_unit


def from_cycle(cycle: Cycle, rule: Rule | None = None) -> Election:
    """Read a cycle's requests and ballots; a group without a ballot is absent and follows the rule's absent_group."""
    rule = rule or cycle.rule
    requests = tuple(sorted(cycle.requests, key=lambda request: natural(request.reference)))
    position = {request.reference: index for index, request in enumerate(requests)}
    answers = {ballot.group: ballot for ballot in cycle.ballots}
    groups = sorted(cycle.groups, key=lambda group: natural(group.key))
    present = [group for group in groups if group.key in answers]
    absent = [group for group in groups if group.key not in answers]
    frozen = absent if rule.absent_group == "frozen" else []
    return Election(
        references=tuple(position),
        costs=tuple(request.cost.estimate for request in requests),
        envelope=cycle.envelope.amount,
        unit=cycle.envelope.unit,
        voters=tuple(group.key for group in present),
        weights=tuple(group.weight for group in present),
        ballots=tuple(positive(answers[group.key].points, position) for group in present),
        mandatory=frozenset(
            position[request.reference] for request in requests if request.mandatory
        ),
        requires=prerequisites(requests, position),
        excludes=exclusions(requests, position),
        themes=tuple(request.theme for request in requests),
        bounds=dict(rule.bounds),
        intervals=cost_intervals(requests),
        frozen_weight=sum((group.weight for group in frozen), Fraction(0)),
        absent=tuple(group.key for group in absent),
    )


def positive(points: Mapping[str, int], position: Mapping[str, int]) -> dict[int, Points]:
    """Keep what a ballot gives, by position and in order; zero is not support."""
    return dict(
        sorted((position[reference], value) for reference, value in points.items() if value > 0)
    )


def prerequisites(
    requests: Sequence[ChangeRequest], position: Mapping[str, int]
) -> dict[int, tuple[int, ...]]:
    """Return what each request requires directly, by position."""
    return {
        index: tuple(sorted(position[needed] for needed in request.requires))
        for index, request in enumerate(requests)
        if request.requires
    }


def exclusions(
    requests: Sequence[ChangeRequest], position: Mapping[str, int]
) -> frozenset[tuple[int, int]]:
    """Return the pairs that cannot be retained together; one side saying so is enough."""
    pairs = (
        (index, position[other])
        for index, request in enumerate(requests)
        for other in request.excludes
    )
    return frozenset((min(pair), max(pair)) for pair in pairs)


def cost_intervals(
    requests: Sequence[ChangeRequest],
) -> dict[int, tuple[Fraction, Fraction]]:
    """Return the low and high cost of the requests whose estimate is uncertain."""
    return {
        index: (
            request.cost.estimate if request.cost.low is None else request.cost.low,
            request.cost.estimate if request.cost.high is None else request.cost.high,
        )
        for index, request in enumerate(requests)
        if request.cost.low is not None or request.cost.high is not None
    }
