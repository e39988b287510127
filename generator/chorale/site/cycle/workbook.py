"""Workbook of a cycle whose formulas do the arithmetic of the decision again."""

import io
from collections.abc import Mapping
from datetime import UTC, datetime, time
from fractions import Fraction
from typing import Any, assert_never, cast

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell as cell

from chorale.french.nouns import of
from chorale.french.phrases import NARROW, number
from chorale.ipm.decision import Decision, Phase
from chorale.ipm.model import Cycle
from chorale.memory import memoized
from chorale.site.cycle.decision_sentences import names_of
from chorale.site.cycle.tables import columns, rows
from chorale.site.cycle.view import before, imposed, names, points, present
from chorale.text.csv_files import table

PHASES: Mapping[Phase, str] = {
    "mandatory": "obligatoire",
    "floor": "plancher d'un thème",
    "shares": "parts des groupes",
    "completion": "emploi du reste",
}
A4 = 9
FIRST = 2
"""The first row of data of every sheet: a title above, headings at row 1."""


AMOUNTS = ("cout", "points", "prix_du_point")
PLACES = 6
"""Decimals of an amount in the CSV; the exact fraction is in the decision file."""


def csv_text(cycle: Cycle, decision: Decision) -> str:
    """Return the decision as CSV for spreadsheets in French: semicolons, a byte-order mark, decimal commas.

    « 12.5 » or « 5/3 » would be read as a date: fractions are rounded, their exact value stays in the decision file.
    """
    heads = columns(decision, names_of(cycle))
    told = (
        [_readable(*cell) for cell in zip(heads, row, strict=True)]
        for row in rows(decision, names_of(cycle))
    )
    return "\ufeff" + table(heads, told, ";")


def _readable(head: str, text: str) -> str:
    if head in AMOUNTS or head.startswith("payé_"):
        return number(Fraction(text), PLACES).replace(NARROW, "") if text else ""
    if head == "phase":
        return PHASES[cast(Phase, text)] if text else ""
    return text


@memoized
def workbook(cycle: Cycle, decision: Decision, ideals: Mapping[str, Fraction]) -> bytes:
    """Return the workbook: requests and points, rounds redone by formulas, satisfaction of each group."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    dated = datetime.combine(cycle.milestones.closes.date(), time(), UTC).replace(tzinfo=None)
    title = f"Cycle {cycle.number} {of(cycle.governance.name)} : décision calculée"
    book.set_properties({"title": title, "created": dated})
    sheets = WorkbookSheets(book, cycle, decision)
    sheets.guide()
    sheets.requests()
    sheets.rounds()
    sheets.satisfaction(ideals)
    book.close()
    return made.getvalue()


class WorkbookSheets:
    """The sheets of one workbook; cells of one refer to cells of another by place."""

    def __init__(self, book: Any, cycle: Cycle, decision: Decision) -> None:
        self.book, self.cycle, self.decision = book, cycle, decision
        self.groups = present(cycle, decision)
        self.titles = [names(cycle)[key] for key in self.groups]
        self.place = {
            reference: FIRST + row for row, reference in enumerate(decision.election.references)
        }
        self.points = {key: points(decision, key) for key in self.groups}
        self.imposed = imposed(decision)
        self.bold = book.add_format({"bold": True})
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.money = book.add_format({"num_format": "#,##0.00"})
        self.price = book.add_format({"num_format": "0.000"})
        self.percent = book.add_format({"num_format": "0 %"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})

    def sheet(self, name: str, title: str, headings: list[str], widths: list[int]) -> Any:
        """Add a sheet with its title and headings."""
        made = self.book.add_worksheet(name)
        made.write(0, 0, title, self.bold)
        for column, heading in enumerate(headings):
            made.write(1, column, heading, self.head)
            made.set_column(column, column, widths[min(column, len(widths) - 1)])
        made.freeze_panes(FIRST, 1)
        made.set_row(1, 48)
        made.set_landscape()
        made.set_paper(A4)
        made.fit_to_pages(1, 0)
        made.repeat_rows(1)
        return made

    def guide(self) -> None:
        """Say how to check."""
        sheet = self.book.add_worksheet("Lecture")
        sheet.set_column(0, 0, 100)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        unit, body = self.cycle.envelope.unit, of(self.cycle.governance.name)
        lines = (
            f"Cycle {self.cycle.number} {body} : la décision calculée, refaite par les formules de ce classeur.",
            "Données d'illustration." if self.cycle.illustrative else "",
            f"Montants en {unit}. L'enveloppe (B7) et les points se modifient : les paiements suivent,",
            "mais l'ordre des tours reste celui du calcul publié (le « et si » de la page, lui, refait tout).",
            "À chaque tour : prix du point = (coût − ce que donnent les groupes à bout de part) ÷ points des autres ;",
            "paiement = points × prix, sans dépasser la part restante ; la somme des paiements égale le coût.",
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
            sheet.write_number(row, end + 1, int(request.reference in self.decision.retained))
            sheet.write_number(row, end + 2, int(request.reference in self.imposed))
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

    def rounds(self) -> None:
        """Write every round: price, payments, their sum and what is left, as formulas."""
        count = len(self.groups)
        heads = ["Tour", "Étape", "Demandes", "Coût", "Prix du point"]
        heads += [f"Points {name}" for name in self.titles] + [
            f"Part de {name} avant" for name in self.titles
        ]
        heads += [f"Paiement {name}" for name in self.titles] + [
            f"Reste {name}" for name in self.titles
        ]
        heads += ["Somme des paiements", "Contrôle", "Reste de l'enveloppe"]
        sheet = self.sheet("Tours", "Les tours, dans l'ordre", heads, [6, 18, 24, 12])
        for place, round_ in enumerate(self.decision.rounds):
            row = FIRST + place
            sheet.write_number(row, 0, round_.number)
            sheet.write_string(row, 1, PHASES[round_.phase])
            sheet.write_string(row, 2, ", ".join(round_.requests))
            costs = "+".join(f"Demandes!{cell(self.place[name], 2)}" for name in round_.requests)
            sheet.write_formula(row, 3, f"={costs}", self.money, float(round_.cost))
            previous = cell(row - 1, 7 + 4 * count) if place else "Lecture!B7"
            sheet.write_formula(
                row,
                7 + 4 * count,
                f"={previous}-{cell(row, 3)}",
                self.money,
                float(round_.remaining),
            )
            if round_.wallets:
                self.payments(sheet, place)
            elif round_.payments:
                self.loads(sheet, place)

    def payments(self, sheet: Any, number: int) -> None:
        """Write the part of a round that the wallets pay."""
        round_, count, row = self.decision.rounds[number], len(self.groups), FIRST + number
        held = before(round_)
        earlier = next(
            (n for n in range(number - 1, -1, -1) if self.decision.rounds[n].wallets), None
        )
        exhausted = []
        for place, key in enumerate(self.groups):
            given = sum(
                (self.points[key].get(name, Fraction(0)) for name in round_.requests),
                Fraction(0),
            )
            total = "+".join(
                f"Demandes!{cell(self.place[name], 5 + place)}" for name in round_.requests
            )
            sheet.write_formula(row, 5 + place, f"={total}", None, float(given))
            wallet = cell(row, 5 + count + place)
            sheet.write_formula(
                row,
                5 + count + place,
                self.wallet(number, earlier, place),
                self.money,
                float(held[key]),
            )
            paid, left = round_.payments.get(key, Fraction(0)), round_.wallets[key]
            formula = f"=MIN({wallet},{cell(row, 5 + place)}*{cell(row, 4)})"
            sheet.write_formula(row, 5 + 2 * count + place, formula, self.money, float(paid))
            formula = f"={wallet}-{cell(row, 5 + 2 * count + place)}"
            sheet.write_formula(row, 5 + 3 * count + place, formula, self.money, float(left))
            if round_.price is not None and paid < self.gain(round_.requests, key) * round_.price:
                exhausted.append(place)
        self.checks(sheet, row, exhausted, float(round_.price or 0))

    def loads(self, sheet: Any, number: int) -> None:
        """Write payments that come from no share of the envelope (Phragmén): as they are, their sum as a formula."""
        round_, count, row = self.decision.rounds[number], len(self.groups), FIRST + number
        for place, key in enumerate(self.groups):
            paid = float(round_.payments.get(key, Fraction(0)))
            sheet.write_number(row, 5 + 2 * count + place, paid, self.money)
        self.summed(sheet, row)

    def gain(self, requests: tuple[str, ...], key: str) -> Fraction:
        """Return what a bundle is worth to a group by the rule's utility."""
        election, utility = self.decision.election, self.decision.rule.utility
        costs = dict(zip(election.references, election.costs, strict=True))
        supported = [name for name in requests if name in self.points[key]]
        match utility:
            case "score":
                return sum((self.points[key][name] for name in supported), Fraction(0))
            case "cost":
                return sum((costs[name] for name in supported), Fraction(0))
            case "cardinality":
                return Fraction(len(supported))
            case _:
                assert_never(utility)

    def checks(self, sheet: Any, row: int, exhausted: list[int], price: float) -> None:
        """Write the price from the costs and the wallets, then check the sum of the payments."""
        count = len(self.groups)
        others = [place for place in range(count) if place not in exhausted]
        short = "".join(f"-{cell(row, 5 + count + place)}" for place in exhausted)
        weights = "+".join(cell(row, 5 + place) for place in others)
        if self.decision.rule.utility == "score" and others:
            sheet.write_formula(row, 4, f"=({cell(row, 3)}{short})/({weights})", self.price, price)
        else:
            sheet.write_number(row, 4, price, self.price)
        self.summed(sheet, row)

    def summed(self, sheet: Any, row: int) -> None:
        """Write the sum of the payments of a round, and whether it is the cost."""
        count = len(self.groups)
        first, last = cell(row, 5 + 2 * count), cell(row, 4 + 3 * count)
        total = float(sum(self.decision.rounds[row - FIRST].payments.values()))
        sheet.write_formula(row, 5 + 4 * count, f"=SUM({first}:{last})", self.money, total)
        formula = f'=IF(ABS({cell(row, 5 + 4 * count)}-{cell(row, 3)})<0.000001,"juste","écart")'
        sheet.write_formula(row, 6 + 4 * count, formula, None, "juste")

    def wallet(self, number: int, earlier: int | None, place: int) -> str:
        """Return the formula of a wallet before a round: the one left before, or the group's share of the envelope."""
        rounds, key, count = self.decision.rounds, self.groups[place], len(self.groups)
        held = before(rounds[number])[key]
        if earlier is not None and rounds[earlier].wallets[key] == held:
            return f"={cell(FIRST + earlier, 5 + 3 * count + place)}"
        paid = [
            f"Tours!{cell(FIRST + n, 3)}" for n in range(number) if rounds[n].phase == "mandatory"
        ]
        election = self.decision.election
        weight = election.weights[election.voters.index(key)] / (
            sum(election.weights) + election.frozen_weight
        )
        first = all(round_.phase == "mandatory" for round_ in rounds[:number])
        if first and held == weight * (rounds[number].remaining + rounds[number].cost):
            return f"=(Lecture!B7{''.join(f'-{one}' for one in paid)})*{weight.numerator}/{weight.denominator}"
        return f"={float(held)!r}"

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
            chosen = (name for name in self.decision.retained if name not in self.imposed)
            won = sum((self.points[key].get(name, Fraction(0)) for name in chosen), Fraction(0))
            best = ideals.get(key, given)
            sheet.write_string(row, 0, self.titles[place])
            sheet.write_formula(row, 1, f"=SUM({span})", None, float(given))
            sheet.write_formula(row, 2, f"=SUMPRODUCT({span},{flags},1-{forced})", None, float(won))
            sheet.write_number(row, 3, float(best))
            ratio = float(won / best) if best else 1.0
            sheet.write_formula(
                row,
                4,
                f"=IF({cell(row, 3)}=0,1,{cell(row, 2)}/{cell(row, 3)})",
                self.percent,
                ratio,
            )
