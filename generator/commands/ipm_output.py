"""How a decision leaves the command line: text, JSON, CSV or a spreadsheet."""

from pathlib import Path
from tempfile import NamedTemporaryFile

import click

from generator.ipm.amounts import shown
from generator.ipm.decision import Decision
from generator.ipm.record import as_json, json_text
from generator.ipm.sentences import RULE_NAMES, money, sentences
from generator.ipm.tables import columns, rows


def write(decision: Decision, layout: str, output: Path | None, name: str, titles: dict[str, str]) -> None:
    """Write a decision where and how it was asked."""
    if layout == "xlsx":
        if output is None:
            raise click.UsageError("--format xlsx demande --output FICHIER.xlsx.")
        workbook(decision, output)
        return
    text = {"json": lambda: json_text(as_json(decision)), "csv": lambda: csv_text(decision)}.get(
        layout, lambda: as_text(decision, name, titles)
    )()
    if output is None:
        click.echo(text, nl=False)
    else:
        stored(output, text.encode())


def stored(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        file.write(data)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


def as_text(decision: Decision, name: str, titles: dict[str, str]) -> str:
    """Return a decision as one reads it."""
    why = sentences(decision)
    rule = RULE_NAMES[decision.rule.method]
    lines = [
        f"Recommandation, {name} — règle : {rule}.",
        f"Enveloppe {money(decision.election.envelope, decision)}.",
        f"Retenu {money(decision.cost, decision)}, reste {money(decision.remaining, decision)}.",
        "",
        f"Retenues ({len(decision.retained)})",
    ]
    lines += [line(reference, titles, why) for reference in decision.retained]
    lines += ["", f"Non retenues ({len(decision.refusals)})"]
    lines += [line(refusal.reference, titles, why) for refusal in decision.refusals]
    if decision.wallets:
        left = ", ".join(f"{group} {shown(amount)}" for group, amount in decision.wallets.items())
        lines += ["", f"Portefeuilles après les achats : {left}."]
    for price in decision.floors:
        lines.append(
            f"Plancher « {price.theme} » ({shown(price.floor)}) : {shown(price.spent)} employés, "
            f"{shown(price.points_lost)} points de moins que sans plancher."
        )
    return "\n".join([*lines, *decision.notes]) + "\n"


def line(reference: str, titles: dict[str, str], why: dict[str, str]) -> str:
    """Return a request on one line."""
    title = titles.get(reference, "")
    return f"  {reference}  {title + ' — ' if title else ''}{why[reference]}"


def csv_text(decision: Decision) -> str:
    """Return one row for each request."""
    from generator.outputs.tables import table

    return table(columns(decision), rows(decision))


def workbook(decision: Decision, path: Path) -> None:
    """Write the same rows as a spreadsheet; text stays text."""
    from io import BytesIO

    import xlsxwriter

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    sheet = book.add_worksheet("Décision")
    bold = book.add_format({"bold": True})
    sheet.write_row(0, 0, columns(decision), bold)
    for number, row in enumerate(rows(decision), start=1):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, cell)
    sheet.freeze_panes(1, 1)
    sheet.autofit()
    book.close()
    stored(path, buffer.getvalue())
