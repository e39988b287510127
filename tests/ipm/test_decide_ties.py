"""Ties: what the declared order decided is recorded, in every rule and completion; where nothing is, it served nothing."""

from dataclasses import replace
from fractions import Fraction
from typing import get_args

import pytest
from elections import election
from hypothesis import given, settings
from hypothesis import strategies as st

from chorale.ipm.constraints import Constraints
from chorale.ipm.decide import RULES, clashes, decide_election
from chorale.ipm.election import Election
from chorale.ipm.model import Completion, Overflow, Rule, ThemeBounds, Utility

METHODS = [method for method, _ in RULES]
THREE = election(100, {"X": 40, "Y": 40, "Z": 40}, [{"X": 100}, {"Y": 100}, {"Z": 100}])


@pytest.mark.parametrize("method", METHODS)
def test_three_groups_each_with_its_own_wish_and_room_for_two_are_told_to_be_equal(method):
    decision = decide_election(THREE, Rule(method=method))
    assert decision.retained == ("X", "Y")
    told = {"optimum": [("X", "Z"), ("Y", "Z")]}.get(method, [("X", "Y", "Z"), ("Y", "Z")])
    assert [one.tied for one in decision.rounds] == told
    assert list(decision.ties) == told


def test_requests_that_cost_nothing_are_equals_whatever_their_points():
    decision = decide_election(
        election(10, {"X": 0, "Y": 0}, [{"X": 5, "Y": 90}]), Rule(method="equal-shares")
    )
    assert [one.tied for one in decision.rounds] == [("X", "Y"), ()]


def test_a_ranking_that_an_equal_too_dear_stops_says_so():
    cycle = election(50, {"X": 60, "Y": 40}, [{"X": 50, "Y": 50}])
    rule = Rule(method="greedy", overflow="stop", tie_break=("higher-cost",))
    stopped = decide_election(cycle, rule)
    assert (stopped.retained, stopped.ties) == ((), (("X", "Y"),))


@st.composite
def crossed(draw) -> Election:
    """Draw a cycle with few different costs and points: equals are many."""
    names = [f"R{number}" for number in range(1, draw(st.integers(2, 5)) + 1)]
    costs = {name: draw(st.sampled_from((10, 20, 30))) for name in names}
    points = st.dictionaries(st.sampled_from(names), st.sampled_from((20, 30, 50)), max_size=4)
    bounds = {"a": ThemeBounds(floor=Fraction(10))} if draw(st.booleans()) else {}
    return election(
        draw(st.integers(10, 90)),
        costs,
        draw(st.lists(points, min_size=1, max_size=3)),
        themes={name: draw(st.sampled_from("ab")) for name in names},
        requires={names[0]: [names[1]]} if draw(st.booleans()) else {},
        bounds=bounds,
    )


def backwards(cycle: Election) -> Election:
    """Return the cycle whose references stand in the opposite order."""
    size = len(cycle.references)
    return replace(
        cycle,
        references=tuple(f"B{index}" for index in range(size)),
        costs=cycle.costs[::-1],
        ballots=tuple(
            {size - 1 - request: points for request, points in sorted(ballot.items(), reverse=True)}
            for ballot in cycle.ballots
        ),
        requires={
            size - 1 - one: tuple(size - 1 - other for other in others)
            for one, others in cycle.requires.items()
        },
        themes=cycle.themes[::-1],
    )


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_where_no_tie_is_recorded_another_tie_order_retains_the_same(method, data):
    cycle = data.draw(crossed())
    rule = Rule(
        method=method,
        utility=data.draw(st.sampled_from(get_args(Utility))),
        completion=data.draw(st.sampled_from(get_args(Completion))),
        overflow=data.draw(st.sampled_from(get_args(Overflow))),
        comparison=data.draw(st.booleans()),
        bounds=cycle.bounds,
        tie_break=("reference",),
    )
    if clashes(Constraints(cycle, rule)):
        return
    decision = decide_election(cycle, rule)
    if not decision.ties:
        last = len(cycle.references) - 1
        other = decide_election(backwards(cycle), rule)
        assert {cycle.references.index(name) for name in decision.retained} == {
            last - int(name[1:]) for name in other.retained
        }
