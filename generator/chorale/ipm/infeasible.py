"""Why no decision or no audit is possible, as facts: the constraints that clash, too many voters; no words here."""

from dataclasses import dataclass
from fractions import Fraction

MOST_VOTERS = 12
"""The audit looks at every coalition: it is for groups, not for crowds."""


@dataclass(frozen=True, kw_only=True)
class MandatoryAboveEnvelope:
    """The mandatory requests, with all that they require, cost more than there is."""

    references: tuple[str, ...]
    cost: Fraction
    envelope: Fraction


@dataclass(frozen=True, kw_only=True)
class MandatoryExclusion:
    """Two requests that must be retained exclude each other."""

    first: str
    second: str


@dataclass(frozen=True, kw_only=True)
class MandatoryAboveCap:
    """The mandatory requests of a theme cost more than it may receive."""

    theme: str
    cost: Fraction
    cap: Fraction


@dataclass(frozen=True, kw_only=True)
class FloorAboveCap:
    """A theme is promised more than it may receive."""

    theme: str
    floor: Fraction
    cap: Fraction


@dataclass(frozen=True, kw_only=True)
class FloorAboveRequests:
    """A theme is promised more than all its requests cost."""

    theme: str
    floor: Fraction
    cost: Fraction


@dataclass(frozen=True, kw_only=True)
class FloorsAboveEnvelope:
    """What themes are promised and what is mandatory outside them, together, is more than there is."""

    themes: tuple[str, ...]
    floors: Fraction
    outside: Fraction
    envelope: Fraction


@dataclass(frozen=True, kw_only=True)
class TooManyVoters:
    """The audit, which looks at every coalition, was asked of a crowd."""

    most: int
    voters: int


@dataclass(frozen=True, kw_only=True)
class FloorOutOfReach:
    """No set of a theme's requests (once there are answers, of those asked for) costs what it is promised."""

    theme: str
    floor: Fraction
    reach: Fraction
    asked: bool


@dataclass(frozen=True, kw_only=True)
class PrerequisiteAboveCap:
    """A request brings more, with what it requires, than a theme may receive: it can never be retained."""

    wanted: str
    bundle: tuple[str, ...]
    theme: str
    cost: Fraction
    cap: Fraction


@dataclass(frozen=True, kw_only=True)
class ExcludedPrerequisite:
    """A request requires two that exclude each other: it can never be retained."""

    wanted: str
    first: str
    second: str


Clash = (
    MandatoryAboveEnvelope
    | MandatoryExclusion
    | MandatoryAboveCap
    | FloorAboveCap
    | FloorAboveRequests
    | FloorsAboveEnvelope
)
"""Constraints that no set of requests satisfies together."""

DeadEnd = FloorOutOfReach | PrerequisiteAboveCap | ExcludedPrerequisite
"""Constraints that something can never satisfy, which stop no decision."""

Cause = Clash | TooManyVoters


class Infeasible(ValueError):
    """Nothing can be decided; the causes are facts, which the printer of decisions puts into words."""

    def __init__(self, *causes: Cause) -> None:
        super().__init__(*causes)
        self.causes = causes


def for_groups(voters: int) -> None:
    """Raise Infeasible where what looks at every coalition is asked of a crowd."""
    if voters > MOST_VOTERS:
        raise Infeasible(TooManyVoters(most=MOST_VOTERS, voters=voters))
