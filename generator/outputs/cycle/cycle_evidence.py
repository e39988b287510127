"""The evidence beside a decision, gathered once: other rules, audit, robustness, smallest changes, envelopes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from generator.ipm import audit, comparison, counterfactual, record, robustness, sweep
from generator.ipm.amounts import shown
from generator.ipm.constraints import Impossible
from generator.ipm.decision import Decision
from generator.ipm.model import Cycle
from generator.ipm.pabulib import pabulib_text
from generator.ipm.sentences import RULE_NAMES, runs
from generator.outputs import french
from generator.outputs.cycle import cycle_view


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Everything that the meeting may ask for; audit is None where there are too many groups for it."""

    audit: audit.Audit | None
    compared: tuple[comparison.Compared, ...]
    robustness: robustness.Robustness
    changes: Mapping[str, counterfactual.Changes]
    intervals: Mapping[str, Sequence[sweep.Interval]]


HELD: dict[str, Evidence] = {}


def evidence(decision: Decision) -> Evidence:
    """Return the evidence for a decision; a live preview asks again and again for the same one."""
    key = record.fingerprint(record.as_json(decision))
    if key not in HELD:
        HELD[key] = _computed(decision)
    return HELD[key]


def _computed(decision: Decision) -> Evidence:
    refused = [refusal.reference for refusal in decision.refusals]
    return Evidence(
        audit=audited(decision),
        compared=comparison.compare(decision),
        robustness=robustness.robustness(decision),
        changes={change.reference: change for change in counterfactual.changes(decision, refused)},
        intervals=sweep.sweep(decision).intervals,
    )


def audited(decision: Decision) -> audit.Audit | None:
    """Return the audit of every coalition, or nothing where there are too many groups for it."""
    try:
        return audit.audit(decision)
    except Impossible:
        return None


def ideals(checked: audit.Audit | None) -> dict[str, Fraction]:
    """Return, by group, the most points that the whole envelope could have given it; empty without an audit."""
    return {one.group: one.ideal for one in checked.satisfaction} if checked else {}


def change_words(cycle: Cycle, change: counterfactual.Changes) -> list[str]:
    """Say what would retain a refused request, each change alone."""
    names, unit = cycle_view.names(cycle), cycle.envelope.unit
    found = []
    if change.envelopes:
        between = " (entre ces montants, l'argent va à d'autres demandes)" if len(change.envelopes) > 1 else ""
        found.append(f"une enveloppe {runs(change.envelopes)} {unit}{between}")
    if change.cost is not None:
        found.append(f"un coût de {shown(change.cost)} {unit}")
    for group, (now, needed) in change.groups.items():
        word = "points" if needed >= 2 else "point"
        found.append(f"{shown(needed)} {word} de {names.get(group, group)} au lieu de {shown(now)}")
    if change.everyone is not None:
        found.append(f"{shown(change.everyone)} point{'s' if change.everyone >= 2 else ''} de plus de chaque groupe")
    return found


def audit_lines(cycle: Cycle, found: audit.Audit) -> Iterator[tuple[bool, str]]:
    """Yield (reassuring or not, one sentence) for each certificate."""
    count = french.plural(found.coalitions, "coalition")
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
        yield True, "Cœur : aucune coalition n'a d'ensemble que sa part paierait et que tous ses membres préfèrent."
    if found.pareto:
        listed = french.listing(found.pareto.requests)
        words = "servirait mieux au moins un groupe sans en léser aucun"
        yield False, f"Proposition pour la réunion : retenir {listed} {words}."
    else:
        yield True, "Aucun autre ensemble, dans la même enveloppe, ne sert mieux un groupe sans en léser un autre."
    if found.priceable:
        yield True, "La décision s'explique par des paiements : des parts égales et des prix la justifient exactement."
    else:
        yield False, "La décision ne s'explique pas tout entière par des parts égales : l'emploi du reste y contribue."


def _claim(cycle: Cycle, claim: audit.Claim) -> str:
    names = cycle_view.names(cycle)
    groups = french.listing([names.get(group, group) for group in claim.groups])
    return (
        f"avec leur part ({shown(claim.share)} {cycle.envelope.unit}), {groups} auraient pu financer "
        f"{french.listing(claim.requests)} : {french.listing([shown(points) for points in claim.would_get])} points "
        f"au lieu de {french.listing([shown(points) for points in claim.gets])}."
    )


def pabulib(cycle: Cycle, decision: Decision) -> str:
    """Return the election in the format of Pabulib, with what is retained."""
    meta = {
        "description": f"Cycle {cycle.number} de l'IPM" + (" (données d'illustration)" if cycle.illustrative else ""),
        "country": "France",
        "unit": "Chorus Pro",
        "instance": str(cycle.milestones.closes.year),
        "rule": RULE_NAMES[decision.rule.method],
        "currency": cycle.envelope.unit,
    }
    titles = {request.reference: request.title for request in cycle.requests}
    return pabulib_text(decision.election, meta, titles, decision.retained)
