"""Thousands of elections at once: each answer is the exact rule's, or the exact rule was asked."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from elections import election

from chorale.ipm.constraints import Constraints
from chorale.ipm.decide import retained
from chorale.ipm.election import Election
from chorale.ipm.evidence import at_once
from chorale.ipm.evidence.batch import answers, batch
from chorale.ipm.infeasible import clashes
from chorale.ipm.model import Rule, ThemeBounds

COMPLETIONS = ("none", "points-per-cost", "utilitarian")
TIES = ("lower-cost", "higher-cost", "more-points", "more-groups", "reference")
SIZE = 40


def drawn(random: Random) -> Election:
    """Draw a cycle with links, caps, weights, a frozen share, amounts of all sizes."""
    names = [f"R{number}" for number in range(1, random.randint(2, 9) + 1)]
    ballots = [
        {name: random.randint(1, 9) for name in names if random.random() < 0.6}
        for _ in range(random.randint(1, 6))
    ]
    linked = random.random() < 0.7
    scale = random.choice((1, 1, Fraction(1, 3), 10**5, 10**14))
    return election(
        random.randint(5, 60) * scale,
        {name: random.randint(0 if random.random() < 0.1 else 1, 25) * scale for name in names},
        ballots,
        requires={
            name: random.sample([one for one in names if one != name], 1)
            for name in names
            if linked and random.random() < 0.3
        },
        excludes=[tuple(random.sample(names, 2))] if linked else [],
        mandatory=[name for name in names if random.random() < 0.05],
        themes={name: random.choice("ab") for name in names},
        bounds={"a": ThemeBounds(cap=Fraction(20) * scale)} if random.random() < 0.3 else {},
        weights=[random.choice((1, 1, 2, Fraction(1, 2))) for _ in ballots],
        frozen_weight=Fraction(random.choice((0, 0, 0, 1))),
    )


def outcome(constraints: Constraints) -> int:
    return 0 if clashes(constraints) else retained(constraints)


def variations(random: Random, given: Election) -> list[dict]:
    """Return elections that differ in costs, in ballots, in envelopes or in the order of equals."""
    whole, size = given.whole_costs, len(given.references)
    costs = [[max(0, cost + random.choice((-1, 0, 0, 1))) for cost in whole] for _ in range(SIZE)]
    answered = [
        tuple(
            {request: points + random.randint(0, 2) for request, points in ballot.items()}
            for ballot in given.ballots
        )
        for _ in range(SIZE)
    ]
    envelopes = [int(given.envelope * given.money) + place for place in range(SIZE)]
    orders = [random.sample(range(size), size) for _ in range(SIZE)]
    return [{"costs": costs}, {"ballots": answered}, {"envelopes": envelopes}, {"order": orders}]


def exactly(given: Election, rule: Rule, part: str, value) -> int:
    """Return what the exact rule retains in one of them."""
    if part == "costs":
        costs = tuple(Fraction(cost, given.money) for cost in value)
        return outcome(Constraints(replace(given, costs=costs), rule))
    if part == "ballots":
        return outcome(Constraints(replace(given, ballots=value), rule))
    if part == "envelopes":
        return outcome(Constraints(replace(given, envelope=Fraction(value, given.money)), rule))
    constraints = Constraints(given, rule)
    constraints.order = value
    return outcome(constraints)


@pytest.mark.parametrize("completion", COMPLETIONS)
def test_the_filter_answers_what_the_exact_rule_answers_or_doubts(completion):
    random, asked, total = Random(9), [], 0
    for _ in range(120):
        given = drawn(random)
        rule = Rule(completion=completion, tie_break=tuple(random.sample(TIES, 2)))
        if not answers(Constraints(given, rule)) or clashes(Constraints(given, rule)):
            continue
        for parts in variations(random, given):
            ((part, values),) = parts.items()
            arrays = part in ("costs", "order")
            made = {part: np.array(values, dtype=float).T if arrays else values}
            expected = [exactly(given, rule, part, value) for value in values]

            def exact(place: int, expected=expected) -> int:
                asked.append(place)
                return expected[place]

            assert at_once.retained(batch(Constraints(given, rule), **made), exact) == expected
            total += SIZE
    assert total > 8000
    assert 20 < len(asked) < total / 3


def test_what_the_filter_does_not_know_is_left_to_the_exact_rule():
    given = election(10, {"A": 5, "B": 6}, [{"A": 1, "B": 2}])
    for rule in (Rule(method="greedy"), Rule(completion="add1"), Rule(utility="cost")):
        made = batch(Constraints(given, rule), envelopes=[10, 11, 12])
        assert at_once.retained(made, lambda place: 100 + place) == [100, 101, 102]
