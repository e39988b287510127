"""A decision as people read it: first what each group obtained, then the requests, then the mechanism."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from generator.ipm.amounts import natural
from generator.ipm.decision import Decision, Round
from generator.ipm.model import ChangeRequest, Cycle, Deviation
from generator.ipm.robustness import Firmness
from generator.ipm.sentences import sentences

Verdict = Literal["retained", "refused"]
LEVELS = 5
"""Depths of colour of the heat map, beside zero."""


@dataclass(frozen=True, kw_only=True)
class Obtained:
    """A request that a group supports: its points, and what the group paid (None where no wallet paid)."""

    request: ChangeRequest
    points: Fraction
    paid: Fraction | None = None
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One group: number is its place (and colour); share, spent and left are its wallet, None without wallets."""

    key: str
    name: str
    number: int
    given: Fraction
    won: Fraction
    obtained: tuple[Obtained, ...]
    unmet: tuple[Obtained, ...]
    ideal: Fraction
    share: Fraction | None = None
    spent: Fraction | None = None
    left: Fraction | None = None

    @property
    def satisfaction(self) -> Fraction:
        """Return what its points obtained against the most that the whole envelope could give it, from 0 to 1."""
        return self.won / self.ideal if self.ideal else Fraction(1)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One request with its verdict and its reason; points are by group, in the order of the voices."""

    request: ChangeRequest
    verdict: Verdict
    why: str
    points: tuple[Fraction, ...]
    total: Fraction
    firmness: Firmness = "assured"
    probability: Fraction = Fraction(1)
    changes: tuple[str, ...] = ()
    deviation: Deviation | None = None
    arbitrated: bool | None = None

    def level(self, voice: int) -> int:
        """Return how deep the heat map's cell is: 0 for no points, then 1 to 5 (20 points or more)."""
        points = self.points[voice]
        return min(LEVELS, int((points + 3) / 4)) if points else 0


def voices(cycle: Cycle, decision: Decision, ideals: Mapping[str, Fraction]) -> tuple[Voice, ...]:
    """Return the groups that answered, in the order of the community; without an ideal, all that it gave is one."""
    keys = enumerate(present(cycle, decision), start=1)
    return tuple(_voice(cycle, decision, key, number, ideals.get(key)) for number, key in keys)


def present(cycle: Cycle, decision: Decision) -> list[str]:
    """Return the keys of the groups that answered, in the order of the community."""
    return [group.key for group in cycle.groups if group.key in decision.election.voters]


def names(cycle: Cycle) -> dict[str, str]:
    """Return what each group is called."""
    return {group.key: group.name for group in cycle.groups}


def points(decision: Decision, group: str) -> dict[str, Fraction]:
    """Return what a group gave, by reference."""
    election = decision.election
    ballot = election.ballots[election.voters.index(group)]
    return {election.references[request]: Fraction(value) for request, value in ballot.items()}


def _voice(cycle: Cycle, decision: Decision, key: str, number: int, ideal: Fraction | None) -> Voice:
    given = points(decision, key)
    requests = {request.reference: request for request in cycle.requests}
    obtained = [
        Obtained(request=requests[reference], points=given[reference], paid=paid, by=by)
        for reference, paid, by in _payments(decision, key)
        if reference in given
    ]
    refused = (reference for reference in given if reference not in decision.retained)
    unmet = [Obtained(request=requests[reference], points=given[reference]) for reference in refused]
    left = decision.wallets.get(key)
    payments = (round_.payments.get(key, Fraction(0)) for round_ in decision.rounds)
    spent = None if left is None else sum(payments, Fraction(0))
    total = sum(given.values(), Fraction(0))
    return Voice(
        key=key,
        name=names(cycle)[key],
        number=number,
        given=total,
        # as the audit counts: what is mandatory is nobody's success
        won=sum((one.points for one in obtained if one.by != "mandatory"), Fraction(0)),
        obtained=tuple(sorted(obtained, key=_by_points)),
        unmet=tuple(sorted(unmet, key=_by_points)),
        ideal=total if ideal is None else ideal,
        share=None if left is None or spent is None else left + spent,
        spent=spent,
        left=left,
    )


def _by_points(one: Obtained) -> tuple[Fraction, tuple[tuple[int, str], ...]]:
    return -one.points, natural(one.request.reference)


def _payments(decision: Decision, key: str) -> Iterator[tuple[str, Fraction | None, str]]:
    """Yield each retained request with what a group paid for it; a bundle's is split by cost."""
    costs = dict(zip(decision.election.references, decision.election.costs, strict=True))
    for round_ in decision.rounds:
        paid = round_.payments.get(key)
        for reference in round_.requests:
            share = None if paid is None or not round_.cost else paid * costs[reference] / round_.cost
            yield reference, share, round_.phase


def lines(cycle: Cycle, decision: Decision, *, arbitrated: bool) -> tuple[Line, ...]:
    """Return every request, retained ones first in the order of their retention, then in the order of references."""
    reasons = {reference: named(cycle, text) for reference, text in sentences(decision).items()}
    given = [points(decision, key) for key in present(cycle, decision)]
    order = {reference: place for place, reference in enumerate(decision.retained)}
    requests = sorted(
        cycle.requests, key=lambda request: (order.get(request.reference, len(order)), natural(request.reference))
    )
    arbitration = cycle.arbitration if arbitrated else None
    return tuple(
        Line(
            request=request,
            verdict="retained" if request.reference in order else "refused",
            why=reasons[request.reference],
            points=(row := tuple(ballot.get(request.reference, Fraction(0)) for ballot in given)),
            total=sum(row, Fraction(0)),
            deviation=arbitration.deviations.get(request.reference) if arbitration else None,
            arbitrated=request.reference in arbitration.retained if arbitration else None,
        )
        for request in requests
    )


def of_theme(found: Iterable[Line], theme: str) -> list[Line]:
    """Return the lines of a theme, in the order of references."""
    return sorted(
        (line for line in found if line.request.theme == theme), key=lambda line: natural(line.request.reference)
    )


def named(cycle: Cycle, text: str) -> str:
    """Write the names of the groups where the engine says their keys."""
    known = sorted(names(cycle).items(), key=lambda pair: -len(pair[0]))
    for key, name in known:
        text = re.sub(rf"(?<![\w-]){re.escape(key)}(?![\w-])", name, text)
    return text


def remarks(cycle: Cycle) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Return what groups said of each request: (reference, [(group, « indispensable » or « opposition », words)])."""
    called = names(cycle)
    found: dict[str, list[tuple[str, str, str]]] = {}
    ballots = sorted(cycle.ballots, key=lambda ballot: list(called).index(ballot.group))
    for ballot in ballots:
        for reference in ballot.indispensable:
            found.setdefault(reference, []).append(
                (called[ballot.group], "indispensable", ballot.comments.get(reference, ""))
            )
        for reference, reason in ballot.opposition.items():
            found.setdefault(reference, []).append((called[ballot.group], "opposition", reason))
        for reference, words in ballot.comments.items():
            if reference not in ballot.indispensable:
                found.setdefault(reference, []).append((called[ballot.group], "", words))
    return [(reference, found[reference]) for reference in sorted(found, key=natural)]


def arbitrated_points(cycle: Cycle, decision: Decision, found: tuple[Voice, ...]) -> list[tuple[Voice, Fraction]]:
    """Return, for each group, its points that went to what the meeting retained."""
    chosen = cycle.arbitration.retained if cycle.arbitration else ()
    return [
        (voice, sum((points(decision, voice.key).get(reference, Fraction(0)) for reference in chosen), Fraction(0)))
        for voice in found
    ]


def before(round_: Round) -> Mapping[str, Fraction]:
    """Return the wallets before a purchase: what is left and what was paid."""
    return {key: left + round_.payments.get(key, Fraction(0)) for key, left in round_.wallets.items()}
