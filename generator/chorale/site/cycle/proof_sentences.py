"""One plain sentence for each proof of a decision: fairness, robustness, other rules, other envelopes."""

from fractions import Fraction
from math import ceil

from chorale.content.follow_up import unit_of
from chorale.french import phrases
from chorale.french.phrases import number
from chorale.ipm.decided import Decided
from chorale.ipm.decision import Decision
from chorale.ipm.evidence.robustness import Robustness
from chorale.site.cycle import evidence as cycle_evidence
from chorale.site.cycle.decision_sentences import drawn
from chorale.site.cycle.evidence import DecisionEvidence


def plainly(decided: Decided, evidence: DecisionEvidence) -> dict[str, str]:
    """Say each proof in one plain sentence, by the name of the proof."""
    audit = [sentence for _, sentence in cycle_evidence.verified(evidence)]
    return {
        "audit": " ".join(audit),
        "robustness": _firm(decided.recommendation, evidence.robustness),
        "rules": _agreeing(evidence),
        "sweep": _whatever_the_envelope(decided, evidence),
    }


def _firm(decision: Decision, found: Robustness) -> str:
    kept = decision.retained
    sure = sum(found.firmness[name] == "assured" for name in kept)
    tried = cycle_evidence.moving(found)
    changing = (
        f"{tried.changing} {phrases.agreed(tried.changing, 'change', 'changent')}"
        if tried.changing
        else "aucun ne change"
    )
    trials = f"sur {phrases.plural(tried.tried, 'essai')}, {changing} la recommandation."
    if found.draws == 1:
        return phrases.capital(trials)
    return (
        f"{phrases.plural(sure, 'demande recommandée', 'demandes recommandées')} sur {len(kept)} "
        f"{phrases.agreed(sure, 'le reste', 'le restent')} dans 95 % au moins de {number(found.draws)} "
        f"{drawn(decision, ' entre leurs bornes')}\u00a0; {trials}"
    )


def _agreeing(evidence: DecisionEvidence) -> str:
    count = len(evidence.compared)
    same = sum(not (one.entered or one.left) for one in evidence.compared) - 1
    shared = len(cycle_evidence.always(evidence))
    others = (
        "aucune des autres ne donne la même liste"
        if not same
        else f"{same} {phrases.agreed(same, 'autre donne', 'autres donnent')} la même liste"
    )
    return (
        f"Sur {count} règles comparées, {others}\u00a0; "
        f"{phrases.plural(shared, 'demande est retenue', 'demandes sont retenues')} par toutes."
    )


def _whatever_the_envelope(decided: Decided, evidence: DecisionEvidence) -> str:
    unit = unit_of(decided.cycle)
    ends = [end for runs_ in evidence.intervals.values() for run in runs_ for end in run]
    if not ends:
        return "Aucune des enveloppes essayées ne retient de demande."
    low, high = min(ends), max(ends)
    whole = sum(list(runs_) == [(low, high)] for runs_ in evidence.intervals.values())
    return (
        f"{phrases.plural(whole, 'demande est retenue', 'demandes sont retenues')} quelle que soit l'enveloppe essayée "
        f"entre {unit.figure(low)} et {unit.amount(high)}."
    )


def within(margin: Fraction) -> str:
    """Say how far a share of the draws may be from the true one, rounded up."""
    if not margin:
        return "exact"
    return phrases.plural(ceil(margin * 100), "point")
