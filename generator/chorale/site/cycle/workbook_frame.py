"""Frame of the workbook of a cycle: its formats, how a sheet is begun, where requests and groups stand."""

from typing import Any

from chorale.content.follow_up import unit_of
from chorale.ipm.decided import Decided
from chorale.site.cycle.view import names, points, present

A4 = 9
FIRST = 2
"""The first row of data of every sheet: a title above, headings at row 1."""


class WorkbookFrame:
    """A workbook in the making; cells of one sheet refer to cells of another by place."""

    def __init__(self, book: Any, decided: Decided) -> None:
        self.book, self.decided = book, decided
        cycle, decision = self.cycle, self.decision = decided.cycle, decided.recommendation
        self.groups = present(cycle, decision)
        self.titles = [names(cycle)[key] for key in self.groups]
        self.place = {
            reference: FIRST + row for row, reference in enumerate(decision.election.references)
        }
        self.points = {key: points(decision, key) for key in self.groups}
        self.weights = dict(zip(decision.election.voters, decision.election.weights, strict=True))
        self.weighed = any(weight != 1 for weight in self.weights.values())
        self.imposed = decided.imposed
        self.bold = book.add_format({"bold": True})
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.money = book.add_format({"num_format": f"#,##0.{'0' * unit_of(decided.cycle).places}"})
        self.price = book.add_format({"num_format": "0.000"})
        self.percent = book.add_format({"num_format": "0 %"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})

    def weighted(self, term: str, key: str) -> str:
        """Return a term of a formula, times the weight of a group where it is not one."""
        weight = self.weights[key]
        if weight == 1:
            return term
        parts = (weight.numerator, weight.denominator)
        return f"{term}*{parts[0]}" if parts[1] == 1 else f"{term}*{parts[0]}/{parts[1]}"

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
