"""Members' scores merged into a group's 100 points, and what its points could buy alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chorale.ipm.amounts import natural
from chorale.ipm.model import ChangeRequest, Cycle

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
    order = tuple(references)
    given = {
        reference: [scores[reference] for scores in answers if reference in scores]
        for reference in order
    }
    means = {
        reference: Fraction(sum(found), max(1, len(found))) for reference, found in given.items()
    }
    points = largest_remainder(means, TOTAL)
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


def largest_remainder(weights: Mapping[str, Fraction], total: int) -> dict[str, int]:
    """Share whole units in proportion to weights (Hamilton's method); equal remainders go to the natural order.

    All zeros when no weight is positive.
    """
    whole = sum(weights.values(), Fraction(0))
    if whole <= 0:
        return dict.fromkeys(weights, 0)
    exact = {reference: weight * total / whole for reference, weight in weights.items()}
    shares = {reference: int(share) for reference, share in exact.items()}
    by_remainder = sorted(
        exact, key=lambda reference: (shares[reference] - exact[reference], natural(reference))
    )
    for reference in by_remainder[: total - sum(shares.values())]:
        shares[reference] += 1
    return shares


def wallet(cycle: Cycle, group: str) -> Fraction:
    """Return a group's share of the envelope, once the mandatory requests are paid, in the envelope's unit."""
    paid = sum(
        (request.cost.estimate for request in cycle.requests if request.mandatory), Fraction(0)
    )
    weights = {item.key: item.weight for item in cycle.groups}
    return max(Fraction(0), cycle.envelope.amount - paid) * weights[group] / sum(weights.values())


def affordable(cycle: Cycle, points: Mapping[str, int], amount: Fraction) -> tuple[str, ...]:
    """Return what an amount alone buys: by points, then lower cost, with prerequisites; what is too dear is skipped."""
    requests = {request.reference: request for request in cycle.requests}
    bought = {request.reference for request in cycle.requests if request.mandatory}
    order = sorted(
        (reference for reference, given in points.items() if given > 0),
        key=lambda reference: (
            -points[reference],
            requests[reference].cost.estimate,
            natural(reference),
        ),
    )
    chosen: list[str] = []
    for reference in order:
        bundle = [
            wanted for wanted in _with_prerequisites(requests, reference) if wanted not in bought
        ]
        price = sum((requests[wanted].cost.estimate for wanted in bundle), Fraction(0))
        if price <= amount and not _clashes(requests, bundle, bought):
            amount -= price
            bought.update(bundle)
            chosen += bundle
    return tuple(chosen)


def _with_prerequisites(requests: Mapping[str, ChangeRequest], reference: str) -> list[str]:
    found: list[str] = []
    todo = [reference]
    while todo:
        current = todo.pop()
        if current not in found and current in requests:
            found.append(current)
            todo += requests[current].requires
    return sorted(found, key=natural)


def _clashes(
    requests: Mapping[str, ChangeRequest], bundle: Iterable[str], bought: Iterable[str]
) -> bool:
    together = {*bundle, *bought}
    return any(
        rival in together for reference in together for rival in requests[reference].excludes
    )
