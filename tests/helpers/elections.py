"""Small elections written as one reads them: costs, then what each voter gives."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from chorale.ipm.amounts import natural
from chorale.ipm.election import Election

Given = Sequence[str] | Mapping[str, int]


def election(
    envelope: Any, costs: Mapping[str, Any], ballots: Sequence[Given], **more: Any
) -> Election:
    """Return an election; a ballot is a list of approved references, or points by reference."""
    references = tuple(sorted(costs, key=natural))
    position = {reference: index for index, reference in enumerate(references)}
    mandatory = frozenset(position[reference] for reference in more.pop("mandatory", ()))
    requires = {
        position[one]: tuple(sorted(position[other] for other in others))
        for one, others in more.pop("requires", {}).items()
    }
    excludes = frozenset(
        tuple(sorted((position[a], position[b]))) for a, b in more.pop("excludes", ())
    )
    themes = more.pop("themes", {})
    weights = tuple(Fraction(weight) for weight in more.pop("weights", [1] * len(ballots)))
    return Election(
        references=references,
        costs=tuple(Fraction(costs[reference]) for reference in references),
        envelope=Fraction(envelope),
        voters=tuple(f"v{number:03d}" for number in range(len(ballots))),
        weights=weights,
        ballots=tuple(given_points(ballot, position) for ballot in ballots),
        mandatory=mandatory,
        requires=requires,
        excludes=excludes,
        themes=tuple(themes.get(reference, "") for reference in references),
        **more,
    )


def given_points(ballot: Given, position: Mapping[str, int]) -> dict[int, int]:
    """Return points by position."""
    points = ballot if isinstance(ballot, Mapping) else dict.fromkeys(ballot, 1)
    return {position[reference]: value for reference, value in sorted(points.items()) if value}
