"""The evidence around a decision: audit, robustness, sweep, comparison."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from elections import election
from random_elections import drawn, drawn_rule, possible

from chorale.ipm.amounts import natural
from chorale.ipm.decide import RULES, WALLETS, decide_election
from chorale.ipm.evidence.alternatives import compare, sweep
from chorale.ipm.evidence.audit import audit
from chorale.ipm.evidence.batch import AbsentVoter, EveryCostAt, OneCostAt, OtherWeight
from chorale.ipm.evidence.counterfactual import changes
from chorale.ipm.evidence.robustness import robustness
from chorale.ipm.infeasible import Infeasible, TooManyVoters
from chorale.ipm.model import Rule

CYCLE = election(
    100,
    {"A": 40, "B": 50, "C": 30, "D": 60, "E": 10},
    [{"A": 60, "B": 40}, {"A": 50, "C": 50}, {"D": 100}],
    requires={"C": ["E"]},
    intervals={0: (Fraction(30), Fraction(70)), 3: (Fraction(20), Fraction(60))},
)


@pytest.mark.parametrize("method", [method for method, _ in RULES])
def test_a_rule_leaves_money_in_wallets_only_where_it_is_declared(method):
    assert bool(decide_election(CYCLE, Rule(method=method)).wallets) == (method in WALLETS)


def test_the_smallest_changes_of_a_refused_request():
    (found,) = changes(decide_election(CYCLE, Rule()), ["C"])
    assert (found.envelope, found.cost, found.everyone) == (140, 20, 1)
    assert found.envelopes == ((140, 150),)
    assert found.groups == {"v000": (0, 17), "v001": (50, 67), "v002": (0, 1)}


def test_a_larger_envelope_is_refined_to_the_unit_where_not_every_unit_is_tried():
    cycle = election(9000, {"A": 7001, "B": 4000}, [{"A": 60, "B": 40}])
    (found,) = changes(decide_election(cycle, Rule()), ["A"])
    assert found.envelope == 11001


def test_a_cut_by_points_that_ignores_a_group_is_caught_by_the_audit():
    cycle = election(
        90,
        {"A": 30, "B": 30, "C": 30, "D": 30},
        [{"A": 34, "B": 33, "C": 33}, {"A": 34, "B": 33, "C": 33}, {"D": 100}],
    )
    cut = audit(decide_election(cycle, Rule(method="approvals")))
    assert [
        (claim.groups, claim.requests, claim.would_get, claim.gets) for claim in cut.representation
    ] == [(("v002",), ("D",), (100,), (0,))]
    assert [claim.groups for claim in cut.core] == [("v002",)]
    fair = audit(decide_election(cycle, Rule()))
    assert (fair.coalitions, fair.representation, fair.core) == (7, (), ())
    assert [(one.gets, one.ideal, one.alone) for one in fair.satisfaction] == [
        (67, 100, 34),
        (67, 100, 34),
        (100, 100, 100),
    ]


def test_robustness_counts_the_draws_and_names_who_moves():
    found = robustness(decide_election(CYCLE, Rule()), draws=200)
    assert found == robustness(decide_election(CYCLE, Rule()), draws=200)
    assert found.probability["E"] == Fraction(51, 200)
    assert found.margin["E"] == Fraction(61, 1000)
    assert found.firmness["E"] == "contestable"
    assert (found.highest_cost, found.overrun) == (130, 30)
    assert [variant.variation for variant in found.corners] == [
        EveryCostAt("low"), EveryCostAt("high"),
        OneCostAt("A", "low"), OneCostAt("A", "high"), OneCostAt("D", "low"), OneCostAt("D", "high"),
    ]  # fmt: skip
    assert next(one for one in found.corners if one.variation == OneCostAt("D", "low")).entered == (
        "C",
        "E",
    )
    assert [variant.variation for variant in found.weights] == [
        OtherWeight(group, share)
        for group in CYCLE.voters
        for share in (Fraction(1, 4), Fraction(-1, 4))
    ]
    assert [variant.variation for variant in found.removed] == [
        AbsentVoter(group) for group in CYCLE.voters
    ]


def test_a_tie_counts_as_one_where_no_cost_is_uncertain():
    three = election(100, {"X": 40, "Y": 40, "Z": 40}, [{"X": 100}, {"Y": 100}, {"Z": 100}])
    found = robustness(decide_election(three, Rule()), draws=600)
    assert sum(found.probability.values()) == 2
    assert all(
        abs(share - Fraction(2, 3)) < Fraction(1, 20) for share in found.probability.values()
    )
    assert set(found.firmness.values()) == {"contestable"}
    alone = robustness(decide_election(election(9, {"A": 5}, [{"A": 1}]), Rule()))
    assert (alone.draws, alone.probability, alone.margin) == (1, {"A": 1}, {"A": 0})


def test_the_sweep_gives_the_intervals_of_each_request():
    found = sweep(decide_election(CYCLE, Rule()), Fraction(20), Fraction(120), steps=10)
    assert found.intervals == {
        "A": ((40, 120),),
        "B": (),
        "C": ((80, 90),),
        "D": ((100, 120),),
        "E": ((80, 90),),
    }


def test_a_sweep_says_what_one_decision_after_the_other_says():
    random = Random(4)
    for _ in range(90):
        given, rule = drawn(random, voters=5), drawn_rule(random)
        if not possible(given, rule):
            continue
        for point in sweep(decide_election(given, rule), steps=40).points:
            alone = decide_election(replace(given, envelope=point.envelope), rule)
            assert point.retained == tuple(sorted(alone.retained, key=natural))
            assert (point.cost, point.points) == (
                alone.cost,
                sum(round_.points for round_ in alone.rounds),
            )


def test_all_rules_are_compared_and_the_audit_is_not_for_a_crowd():
    crowd = election(3, {"A": 1, "B": 2}, [["A"]] * 20)
    for given in (CYCLE, crowd):
        methods = [one.method for one in compare(decide_election(given, Rule()))]
        assert methods == [method for method, _ in RULES]
    with pytest.raises(Infeasible) as refused:
        audit(decide_election(crowd, Rule()))
    assert refused.value.causes == (TooManyVoters(most=12, voters=20),)
