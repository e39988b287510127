"""Thousands of elections that differ in costs, envelopes, ballots or order of equals, as arrays for equal shares.

They share requests, links and voters; the last axis of an array is the election.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from chorale.ipm.constraints import Constraints
from chorale.ipm.election import Points
from chorale.ipm.infeasible import MOST_VOTERS

Bound = Literal["low", "high"]
"""Of the interval of a cost."""
BOUNDS: tuple[tuple[Bound, int], ...] = (("low", 0), ("high", 1))
"""With their places in an interval."""


@dataclass(frozen=True)
class EveryCostAt:
    """All the costs that have an interval are at one bound of it."""

    bound: Bound


@dataclass(frozen=True)
class OneCostAt:
    """One request's cost is at a bound of its interval."""

    reference: str
    bound: Bound


@dataclass(frozen=True)
class OtherWeight:
    """One group weighs more (a share above zero) or less."""

    group: str
    share: Fraction


@dataclass(frozen=True)
class AbsentVoter:
    """One group is missing, its share going to the others."""

    group: str


Variation = EveryCostAt | OneCostAt | OtherWeight | AbsentVoter


Numbers = NDArray[np.float64]
Ballots = tuple[Mapping[int, Points], ...]


def answers(constraints: Constraints) -> bool:
    """Tell whether the filter knows the rule and the election; all else is left to the exact rule."""
    rule, election = constraints.rule, constraints.election
    return (
        rule.method == "equal-shares"
        and rule.completion in ("none", "points-per-cost", "utilitarian")
        and rule.utility == "score"
        and not rule.comparison
        and 0 < len(election.voters) <= MOST_VOTERS
        and min(election.weights) > 0
        and not any(bounds.floor for bounds in election.bounds.values())
        and not (election.mandatory and constraints.caps)
    )


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What differs between the elections: costs by request, gains by request and voter, envelopes, order of equals.

    Money is whole, in units of account; an axis of one stands for all the elections; without an order, the rule's is.
    """

    constraints: Constraints
    size: int
    costs: Numbers
    gains: Numbers
    envelopes: Numbers
    order: Numbers | None = None

    def part(self, span: slice) -> "Batch":
        """Return some of the elections."""

        def cut(values: Any) -> Any:
            return values[..., span] if values is not None and values.shape[-1] > 1 else values

        return Batch(
            constraints=self.constraints,
            size=len(range(*span.indices(self.size))),
            costs=cut(self.costs),
            gains=cut(self.gains),
            envelopes=cut(self.envelopes),
            order=cut(self.order),
        )


def batch(
    constraints: Constraints,
    *,
    costs: Numbers | None = None,
    envelopes: Sequence[int] | None = None,
    ballots: Sequence[Ballots] | None = None,
    order: Numbers | None = None,
) -> Batch:
    """Return elections that are the one of the constraints but for what is given; it is never empty."""
    election = constraints.election
    parts = (costs, order)
    sizes = [part.shape[-1] for part in parts if part is not None]
    sizes += [len(part) for part in (envelopes, ballots) if part is not None]
    return Batch(
        constraints=constraints,
        size=max([1, *sizes]),
        costs=np.array(election.whole_costs, dtype=float)[:, None] if costs is None else costs,
        gains=gains(constraints, ballots or (election.ballots,)),
        envelopes=np.array(envelopes or [int(election.envelope * election.money)], dtype=float),
        order=order,
    )


def gains(constraints: Constraints, ballots: Sequence[Ballots]) -> Numbers:
    """Return what each request is worth to each voter, weight included, in each election."""
    election = constraints.election
    made = np.zeros((len(election.references), len(election.voters), 1))
    for request, pairs in enumerate(constraints.support):
        for voter, gain in pairs:
            made[request, voter] = gain
    if len(ballots) == 1 and ballots[0] is election.ballots:
        return made
    made = np.repeat(made, len(ballots), axis=2)
    units = [election.point * weight for weight in election.whole_weights]
    for place, answers_ in enumerate(ballots):
        for voter, ballot in enumerate(answers_):
            if ballot is not election.ballots[voter]:
                made[:, voter, place] = 0
                for request, points in ballot.items():
                    made[request, voter, place] = float(points * units[voter])
    return made
