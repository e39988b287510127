"""Random elections: the engine and the plain reference must agree, to the last fraction."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from elections import election
from plain_reference import Plain

from chorale.ipm.constraints import Constraints, bits
from chorale.ipm.decide import (
    RULES,
    clashes,
    decide_election,
    discretionary,
    run_all_phases,
)
from chorale.ipm.evidence.audit import AuditContext
from chorale.ipm.infeasible import Infeasible, MandatoryAboveEnvelope
from chorale.ipm.model import Rule, ThemeBounds
from chorale.ipm.rules import equal_shares, equal_shares_float

THEMES = ("a", "b")


def drawn(
    random: Random,
    *,
    requests: int = 6,
    voters: int = 4,
    linked: bool = True,
    weighted: bool = True,
):
    """Draw an election small enough to try every subset."""
    names = [f"R{number}" for number in range(1, random.randint(2, requests) + 1)]
    costs = {
        name: Fraction(
            random.randint(0 if random.random() < 0.1 else 1, 12), random.choice((1, 1, 2))
        )
        for name in names
    }
    ballots = [
        {name: random.randint(1, 5) for name in names if random.random() < 0.6}
        for _ in range(random.randint(1, voters))
    ]
    requires, excludes, mandatory, bounds = {}, [], [], {}
    if linked:
        for name in names:
            if random.random() < 0.25:
                requires[name] = random.sample([other for other in names if other != name], 1)
        if random.random() < 0.4:
            excludes = [tuple(random.sample(names, 2))]
        mandatory = [name for name in names if random.random() < 0.08]
        if random.random() < 0.3:
            bounds = {"a": ThemeBounds(cap=Fraction(random.randint(3, 20)))}
    return election(
        max(1, sum(costs.values()) * random.randint(2, 9) // 10),
        costs,
        ballots,
        requires=requires,
        excludes=excludes,
        mandatory=mandatory,
        bounds=bounds,
        themes={name: random.choice(THEMES) for name in names},
        weights=[random.choice((1, 1, 2, Fraction(1, 2))) if weighted else 1 for _ in ballots],
    )


def drawn_rule(random: Random, **given) -> Rule:
    ties = random.sample(
        ("lower-cost", "higher-cost", "more-points", "more-groups", "reference"), 2
    )
    return Rule(
        **{
            "utility": random.choice(("score", "cost", "cardinality")),
            "completion": "none",
            "tie_break": tuple(ties),
        }
        | given
    )


def possible(given, rule) -> bool:
    return not clashes(Constraints(given, rule))


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


def test_the_crowd_engine_agrees_with_the_one_for_a_few_voters(monkeypatch):
    random = Random(2)
    for _ in range(800):
        given, rule = drawn(random, voters=8), drawn_rule(random)
        if not possible(given, rule):
            continue
        few = decide_election(given, rule)
        monkeypatch.setattr(equal_shares, "CROWD", 0)
        crowd = decide_election(given, rule)
        monkeypatch.undo()
        assert (crowd.retained, crowd.wallets) == (few.retained, few.wallets)
        assert [round_.price for round_ in crowd.rounds] == [round_.price for round_ in few.rounds]
        assert [round_.tied for round_ in crowd.rounds] == [round_.tied for round_ in few.rounds]


@pytest.mark.parametrize("completion", ["none", "points-per-cost", "utilitarian"])
def test_the_float_filter_answers_what_the_exact_rule_answers_or_doubts(completion):
    random = Random(9)
    answered = doubted = 0
    for turn in range(1500):
        given, rule = (
            drawn(random, requests=9, voters=6),
            drawn_rule(random, completion=completion),
        )
        if turn % 2:
            scale = random.choice((Fraction(1, 3), 10**6, 10**30))
            given = replace(
                given,
                costs=tuple(cost * scale for cost in given.costs),
                envelope=given.envelope * scale,
            )
        constraints = Constraints(given, rule)
        if possible(given, rule) and equal_shares_float.answers(constraints):
            start = discretionary(constraints)
            found = equal_shares_float.retained(constraints, start)
            exact = bits(
                member for step in run_all_phases(constraints).steps for member in step.members
            )
            assert found in (None, exact)
            answered, doubted = answered + (found is not None), doubted + (found is None)
    assert answered > 900
    assert doubted > 20


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
