"""Workbook of a cycle whose formulas do the arithmetic of the decision again."""

import io
from collections.abc import Mapping
from datetime import UTC, datetime, time
from fractions import Fraction

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell as cell

from chorale.french.phrases import listing, number, of
from chorale.ipm.decided import Decided
from chorale.memoization import memoized
from chorale.site.cycle.workbook_frame import FIRST
from chorale.site.cycle.workbook_rounds import WorkbookRounds


@memoized
def workbook(decided: Decided, ideals: Mapping[str, Fraction]) -> bytes:
    """Return the workbook: requests and points, rounds redone by formulas, satisfaction of each group."""
    made, cycle = io.BytesIO(), decided.cycle
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    dated = datetime.combine(cycle.milestones.closes.date(), time(), UTC).replace(tzinfo=None)
    title = f"Cycle {cycle.number} {of(cycle.governance.name)} : décision calculée"
    book.set_properties({"title": title, "created": dated})
    sheets = WorkbookSheets(book, decided)
    sheets.guide()
    sheets.requests()
    sheets.rounds()
    sheets.satisfaction(ideals)
    book.close()
    return made.getvalue()


class WorkbookSheets(WorkbookRounds):
    """The sheets of one workbook."""

    def guide(self) -> None:
        """Say how to check."""
        sheet = self.book.add_worksheet("Lecture")
        sheet.set_column(0, 0, 100)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        unit, body = self.cycle.envelope.unit, of(self.cycle.governance.name)
        weights = zip(self.titles, self.groups, strict=True)
        told = listing([f"{title} {number(self.weights[key])}" for title, key in weights])
        lines = (
            f"Cycle {self.cycle.number} {body} : la décision calculée, refaite par les formules de ce classeur.",
            "Données d'illustration." if self.cycle.illustrative else "",
            f"Montants en {unit}. L'enveloppe (B7) et les points se modifient : les paiements suivent,",
            "mais l'ordre des tours reste celui du calcul publié (le « et si » de la page, lui, refait tout).",
            "À chaque tour : prix du point = (coût − ce que donnent les groupes à bout de part) ÷ points des autres ;",
            "paiement = points × prix, sans dépasser la part restante ; la somme des paiements égale le coût."
            + (
                f" Les points d'un groupe comptent autant de fois qu'il pèse : {told}."
                if self.weighed
                else ""
            ),
        )
        for row, text in enumerate(lines):
            sheet.write(row, 0, text, self.bold if row == 0 else self.wrap)
        sheet.set_column(1, 1, 14)
        sheet.write(6, 0, f"Enveloppe ({unit})", self.bold)
        sheet.write_number(6, 1, float(self.cycle.envelope.amount), self.money)

    def requests(self) -> None:
        """Write the costs and the points; each group's total is a formula."""
        heads = [
            "Référence",
            "Titre",
            "Coût",
            "Bas",
            "Haut",
            *self.titles,
            "Total",
            "Retenue (1 = oui)",
            "Obligatoire (1 = oui)",
            *(["Recommandée (1 = oui)", "Coût décidé"] if self.decided.settled else []),
        ]
        sheet = self.sheet("Demandes", "Coûts et points", heads, [11, 48, 12])
        for request in self.cycle.requests:
            row = self.place[request.reference]
            sheet.write_string(row, 0, request.reference)
            sheet.write_string(row, 1, request.title)
            for column, value in enumerate(
                (request.cost.estimate, request.cost.low, request.cost.high), start=2
            ):
                if value is not None:
                    sheet.write_number(row, column, float(value), self.money)
            given = [self.points[key].get(request.reference, Fraction(0)) for key in self.groups]
            for column, value in enumerate(given, start=5):
                sheet.write_number(row, column, float(value))
            end = 5 + len(self.groups)
            sheet.write_formula(
                row, end, f"=SUM({cell(row, 5)}:{cell(row, end - 1)})", None, float(sum(given))
            )
            sheet.write_number(row, end + 1, int(request.reference in self.decided.retained))
            sheet.write_number(row, end + 2, int(request.reference in self.imposed))
            if self.decided.settled:
                recommended = int(request.reference in self.decision.retained)
                sheet.write_number(row, end + 3, recommended)
                decided = float(self.decided.cost_of(request.reference))
                sheet.write_number(row, end + 4, decided, self.money)
        last = FIRST + len(self.place) - 1
        sheet.write(last + 1, 1, "Points donnés (100 attendus)", self.bold)
        for column, key in enumerate(self.groups, start=5):
            total = float(sum(self.points[key].values()))
            sheet.write_formula(
                last + 1,
                column,
                f"=SUM({cell(FIRST, column)}:{cell(last, column)})",
                self.bold,
                total,
            )

    def satisfaction(self, ideals: Mapping[str, Fraction]) -> None:
        """Write what each group's points obtained, against the best that the envelope could have given it."""
        heads = [
            "Groupe",
            "Points donnés",
            "Points obtenus",
            "Au mieux (calculé)",
            "Satisfaction",
        ]
        title = "Points de chaque groupe allés à des demandes retenues, hors demandes obligatoires"
        sheet = self.sheet("Satisfaction", title, heads, [24, 14])
        last, kept = FIRST + len(self.place) - 1, 6 + len(self.groups)
        flags, forced = (
            f"Demandes!{cell(FIRST, column, True, True)}:{cell(last, column, True, True)}"
            for column in (kept, kept + 1)
        )
        for place, key in enumerate(self.groups):
            row, column = FIRST + place, 5 + place
            span = f"Demandes!{cell(FIRST, column)}:{cell(last, column)}"
            given = sum(self.points[key].values(), Fraction(0))
            chosen = (name for name in self.decided.retained if name not in self.imposed)
            won = sum((self.points[key].get(name, Fraction(0)) for name in chosen), Fraction(0))
            best = ideals.get(key, given)
            sheet.write_string(row, 0, self.titles[place])
            sheet.write_formula(row, 1, f"=SUM({span})", None, float(given))
            sheet.write_formula(row, 2, f"=SUMPRODUCT({span},{flags},1-{forced})", None, float(won))
            sheet.write_number(row, 3, float(best))
            ratio = int(100 * won / best) / 100 if best else 1.0  # rounded down, as on the pages
            sheet.write_formula(
                row,
                4,
                f"=IF({cell(row, 3)}=0,1,INT(100*{cell(row, 2)}/{cell(row, 3)})/100)",
                self.percent,
                ratio,
            )
