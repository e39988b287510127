"""Rows of a decision as CSV, for programs and for readers, and as a workbook of sums."""

from collections.abc import Mapping
from fractions import Fraction
from io import BytesIO
from typing import Any, cast

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell as cell

from chorale.french.phrases import NARROW, number
from chorale.ipm.amounts import written
from chorale.ipm.decided import Decided
from chorale.ipm.decision import Decision, Phase
from chorale.site.cycle.decision_sentences import KEYS, Names, names_of, sentences
from chorale.site.cycle.meeting_sentences import why
from chorale.site.cycle.view import FATES, RequestRow, lines
from chorale.text.csv_files import table as csv_lines

Row = tuple[str, ...]

PHASES: Mapping[Phase, str] = {
    "mandatory": "obligatoire",
    "floor": "plancher d'un thème",
    "shares": "parts des groupes",
    "completion": "emploi du reste",
}


def columns(decision: Decision, names: Names) -> Row:
    """Return the headings of the table."""
    groups = decision.election.voters if decision.wallets else ()
    paid = tuple(f"payé_{names.group(group)}" for group in groups)
    return (
        "reference",
        "decision",
        "tour",
        "phase",
        "cout",
        "points",
        "prix_du_point",
        *paid,
        "explication",
    )


def rows(decision: Decision, names: Names) -> list[Row]:
    """Return one row for each request: the retained ones in order, then the others; amounts are exact text."""
    groups = decision.election.voters if decision.wallets else ()
    why = sentences(decision, names)
    election = decision.election
    found: list[Row] = []
    for round_ in decision.rounds:
        price = "" if round_.price is None else written(round_.price)
        paid = tuple(
            written(round_.payments[group]) if group in round_.payments else "" for group in groups
        )
        for reference in round_.requests:
            request = election.references.index(reference)
            alone = (
                written(election.costs[request]),
                written(election.total_points((request,))),
            )
            head = (reference, "retenue", str(round_.number), round_.phase)
            shared = paid if reference == round_.wanted else ("",) * len(groups)
            found.append((*head, *alone, price, *shared, why[reference]))
    for refusal in decision.refusals:
        request = election.references.index(refusal.reference)
        alone = (written(election.costs[request]), written(election.total_points((request,))))
        found.append(
            (
                refusal.reference,
                "non retenue",
                "",
                "",
                *alone,
                "",
                *[""] * len(groups),
                why[refusal.reference],
            )
        )
    return found


RECOMMENDED = "recommandation"
AMOUNTS = ("cout", "points", "prix_du_point")
PLACES = 6
"""Decimals of an amount in the CSV; the exact fraction is in the decision file."""


def csv_text(decided: Decided) -> str:
    """Return what is decided as CSV for spreadsheets in French: semicolons, a byte-order mark, decimal commas.

    « 12.5 » or « 5/3 » would be read as a date: fractions are rounded, their exact value stays in the decision file.
    """
    decision, named = decided.recommendation, names_of(decided.cycle)
    heads = columns(decision, named)
    found = {row[0]: dict(zip(heads, row, strict=True)) for row in rows(decision, named)}
    if decided.settled:
        heads = (*heads[:2], RECOMMENDED, *heads[2:])
        found = {line.request.reference: _settled(decided, line, found) for line in lines(decided)}
    told = ([_readable(head, row[head]) for head in heads] for row in found.values())
    return "\ufeff" + csv_lines(heads, told, ";")


def _settled(
    decided: Decided, line: RequestRow, found: Mapping[str, dict[str, str]]
) -> dict[str, str]:
    """Return the row of a request after the meeting: what was recommended stands beside what is decided."""
    row = found[line.request.reference]
    part = " en partie" if line.request.reference in decided.reduced else ""
    return {
        **row,
        RECOMMENDED: row["decision"],
        "decision": FATES[line.fate] + part,
        "cout": written(line.cost),
        "explication": why(decided, line),
    }


def _readable(head: str, text: str) -> str:
    if head in AMOUNTS or head.startswith("payé_"):
        return number(Fraction(text), PLACES).replace(NARROW, "") if text else ""
    if head == "phase":
        return PHASES[cast(Phase, text)] if text else ""
    return text


TOP = 4
"""The row of the headings: the sums stand above."""


def sums_workbook(decision: Decision) -> bytes:
    """Return the rows of the CSV as numbers, under the sums that they must give; text stays text."""
    import pandas as pd

    made = BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet, bold = book.add_worksheet("Décision"), book.add_format({"bold": True})
    table = pd.DataFrame(rows(decision, KEYS), columns=columns(decision, KEYS), dtype=object)
    paid = [head for head in table if head.startswith("payé_")]
    numbers = [*AMOUNTS, *paid]
    table[numbers] = table[numbers].map(lambda text: Fraction(text) if text else None)
    sheet.write_row(TOP, 0, (*table, *(("somme_payée",) if paid else ())), bold)
    for row, cells in enumerate(table.itertuples(index=False, name=None), start=TOP + 1):
        for place, (head, value) in enumerate(zip(table, cells, strict=True)):
            if head not in numbers:
                sheet.write_string(row, place, value)
            elif value is not None:
                sheet.write_number(row, place, float(value))
    _totals(sheet, table, paid)
    _sums(sheet, decision, table, bold)
    sheet.freeze_panes(TOP + 1, 1)
    sheet.autofit()
    book.close()
    return made.getvalue()


def _totals(sheet: Any, table: Any, paid: list[str]) -> None:
    """Write, beside each request that wallets paid, the sum of its payments."""
    places = [table.columns.get_loc(head) for head in paid]
    for row, total in enumerate(table[paid].sum(axis=1, min_count=1), start=TOP + 1):
        if total is not None and total == total:  # noqa: PLR0124 - what nobody paid is not a number
            formula = f"=SUM({cell(row, places[0])}:{cell(row, places[-1])})"
            sheet.write_formula(row, table.shape[1], formula, None, float(total))


def _sums(sheet: Any, decision: Decision, table: Any, bold: Any) -> None:
    """Write the envelope, what is retained and what remains, as formulas over the rows."""
    costs, verdicts = (
        column(table.columns.get_loc(name), len(table)) for name in ("cout", "decision")
    )
    sheet.write_row(0, 0, ("enveloppe", float(decision.election.envelope)), bold)
    sheet.write(1, 0, "retenu", bold)
    sheet.write_formula(1, 1, f'=SUMIF({verdicts},"retenue",{costs})', None, float(decision.cost))
    sheet.write(2, 0, "reste", bold)
    sheet.write_formula(2, 1, "=B1-B2", None, float(decision.remaining))


def column(place: int, count: int) -> str:
    """Return the range of one column of the rows."""
    return f"{cell(TOP + 1, place)}:{cell(TOP + count, place)}"
