"""What is otherwise when a decision is made again: costs at their bounds, another weight, a group that is missing."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

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
