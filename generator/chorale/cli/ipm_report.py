"""Evidence of a decision printed as lines and as JSON: comparison, sweep, counterfactuals."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from chorale.french.phrases import agreed, listing, number, plural, runs
from chorale.ipm.amounts import written
from chorale.ipm.decision import Decision
from chorale.ipm.evidence.alternatives import Compared, compare, sweep
from chorale.ipm.evidence.counterfactual import HORIZON, Changes, changes, moves_points
from chorale.site.cycle.decision_sentences import KEYS, Names, money, sentences, unit_of
from chorale.site.cycle.rule_sentences import RULE_NAMES

TextAndData = tuple[list[str], Any]


def comparison(decision: Decision, names: Names) -> TextAndData:
    """Return every rule beside the decision's."""
    found = compare(decision)
    groups = decision.election.voters if len(decision.election.voters) <= 12 else ()
    lines = [f"Règle du cycle : {RULE_NAMES[decision.rule.method]}.", ""]
    for rule in found:
        lines.append(
            f"{RULE_NAMES[rule.method]} : {plural(len(rule.retained), 'demande')}, {money(rule.cost, decision)}, "
            f"{number(rule.points)} {agreed(rule.points, 'point')}"
        )
        if groups:
            served = zip(map(names.group, groups), rule.satisfaction, strict=True)
            lines.append(
                f"  points servis : {', '.join(f'{group} {number(points)}' for group, points in served)}"
            )
        lines.append(f"  {difference(rule)}")
    return lines, [compared_data(rule, groups) for rule in found]


def difference(rule: Compared) -> str:
    """Say what enters and leaves."""
    parts = [f"entrent {listing(rule.entered)}"] if rule.entered else []
    parts += [f"sortent {listing(rule.left)}"] if rule.left else []
    return " ; ".join(parts) or "mêmes demandes que la recommandation"


def compared_data(rule: Compared, groups: Sequence[str]) -> dict[str, Any]:
    """Return one rule's result as data."""
    return {
        "rule": rule.method,
        "retained": list(rule.retained),
        "cost": written(rule.cost),
        "points": written(rule.points),
        "satisfaction": {
            group: written(points) for group, points in zip(groups, rule.satisfaction, strict=False)
        },
        "entered": list(rule.entered),
        "left": list(rule.left),
    }


def envelopes(
    decision: Decision, low: Fraction | None, high: Fraction | None, steps: int
) -> TextAndData:
    """Return what each envelope would retain, then each request's intervals."""
    found = sweep(decision, low, high, steps=steps)
    lines, before = ["Enveloppe : ce qui change", ""], frozenset[str]()
    if not any(point.retained for point in found.points):
        lines.append("  rien n'est retenu, quelle que soit l'enveloppe essayée")
    for point in found.points:
        now = frozenset(point.retained)
        if now != before:
            entered = [name for name in decision.election.references if name in now - before]
            left = [name for name in decision.election.references if name in before - now]
            changed = [f"+ {', '.join(entered)}"] if entered else []
            changed += [f"− {', '.join(left)}"] if left else []
            lines.append(f"  {money(point.envelope, decision)} : {' ; '.join(changed)}")
        before = now
    lines += ["", "Retenue pour quelles enveloppes, parmi celles essayées"]
    lines += [f"  {name} : {spans(runs)}" for name, runs in found.intervals.items()]
    data = {
        "points": [
            {
                "envelope": written(point.envelope),
                "retained": list(point.retained),
                "cost": written(point.cost),
                "points": written(point.points),
            }
            for point in found.points
        ],
        "intervals": {
            name: [[written(a), written(b)] for a, b in runs]
            for name, runs in found.intervals.items()
        },
    }
    return lines, data


def spans(runs: Sequence[tuple[Fraction, Fraction]]) -> str:
    """Return intervals in words."""
    return (
        " ; ".join(number(a) if a == b else f"{number(a)} à {number(b)}" for a, b in runs)
        or "aucune"
    )


def explanations(
    decision: Decision, references: Sequence[str], titles: Mapping[str, str], names: Names
) -> TextAndData:
    """Return each request's sentence, and for the refused ones the smallest changes; data hold keys, not names."""
    why, keyed = sentences(decision, names), sentences(decision, KEYS)
    refused = [
        refusal.reference for refusal in decision.refusals if refusal.reference in references
    ]
    found = {one.reference: one for one in changes(decision, refused)}
    lines, data = [], []
    for reference in references:
        title = titles.get(reference, "")
        lines.append(f"{reference}{' — ' + title if title else ''}")
        lines.append(f"  {why[reference]}")
        if reference in found:
            lines += [f"  {line}" for line in change_lines(decision, found[reference], names)]
        data.append(
            {
                "reference": reference,
                "why": keyed[reference],
                "changes": change_data(found.get(reference)),
            }
        )
    return lines, data


def change_lines(decision: Decision, one: Changes, names: Names) -> list[str]:
    """Say each change alone that would retain a request."""
    index = decision.election.references.index(one.reference)
    unit = unit_of(decision.election)
    most = unit.amount(decision.election.envelope * HORIZON)
    lines = [f"Aucune enveloppe jusqu'à {most} ne la retiendrait."]
    if one.envelopes:
        lines = [
            f"Serait retenue avec une enveloppe {runs(one.envelopes, unit.figure)} (montants essayés jusqu'à {most})."
        ]
    if one.cost is not None:
        now = unit.figure(decision.election.costs[index])
        lines.append(f"Serait retenue si elle coûtait {unit.amount(one.cost)} au lieu de {now}.")
    if one.groups:
        pairs = [(names.group(group), *points) for group, points in one.groups.items()]
        moves = [f"{group} {number(then)} au lieu de {number(now)}" for group, now, then in pairs]
        opening = "Serait retenue si un seul groupe lui donnait plus de points, pris sur ses autres demandes"
        lines.append(f"{opening} : {' ; ou '.join(moves)}.")
    elif moves_points(decision.election):
        lines.append("Aucun groupe, seul, ne la ferait retenir par ses points.")
    if one.everyone is not None:
        more = f"{number(one.everyone)} {agreed(one.everyone, 'point')} de plus"
        lines.append(
            f"Serait retenue si chaque groupe lui donnait {more}, pris sur ses autres demandes."
        )
    return lines


def change_data(one: Changes | None) -> dict[str, Any] | None:
    """Return the changes as data."""
    if one is None:
        return None
    return {
        "envelope": None if one.envelope is None else written(one.envelope),
        "envelopes": [[written(low), written(high)] for low, high in one.envelopes],
        "cost": None if one.cost is None else written(one.cost),
        "groups": {
            group: [written(now), written(then)] for group, (now, then) in one.groups.items()
        },
        "everyone": None if one.everyone is None else written(one.everyone),
    }
