"""Rows of a decision as CSV and as a workbook of sums."""

from fractions import Fraction
from io import BytesIO

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell as cell

from chorale.ipm.amounts import written
from chorale.ipm.decision import Decision
from chorale.site.cycle.decision_sentences import KEYS, Names, sentences

Row = tuple[str, ...]


def columns(decision: Decision, names: Names) -> Row:
    """Return the headings of the table."""
    groups = decision.election.voters if decision.wallets else ()
    paid = tuple(f"payé_{names.group(group)}" for group in groups)
    return ("reference", "decision", "tour", "phase", "cout", "points", "prix_du_point", *paid, "explication")


def rows(decision: Decision, names: Names) -> list[Row]:
    """Return one row for each request: the retained ones in order, then the others; amounts are exact text."""
    groups = decision.election.voters if decision.wallets else ()
    why = sentences(decision, names)
    election = decision.election
    found: list[Row] = []
    for round_ in decision.rounds:
        price = "" if round_.price is None else written(round_.price)
        paid = tuple(written(round_.payments[group]) if group in round_.payments else "" for group in groups)
        for reference in round_.requests:
            request = election.references.index(reference)
            alone = (written(election.costs[request]), written(election.total_points((request,))))
            head = (reference, "retenue", str(round_.number), round_.phase)
            shared = paid if reference == round_.wanted else ("",) * len(groups)
            found.append((*head, *alone, price, *shared, why[reference]))
    for refusal in decision.refusals:
        request = election.references.index(refusal.reference)
        alone = (written(election.costs[request]), written(election.total_points((request,))))
        found.append(
            (refusal.reference, "non retenue", "", "", *alone, "", *[""] * len(groups), why[refusal.reference])
        )
    return found


AMOUNTS = ("cout", "points", "prix_du_point")
TOP = 4
"""The row of the headings: the sums stand above."""


def sums_workbook(decision: Decision) -> bytes:
    """Return the rows of the CSV as numbers, under the sums that they must give; text stays text."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold = book.add_worksheet("Décision"), book.add_format({"bold": True})
    heads, data = columns(decision, KEYS), rows(decision, KEYS)
    paid = [place for place, head in enumerate(heads) if head.startswith("payé_")]
    numbers = {heads.index(head) for head in AMOUNTS} | set(paid)
    sheet.write_row(TOP, 0, (*heads, *(("somme_payée",) if paid else ())), bold)
    for row, cells in enumerate(data, start=TOP + 1):
        for place, text in enumerate(cells):
            if place in numbers and text:
                sheet.write_number(row, place, float(Fraction(text)))
            else:
                sheet.write_string(row, place, text)
        if paid and any(cells[place] for place in paid):
            total = float(sum(Fraction(cells[place]) for place in paid if cells[place]))
            sheet.write_formula(row, len(heads), f"=SUM({cell(row, paid[0])}:{cell(row, paid[-1])})", None, total)
    costs, verdicts = (column(heads.index(name), len(data)) for name in ("cout", "decision"))
    sheet.write_row(0, 0, ("enveloppe", float(decision.election.envelope)), bold)
    sheet.write(1, 0, "retenu", bold)
    sheet.write_formula(1, 1, f'=SUMIF({verdicts},"retenue",{costs})', None, float(decision.cost))
    sheet.write(2, 0, "reste", bold)
    sheet.write_formula(2, 1, "=B1-B2", None, float(decision.remaining))
    sheet.freeze_panes(TOP + 1, 1)
    sheet.autofit()
    book.close()
    return made.getvalue()


def column(place: int, count: int) -> str:
    """Return the range of one column of the rows."""
    return f"{cell(TOP + 1, place)}:{cell(TOP + count, place)}"
