"""View of a decision for templates: results by group, then the requests, then the rounds."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from markupsafe import Markup, escape

from chorale.ipm.amounts import natural
from chorale.ipm.arbitration import ArbitrationDecision, Deviation
from chorale.ipm.decision import Decision, Round
from chorale.ipm.evidence.robustness import Firmness
from chorale.ipm.model import Ballot, ChangeRequest, Cycle
from chorale.site.cycle.decision_sentences import names_of, sentences

RowVerdict = Literal["retained", "refused"]
Remark = tuple[str, str, str]
"""What a group said of a request: the group, « indispensable » or « opposition » or nothing, its words."""
OUTCOMES: Mapping[ArbitrationDecision, str] = {
    "retained": "retenue",
    "deferred": "reportée",
    "rejected": "écartée",
}
"""What the meeting may decide of a request."""
LEVELS = 5
"""Depths of colour of the heat map, beside zero."""
COLOURS = 5
"""How many voices the theme colours differently."""


@dataclass(frozen=True, kw_only=True)
class Obtained:
    """A request that a group supports: its points, and what the group paid (None where no wallet paid)."""

    request: ChangeRequest
    points: Fraction
    paid: Fraction | None = None
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class GroupResult:
    """One group: number is its place; share, spent and left are its wallet, None without wallets."""

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
    def colour(self) -> int:
        """Return which of the theme's colours it wears: past the last one, the first serves again."""
        return (self.number - 1) % COLOURS + 1

    @property
    def satisfaction(self) -> Fraction:
        """Return what its points obtained against the most that the whole envelope could give it, from 0 to 1."""
        return self.won / self.ideal if self.ideal else Fraction(1)


@dataclass(frozen=True, kw_only=True)
class RequestRow:
    """One request with its verdict and its reason; points are by group, in the order of the voices."""

    request: ChangeRequest
    verdict: RowVerdict
    why: str
    points: tuple[Fraction, ...]
    total: Fraction
    firmness: Firmness = "assured"
    probability: Fraction = Fraction(1)
    changes: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    deviation: Deviation | None = None
    arbitrated: bool | None = None

    @property
    def doubtful(self) -> bool:
        """Say whether the real costs could well decide otherwise."""
        return self.firmness != ("assured" if self.verdict == "retained" else "out")

    @property
    def percent(self) -> int:
        """Return the share of the draws that retain it, rounded down: 94.9 is below the 95 of what is assured."""
        return int(self.probability * 100)

    def level(self, voice: int) -> int:
        """Return how deep the heat map's cell is: 0 for no points, then 1 to 5 (20 points or more)."""
        points = self.points[voice]
        return min(LEVELS, int((points + 3) / 4)) if points else 0


def voices(
    cycle: Cycle, decision: Decision, ideals: Mapping[str, Fraction]
) -> tuple[GroupResult, ...]:
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


def _voice(
    cycle: Cycle, decision: Decision, key: str, number: int, ideal: Fraction | None
) -> GroupResult:
    given = points(decision, key)
    requests = {request.reference: request for request in cycle.requests}
    obtained = [
        Obtained(request=requests[reference], points=given[reference], paid=paid, by=by)
        for reference, paid, by in _payments(decision, key)
        if reference in given
    ]
    refused = (reference for reference in given if reference not in decision.retained)
    unmet = [
        Obtained(request=requests[reference], points=given[reference]) for reference in refused
    ]
    left = decision.wallets.get(key)
    payments = (round_.payments.get(key, Fraction(0)) for round_ in decision.rounds)
    spent = None if left is None else sum(payments, Fraction(0))
    total = sum(given.values(), Fraction(0))
    return GroupResult(
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
            share = (
                None if paid is None or not round_.cost else paid * costs[reference] / round_.cost
            )
            yield reference, share, round_.phase


def lines(cycle: Cycle, decision: Decision, *, arbitrated: bool) -> tuple[RequestRow, ...]:
    """Return every request, retained ones first in the order of their retention, then in the order of references."""
    reasons = sentences(decision, names_of(cycle))
    given = [points(decision, key) for key in present(cycle, decision)]
    order = {reference: place for place, reference in enumerate(decision.retained)}
    requests = sorted(
        cycle.requests,
        key=lambda request: (
            order.get(request.reference, len(order)),
            natural(request.reference),
        ),
    )
    arbitration = cycle.arbitration if arbitrated else None
    return tuple(
        RequestRow(
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


def of_theme(found: Iterable[RequestRow], theme: str) -> list[RequestRow]:
    """Return the lines of a theme, in the order of references."""
    return sorted(
        (line for line in found if line.request.theme == theme),
        key=lambda line: natural(line.request.reference),
    )


def unbroken(cycle: Cycle, text: str) -> Markup:
    """Return a sentence whose references stay on one line: a browser would break « DE-26 » after its hyphen."""
    references = "|".join(
        sorted((re.escape(request.reference) for request in cycle.requests), key=len, reverse=True)
    )
    escaped = str(escape(text))
    pattern = rf"(?<![\w-])({references})(?![\w-])"
    if references:
        escaped = re.sub(pattern, r'<span class="nobr">\1</span>', escaped)
    return Markup(escaped)  # noqa: S704 - escaped above


def remarks(cycle: Cycle) -> dict[str, tuple[Remark, ...]]:
    """Return, by request, what the groups said of it, in their order."""
    called = names(cycle)
    found: dict[str, tuple[Remark, ...]] = {}
    for ballot in sorted(cycle.ballots, key=lambda ballot: list(called).index(ballot.group)):
        for reference, kind, text in _said(ballot):
            found[reference] = (*found.get(reference, ()), (called[ballot.group], kind, text))
    return found


def _said(ballot: Ballot) -> Iterator[tuple[str, str, str]]:
    for reference in ballot.indispensable:
        yield reference, "indispensable", ballot.comments.get(reference, "")
    for reference, reason in ballot.opposition.items():
        yield reference, "opposition", reason
    for reference, text in ballot.comments.items():
        if reference not in ballot.indispensable:
            yield reference, "", text


def arbitrated_points(
    cycle: Cycle, decision: Decision, found: tuple[GroupResult, ...]
) -> list[tuple[GroupResult, Fraction]]:
    """Return, for each group, its points that went to what the meeting retained, counted as in the recommendation."""
    chosen = (
        [name for name in cycle.arbitration.retained if name not in imposed(decision)]
        if cycle.arbitration
        else []
    )
    return [
        (
            voice,
            sum(
                (points(decision, voice.key).get(reference, Fraction(0)) for reference in chosen),
                Fraction(0),
            ),
        )
        for voice in found
    ]


def imposed(decision: Decision) -> frozenset[str]:
    """Return the requests that were paid before any vote: mandatory ones and what they require."""
    return frozenset(
        name
        for round_ in decision.rounds
        if round_.phase == "mandatory"
        for name in round_.requests
    )


def cost_of(cycle: Cycle, references: Iterable[str]) -> Fraction:
    """Return what requests cost together, as estimated."""
    costs = {request.reference: request.cost.estimate for request in cycle.requests}
    return sum((costs[reference] for reference in references), Fraction(0))


def before(round_: Round) -> Mapping[str, Fraction]:
    """Return the wallets before a purchase: what is left and what was paid."""
    return {
        key: left + round_.payments.get(key, Fraction(0)) for key, left in round_.wallets.items()
    }
