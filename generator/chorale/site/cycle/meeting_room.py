"""Slides of the arbitration meeting: one a decision to take, contestable ones first, and where the room starts from."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from chorale.french.amounts import percent
from chorale.ipm import ballots
from chorale.ipm.amounts import natural, written
from chorale.ipm.decided import Decided
from chorale.site.cycle.decision_sentences import drawn, names_of, sentences
from chorale.site.cycle.view import RequestRow

EVEN = Fraction(1, 2)


@dataclass(frozen=True, kw_only=True)
class Slide:
    """One decision to take; doubts says in a few words why the room should look at it first."""

    line: RequestRow
    why: str
    doubts: tuple[str, ...]


def slides(decided: Decided, lines: Sequence[RequestRow]) -> list[Slide]:
    """Return the decisions to take: what costs or groups contest, then what is recommended, then the rest."""
    opposed = ballots.debated(decided.cycle)
    reasons = sentences(decided.recommendation, names_of(decided.cycle))
    found = [
        Slide(
            line=line,
            why=reasons[line.request.reference],
            doubts=tuple(_doubts(decided, line, opposed=line.request.reference in opposed)),
        )
        for line in lines
    ]
    return sorted(found, key=_urgency)


def _doubts(decided: Decided, line: RequestRow, *, opposed: bool) -> Iterator[str]:
    if line.doubtful:
        yield f"retenue dans {percent(line.probability)} des {drawn(decided.recommendation)}"
    if opposed:
        yield "à débattre : plusieurs groupes s'y opposent"


def _urgency(slide: Slide) -> tuple[bool, Fraction, bool, tuple[tuple[int, str], ...]]:
    line = slide.line
    gap = abs(line.probability - EVEN) if slide.doubts else Fraction(0)
    return not slide.doubts, gap, not line.recommended, natural(line.request.reference)


def room_data(decided: Decided, page_data: str) -> str:
    """Return what the room starts from, as JSON that a script element can hold: inputs, and what is decided so far."""
    meeting = decided.arbitration
    day = meeting.date if meeting else decided.cycle.milestones.arbitration
    held = {
        **json.loads(page_data),
        "date": day.isoformat(),
        "decided": {name: _decided(decided, name) for name in decided.requests},
        "overrun": meeting.overrun.reason if meeting and meeting.overrun else "",
        "priorities": list(meeting.next_priorities) if meeting else [],
    }
    return json.dumps(held, ensure_ascii=False).replace("<", "\\u003c")


def _decided(decided: Decided, name: str) -> dict[str, Any]:
    said = decided.arbitration.deviations.get(name) if decided.arbitration else None
    reduced = decided.reduced.get(name)
    return {
        "fate": "reduced" if reduced else decided.fate(name),
        "author": said.author if said else "",
        "reason": said.reason if said else "",
        "cost": written(reduced.cost) if reduced else "",
        "scope": reduced.scope if reduced else "",
    }
