"""List of what is decided: cost, running total and the line of the envelope, then what is not retained and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chorale.content.follow_up import unit_of
from chorale.french import dates
from chorale.french.amounts import Unit
from chorale.ipm.decided import Decided
from chorale.ipm.model import FollowUp
from chorale.site.cycle import view
from chorale.site.cycle.view import RequestRow


@dataclass(frozen=True, kw_only=True)
class ListedRequest:
    """One line of the list; within says that the running total still holds in the envelope."""

    line: RequestRow
    cumulative: Fraction
    within: bool
    note: str
    after: str


def retained(decided: Decided, lines: Sequence[RequestRow]) -> list[ListedRequest]:
    """Return what is retained, in its order, with what it adds up to."""
    total, found = Fraction(0), []
    for line in lines:
        if line.fate == "retained":
            total += line.cost
            within = total <= decided.cycle.envelope.amount
            note = ", ".join(_notes(decided, line))
            after = _after(line.request.outcome)
            found.append(
                ListedRequest(line=line, cumulative=total, within=within, note=note, after=after)
            )
    return found


def _notes(decided: Decided, line: RequestRow) -> Iterator[str]:
    if line.request.mandatory:
        yield "obligatoire"
    if line.departure and not line.recommended:
        yield "ajoutée par la réunion"
    if line.departure and line.departure.reduced:
        full = unit_of(decided.cycle).figure(line.request.cost.estimate)
        yield f"retenue en partie (coût entier {full})"


def _after(found: FollowUp | None) -> str:
    """Say in a few words what became of a retained request."""
    if found is None:
        return ""
    if found.delivered is not None:
        return f"livrée le {dates.day(found.delivered, weekday=False)}"
    return f"prévue\u00a0: {found.planned}" if found.planned else "commencée"


def others(decided: Decided, lines: Sequence[RequestRow]) -> list[tuple[RequestRow, str]]:
    """Return what is not retained, with a few words on who or what decided so."""
    unit = unit_of(decided.cycle)
    refusals = {one.reference: one for one in decided.recommendation.refusals}
    found = []
    for line in lines:
        if line.fate != "retained":
            refusal = refusals.get(line.request.reference)
            why = "par la réunion" if refusal is None else view.short_reason(refusal, unit)
            found.append((line, why))
    return found


def line_words(decided: Decided, unit: Unit) -> str:
    """Say where the envelope ends, and what is left of it or goes beyond."""
    rest = f"reste {unit.figure(decided.remaining)}"
    if decided.overrun:
        rest = f"dépassée de {unit.figure(decided.overrun)}"
    return f"Enveloppe\u00a0: {unit.amount(decided.cycle.envelope.amount)}, {rest}"
