"""Sheet of the rounds of a decision, whose formulas do its arithmetic again: price, payments, wallets."""

from fractions import Fraction
from typing import Any, assert_never

from xlsxwriter.utility import xl_rowcol_to_cell as cell

from chorale.site.cycle.tables import PHASES
from chorale.site.cycle.view import before
from chorale.site.cycle.workbook_frame import FIRST, WorkbookFrame


class WorkbookRounds(WorkbookFrame):
    """The sheet of the rounds."""

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
            due = self.weighted(f"{cell(row, 5 + place)}*{cell(row, 4)}", key)
            formula = f"=MIN({wallet},{due})"
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
        """Return what a bundle is worth to a group by the rule's utility, as many times as it weighs."""
        election, utility = self.decision.election, self.decision.rule.utility
        costs = dict(zip(election.references, election.costs, strict=True))
        supported = [name for name in requests if name in self.points[key]]
        match utility:
            case "score":
                worth = sum((self.points[key][name] for name in supported), Fraction(0))
            case "cost":
                worth = sum((costs[name] for name in supported), Fraction(0))
            case "cardinality":
                worth = Fraction(len(supported))
            case _:
                assert_never(utility)
        return worth * self.weights[key]

    def checks(self, sheet: Any, row: int, exhausted: list[int], price: float) -> None:
        """Write the price from the costs and the wallets, then check the sum of the payments."""
        count = len(self.groups)
        others = [place for place in range(count) if place not in exhausted]
        short = "".join(f"-{cell(row, 5 + count + place)}" for place in exhausted)
        weights = "+".join(self.weighted(cell(row, 5 + one), self.groups[one]) for one in others)
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
