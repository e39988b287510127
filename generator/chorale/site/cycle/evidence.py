"""Evidence shown beside a decision, computed once: other rules, audit, robustness, counterfactuals."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chorale.french import dates, phrases
from chorale.french.phrases import number, runs
from chorale.ipm import ballots as ipm_ballots
from chorale.ipm.amounts import natural
from chorale.ipm.decision import Decision
from chorale.ipm.evidence import alternatives, counterfactual
from chorale.ipm.evidence import audit as evidence_audit
from chorale.ipm.evidence import robustness as evidence_robustness
from chorale.ipm.evidence.robustness import Robustness
from chorale.ipm.formats import record
from chorale.ipm.infeasible import Infeasible
from chorale.ipm.model import Cycle
from chorale.site.cycle import view
from chorale.site.cycle.progress import Progress


@dataclass(frozen=True, kw_only=True)
class DecisionEvidence:
    """Everything that the meeting may ask for; audit is None where there are too many groups for it."""

    audit: evidence_audit.Audit | None
    compared: tuple[alternatives.Compared, ...]
    robustness: evidence_robustness.Robustness
    changes: Mapping[str, counterfactual.Changes]
    intervals: Mapping[str, Sequence[alternatives.Interval]]


HELD: dict[str, DecisionEvidence] = {}


def evidence(decision: Decision) -> DecisionEvidence:
    """Return the evidence for a decision; a live preview asks again and again for the same one."""
    key = record.fingerprint(record.as_json(decision))
    if key not in HELD:
        HELD[key] = _computed(decision)
    return HELD[key]


def _computed(decision: Decision) -> DecisionEvidence:
    refused = [refusal.reference for refusal in decision.refusals]
    return DecisionEvidence(
        audit=audited(decision),
        compared=alternatives.compare(decision),
        robustness=evidence_robustness.robustness(decision),
        changes={change.reference: change for change in counterfactual.changes(decision, refused)},
        intervals=alternatives.sweep(decision).intervals,
    )


def audited(decision: Decision) -> evidence_audit.Audit | None:
    """Return the audit of every coalition, or nothing where there are too many groups for it."""
    try:
        return evidence_audit.audit(decision)
    except Infeasible:
        return None


def ideals(checked: evidence_audit.Audit | None) -> dict[str, Fraction]:
    """Return, by group, the most points that the whole envelope could have given it; empty without an audit."""
    return {one.group: one.ideal for one in checked.satisfaction} if checked else {}


def change_words(cycle: Cycle, change: counterfactual.Changes) -> list[str]:
    """Say what would retain a refused request, each change alone."""
    names, unit = view.names(cycle), cycle.envelope.unit
    found = []
    if change.envelopes:
        between = (
            " (entre ces montants, l'argent va à d'autres demandes)"
            if len(change.envelopes) > 1
            else ""
        )
        found.append(f"une enveloppe {runs(change.envelopes)} {unit}{between}")
    if change.cost is not None:
        found.append(f"un coût de {number(change.cost)} {unit}")
    for group, (now, needed) in change.groups.items():
        word = phrases.agreed(needed, "point")
        found.append(
            f"{number(needed)} {word} de {names.get(group, group)} au lieu de {number(now)}"
        )
    if change.everyone is not None:
        word = phrases.agreed(change.everyone, "point")
        found.append(f"{number(change.everyone)} {word} de plus de chaque groupe")
    return found


def audit_lines(cycle: Cycle, found: evidence_audit.Audit) -> Iterator[tuple[bool, str]]:
    """Yield (reassuring or not, one sentence) for each certificate."""
    count = phrases.plural(found.coalitions, "coalition")
    if found.representation:
        for claim in found.representation:
            yield False, _claim(cycle, claim)
    else:
        words = "aucune n'aurait obtenu plus, pour chacun de ses membres, avec sa seule part"
        yield True, f"{count} de groupes vérifiées : {words}."
    if found.core:
        for claim in found.core:
            yield False, f"Au sens du cœur, {_claim(cycle, claim)}"
    else:
        yield (
            True,
            "Cœur : aucune coalition n'a d'ensemble que sa part paierait et que tous ses membres préfèrent.",
        )
    if found.pareto:
        listed = phrases.listing(found.pareto.requests)
        words = "servirait mieux au moins un groupe sans en léser aucun"
        yield False, f"Proposition pour la réunion : retenir {listed} {words}."
    else:
        yield (
            True,
            "Aucun autre ensemble, dans la même enveloppe, ne sert mieux un groupe sans en léser un autre.",
        )


def _claim(cycle: Cycle, claim: evidence_audit.Claim) -> str:
    names = view.names(cycle)
    groups = phrases.listing([names.get(group, group) for group in claim.groups])
    return (
        f"avec leur part ({number(claim.share)} {cycle.envelope.unit}), {groups} auraient pu financer "
        f"{phrases.listing(claim.requests)} : {phrases.listing([number(points) for points in claim.would_get])} points "
        f"au lieu de {phrases.listing([number(points) for points in claim.gets])}."
    )


MOST = 4
"""How many of the requests that move most are named."""


@dataclass(frozen=True, kw_only=True)
class UnstableRequests:
    """How many variations were tried, how many change the list, and the requests that move most: (reference, times)."""

    tried: int
    changing: int
    requests: tuple[tuple[str, int], ...]


def sentences(
    cycle: Cycle,
    state: Progress,
    voices: Sequence[view.GroupResult],
    lines: Sequence[view.RequestRow],
    evidence: DecisionEvidence,
) -> list[tuple[str, str]]:
    """Return (what it is about, one sentence) for each thing that is worth knowing first."""
    return [
        *_groups(voices),
        ("Calcul", _computation_line(lines)),
        ("Réunion", _meeting(cycle, state)),
        *_verified(evidence),
    ]


def _groups(voices: Sequence[view.GroupResult]) -> Iterator[tuple[str, str]]:
    ranked = sorted(voices, key=lambda voice: voice.satisfaction)
    if len(ranked) > 1:
        low, high = ranked[0], ranked[-1]
        span = f"de {_percent(low)} ({low.name}) à {_percent(high)} ({high.name})"
        yield (
            "Groupes",
            f"Chacun obtient {span} de ce que l'enveloppe entière aurait pu lui donner.",
        )


def _percent(voice: view.GroupResult) -> str:
    return f"{number(voice.satisfaction * 100, places=0)}\u00a0%"


def _computation_line(lines: Sequence[view.RequestRow]) -> str:
    kept = [line for line in lines if line.verdict == "retained"]
    unsure = sum(line.doubtful for line in kept)
    if not unsure:
        return "Les demandes retenues le restent même si les coûts bougent entre leurs bornes."
    sure = phrases.plural(
        len(kept) - unsure, "demande retenue est assurée", "demandes retenues sont assurées"
    )
    return f"{sure} ; {unsure} {phrases.agreed(unsure, 'dépend', 'dépendent')} encore du coût réel."


def _meeting(cycle: Cycle, state: Progress) -> str:
    when = dates.day(cycle.milestones.arbitration, weekday=False)
    if state.stage != "decided":
        return f"Elle décidera le {when} ; d'ici là, rien n'est arrêté."
    if cycle.arbitration is None:
        return f"Elle s'est tenue le {when} ; sa décision n'est pas encore publiée."
    departures = [
        f"{name} {view.OUTCOMES[one.decision]}"
        for name, one in cycle.arbitration.deviations.items()
    ]
    if not departures:
        return f"Le {dates.day(cycle.arbitration.date, weekday=False)}, elle a suivi la recommandation."
    return (
        f"Le {dates.day(cycle.arbitration.date, weekday=False)}, elle a suivi la recommandation, "
        f"sauf pour {phrases.plural(len(departures), 'demande')} : {phrases.listing(departures)}."
    )


def _verified(evidence: DecisionEvidence) -> Iterator[tuple[str, str]]:
    if evidence.audit is None:
        return
    count = phrases.plural(evidence.audit.coalitions, "coalition")
    if evidence.audit.representation or evidence.audit.core:
        yield (
            "Équité",
            f"Sur {count} de groupes, certaines auraient pu obtenir plus avec leur seule part : voir les preuves.",
        )
    else:
        yield (
            "Équité",
            f"{count} de groupes vérifiées, aucune n'aurait obtenu plus avec sa seule part.",
        )


def debated(cycle: Cycle) -> list[tuple[str, list[str]]]:
    """Return the requests that several groups oppose, with the names of those groups."""
    called = view.names(cycle)
    return [
        (name, [called[key] for key in called if key in reasons])
        for name, reasons in ipm_ballots.debated(cycle).items()
    ]


def moving(found: Robustness) -> UnstableRequests:
    """Return what the variations of costs, weights and groups come down to."""
    variants = (*found.corners, *found.weights, *found.removed)
    count = Counter(name for one in variants for name in (*one.entered, *one.left))
    ranked = sorted(count.items(), key=lambda pair: (-pair[1], natural(pair[0])))
    changing = sum(bool(one.entered or one.left) for one in variants)
    return UnstableRequests(tried=len(variants), changing=changing, requests=tuple(ranked[:MOST]))


def always(evidence: DecisionEvidence) -> list[str]:
    """Return the requests that every rule retains, in the order of references."""
    sets = [set(one.retained) for one in evidence.compared]
    return sorted(set.intersection(*sets), key=natural) if sets else []
