"""What must hold of every decision, whatever the election."""

import re
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from random import Random

from elections import election
from house import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from chorale.ipm.amounts import amount, natural, written
from chorale.ipm.constraints import Constraints
from chorale.ipm.decide import RULES, clashes, decide_election
from chorale.ipm.election import Election
from chorale.ipm.evidence.counterfactual import HORIZON, changes, raised, taken_from
from chorale.ipm.formats.record import as_json, json_text
from chorale.ipm.formats.scenario import read
from chorale.ipm.infeasible import (
    FloorAboveRequests,
    FloorsAboveEnvelope,
    MandatoryAboveCap,
    MandatoryExclusion,
)
from chorale.ipm.model import Rule, ThemeBounds

GROUPS = 5
FEW = settings(max_examples=60, deadline=None)
METHODS = st.sampled_from([method for method, _ in RULES])


@st.composite
def cycles(draw, *, linked: bool = True):
    """Draw a cycle: a few requests, five groups with 100 points each."""
    size = draw(st.integers(2, 8))
    names = [f"DE-{number:02d}" for number in range(1, size + 1)]
    costs = {name: draw(st.integers(1, 120)) for name in names}
    ballots = []
    for _ in range(GROUPS):
        cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=size - 1, max_size=size - 1)))
        ballots.append(
            dict(
                zip(
                    names,
                    (high - low for low, high in zip([0, *cuts], [*cuts, 100], strict=True)),
                    strict=True,
                )
            )
        )
    links = {}
    if linked and draw(st.booleans()):
        links = {
            "requires": {names[0]: [names[1]]},
            "excludes": [(names[0], names[-1])] if size > 2 else [],
        }
    return election(draw(st.integers(1, sum(costs.values()) + 20)), costs, ballots, **links)


@FEW
@given(cycles(), METHODS)
def test_no_rule_spends_more_than_the_envelope_nor_breaks_a_link(cycle: Election, method):
    decision = decide_election(cycle, Rule(method=method))
    chosen = {cycle.references.index(reference) for reference in decision.retained}
    assert decision.cost == sum(cycle.costs[index] for index in chosen) <= cycle.envelope
    assert decision.remaining == cycle.envelope - decision.cost
    assert all(set(cycle.requires.get(index, ())) <= chosen for index in chosen)
    assert not any({first, second} <= chosen for first, second in cycle.excludes)
    assert len(decision.retained) + len(decision.refusals) == len(cycle.references)


@FEW
@given(cycles())
def test_each_round_adds_up_and_no_wallet_goes_below_zero(cycle: Election):
    decision = decide_election(cycle, Rule())
    wallets = dict.fromkeys(cycle.voters, cycle.envelope / GROUPS)
    for round_ in decision.rounds:
        if round_.phase == "shares":
            assert sum(round_.payments.values()) == round_.cost
            wallets = {
                group: left - round_.payments.get(group, 0) for group, left in wallets.items()
            }
            assert wallets == round_.wallets
            assert min(wallets.values()) >= 0
    assert (
        decision.rounds[-1].remaining == decision.remaining
        if decision.rounds
        else decision.cost == 0
    )


@FEW
@given(cycles(), METHODS, st.randoms(use_true_random=False))
def test_the_order_of_files_does_not_matter(cycle: Election, method, random: Random):
    inputs = as_json(decide_election(cycle, Rule(method=method)))
    shuffled = {**inputs["inputs"]}
    for part in ("requests", "groups"):
        shuffled[part] = random.sample(shuffled[part], len(shuffled[part]))
    shuffled["ballots"] = {
        group: dict(random.sample(sorted(points.items()), len(points)))
        for group, points in random.sample(sorted(shuffled["ballots"].items()), GROUPS)
    }
    scenario = read({"format": "chorale-scenario-1", "inputs": shuffled})
    assert as_json(decide_election(scenario.election, scenario.rule)) == inputs


@FEW
@given(
    cycles(),
    st.sampled_from(["equal-shares", "greedy", "phragmen", "optimum"]),
)
def test_names_do_not_matter_while_their_order_is_kept(cycle: Election, method):
    renamed = replace(
        cycle, references=tuple(f"X{index:03d}" for index in range(len(cycle.references)))
    )
    first, second = (decide_election(each, Rule(method=method)) for each in (cycle, renamed))
    assert [cycle.references.index(name) for name in first.retained] == [
        renamed.references.index(name) for name in second.retained
    ]


@FEW
@given(cycles(), METHODS, st.sampled_from([Fraction(1, 3), Fraction(7), Fraction(5, 2)]))
def test_another_unit_of_money_changes_nothing(cycle: Election, method, factor: Fraction):
    scaled = replace(
        cycle,
        costs=tuple(cost * factor for cost in cycle.costs),
        envelope=cycle.envelope * factor,
    )
    assert (
        decide_election(cycle, Rule(method=method)).retained
        == decide_election(scaled, Rule(method=method)).retained
    )


@FEW
@given(cycles(linked=False), st.integers(0, GROUPS - 1))
def test_a_group_whose_only_wish_fits_in_its_share_gets_it(cycle: Election, voter: int):
    cheapest = min(range(len(cycle.costs)), key=lambda index: cycle.costs[index])
    envelope = max(cycle.envelope, cycle.costs[cheapest] * GROUPS)
    ballots = tuple(
        {cheapest: 100} if index == voter else ballot for index, ballot in enumerate(cycle.ballots)
    )
    decision = decide_election(replace(cycle, envelope=envelope, ballots=ballots), Rule())
    assert cycle.references[cheapest] in decision.retained


@FEW
@given(cycles(), METHODS)
def test_a_published_decision_replays_to_the_same_bytes(cycle: Election, method):
    decision = decide_election(cycle, Rule(method=method))
    scenario = read(as_json(decision))
    assert json_text(as_json(decide_election(scenario.election, scenario.rule))) == json_text(
        as_json(decision)
    )


@settings(max_examples=15, deadline=None)
@given(cycles())
def test_each_change_really_retains_the_request_and_no_smaller_number_of_points_does(
    cycle: Election,
):
    rule = Rule()
    decision = decide_election(cycle, rule)
    for one in changes(decision, [refusal.reference for refusal in decision.refusals]):
        index = cycle.references.index(one.reference)

        def kept(changed: Election, reference=one.reference) -> bool:
            return reference in decide_election(changed, rule).retained

        for low, high in one.envelopes:
            around = (low - 1, low, high, high + 1)
            held = [kept(replace(cycle, envelope=amount)) for amount in around]
            assert held[:3] == [False, True, True]
            assert not held[3] or high + 1 > cycle.envelope * HORIZON
        if one.cost is not None:
            cheaper = [
                replace(cycle, costs=(*cycle.costs[:index], cost, *cycle.costs[index + 1 :]))
                for cost in (one.cost, one.cost + 1)
            ]
            assert list(map(kept, cheaper)) == [True, False]
        for voter, group in enumerate(cycle.voters):
            now, then = one.groups.get(group, (Fraction(0), None))
            ballot, before, after = (
                cycle.ballots[voter],
                cycle.ballots[:voter],
                cycle.ballots[voter + 1 :],
            )
            tried = int(sum(taken_from(ballot, index).values()) if then is None else then - now)
            held = [
                kept(replace(cycle, ballots=(*before, raised(ballot, index, more), *after)))
                for more in range(1, tried + 1)
            ]
            assert held == [False] * (tried - 1) + [then is not None] * (tried > 0)


def test_a_smaller_hash_seed_or_a_larger_one_gives_the_same_bytes():
    program = (
        "import sys; sys.path[:0] = sys.argv[1:];"
        "from elections import election; from chorale.ipm.decide import RULES, decide_election; "
        "from chorale.ipm.model import Rule; from chorale.ipm.formats.record import as_json, json_text;"
        "e = election(20, {'a': 7, 'b': 7, 'c': 7, 'd': 9}, [['a', 'b'], ['c', 'd'], ['a', 'd'], ['b', 'c']]);"
        "print(*(json_text(as_json(decide_election(e, Rule(method=m)))) for m, _ in RULES))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program, str(ROOT / "tests/helpers"), str(ROOT / "generator")],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(outputs) == 1


def test_a_floor_reserves_its_theme_a_part_and_says_what_it_costs():
    cycle = election(
        20,
        {"A1": 10, "A2": 10, "B1": 8},
        [{"A1": 60, "A2": 40}, {"A1": 50, "A2": 45, "B1": 5}],
        themes={"A1": "a", "A2": "a", "B1": "b"},
        bounds={"b": ThemeBounds(floor=Fraction(8))},
    )
    decision = decide_election(cycle, Rule(bounds=cycle.bounds))
    assert decision.retained == ("B1", "A1")
    (price,) = decision.floors
    assert (price.theme, price.spent, price.points_lost, price.entered, price.left) == (
        "b",
        8,
        80,
        ("B1",),
        ("A2",),
    )


def test_a_frozen_share_is_not_spent_and_a_shared_one_goes_to_the_others():
    cycle = election(90, {"A": 50, "B": 30}, [{"A": 100}, {"A": 50, "B": 50}])
    assert decide_election(cycle, Rule()).retained == ("A", "B")
    frozen = replace(cycle, frozen_weight=Fraction(1))
    assert decide_election(frozen, Rule()).retained == ("A",)


def test_impossible_constraints_are_all_named():
    cycle = election(
        30,
        {"A": 10, "B": 12, "C": 5},
        [["A"]],
        mandatory=["A", "B"],
        excludes=[("A", "B")],
        themes={"A": "x", "B": "x", "C": "y"},
        bounds={"x": ThemeBounds(cap=Fraction(20)), "y": ThemeBounds(floor=Fraction(9))},
    )
    assert clashes(Constraints(cycle, Rule())) == (
        MandatoryExclusion(first="A", second="B"),
        MandatoryAboveCap(theme="x", cost=Fraction(22), cap=Fraction(20)),
        FloorAboveRequests(theme="y", floor=Fraction(9), cost=Fraction(5)),
        FloorsAboveEnvelope(
            themes=("y",), floors=Fraction(9), outside=Fraction(22), envelope=Fraction(30)
        ),
    )


def test_a_number_of_any_length_is_written_whole():
    long = 7**20_000
    assert [int(part) for part in re.findall(r".{1,4000}", written(Fraction(10**12_000 + 1)))] == [
        10**3999,
        0,
        0,
        1,
    ]
    assert (
        written(Fraction(-long, 10**6)).replace(".", "").lstrip("-").endswith(str(long % 10**4000))
    )
    assert written(Fraction(1, long)).startswith("1/")


@given(st.fractions())
def test_a_written_number_reads_back_exactly(value: Fraction):
    assert amount(written(value)) == value


def test_references_stand_in_their_natural_order():
    assert sorted(["DE-10", "DE-2", "DE-1"], key=natural) == ["DE-1", "DE-2", "DE-10"]
