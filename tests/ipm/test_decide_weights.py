"""Weights: a group of weight 2 is two groups that answer alike, for every rule, and equal shares keeps its theorem."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from math import lcm
from random import Random
from typing import get_args

import pytest
from elections import election
from hypothesis import given, settings
from hypothesis import strategies as st

from chorale.ipm.constraints import Constraints
from chorale.ipm.decide import RULES, clashes, decide_election
from chorale.ipm.decision import Decision
from chorale.ipm.election import Election
from chorale.ipm.evidence.audit import audit
from chorale.ipm.model import Completion, Overflow, Rule, ThemeBounds, Utility

WEIGHTS = ("1", "1", "2", "3", "4", "1/2", "3/2")
"""Few enough halves that nobody is a crowd, of which no payment is listed."""
NAMES = ("R1", "R2", "R3", "R4", "R5", "R6", "R7")
CLONABLE = ("lower-cost", "higher-cost", "more-points")
"""The tie orders that do not count heads."""


@st.composite
def weighted(draw) -> Election:
    """Draw a cycle of at most five groups, some heavier than others, with a few links and bounds."""
    names = NAMES[: draw(st.integers(2, 7))]
    costs = {
        name: Fraction(draw(st.integers(1, 60)), draw(st.sampled_from((1, 2)))) for name in names
    }
    points = st.dictionaries(st.sampled_from(names), st.integers(1, 40), max_size=len(names))
    ballots = draw(st.lists(points, min_size=1, max_size=5))
    links = {}
    if draw(st.booleans()):
        links = {"requires": {names[0]: [names[1]]}, "mandatory": [names[-1]] * draw(st.booleans())}
        links["bounds"] = {"a": ThemeBounds(floor=costs[names[0]], cap=sum(costs.values()) / 2)}
    return election(
        draw(st.integers(1, int(sum(costs.values())) + 10)),
        costs,
        ballots,
        weights=[draw(st.sampled_from(WEIGHTS)) for _ in ballots],
        themes={name: draw(st.sampled_from("ab")) for name in names},
        frozen_weight=Fraction(draw(st.sampled_from(("0", "0", "1", "3/2")))),
        **links,
    )


@st.composite
def rules(draw, method: str) -> Rule:
    return Rule(
        method=method,
        utility=draw(st.sampled_from(get_args(Utility))),
        completion=draw(st.sampled_from(get_args(Completion))),
        overflow=draw(st.sampled_from(get_args(Overflow))),
        comparison=draw(st.booleans()),
        tie_break=(draw(st.sampled_from(CLONABLE)), "reference"),
    )


def copies(cycle: Election) -> tuple[Election, list[int]]:
    """Return the cycle where each group is so many copies of one small weight, and whose copy each voter is."""
    unit = Fraction(1, lcm(*(weight.denominator for weight in cycle.weights)))
    owners = [
        voter for voter, weight in enumerate(cycle.weights) for _ in range(int(weight / unit))
    ]
    cloned = replace(
        cycle,
        voters=tuple(f"c{place:03d}" for place in range(len(owners))),
        weights=(unit,) * len(owners),
        ballots=tuple(cycle.ballots[owner] for owner in owners),
    )
    return cloned, owners


def told(decision: Decision, owner: dict[str, str]) -> list:
    """Return the rounds with what each group pays, its copies together, and why the rest is refused."""
    rounds = []
    for one in decision.rounds:
        paid: dict[str, Fraction] = {}
        for voter, amount in one.payments.items():
            paid[owner[voter]] = paid.get(owner[voter], 0) + amount
        rounds.append((one.phase, one.requests, one.price, one.points, one.tied, paid))
    refused = [(one.reference, one.reason, one.needed, one.available) for one in decision.refusals]
    return [rounds, refused]


@pytest.mark.parametrize("method", [method for method, _ in RULES])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_weight_is_that_many_copies_under_every_rule_to_the_last_fraction(method, data):
    cycle = data.draw(weighted())
    rule = replace(data.draw(rules(method)), bounds=cycle.bounds)
    if clashes(Constraints(cycle, rule)):
        return
    cloned, owners = copies(cycle)
    whose = {f"c{place:03d}": cycle.voters[owner] for place, owner in enumerate(owners)}
    same = {voter: voter for voter in cycle.voters}
    assert told(decide_election(cloned, rule), whose) == told(decide_election(cycle, rule), same)


@settings(max_examples=40, deadline=None)
@given(weighted(), st.sampled_from((Fraction(2), Fraction(1, 3), Fraction(7, 5))))
def test_weights_all_multiplied_by_one_number_change_nothing_but_the_price_of_a_weighted_point(
    cycle: Election, factor: Fraction
):
    heavier = replace(
        cycle,
        weights=tuple(weight * factor for weight in cycle.weights),
        frozen_weight=cycle.frozen_weight * factor,
    )
    for method, _ in RULES:
        rule = Rule(method=method)
        if not clashes(Constraints(cycle, rule)):
            first, second = decide_election(cycle, rule), decide_election(heavier, rule)
            assert first.retained == second.retained
            assert [one.price for one in first.rounds] == [
                one.price and one.price * factor for one in second.rounds
            ]


def test_three_weights_that_agree_on_ten_requests_get_the_ten():
    shared = {f"T{number:02d}": 6 for number in range(10)}
    cycle = election(
        110,
        {**dict.fromkeys(shared, 11), "PA": 20, "PB": 30, "PC": 60},
        [{**shared, "PA": 40}, {**shared, "PB": 40}, {**shared, "PC": 40}],
        weights=[2, 3, 6],
    )
    decision = decide_election(cycle, Rule())
    assert sorted(decision.retained) == sorted(shared)
    assert [one.payments for one in decision.rounds] == [{"v000": 2, "v001": 3, "v002": 6}] * 10


def unjust(cycle: Election, retained: tuple[str, ...]) -> Iterator[tuple]:
    """Yield each coalition and set that break justified representation up to one request, every one tried."""
    names, size = cycle.references, range(len(cycle.references))
    chosen = {names.index(name) for name in retained}
    got = [sum(points for r, points in ballot.items() if r in chosen) for ballot in cycle.ballots]
    for voters in some(range(len(cycle.voters))):
        share = cycle.envelope * sum(cycle.weights[v] for v in voters) / sum(cycle.weights)
        for wanted in some(size):
            if sum(cycle.costs[r] for r in wanted) > share:
                continue
            promised = sum(min(cycle.ballots[v].get(r, 0) for v in voters) for r in wanted)
            held = any(
                got[v] >= promised
                or any(
                    got[v] + cycle.ballots[v].get(r, 0) > promised
                    for r in wanted
                    if r not in chosen
                )
                for v in voters
            )
            if not held:
                yield voters, wanted


def some(items: range) -> Iterator[tuple[int, ...]]:
    for size in range(1, len(items) + 1):
        yield from combinations(items, size)


def test_equal_shares_never_denies_a_coalition_its_due_up_to_one_request_on_2000_weighted_cycles():
    random = Random(14)
    for turn in range(2000):
        names = NAMES[: random.randint(2, 6)]
        cycle = election(
            random.randint(5, 80),
            {name: random.randint(1, 25) for name in names},
            [
                {name: random.randint(1, 20) for name in names if random.random() < 0.7}
                for _ in range(random.randint(1, 4))
            ],
            weights=[random.choice(WEIGHTS) for _ in range(4)],
        )
        cycle = replace(cycle, weights=cycle.weights[: len(cycle.voters)])
        completion = random.choice(("none", "points-per-cost", "utilitarian"))
        decision = decide_election(cycle, Rule(completion=completion))
        assert list(unjust(cycle, decision.retained)) == []
        assert turn % 10 or audit(decision).representation_up_to_one == ()
