"""The two Next Release Problems of the reference data, as elections of five customers."""

import json
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from reference_data import NEXT_RELEASE

from chorale.ipm.election import Election


def release(
    efforts: Sequence[int],
    values: Sequence[Sequence[int]],
    links: Iterable[tuple[int, int]],
    envelope: int,
) -> Election:
    """Return an election: a link (a, b) means that a requires b."""
    requires: dict[int, list[int]] = {}
    for wanting, needed in links:
        requires.setdefault(wanting, []).append(needed)
    return Election(
        references=tuple(f"R{number:03d}" for number in range(1, len(efforts) + 1)),
        costs=tuple(map(Fraction, efforts)),
        envelope=Fraction(envelope),
        voters=("A", "B", "C", "D", "E"),
        weights=(Fraction(1),) * 5,
        ballots=tuple(
            {request: row[customer] for request, row in enumerate(values)} for customer in range(5)
        ),
        requires={wanting: tuple(needed) for wanting, needed in requires.items()},
    )


def twenty(envelope: int) -> Election:
    """Return Greer and Ruhe's 20 requirements."""
    data = json.loads((NEXT_RELEASE / "greer_ruhe_20x5.json").read_text(encoding="utf-8"))
    together = [
        pair for one, other in data["simultaneous_0based"] for pair in ((one, other), (other, one))
    ]
    return release(
        data["effort"], data["values"], [*together, *data["implication_0based"]], envelope
    )


def hundred(envelope: int) -> Election:
    """Return the 100 requirements of the second data set."""
    lines = (NEXT_RELEASE / "dataset2_100x5.dat").read_text(encoding="utf-8").splitlines()
    rows = [list(map(int, line.split())) for line in lines if len(line.split()) == 6]
    links = []
    for line in lines:
        if found := re.fullmatch(r"r(\d+)(·|->)r(\d+)", line.strip()):
            one, other = int(found[1]) - 1, int(found[3]) - 1
            links += [(one, other)] if found[2] == "->" else [(one, other), (other, one)]
    return release([row[0] for row in rows], [row[1:] for row in rows], links, envelope)
