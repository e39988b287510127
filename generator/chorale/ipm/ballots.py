"""What ballots say besides points: oppositions, indispensable requests; members' scores merged into 100 points."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from chorale.ipm.amounts import natural
from chorale.ipm.election import Points
from chorale.ipm.model import Cycle

K = TypeVar("K", str, int)

ENOUGH = 2
"""From this number of oppositions on, a request is debated at the meeting."""


def debated(cycle: Cycle, *, least: int = ENOUGH) -> dict[str, Mapping[str, str]]:
    """Return, by request, the reason of each group that opposes it, for those with enough oppositions."""
    found: dict[str, dict[str, str]] = {}
    for ballot in sorted(cycle.ballots, key=lambda ballot: natural(ballot.group)):
        for reference, reason in ballot.opposition.items():
            found.setdefault(reference, {})[ballot.group] = reason
    return {
        reference: found[reference]
        for reference in sorted(found, key=natural)
        if len(found[reference]) >= least
    }


def indispensable(cycle: Cycle) -> dict[str, tuple[str, ...]]:
    """Return, by request, the groups that call it indispensable."""
    found: dict[str, list[str]] = {}
    for ballot in sorted(cycle.ballots, key=lambda ballot: natural(ballot.group)):
        for reference in ballot.indispensable:
            found.setdefault(reference, []).append(ballot.group)
    return {reference: tuple(found[reference]) for reference in sorted(found, key=natural)}


HIGHEST = 5
TOTAL = 100
Scores = Mapping[str, int]
"""One member's scores, 0 to 5, by reference; a request without opinion is absent."""


@dataclass(frozen=True, kw_only=True)
class ScoreTally:
    """What the members said of one request: how many gave a score, their mean, the extremes, the points it makes."""

    reference: str
    expressed: int
    mean: Fraction
    lowest: int
    highest: int
    points: int


def tallies(references: Iterable[str], answers: Sequence[Scores]) -> tuple[ScoreTally, ...]:
    """Sum up each request, in the order given; the points sum to 100, or to 0 when no mean is above 0."""
    given = {
        reference: [scores[reference] for scores in answers if reference in scores]
        for reference in references
    }
    means = {
        reference: Fraction(sum(found), max(1, len(found))) for reference, found in given.items()
    }
    points = largest_remainder({name: means[name] for name in sorted(means, key=natural)}, TOTAL)
    return tuple(
        ScoreTally(
            reference=reference,
            expressed=len(found),
            mean=means[reference],
            lowest=min(found, default=0),
            highest=max(found, default=0),
            points=points[reference],
        )
        for reference, found in given.items()
    )


def largest_remainder(weights: Mapping[K, Points], total: int) -> dict[K, int]:
    """Share whole units in proportion to weights (Hamilton's method); equal remainders go to the first.

    All zeros when no weight is positive.
    """
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, 0)
    shares: dict[K, int] = {}
    rests: list[tuple[Points, int, K]] = []
    for place, (key, weight) in enumerate(weights.items()):
        shares[key], rest = divmod(weight * total, whole)
        rests.append((-rest, place, key))
    for _, _, key in sorted(rests)[: total - sum(shares.values())]:
        shares[key] += 1
    return shares
