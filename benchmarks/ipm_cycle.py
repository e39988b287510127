"""A cycle of five groups and 26 requests: the time each answer takes, against what is promised to the meeting."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random

from benchmarks.ratio import Measure
from chorale.content.load import load
from chorale.ipm.decide import decide_election
from chorale.ipm.election import Election, from_cycle
from chorale.ipm.evidence.audit import audit
from chorale.ipm.evidence.counterfactual import changes
from chorale.ipm.evidence.robustness import robustness
from chorale.ipm.model import Rule

ROOT = Path(__file__).resolve().parents[1]
TODAY = date(2026, 11, 21)
REAL = "cycle-5"
GROUPS = 5
REQUESTS = 26
CYCLES = 10
REPEATS = 3


Case = tuple[Election, Rule]


def measure() -> Iterator[Measure]:
    """Yield each promise on drawn cycles (a median) and on the real one; the peer is the promise itself."""
    community = load(ROOT, TODAY).community
    found = next(one for one in (community.cycles if community else ()) if one.slug == REAL)
    real = [(from_cycle(found), found.rule)]
    drawn = [(cycle(Random(seed)), Rule()) for seed in range(CYCLES)]
    for name, cases in (("drawn", drawn), (REAL, real)):
        yield promised(
            f"5 × 26 decided exactly, with every round ({name})", cases, decide_election, 0.001
        )
        yield promised(
            f"all smallest changes and the audit of 31 coalitions ({name})",
            cases,
            evidence,
            0.5,
        )
    firm = promised(f"10,000 draws of the costs ({REAL})", real, draws, 1.0)
    yield Measure(name=firm.name, ours=firm.ours, peer=firm.peer, note="shown only")


def promised(
    name: str, cases: list[Case], answer: Callable[[Election, Rule], object], promise: float
) -> Measure:
    """Time an answer on each cycle, after one that warms up."""
    spent = []
    for each in cases:
        answer(*each)
        start = time.process_time()
        for _ in range(REPEATS):
            answer(*each)
        spent.append((time.process_time() - start) / REPEATS)
    return Measure(name=name, ours=statistics.median(spent), peer=promise, limit=1.0)


def draws(each: Election, rule: Rule) -> None:
    """Decide again at 10,000 costs."""
    robustness(decide_election(each, rule))


def evidence(each: Election, rule: Rule) -> None:
    """Give a meeting all that it may ask of a decision."""
    decision = decide_election(each, rule)
    changes(decision, [refusal.reference for refusal in decision.refusals])
    audit(decision)


def cycle(random: Random) -> Election:
    """Draw a cycle: each group shares its 100 points between six to twelve requests."""
    ballots = []
    for _ in range(GROUPS):
        chosen = sorted(random.sample(range(REQUESTS), random.randint(6, 12)))
        cuts = [0, *sorted(random.sample(range(1, 100), len(chosen) - 1)), 100]
        ballots.append(
            {
                request: high - low
                for request, low, high in zip(chosen, cuts, cuts[1:], strict=False)
            }
        )
    return Election(
        references=tuple(f"DE-{number:02d}" for number in range(1, REQUESTS + 1)),
        costs=tuple(Fraction(random.randint(20, 120)) for _ in range(REQUESTS)),
        envelope=Fraction(700),
        voters=("a", "b", "c", "d", "e"),
        weights=(Fraction(1),) * GROUPS,
        ballots=tuple(ballots),
    )
