"""A cycle of five groups and 26 requests: the time each answer takes, against what is promised to the meeting."""

import statistics
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random

from benchmarks.ratio import Measure
from generator.ipm.audit import audit
from generator.ipm.counterfactual import changes
from generator.ipm.election import Election
from generator.ipm.model import Rule
from generator.ipm.rules import decide_election

GROUPS = 5
REQUESTS = 26
CYCLES = 10
REPEATS = 3


def measure() -> Iterator[Measure]:
    """Yield each promise, as a median over drawn cycles; the peer is the promise itself."""
    drawn = [cycle(Random(seed)) for seed in range(CYCLES)]
    yield promised("5 × 26 decided exactly, with every round", drawn, lambda each: decide_election(each, Rule()), 0.001)
    yield promised("all smallest changes and the audit of 31 coalitions", drawn, evidence, 0.5)


def promised(name: str, drawn: list[Election], answer: Callable[[Election], object], promise: float) -> Measure:
    """Time an answer on each cycle, after one that warms up."""
    spent = []
    for each in drawn:
        answer(each)
        start = time.process_time()
        for _ in range(REPEATS):
            answer(each)
        spent.append((time.process_time() - start) / REPEATS)
    return Measure(name=name, ours=statistics.median(spent), peer=promise, limit=1.0)


def evidence(each: Election) -> None:
    """Give a meeting all that it may ask of a decision."""
    decision = decide_election(each, Rule())
    changes(decision, [refusal.reference for refusal in decision.refusals])
    audit(decision)


def cycle(random: Random) -> Election:
    """Draw a cycle: each group shares its 100 points between six to twelve requests."""
    ballots = []
    for _ in range(GROUPS):
        chosen = sorted(random.sample(range(REQUESTS), random.randint(6, 12)))
        cuts = [0, *sorted(random.sample(range(1, 100), len(chosen) - 1)), 100]
        ballots.append({request: high - low for request, low, high in zip(chosen, cuts, cuts[1:], strict=False)})
    return Election(
        references=tuple(f"DE-{number:02d}" for number in range(1, REQUESTS + 1)),
        costs=tuple(Fraction(random.randint(20, 120)) for _ in range(REQUESTS)),
        envelope=Fraction(700),
        voters=("a", "b", "c", "d", "e"),
        weights=(Fraction(1),) * GROUPS,
        ballots=tuple(ballots),
    )
