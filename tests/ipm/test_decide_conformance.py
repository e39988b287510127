"""Published cases: worked examples, research papers, real elections decided by the rule."""

from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest
from elections import election
from next_releases import hundred, twenty
from reference_data import ELECTIONS, conformance

from chorale.ipm.decide import decide_election
from chorale.ipm.decision import Decision
from chorale.ipm.election import Election
from chorale.ipm.large.pabulib_reader import read_pabulib
from chorale.ipm.model import Rule

BY_REFERENCE = ("reference",)


def of_case(case: dict, **more):
    ballots = case.get("approvals") or case.get("points")
    if "approvals_counts" in case:
        ballots = [approved for approved, count in case["approvals_counts"] for _ in range(count)]
    return election(more.pop("envelope", case.get("budget")), case["costs"], ballots, **more)


def retained(given, **rule) -> list[str]:
    return sorted(
        decide_election(
            given, Rule(**{"completion": "none", "tie_break": BY_REFERENCE} | rule)
        ).retained
    )


def all_outcomes(case: dict, **rule) -> list[list[str]]:
    """Return what the rule gives under every order of the references, hence every way to break ties."""
    found = set()
    names = sorted(case["costs"])
    for order in permutations(names):
        alias = {name: f"r{place}" for place, name in enumerate(order)}
        back = {new: old for old, new in alias.items()}
        renamed = {
            "budget": case["budget"],
            "costs": {alias[name]: cost for name, cost in case["costs"].items()},
            "approvals": [[alias[name] for name in ballot] for ballot in case["approvals"]],
        }
        found.add(tuple(sorted(back[name] for name in retained(of_case(renamed), **rule))))
    return sorted(map(list, found))


HANDLED: list[str] = []


def about(*names: str):
    """Mark a test of some cases of conformance.json, by their identifier."""
    HANDLED.extend(names)
    return pytest.mark.parametrize("name", names)


def test_every_case_of_the_file_is_tested_here():
    assert set(HANDLED) == set(conformance())


@about("ES-1", "ES-2", "TRACE-1", "TRACE-2")
def test_worked_examples_give_the_same_order_and_the_same_wallets_to_the_last_fraction(name):
    case = conformance()[name]
    decision = decide_election(
        of_case(case), Rule(utility="cost", completion="none", tie_break=("reference",))
    )
    assert list(decision.retained) == case["expected_order"]
    assert list(decision.wallets.values()) == [
        Fraction(text) for text in case["expected_budgets_after"]
    ]
    if "effective_votes" in case:
        assert [1 / round_.price for round_ in decision.rounds] == [
            Fraction(text) for text in case["effective_votes"]
        ]


@about("LS23")
def test_lackner_and_skowron_running_example(name):
    case = conformance()[name]
    given = of_case(case)
    for utility in ("score", "cost", "cardinality"):
        assert retained(given, utility=utility) == ["a"]
    assert retained(given, method="phragmen") == ["a", "b", "c", "d"]
    finer = of_case(case | {"costs": dict.fromkeys(case["costs"], 24), "budget": 96})
    assert retained(finer, utility="cost", completion="add1") == ["a", "b", "c", "d"]
    preselected = of_case(
        case | {"costs": dict.fromkeys(case["costs"], 24), "budget": 96}, mandatory=["g"]
    )
    assert retained(preselected, utility="cost", completion="add1") == ["a", "b", "c", "g"]


RULES_OF = {
    "greedy/cost": {"method": "greedy-per-cost", "utility": "cost"},
    "greedy/card": {"method": "greedy-per-cost", "utility": "cardinality"},
    "MES/cost": {"utility": "cost"},
    "MES/card": {"utility": "cardinality"},
}


@about("AppEx_1", "AppEx_2", "AppEx_4 (zero cost)")
def test_every_way_of_breaking_ties_gives_the_published_outcomes(name):
    case = conformance()[name]
    for key, rule in RULES_OF.items():
        if key in case["expected_sets"]:
            assert all_outcomes(case, **rule) == sorted(case["expected_sets"][key]), key


@about("AppEx_1", "AppEx_2", "AppEx_4 (zero cost)")
def test_the_optimum_is_one_of_the_published_optima(name):
    case = conformance()[name]
    for key, utility in (("maxwelfare/cost", "cost"), ("maxwelfare/card", "cardinality")):
        if key in case["expected_sets"]:
            assert (
                retained(of_case(case), method="optimum", utility=utility)
                in case["expected_sets"][key]
            )


@about("AppEx_2", "AppEx_4 (zero cost)")
def test_raising_every_wallet_gives_the_published_outcomes(name):
    case = conformance()[name]
    tenth = case | {
        "costs": {ref: Fraction(cost) * 10 for ref, cost in case["costs"].items()},
        "budget": case["budget"] * 10,
    }
    for key, utility in (("cost", "cost"), ("card", "cardinality")):
        expected = next(
            sets
            for label, sets in case["expected_sets"].items()
            if "iterated" in label and label.endswith("/" + key)
        )
        assert all_outcomes(tenth, utility=utility, completion="add1-exhaustive") == sorted(
            expected
        ), key


@about("COMPLETION")
def test_completion_by_votes_fills_what_equal_shares_left(name):
    case = conformance()[name]
    assert retained(of_case(case), utility="cost") == case["expected"]["MES/cost"]
    assert (
        retained(of_case(case), utility="cost", completion="utilitarian")
        == case["expected"]["MES + greedy(cost)"]
    )
    assert (
        retained(of_case(case, mandatory=["f"]), utility="cost", completion="utilitarian")
        == case["expected"]["MES + greedy(cost), f pre-selected"]
    )


@about("NRP-20x5")
def test_the_optima_of_20_requirements_are_those_of_all_their_packages(name):
    for budget, expected in conformance()[name]["expected"].items():
        given = twenty(int(budget.removeprefix("B=")))
        best, free = (
            decide_election(one, Rule(method="optimum"))
            for one in (given, replace(given, requires={}))
        )
        assert [value(given, best), value(given, free)] == [
            expected.get("max sum of values with links", expected.get("max")),
            expected["without links"],
        ]
        if "requests" in expected:
            assert sorted(best.retained) == [f"R{number:03d}" for number in expected["requests"]]
        if "cost" in expected:
            assert best.cost == expected["cost"]


@about("NRP-100x5")
def test_the_optima_of_100_requirements(name):
    for budget, expected in conformance()[name]["expected"].items():
        given = hundred(int(budget.removeprefix("B=")))
        best, free = (
            decide_election(one, Rule(method="optimum"))
            for one in (given, replace(given, requires={}))
        )
        assert {"linked": value(given, best), "unlinked": value(given, free)} == expected


def value(given: Election, decision: Decision) -> Fraction:
    return given.total_points(given.references.index(reference) for reference in decision.retained)


REAL = [
    ("Netherlands_Assen_2024", "add1", False, 76700),
    ("Poland_Swiecie_2023", "add1", False, 1040337),
    ("Poland_Wieliczka_2023_Green_Budget", "add1", True, 995079),
]


@pytest.mark.parametrize(("name", "completion", "comparison", "cost"), REAL)
def test_real_elections_decided_by_equal_shares_are_reproduced_exactly(
    name, completion, comparison, cost
):
    read = read_pabulib((ELECTIONS / f"{name}.pb").read_text(encoding="utf-8"))
    decision = decide_election(
        read.election, Rule(utility="cost", completion=completion, comparison=comparison)
    )
    assert (sorted(decision.retained), decision.cost) == (sorted(read.selected), cost)


def test_wieliczka_with_the_other_stop_rule_retains_31_projects():
    read = read_pabulib(
        (ELECTIONS / "Poland_Wieliczka_2023_Green_Budget.pb").read_text(encoding="utf-8")
    )
    decision = decide_election(
        read.election, Rule(utility="cost", completion="add1-exhaustive", comparison=True)
    )
    assert (len(decision.retained), decision.cost) == (31, 984579)
    assert {"46", "66", "67"} == set(decision.retained) ^ set(read.selected)
