"""The output of the decision commands: text, JSON, CSV or a workbook."""

from dataclasses import replace
from pathlib import Path

import click

from chorale.cli.ipm_input import DecisionInput
from chorale.files import store
from chorale.french.phrases import agreed, apostrophes, number
from chorale.ipm.decision import Decision
from chorale.ipm.formats.record import as_json, json_text
from chorale.site.cycle.decision_sentences import KEYS, caveats, money, sentences, unit_of
from chorale.site.cycle.rule_sentences import RULE_NAMES
from chorale.site.cycle.tables import columns, rows


def write(decision: Decision, layout: str, output: Path | None, source: DecisionInput) -> None:
    """Write a decision where and how it was asked."""
    if layout == "xlsx":
        if output is None:
            raise click.UsageError("--format xlsx demande --output FICHIER.xlsx.")
        store(output, workbook(decision, source))
        return
    text = {
        "json": lambda: json_text(as_json(decision)),
        "csv": lambda: csv_text(decision),
    }.get(layout, lambda: apostrophes(as_text(decision, source)))()
    if output is None:
        click.echo(text, nl=False)
    else:
        store(output, text.encode())


def as_text(decision: Decision, source: DecisionInput) -> str:
    """Return a decision as one reads it."""
    why, unit = sentences(decision, source.names), unit_of(decision.election)
    lines = [
        f"Recommandation, {source.name} — règle : {RULE_NAMES[decision.rule.method]}.",
        f"Enveloppe {money(decision.election.envelope, decision)}.",
        f"Retenu {money(decision.cost, decision)}, reste {money(decision.remaining, decision)}.",
        "",
        f"Retenues ({len(decision.retained)})",
    ]
    lines += [line(reference, source, why) for reference in decision.retained]
    lines += ["", f"Non retenues ({len(decision.refusals)})"]
    lines += [line(refusal.reference, source, why) for refusal in decision.refusals]
    if decision.wallets:
        left = [
            f"{source.names.group(group)} {unit.figure(amount)}"
            for group, amount in decision.wallets.items()
        ]
        lines += ["", f"Portefeuilles après les achats : {' ; '.join(left)}."]
    for price in decision.floors:
        floor, spent = unit.figure(price.floor), unit.figure(price.spent)
        lines.append(
            f"Plancher « {source.names.theme(price.theme)} » ({floor}) : {spent} employés, "
            f"{number(price.points_lost)} {agreed(price.points_lost, 'point')} de moins que sans plancher."
        )
    told = caveats(decision, source.names)
    return "\n".join([*lines, *(["", *told] if told else []), *decision.notes]) + "\n"


def line(reference: str, source: DecisionInput, why: dict[str, str]) -> str:
    """Return a request on one line."""
    title = source.titles.get(reference, "")
    return f"  {reference}  {title + ' — ' if title else ''}{why[reference]}"


def csv_text(decision: Decision) -> str:
    """Return one row for each request, groups by their keys: it is for programs."""
    from chorale.text.csv_files import table

    return table(columns(decision, KEYS), rows(decision, KEYS))


def workbook(decision: Decision, source: DecisionInput) -> bytes:
    """Return a workbook that does the arithmetic again: the published one for a cycle, else one sheet of sums."""
    if source.cycle is None:
        from chorale.site.cycle.tables import sums_workbook as sums

        return sums(decision)
    from chorale.ipm.decided import Decided
    from chorale.site.cycle import evidence
    from chorale.site.cycle.workbook import workbook as published

    amount = replace(source.cycle.envelope, amount=decision.election.envelope)
    ideals = evidence.ideals(evidence.audited(decision))
    cycle = replace(source.cycle, envelope=amount)
    return published(Decided(cycle=cycle, recommendation=decision), ideals)
