"""Why each request is retained or not, and each change alone that would retain it: lines to read, and data."""

from collections.abc import Mapping, Sequence
from typing import Any

from generator.commands.ipm_answers import Answer
from generator.ipm.amounts import shown, written
from generator.ipm.counterfactual import HORIZON, Changes, changes, moves_points
from generator.ipm.decision import Decision
from generator.ipm.sentences import money, runs, sentences


def explanations(decision: Decision, references: Sequence[str], titles: Mapping[str, str]) -> Answer:
    """Return each request's sentence, and for the refused ones the smallest changes."""
    why = sentences(decision)
    refused = [refusal.reference for refusal in decision.refusals if refusal.reference in references]
    found = {one.reference: one for one in changes(decision, refused)}
    lines, data = [], []
    for reference in references:
        title = titles.get(reference, "")
        lines.append(f"{reference}{' — ' + title if title else ''}")
        lines.append(f"  {why[reference]}")
        if reference in found:
            lines += [f"  {line}" for line in change_lines(decision, found[reference])]
        data.append({"reference": reference, "why": why[reference], "changes": change_data(found.get(reference))})
    return lines, data


def change_lines(decision: Decision, one: Changes) -> list[str]:
    """Say each change alone that would retain a request."""
    index = decision.election.references.index(one.reference)
    most = money(decision.election.envelope * HORIZON, decision)
    lines = [f"Aucune enveloppe jusqu'à {most} ne la retiendrait."]
    if one.envelopes:
        lines = [f"Serait retenue avec une enveloppe {runs(one.envelopes)} (montants essayés jusqu'à {most})."]
    if one.cost is not None:
        now = shown(decision.election.costs[index])
        lines.append(f"Serait retenue si elle coûtait {money(one.cost, decision)} au lieu de {now}.")
    if one.groups:
        moves = [f"{group} {shown(then)} au lieu de {shown(now)}" for group, (now, then) in one.groups.items()]
        opening = "Serait retenue si un seul groupe lui donnait plus de points, pris sur ses autres demandes"
        lines.append(f"{opening} : {' ; ou '.join(moves)}.")
    elif moves_points(decision.election):
        lines.append("Aucun groupe, seul, ne la ferait retenir par ses points.")
    if one.everyone is not None:
        plural = "s" if one.everyone >= 2 else ""
        more = f"{shown(one.everyone)} point{plural} de plus"
        lines.append(f"Serait retenue si chaque groupe lui donnait {more}, pris sur ses autres demandes.")
    return lines


def change_data(one: Changes | None) -> dict[str, Any] | None:
    """Return the changes as data."""
    if one is None:
        return None
    return {
        "envelope": None if one.envelope is None else written(one.envelope),
        "envelopes": [[written(low), written(high)] for low, high in one.envelopes],
        "cost": None if one.cost is None else written(one.cost),
        "groups": {group: [written(now), written(then)] for group, (now, then) in one.groups.items()},
        "everyone": None if one.everyone is None else written(one.everyone),
    }
