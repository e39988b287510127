"""What constraints forbid for good is found before the answers, and again with them."""

from dataclasses import replace
from fractions import Fraction

from elections import election

from chorale.ipm.constraints import Constraints
from chorale.ipm.decide import decide_election
from chorale.ipm.infeasible import FloorOutOfReach, PrerequisiteAboveCap, dead_ends
from chorale.ipm.model import Rule, ThemeBounds

CYCLE = election(
    100,
    {"X": 40, "Y": 45, "Z": 40, "V": 20},
    [{"Y": 50, "V": 50}],
    themes={"X": "t", "Y": "t", "Z": "u", "V": "u"},
    requires={"X": ["Z"]},
    bounds={"t": ThemeBounds(floor=Fraction(80)), "u": ThemeBounds(cap=Fraction(30))},
)
BROKEN = [
    PrerequisiteAboveCap(
        wanted=wanted, bundle=("Z",), theme="u", cost=Fraction(40), cap=Fraction(30)
    )
    for wanted in ("X", "Z")
]


def test_a_floor_within_what_costs_add_up_to_is_kept_and_a_cap_broken_by_a_prerequisite_is_told():
    unanswered = replace(CYCLE, voters=(), weights=(), ballots=())
    assert list(dead_ends(Constraints(unanswered, Rule()))) == BROKEN


def test_a_floor_that_the_answers_do_not_support_is_told_with_what_they_reach():
    unmet = FloorOutOfReach(theme="t", floor=Fraction(80), reach=Fraction(45), asked=True)
    assert list(dead_ends(Constraints(CYCLE, Rule()))) == [unmet, *BROKEN]
    (price,) = decide_election(CYCLE, Rule(bounds=CYCLE.bounds)).floors
    assert (price.floor, price.spent) == (80, 45)


def test_the_costs_of_a_theme_may_jump_over_its_floor():
    cycle = election(
        55,
        {"A": 30, "B": 60},
        [],
        themes={"A": "t", "B": "t"},
        bounds={"t": ThemeBounds(floor=Fraction(50))},
    )
    assert list(dead_ends(Constraints(cycle, Rule()))) == [
        FloorOutOfReach(theme="t", floor=Fraction(50), reach=Fraction(30), asked=False)
    ]


def test_a_mandatory_request_that_excludes_nothing_is_never_a_dead_end():
    forced = replace(CYCLE, mandatory=frozenset({0, 2}), bounds={})
    assert list(dead_ends(Constraints(forced, Rule()))) == []


def test_a_cap_finer_than_the_costs_is_told_as_it_was_written():
    fine = replace(CYCLE, bounds={"u": ThemeBounds(cap=Fraction("39.999999"))}, requires={})
    assert [end.cap for end in dead_ends(Constraints(fine, Rule()))] == [Fraction("39.999999")]
