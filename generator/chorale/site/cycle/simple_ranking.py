"""Simple ranking of a cycle beside its rule: points per cost from the top, the cut line, what differs in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from chorale.content.follow_up import unit_of
from chorale.french.amounts import Unit
from chorale.french.phrases import agreed, number, plural
from chorale.ipm.amounts import natural
from chorale.ipm.decided import Decided
from chorale.ipm.decision import Decision, NotRetained, Phase
from chorale.site.cycle import view
from chorale.site.cycle.decision_sentences import NOT_RETAINED, names_of, sentences

TWIN = "greedy-per-cost"
"""The ranking that everybody knows: points for each unit of cost, from the top."""

PLACES: dict[Phase, str] = {
    "mandatory": "obligatoire",
    "floor": "plancher de son thème",
    "shares": "",
    "completion": "",
}


@dataclass(frozen=True, kw_only=True)
class RankedRow:
    """One line of the ranking: what is bought together, its points per cost, its cost, what is spent so far."""

    requests: tuple[str, ...]
    points: Fraction
    cost: Fraction
    cumulative: Fraction | None
    note: str
    ruled: bool

    @property
    def merit(self) -> Fraction:
        """Return the points for each unit of cost; what costs nothing comes before all others."""
        return self.points / self.cost if self.cost else Fraction(10**9)


def above(ranking: Decision, chosen: frozenset[str]) -> list[RankedRow]:
    """Return what the ranking retains, in its order; chosen is what the rule of the cycle retains."""
    return [
        RankedRow(
            requests=round_.requests,
            points=round_.points,
            cost=round_.cost,
            cumulative=ranking.election.envelope - round_.remaining,
            note=PLACES[round_.phase],
            ruled={*round_.requests} <= chosen,
        )
        for round_ in ranking.rounds
    ]


def below(ranking: Decision, chosen: frozenset[str], unit: Unit) -> list[RankedRow]:
    """Return what the ranking leaves out, in the order of points per cost."""
    found = [_left_out(ranking, one, chosen, unit) for one in ranking.refusals]
    return sorted(found, key=lambda row: (-row.merit, natural(row.requests[0])))


def _left_out(ranking: Decision, one: NotRetained, chosen: frozenset[str], unit: Unit) -> RankedRow:
    place = ranking.election.references.index(one.reference)
    return RankedRow(
        requests=(one.reference,),
        points=ranking.election.total_points((place,)),
        cost=ranking.election.costs[place],
        cumulative=None,
        note=view.short_reason(one, unit),
        ruled=one.reference in chosen,
    )


def differences(decided: Decided, ranking: Decision) -> list[str]:
    """Say what the rule retains and the ranking does not, the contrary, and whom each serves least."""
    cycle, decision = decided.cycle, decided.recommendation
    if decision.rule.method == TWIN:
        return ["La règle de ce cycle est ce classement."]
    ours = [one for one in decision.retained if one not in ranking.retained]
    theirs = [one for one in ranking.retained if one not in decision.retained]
    if not ours and not theirs:
        return ["Pour ce cycle, la règle et le classement simple retiennent les mêmes demandes."]
    reasons = sentences(decision, names_of(cycle))
    return [
        *(_ours(decided, ranking, name) for name in ours),
        *(
            f"{name} est retenue par le classement, pas par la règle\u00a0: "
            f"{_inside(reasons[name].removeprefix(NOT_RETAINED))}"
            for name in theirs
        ),
        *_least_served(decided, ranking),
    ]


def _ours(decided: Decided, ranking: Decision, name: str) -> str:
    """Say why the rule retains a request that the ranking leaves: who pays for it, and what it would have otherwise."""
    decision, unit = decided.recommendation, unit_of(decided.cycle)
    round_ = next(one for one in decision.rounds if name in one.requests)
    opening = f"{name} est retenue par la règle, pas par le classement"
    if not round_.payments:
        told = {
            "completion": "elle est prise sur ce que les groupes n'ont pas dépensé",
            "floor": "elle est prise sur la part réservée à son thème",
        }.get(round_.phase, "la règle la prend à son rang")
        return f"{opening}\u00a0: {told}."
    gains = {
        key: decided.points(key, decision.retained) - decided.points(key, ranking.retained)
        for key in round_.payments
    }
    payer = max(gains, key=lambda key: (gains[key], round_.payments[key], key))
    called, paid = view.names(decided.cycle)[payer], unit.figure(round_.payments[payer])
    with_rule, without = (
        number(decided.points(payer, chosen)) for chosen in (decision.retained, ranking.retained)
    )
    given = number(decided.points(payer, decision.election.references))
    return (
        f"{opening}\u00a0: {called} en paie {paid}{_of_its_share(decision, payer, unit)}. "
        f"Le classement lui laisserait {without} de ses {given} points, la règle lui en donne {with_rule}."
    )


def _of_its_share(decision: Decision, key: str, unit: Unit) -> str:
    if key not in decision.wallets:
        return ""
    paid = sum((one.payments.get(key, Fraction(0)) for one in decision.rounds), Fraction(0))
    return f" sur sa part de {unit.figure(decision.wallets[key] + paid)}"


def _least_served(decided: Decided, ranking: Decision) -> Iterator[str]:
    keys = view.present(decided.cycle, decided.recommendation)
    if len(keys) < 2:
        return
    said = [
        f"{number(points)} {agreed(points, 'point')} ({called}) avec {how}"
        for how, retained in (
            ("la règle", decided.recommendation.retained),
            ("le classement", ranking.retained),
        )
        for points, called in [_least(decided, keys, retained)]
    ]
    yield f"Le groupe le moins servi obtient {said[0]}, {said[1]}."


def _least(decided: Decided, keys: list[str], retained: tuple[str, ...]) -> tuple[Fraction, str]:
    called = view.names(decided.cycle)
    return min((decided.points(key, retained), called[key]) for key in keys)


def cut(ranking: Decision, unit: Unit) -> str:
    """Say the line below which nothing is retained."""
    return (
        f"Enveloppe\u00a0: {unit.amount(ranking.election.envelope)}. "
        f"Retenu\u00a0: {plural(len(ranking.retained), 'demande')}, {unit.figure(ranking.cost)}\u00a0; "
        f"reste {unit.figure(ranking.remaining)}."
    )


def _inside(text: str) -> str:
    return text[0].lower() + text[1:]
