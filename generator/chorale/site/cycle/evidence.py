"""Evidence shown beside a decision, computed once: other rules, audit, robustness, counterfactuals."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chorale.french import phrases
from chorale.french.amounts import Unit, percent
from chorale.french.phrases import number, runs
from chorale.ipm import ballots as ipm_ballots
from chorale.ipm.amounts import natural, written
from chorale.ipm.decided import Decided
from chorale.ipm.decision import Decision
from chorale.ipm.evidence import alternatives, counterfactual
from chorale.ipm.evidence import audit as evidence_audit
from chorale.ipm.evidence import robustness as evidence_robustness
from chorale.ipm.evidence.robustness import Robustness
from chorale.ipm.formats import record
from chorale.ipm.infeasible import Infeasible
from chorale.ipm.model import Cycle
from chorale.site.cycle import meeting_sentences, view
from chorale.site.cycle.decision_sentences import caveats, drawn, names_of
from chorale.site.cycle.progress import Progress


@dataclass(frozen=True, kw_only=True)
class DecisionEvidence:
    """Everything that the meeting may ask for; audit is None where there are too many groups for it."""

    audit: evidence_audit.Audit | None
    compared: tuple[alternatives.Compared, ...]
    robustness: evidence_robustness.Robustness
    changes: Mapping[str, counterfactual.Changes]
    intervals: Mapping[str, Sequence[alternatives.Interval]]
    ranking: Decision


HELD: dict[str, DecisionEvidence] = {}


def evidence(decided: Decided) -> DecisionEvidence:
    """Return the evidence for what is decided; a live preview asks again and again for the same one."""
    chosen = decided.as_decision
    costs = {name: written(one.cost) for name, one in decided.reduced.items()}
    recommended = record.as_json(decided.recommendation)
    key = record.fingerprint({"of": recommended, "retained": chosen.retained, "costs": costs})
    if key not in HELD:
        HELD[key] = _computed(decided.recommendation, chosen)
    return HELD[key]


def _computed(decision: Decision, chosen: Decision) -> DecisionEvidence:
    """Judge what is decided; what would change, and what other rules say, is about the computation."""
    refused = [refusal.reference for refusal in decision.refusals]
    return DecisionEvidence(
        audit=audited(chosen),
        compared=alternatives.compare(decision),
        robustness=evidence_robustness.robustness(decision),
        changes={change.reference: change for change in counterfactual.changes(decision, refused)},
        intervals=alternatives.sweep(decision).intervals,
        ranking=alternatives.other(decision, "greedy-per-cost"),
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


def change_words(cycle: Cycle, unit: Unit, change: counterfactual.Changes) -> list[str]:
    """Say what would retain a refused request, each change alone."""
    names = view.names(cycle)
    found = []
    if change.envelopes:
        between = (
            " (entre ces montants, l'argent va à d'autres demandes)"
            if len(change.envelopes) > 1
            else ""
        )
        last = unit.agreed(change.envelopes[-1][1])
        found.append(f"une enveloppe {runs(change.envelopes, unit.figure)} {last}{between}")
    if change.cost is not None:
        found.append(f"un coût de {unit.amount(change.cost)}")
    for group, (now, needed) in change.groups.items():
        word = phrases.agreed(needed, "point")
        found.append(
            f"{number(needed)} {word} de {names.get(group, group)} au lieu de {number(now)}"
        )
    if change.everyone is not None:
        word = phrases.agreed(change.everyone, "point")
        found.append(f"{number(change.everyone)} {word} de plus de chaque groupe")
    return found


def audit_lines(
    decided: Decided, unit: Unit, found: evidence_audit.Audit
) -> Iterator[tuple[bool, str]]:
    """Yield (reassuring or not, one sentence) for each certificate of what is decided."""
    cycle = decided.cycle
    count = checked(found.coalitions)
    if found.representation:
        for claim in found.representation:
            told = _claim(cycle, unit, claim)
            yield False, told[0].upper() + told[1:]
    else:
        words = "aucune n'aurait obtenu plus, pour chacun de ses membres, avec sa seule part"
        yield True, f"{count} : {words}."
    if found.core:
        for claim in found.core:
            yield False, f"Au sens du cœur, {_claim(cycle, unit, claim)}"
    else:
        yield (
            True,
            "Cœur : aucune coalition n'a d'ensemble que sa part paierait et que tous ses membres préfèrent.",
        )
    if found.pareto:
        listed = phrases.listing(found.pareto.requests)
        words = f"retenir {listed} servirait mieux au moins un groupe sans en léser aucun"
        opening = "Dans la même enveloppe" if decided.settled else "Proposition pour la réunion"
        yield False, f"{opening} : {words}."
    else:
        yield (
            True,
            "Aucun autre ensemble, dans la même enveloppe, ne sert mieux un groupe sans en léser un autre.",
        )


def _claim(cycle: Cycle, unit: Unit, claim: evidence_audit.Claim) -> str:
    names, count = view.names(cycle), len(claim.groups)
    groups = phrases.listing([names.get(group, group) for group in claim.groups])
    return (
        f"avec {phrases.agreed(count, 'sa', 'leur')} part ({unit.amount(claim.share)}), {groups} "
        f"{phrases.agreed(count, 'aurait', 'auraient')} pu financer "
        f"{phrases.listing(claim.requests)} : {phrases.listing([number(points) for points in claim.would_get])} "
        f"{phrases.agreed(max(claim.would_get), 'point')} "
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
    decided: Decided,
    state: Progress,
    voices: Sequence[view.GroupResult],
    lines: Sequence[view.RequestRow],
    evidence: DecisionEvidence,
) -> list[tuple[str, str]]:
    """Return (what it is about, one sentence) for each thing that is worth knowing first."""
    return [
        ("Réunion", meeting_sentences.meeting(decided, state)),
        ("Coût", meeting_sentences.ceiling(decided)),
        *(("À savoir", told) for told in caveats(decided.recommendation, names_of(decided.cycle))),
        *_groups(voices),
        *([] if decided.settled else _computation(decided.recommendation, lines)),
        *verified(evidence),
    ]


def _groups(voices: Sequence[view.GroupResult]) -> Iterator[tuple[str, str]]:
    ranked = sorted(voices, key=lambda voice: voice.satisfaction)
    if len(ranked) > 1:
        low, high = ranked[0], ranked[-1]
        span = f"de {percent(low.satisfaction)} ({low.name}) à {percent(high.satisfaction)} ({high.name})"
        if low.satisfaction == high.satisfaction:
            span = percent(low.satisfaction)
        yield (
            "Groupes",
            f"Chacun obtient {span} de ce que l'enveloppe entière aurait pu lui donner.",
        )


def _computation(decision: Decision, lines: Sequence[view.RequestRow]) -> Iterator[tuple[str, str]]:
    kept = [line for line in lines if line.recommended]
    unsure = sum(line.doubtful for line in kept)
    if not kept or not (decision.election.intervals or decision.ties):
        return
    if not unsure:
        head = phrases.agreed(
            len(kept), "La demande retenue le reste", "Les demandes retenues le restent"
        )
        tries = drawn(decision, " entre leurs bornes")
        yield "Calcul", f"{head} dans 95 % au moins des {tries}."
        return
    sure = phrases.plural(
        len(kept) - unsure, "demande retenue est assurée", "demandes retenues sont assurées"
    )
    causes = [
        *(["du coût réel"] if decision.election.intervals else []),
        *(["du départage des ex æquo"] if decision.ties else []),
    ]
    depends = phrases.agreed(unsure, "dépend", "dépendent")
    yield "Calcul", f"{sure} ; {unsure} {depends} encore {phrases.listing(causes, 'ou')}."


def checked(coalitions: int) -> str:
    """Say how many coalitions the audit looked at."""
    count = phrases.plural(coalitions, "coalition")
    return f"{count} de groupes {phrases.agreed(coalitions, 'vérifiée', 'vérifiées')}"


def verified(evidence: DecisionEvidence) -> Iterator[tuple[str, str]]:
    """Yield what the audit of coalitions comes down to, where there is one."""
    if evidence.audit is None:
        return
    count = checked(evidence.audit.coalitions)
    if evidence.audit.representation or evidence.audit.core:
        yield (
            "Équité",
            "Le groupe qui a répondu aurait pu obtenir plus avec sa seule part : voir les preuves."
            if evidence.audit.coalitions == 1
            else f"Sur {evidence.audit.coalitions} coalitions de groupes, certaines auraient pu obtenir plus "
            "avec leur seule part : voir les preuves.",
        )
    else:
        yield (
            "Équité",
            f"{count}, aucune n'aurait obtenu plus avec sa seule part.",
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
