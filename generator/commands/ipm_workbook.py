"""A decision as one sheet whose formulas add up again: what is retained, what remains, who paid for each request."""

from fractions import Fraction
from io import BytesIO

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell as cell

from generator.ipm.decision import Decision
from generator.ipm.tables import columns, rows

AMOUNTS = ("cout", "points", "prix_du_point")
TOP = 4
"""The row of the headings: the sums stand above."""


def workbook(decision: Decision) -> bytes:
    """Return the rows of the CSV as numbers, under the sums that they must give; text stays text."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold = book.add_worksheet("Décision"), book.add_format({"bold": True})
    heads, data = columns(decision), rows(decision)
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
