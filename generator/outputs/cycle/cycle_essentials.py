"""A cycle's result in a few sentences: what a newcomer reads first, and what the long tables come down to."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.ipm import debate
from generator.ipm.amounts import natural, shown
from generator.ipm.model import Cycle
from generator.ipm.robustness import Robustness
from generator.outputs import french
from generator.outputs.cycle import cycle_view
from generator.outputs.cycle.cycle_evidence import Evidence
from generator.outputs.cycle.progress import Progress

OUTCOMES = {"retained": "retenue", "deferred": "reportée", "rejected": "écartée"}
MOST = 4
"""How many of the requests that move most are named."""


@dataclass(frozen=True, kw_only=True)
class Moving:
    """How many variations were tried, how many change the list, and the requests that move most: (reference, times)."""

    tried: int
    changing: int
    requests: tuple[tuple[str, int], ...]


def sentences(
    cycle: Cycle,
    state: Progress,
    voices: Sequence[cycle_view.Voice],
    lines: Sequence[cycle_view.Line],
    evidence: Evidence,
) -> list[tuple[str, str]]:
    """Return (what it is about, one sentence) for each thing that is worth knowing first."""
    return [
        *_groups(voices),
        ("Calcul", _computed(lines)),
        ("Réunion", _meeting(cycle, state)),
        *_verified(evidence),
    ]


def _groups(voices: Sequence[cycle_view.Voice]) -> Iterator[tuple[str, str]]:
    ranked = sorted(voices, key=lambda voice: voice.satisfaction)
    if len(ranked) > 1:
        low, high = ranked[0], ranked[-1]
        span = f"de {_percent(low)} ({low.name}) à {_percent(high)} ({high.name})"
        yield "Groupes", f"Chacun obtient {span} de ce que l'enveloppe entière aurait pu lui donner."


def _percent(voice: cycle_view.Voice) -> str:
    return f"{shown(voice.satisfaction * 100, places=0)}\u00a0%"


def _computed(lines: Sequence[cycle_view.Line]) -> str:
    kept = [line for line in lines if line.verdict == "retained"]
    unsure = sum(line.doubtful for line in kept)
    if not unsure:
        return "Les demandes retenues le restent même si les coûts bougent entre leurs bornes."
    sure = french.plural(len(kept) - unsure, "demande retenue est assurée", "demandes retenues sont assurées")
    return f"{sure} ; {unsure} {'dépendent' if unsure > 1 else 'dépend'} encore du coût réel."


def _meeting(cycle: Cycle, state: Progress) -> str:
    when = french.day(cycle.milestones.arbitration, weekday=False)
    if state.stage != "decided":
        return f"Elle décidera le {when} ; d'ici là, rien n'est arrêté."
    if cycle.arbitration is None:
        return f"Elle s'est tenue le {when} ; sa décision n'est pas encore publiée."
    departures = [f"{name} {OUTCOMES[one.decision]}" for name, one in cycle.arbitration.deviations.items()]
    if not departures:
        return f"Le {french.day(cycle.arbitration.date, weekday=False)}, elle a suivi la recommandation."
    return (
        f"Le {french.day(cycle.arbitration.date, weekday=False)}, elle a suivi la recommandation, "
        f"sauf pour {french.plural(len(departures), 'demande')} : {french.listing(departures)}."
    )


def _verified(evidence: Evidence) -> Iterator[tuple[str, str]]:
    if evidence.audit is None:
        return
    count = french.plural(evidence.audit.coalitions, "coalition")
    if evidence.audit.representation or evidence.audit.core:
        yield (
            "Équité",
            f"Sur {count} de groupes, certaines auraient pu obtenir plus avec leur seule part : voir les preuves.",
        )
    else:
        yield "Équité", f"{count} de groupes vérifiées, aucune n'aurait obtenu plus avec sa seule part."


def debated(cycle: Cycle) -> list[tuple[str, list[str]]]:
    """Return the requests that several groups oppose, with the names of those groups."""
    called = cycle_view.names(cycle)
    return [
        (name, [called[key] for key in called if key in reasons]) for name, reasons in debate.debated(cycle).items()
    ]


def moving(found: Robustness) -> Moving:
    """Return what the variations of costs, weights and groups come down to."""
    variants = (*found.corners, *found.weights, *found.removed)
    count = Counter(name for one in variants for name in (*one.entered, *one.left))
    ranked = sorted(count.items(), key=lambda pair: (-pair[1], natural(pair[0])))
    changing = sum(bool(one.entered or one.left) for one in variants)
    return Moving(tried=len(variants), changing=changing, requests=tuple(ranked[:MOST]))


def always(evidence: Evidence) -> list[str]:
    """Return the requests that every rule retains, in the order of references."""
    sets = [set(one.retained) for one in evidence.compared]
    return sorted(set.intersection(*sets), key=natural) if sets else []
