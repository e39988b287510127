"""The Next Release Problem: five customers, requirements with prerequisites, effort to spend."""

from fractions import Fraction

import pytest
from next_releases import hundred, twenty

from chorale.ipm.decide import decide_election
from chorale.ipm.model import Rule

CASES = [
    (twenty, 25, 181),
    (twenty, 42, 236),
    (twenty, 59, 278),
    (hundred, 311, 524),
    (hundred, 518, 699),
    (hundred, 725, 851),
]


@pytest.mark.parametrize(("problem", "effort", "best"), CASES)
def test_the_optimum_is_the_known_one_and_equal_shares_comes_within_3_percent_with_every_link_kept(
    problem, effort, best
):
    given = problem(effort)
    optimum = decide_election(given, Rule(method="optimum"))
    assert value(given, optimum) == best
    shares = decide_election(given, Rule())
    assert value(given, shares) >= Fraction(97, 100) * best
    for decision in (optimum, shares):
        chosen = {given.references.index(reference) for reference in decision.retained}
        assert all(
            set(needed) <= chosen for wanting, needed in given.requires.items() if wanting in chosen
        )


def value(given, decision) -> Fraction:
    return given.total_points(given.references.index(reference) for reference in decision.retained)
