"""French sentences of what the meeting decided: its departures from the recommendation, the cost and its ceiling."""

from collections.abc import Iterator

from chorale.content.fingerprints import meeting_day
from chorale.content.follow_up import unit_of
from chorale.french import dates
from chorale.french.phrases import agreed, listing, of, plural
from chorale.ipm.decided import Decided, Departure
from chorale.site.cycle.decision_sentences import NOT_RETAINED
from chorale.site.cycle.progress import Progress
from chorale.site.cycle.view import FATES, RequestRow


def meeting(decided: Decided, state: Progress) -> str:
    """Say what the meeting did of the recommendation, or when it will be held."""
    when = dates.day(meeting_day(decided.cycle), weekday=False)
    if state.stage != "decided":
        return f"Elle décidera le {when} ; d'ici là, rien n'est arrêté."
    if decided.arbitration is None:
        return f"Elle s'est tenue le {when} ; sa décision n'est pas encore publiée."
    said = [_departed(decided), *_overrun(decided)]
    return f"Le {dates.day(decided.arbitration.date, weekday=False)}, {listing(said)}."


def _departed(decided: Decided) -> str:
    if not decided.departures:
        return "elle a suivi la recommandation"
    count = plural(len(decided.departures), "demande")
    named = listing([f"{one.request.reference} {_fate(one)}" for one in decided.departures])
    return f"elle s'est écartée de la recommandation pour {count} : {named}"


def _fate(one: Departure) -> str:
    return "retenue en partie" if one.reduced else FATES[one.fate]


def _overrun(decided: Decided) -> Iterator[str]:
    if decided.overrun:
        why = (
            decided.arbitration.overrun.reason
            if decided.arbitration and decided.arbitration.overrun
            else ""
        )
        amount = unit_of(decided.cycle).amount(decided.overrun)
        yield f"a dépassé l'enveloppe de {amount}" + (f" ({_inside(why)})" if why else "")


def ceiling(decided: Decided) -> str:
    """Say what the retained requests cost at most, against the envelope."""
    counted, most = unit_of(decided.cycle), decided.highest_cost
    count = len(decided.retained)
    said = agreed(count, "la demande retenue coûterait", "les demandes retenues coûteraient")
    gap = most - decided.cycle.envelope.amount
    beside = f", {counted.figure(gap)} de plus que l'enveloppe" if gap > 0 else ", dans l'enveloppe"
    return f"Au plus cher, {said} {counted.amount(most)}{beside}."


def departure_sentence(decided: Decided, one: Departure) -> str:
    """Say what the meeting made of a request, at whose demand, and why."""
    head = "Retenue" if one.fate == "retained" else FATES[one.fate].capitalize()
    said = f"{head} par la réunion"
    if one.reduced:
        counted = unit_of(decided.cycle)
        full = counted.figure(one.request.cost.estimate)
        said = f"{head} en partie par la réunion, pour {counted.amount(one.reduced.cost)} au lieu de {full}"
        said += f" ({_inside(one.reduced.scope)})"
    if one.deviation is None:
        return f"{said}."
    return f"{said}, à la demande {_of(decided, one.deviation.author)} : {_inside(one.deviation.reason)}."


def _of(decided: Decided, author: str) -> str:
    """Return who asked, after « à la demande »: names of groups have no article that would say how they agree."""
    groups = {group.name for group in decided.cycle.groups}
    return f"du groupe {author}" if author in groups else of(author)


def why(decided: Decided, line: RequestRow) -> str:
    """Say why a request is retained or not: the computation's reason, after that of the meeting where it departed."""
    one = line.departure
    if one is None:
        return line.why
    computed = "la recommandait" if one.recommended else "ne la recommandait pas"
    reason = line.why.removeprefix(NOT_RETAINED)
    return (
        f"{departure_sentence(decided, one)} Le calcul {computed} : {reason[0].lower()}{reason[1:]}"
    )


def _inside(text: str) -> str:
    """Return words that end no sentence of their own."""
    return text.strip().rstrip(".")
