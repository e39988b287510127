"""View of a decision for templates: results by group, then the requests, then the rounds."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from markupsafe import Markup, escape

from chorale.french.amounts import Unit
from chorale.french.phrases import listing
from chorale.ipm.amounts import natural
from chorale.ipm.decided import Decided, Departure, Fate
from chorale.ipm.decision import Decision, NotRetained, Phase, Reason, Round
from chorale.ipm.evidence.robustness import Firmness
from chorale.ipm.model import Ballot, ChangeRequest, Cycle
from chorale.site.cycle.decision_sentences import names_of, sentences

Remark = tuple[str, str, str]
"""What a group said of a request: the group, « indispensable » or « opposition » or nothing, its words."""
By = Literal[Phase, "meeting"]
"""What retained a request: a phase of the computation, or the meeting."""
FATES: Mapping[Fate, str] = {
    "retained": "retenue",
    "deferred": "reportée",
    "rejected": "écartée",
    "refused": "non retenue",
}
"""What becomes of a request."""
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
    by: By = "shares"


@dataclass(frozen=True, kw_only=True)
class GroupResult:
    """One group: what it obtained, what the recommendation gave it, and its wallet, None without wallets."""

    key: str
    name: str
    number: int
    given: Fraction
    won: Fraction
    recommended: Fraction
    obtained: tuple[Obtained, ...]
    unmet: tuple[Obtained, ...]
    ideal: Fraction
    share: Fraction | None = None
    spent: Fraction | None = None
    left: Fraction | None = None
    payments: tuple[Obtained, ...] = ()

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
    """One request with what becomes of it and why; points are by group, in the order of the voices."""

    request: ChangeRequest
    fate: Fate
    cost: Fraction
    recommended: bool
    why: str
    points: tuple[Fraction, ...]
    total: Fraction
    departure: Departure | None = None
    firmness: Firmness = "assured"
    probability: Fraction = Fraction(1)
    margin: Fraction = Fraction(0)
    changes: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Say whether the real costs could well have decided otherwise."""
        return self.firmness != ("assured" if self.recommended else "out")

    def level(self, voice: int) -> int:
        """Return how deep the heat map's cell is: 0 for no points, then 1 to 5 (20 points or more)."""
        points = self.points[voice]
        return min(LEVELS, int((points + 3) / 4)) if points else 0


def voices(decided: Decided, ideals: Mapping[str, Fraction]) -> tuple[GroupResult, ...]:
    """Return the groups that answered, in the order of the community; without an ideal, all that it gave is one."""
    keys = enumerate(present(decided.cycle, decided.recommendation), start=1)
    return tuple(_voice(decided, key, number, ideals.get(key)) for number, key in keys)


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


def _voice(decided: Decided, key: str, number: int, ideal: Fraction | None) -> GroupResult:
    decision, requests = decided.recommendation, decided.requests
    given = points(decision, key)
    paid = {one.request.reference: one for one in _payments(decided, key, given)}
    added = [
        Obtained(request=requests[name], points=given[name], by="meeting")
        for name in decided.retained
        if name in given and name not in paid
    ]
    kept = [one for name, one in paid.items() if name in decided.retained]
    unmet = [
        Obtained(request=requests[name], points=given[name])
        for name in given
        if name not in decided.retained
    ]
    left = decision.wallets.get(key)
    payments = (round_.payments.get(key, Fraction(0)) for round_ in decision.rounds)
    spent = None if left is None else sum(payments, Fraction(0))
    total = sum(given.values(), Fraction(0))
    return GroupResult(
        key=key,
        name=names(decided.cycle)[key],
        number=number,
        given=total,
        won=decided.points(key, decided.retained),
        recommended=decided.points(key, decision.retained),
        obtained=tuple(sorted((*kept, *added), key=_by_points)),
        unmet=tuple(sorted(unmet, key=_by_points)),
        ideal=total if ideal is None else ideal,
        share=None if left is None or spent is None else left + spent,
        spent=spent,
        left=left,
        payments=tuple(sorted(paid.values(), key=_by_points)),
    )


def _by_points(one: Obtained) -> tuple[Fraction, tuple[tuple[int, str], ...]]:
    return -one.points, natural(one.request.reference)


def _payments(decided: Decided, key: str, given: Mapping[str, Fraction]) -> Iterator[Obtained]:
    """Yield each request that the rule retains and a group supports, with what it paid; a bundle is split by cost."""
    decision = decided.recommendation
    costs = dict(zip(decision.election.references, decision.election.costs, strict=True))
    for round_ in decision.rounds:
        paid = round_.payments.get(key)
        for name in round_.requests:
            if name in given:
                share = (
                    None if paid is None or not round_.cost else paid * costs[name] / round_.cost
                )
                yield Obtained(
                    request=decided.requests[name], points=given[name], paid=share, by=round_.phase
                )


def lines(decided: Decided) -> tuple[RequestRow, ...]:
    """Return every request, retained ones first in the order of what is decided, then in the order of references."""
    decision, cycle = decided.recommendation, decided.cycle
    reasons = sentences(decision, names_of(cycle))
    given = [points(decision, key) for key in present(cycle, decision)]
    order = {reference: place for place, reference in enumerate(decided.retained)}
    departures = {one.request.reference: one for one in decided.departures}
    requests = sorted(
        cycle.requests,
        key=lambda request: (
            order.get(request.reference, len(order)),
            natural(request.reference),
        ),
    )
    return tuple(
        RequestRow(
            request=request,
            fate=decided.fate(request.reference),
            cost=decided.cost_of(request.reference),
            recommended=request.reference in decision.retained,
            why=reasons[request.reference],
            points=(row := tuple(ballot.get(request.reference, Fraction(0)) for ballot in given)),
            total=sum(row, Fraction(0)),
            departure=departures.get(request.reference),
        )
        for request in requests
    )


SHORT: Mapping[Reason, str] = {
    "wallets": "il manque {missing} à ses soutiens",
    "envelope": "ne tient plus\u00a0: {needed} pour {remaining}",
    "stopped": "le calcul s'est arrêté avant elle",
    "exclusion": "incompatible avec {against}",
    "cap": "plafond du thème atteint",
    "no-points": "aucun point",
    "no-weight": "aucun point qui compte",
}
"""In a few words, why the computation does not retain a request."""


def short_reason(one: NotRetained, unit: Unit) -> str:
    """Say in a few words why the computation does not retain a request."""
    return SHORT[one.reason].format(
        missing=unit.figure(one.missing),
        needed=unit.figure(one.needed),
        remaining=unit.figure(one.remaining),
        against=listing(one.against),
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


def before(round_: Round) -> Mapping[str, Fraction]:
    """Return the wallets before a purchase: what is left and what was paid."""
    return {
        key: left + round_.payments.get(key, Fraction(0)) for key, left in round_.wallets.items()
    }
