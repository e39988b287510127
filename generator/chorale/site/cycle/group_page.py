"""What one group reads of a decision: its ballot, what it obtained, why not the rest, its sum to redo."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from chorale.content.follow_up import unit_of
from chorale.french.phrases import agreed, listing, number
from chorale.ipm.decided import Decided
from chorale.ipm.decision import Decision, NotRetained, Round
from chorale.ipm.evidence.counterfactual import Changes, moves_points
from chorale.site.cycle import meeting_sentences, view
from chorale.site.cycle.view import GroupResult, RequestRow


@dataclass(frozen=True, kw_only=True)
class Unmet:
    """A request that the group supports and does not get: why, seen from the group, and what would have changed it."""

    line: RequestRow
    points: Fraction
    why: str
    change: str


@dataclass(frozen=True, kw_only=True)
class Payment:
    """One line of the group's sum; in_full says that it paid its points at the price, not what it had left."""

    round: Round
    points: Fraction
    paid: Fraction
    left: Fraction
    in_full: bool


def obtained_words(decided: Decided, voice: GroupResult) -> str:
    """Say what the points of a group obtained, before and after the meeting."""
    said = (
        f"{number(voice.won)} de vos {number(voice.given)} points "
        f"{agreed(voice.won, 'est allé', 'sont allés')} à des demandes retenues, "
        f"pour {number(voice.ideal)} au mieux"
    )
    if not decided.settled:
        return f"{said}."
    gap = voice.won - voice.recommended
    if not gap:
        return f"{said}\u00a0; la réunion n'y a rien changé."
    moved = "ajoute" if gap > 0 else "retire"
    return (
        f"{said}. La recommandation vous en donnait {number(voice.recommended)}\u00a0: "
        f"la réunion vous en {moved} {number(abs(gap))}."
    )


def unmet(
    decided: Decided,
    voice: GroupResult,
    lines: Mapping[str, RequestRow],
    changes: Mapping[str, Changes],
) -> list[Unmet]:
    """Return what the group supports and does not get, what it gave most points to first."""
    refusals = {one.reference: one for one in decided.recommendation.refusals}
    found = []
    for one in voice.unmet:
        name = one.request.reference
        refusal = refusals.get(name)
        found.append(
            Unmet(
                line=lines[name],
                points=one.points,
                why=_why(decided, voice, lines[name], refusal),
                change=_change(decided, voice, refusal, changes.get(name)),
            )
        )
    return found


def _why(
    decided: Decided, voice: GroupResult, line: RequestRow, refusal: NotRetained | None
) -> str:
    wallets = decided.recommendation.wallets
    if refusal is None or refusal.reason != "wallets" or voice.key not in wallets:
        return line.why
    told = _short_of_money(decided, voice, refusal)
    if line.departure is None:
        return told
    return f"{meeting_sentences.departure_sentence(decided, line.departure)} {told}"


def _short_of_money(decided: Decided, voice: GroupResult, refusal: NotRetained) -> str:
    """Say whose wallets were too thin at the end: the group's own, and those of the others who support it."""
    unit, called = unit_of(decided.cycle), view.names(decided.cycle)
    wallets = decided.recommendation.wallets
    bundle = [one for one in refusal.bundle if one != refusal.reference]
    cost = unit.amount(refusal.needed)
    if bundle:
        cost += f" avec {listing(bundle)}, {agreed(len(bundle), 'préalable')}"
    others = [key for key in _supporters(decided.recommendation, refusal) if key != voice.key]
    said = (
        f"Elle coûte {cost}. À la fin du calcul, il vous restait {unit.figure(wallets[voice.key])}"
    )
    if others:
        held = [f"{called[key]} {unit.figure(wallets[key])}" for key in others]
        said += f", aux autres qui la soutiennent {listing(held)}"
    else:
        said += ", et personne d'autre ne la soutient"
    return f"{said}\u00a0: il manquait {unit.figure(refusal.missing)}."


def _supporters(decision: Decision, refusal: NotRetained) -> Iterator[str]:
    election = decision.election
    members = {election.references.index(name) for name in refusal.bundle}
    for key, ballot, weight in zip(
        election.voters, election.ballots, election.weights, strict=True
    ):
        if weight and members & ballot.keys():
            yield key


def _change(
    decided: Decided, voice: GroupResult, refusal: NotRetained | None, change: Changes | None
) -> str:
    if refusal is None or change is None or not moves_points(decided.recommendation.election):
        return ""
    taken = "pris à vos autres demandes en proportion"
    asked = change.groups.get(voice.key)
    if asked is None:
        return (
            f"Même avec plus de points de votre part, {taken}, le calcul ne l'aurait pas retenue."
        )
    now, needed = asked
    told = f"Avec {number(needed)} {agreed(needed, 'point')} de votre part au lieu de {number(now)}"
    return f"{told}, {taken}, le calcul l'aurait retenue."


def payments(decision: Decision, key: str) -> list[Payment]:
    """Return what the group paid, round by round: points × weight × price, or all that it had left."""
    given = view.points(decision, key)
    weight = decision.election.weights[decision.election.voters.index(key)]
    found = []
    for round_ in decision.rounds:
        paid = round_.payments.get(key)
        if not paid or round_.price is None:
            continue
        points = sum((given.get(name, Fraction(0)) for name in round_.requests), Fraction(0))
        found.append(
            Payment(
                round=round_,
                points=points,
                paid=paid,
                left=round_.wallets.get(key, Fraction(0)),
                in_full=paid == points * weight * round_.price,
            )
        )
    return found
