"""The Next Release Problem: five customers, requirements with prerequisites, effort to spend."""

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest

from generator.ipm.election import Election
from generator.ipm.model import Rule
from generator.ipm.rules import decide_election

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "nrp"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="les données de référence (../shared/data/nrp) sont absentes")


def release(efforts, values, links, envelope) -> Election:
    requires: dict[int, list[int]] = {}
    for wanting, needed in links:
        requires.setdefault(wanting, []).append(needed)
    return Election(
        references=tuple(f"R{number:03d}" for number in range(1, len(efforts) + 1)),
        costs=tuple(map(Fraction, efforts)),
        envelope=Fraction(envelope),
        voters=("A", "B", "C", "D", "E"),
        weights=(Fraction(1),) * 5,
        ballots=tuple({request: row[customer] for request, row in enumerate(values)} for customer in range(5)),
        requires={wanting: tuple(needed) for wanting, needed in requires.items()},
    )


def twenty(envelope) -> Election:
    data = json.loads((DATA / "greer_ruhe_20x5.json").read_text(encoding="utf-8"))
    together = [pair for one, other in data["simultaneous_0based"] for pair in ((one, other), (other, one))]
    return release(data["effort"], data["values"], [*together, *data["implication_0based"]], envelope)


def hundred(envelope) -> Election:
    lines = (DATA / "dataset2_100x5.dat").read_text(encoding="utf-8").splitlines()
    rows = [list(map(int, line.split())) for line in lines if len(line.split()) == 6]
    links = []
    for line in lines:
        if found := re.fullmatch(r"r(\d+)(·|->)r(\d+)", line.strip()):
            one, other = int(found[1]) - 1, int(found[3]) - 1
            links += [(one, other)] if found[2] == "->" else [(one, other), (other, one)]
    return release([row[0] for row in rows], [row[1:] for row in rows], links, envelope)


CASES = [
    (twenty, 25, 181),
    (twenty, 42, 236),
    (twenty, 59, 278),
    (hundred, 311, 524),
    (hundred, 518, 699),
    (hundred, 725, 851),
]


@pytest.mark.parametrize(("problem", "effort", "best"), CASES)
def test_the_optimum_is_the_known_one_and_equal_shares_comes_within_3_percent_with_every_link_kept(
    problem, effort, best
):
    given = problem(effort)
    optimum = decide_election(given, Rule(method="optimum"))
    assert value(given, optimum) == best
    shares = decide_election(given, Rule())
    assert value(given, shares) >= Fraction(97, 100) * best
    for decision in (optimum, shares):
        chosen = {given.references.index(reference) for reference in decision.retained}
        assert all(set(needed) <= chosen for wanting, needed in given.requires.items() if wanting in chosen)


def value(given, decision) -> Fraction:
    return given.total_points(given.references.index(reference) for reference in decision.retained)
