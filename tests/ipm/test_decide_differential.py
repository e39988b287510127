"""Random elections: the engine and the plain reference must agree, to the last fraction."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from elections import election
from plain_reference import Plain
from random_elections import drawn, drawn_rule, possible

from chorale.ipm.decide import (
    RULES,
    decide_election,
)
from chorale.ipm.evidence.audit import AuditContext
from chorale.ipm.infeasible import Infeasible, MandatoryAboveEnvelope
from chorale.ipm.model import Rule


def bought(decision) -> list[set[str]]:
    return [set(round_.requests) for round_ in decision.rounds if round_.phase != "mandatory"]


def test_equal_shares_agrees_on_5000_elections_in_order_and_to_the_last_coin():
    random = Random(1)
    compared = 0
    while compared < 5000:
        given, rule = drawn(random), drawn_rule(random)
        if not possible(given, rule):
            continue
        compared += 1
        decision = decide_election(given, rule)
        plain, wallets = Plain(given, rule).equal_shares()
        assert bought(decision) == plain
        assert list(decision.wallets.values()) == wallets


def test_completions_agree():
    random = Random(3)
    for _ in range(800):
        given, rule = (
            drawn(random),
            drawn_rule(random, completion=random.choice(("points-per-cost", "utilitarian"))),
        )
        given = replace(given, costs=tuple(max(cost, Fraction(1)) for cost in given.costs))
        if not possible(given, rule):
            continue
        plain = Plain(given, rule)
        first, _ = plain.equal_shares()
        chosen = set().union(*first, plain.mandatory)
        money = plain.budget - sum(map(plain.total_cost, first))
        if rule.completion == "points-per-cost":
            more = plain.ordered(
                lambda names, plain=plain: plain.given(names) / plain.total_cost(names),
                chosen,
                money,
            )
        else:
            more = plain.ordered(plain.given, chosen, money)
        assert bought(decide_election(given, rule)) == first + more


def borda(plain: Plain, names) -> Fraction:
    return sum(
        plain.weight[v]
        * sum(
            Fraction(1 if p.get(o, 0) < p.get(n, 0) else 0)
            + Fraction(1, 2) * (p.get(o, 0) == p.get(n, 0) and o != n)
            for o in plain.names
        )
        for v, p in enumerate(plain.points)
        for n in names
    )


def approvals(plain: Plain, names) -> Fraction:
    return sum(
        plain.weight[v] for v, points in enumerate(plain.points) for name in names if name in points
    )


MERITS = {
    "greedy": Plain.total,
    "greedy-per-cost": lambda plain, names: plain.total(names) / plain.total_cost(names),
    "borda": borda,
    "approvals": approvals,
}


@pytest.mark.parametrize("method", MERITS)
def test_cut_rules_agree(method):
    random = Random(4)
    for _ in range(800):
        given, rule = (
            drawn(random),
            drawn_rule(random, method=method, overflow=random.choice(("skip", "stop"))),
        )
        given = replace(given, costs=tuple(max(cost, Fraction(1)) for cost in given.costs))
        if not possible(given, rule):
            continue
        plain = Plain(given, rule)
        expected = plain.ordered(
            lambda names, plain=plain: MERITS[method](plain, names),
            skip=rule.overflow == "skip",
        )
        assert bought(decide_election(given, rule)) == expected


def test_phragmen_agrees():
    random = Random(5)
    for _ in range(1000):
        given, rule = drawn(random), drawn_rule(random, method="phragmen", utility="score")
        if possible(given, rule):
            assert bought(decide_election(given, rule)) == Plain(given, rule).phragmen()


def test_the_exact_optimum_agrees_with_every_subset_tried():
    random = Random(6)
    for _ in range(200):
        given, rule = drawn(random, requests=6), drawn_rule(random, method="optimum")
        given = replace(given, costs=tuple(max(cost, Fraction(1, 2)) for cost in given.costs))
        if not possible(given, rule):
            continue
        plain = Plain(given, rule)
        found = set().union(*bought(decide_election(given, rule)))
        expected = plain.most_points()
        assert (plain.total(found), plain.preference(found)) == (
            plain.total(expected),
            plain.preference(expected),
        )


READ_AGAIN = ("equal-shares", *MERITS, "phragmen", "optimum")
"""The rules that the plain reference computes too, above."""


def test_every_rule_has_a_second_reader():
    assert sorted(READ_AGAIN) == sorted(method for method, _ in RULES)


def test_the_audit_of_every_coalition_agrees_with_every_subset_tried():
    random = Random(7)
    wronged = {"cohesive": 0, "core": 0, "pareto": 0}
    for _ in range(250):
        given, rule = (
            drawn(random, requests=5, voters=3),
            drawn_rule(random, method=random.choice(("greedy", "equal-shares"))),
        )
        if not possible(given, rule):
            continue
        decision = decide_election(given, rule)
        bench, plain = AuditContext(decision), Plain(given, replace(rule, utility="score"))
        got = plain.utilities(set(decision.retained) - plain.mandatory)
        everyone = tuple(range(len(got)))
        for coalition in ((0,), everyone):
            share = plain.budget * sum(plain.weight[v] for v in coalition) / sum(plain.weight)
            sets = list(plain.valid_sets(share))
            core = any(all(plain.utilities(names)[v] > got[v] for v in coalition) for names in sets)
            assert (bench.deviation(coalition) is not None) == core
            agreed = [
                sum(min(plain.utility(v, name) for v in coalition) for name in names)
                for names in sets
            ]
            cohesive = max(agreed) > max(got[v] for v in coalition)
            assert (bench.cohesive(coalition) is not None) == cohesive
            wronged["core"] += core
            wronged["cohesive"] += cohesive
        better = any(
            all(new >= old for new, old in zip(plain.utilities(names), got, strict=True))
            and sum(plain.utilities(names)) > sum(got)
            for names in plain.valid_sets(plain.budget)
        )
        assert (bench.improvement() is not None) == better
        wronged["pareto"] += better
    assert min(wronged.values()) >= 5


def test_impossible_constraints_are_refused_with_one_fact_that_names_no_floor_where_none_is():
    given = election(10, {"A": 8, "B": 7}, [["A"]], mandatory=["A", "B"])
    with pytest.raises(Infeasible) as refused:
        decide_election(given, Rule())
    assert refused.value.causes == (
        MandatoryAboveEnvelope(references=("A", "B"), cost=Fraction(15), envelope=Fraction(10)),
    )


@pytest.mark.parametrize("completion", ["none", "add1", "add1-exhaustive"])
@pytest.mark.parametrize("method", [method for method, _ in RULES])
def test_a_voter_of_weight_zero_whose_wish_is_left_alone_stops_no_rule(method, completion):
    given = election(
        20, {"A": 5, "B": 16, "C": 50}, [{"A": 60, "C": 40}, {"B": 100}], weights=[1, 0]
    )
    assert decide_election(given, Rule(method=method, completion=completion)).retained == ("A",)


@pytest.mark.parametrize("method", [method for method, _ in RULES])
def test_nothing_is_retained_for_voters_who_all_weigh_nothing(method):
    given = election(20, {"A": 5, "B": 16}, [{"A": 100}, {"B": 100}], weights=[0, 0])
    assert decide_election(given, Rule(method=method)).retained == ()
