"""Tables of an email that are wider than a phone: there each row is read cell below cell, with the names of columns."""

from itertools import zip_longest

from chorale.french.phrases import naming
from chorale.text.html_tree import Element

PHONE, DESK = 256, 576
"""Pixels of a line of words on the narrowest phone, and in the column of an email."""
_SIGN, _BETWEEN = 9, 10
"""Pixels of a sign in bold at 16 pixels, and between two columns."""


def adapted(table: Element) -> Element:
    """Say of a table whether its longest words fit a phone, else give each cell the name of its column, shown there."""
    rows = [list(row.named("td", "th")) for row in table.named("tr")]
    width = sum(_longest(column) * _SIGN + _BETWEEN for column in zip_longest(*rows))
    if width <= PHONE:
        return table
    classes = ["wide"] if width <= DESK else ["wide", "broad"]
    if _even(rows):
        classes.append("named")
        heads = [cell.words for cell in rows[0]]
        for row in rows[1:]:
            for head, cell in zip(heads, row, strict=True):
                if head and cell.words:
                    named = Element("span", {"class": "column"}, [f"{naming(head)} "])
                    cell.children.insert(0, named)
    return Element(table.name, {**table.attributes, "class": " ".join(classes)}, table.children)


def _longest(column: tuple[Element | None, ...]) -> int:
    words = " ".join(cell.words for cell in column if cell is not None)
    return max(map(len, words.replace("-", "- ").split(" ")), default=0)


def _even(rows: list[list[Element]]) -> bool:
    """Return whether the first row names the columns of all the others."""
    first = rows[0] if rows else []
    plain = not any({"colspan", "rowspan"} & cell.attributes.keys() for row in rows for cell in row)
    named = bool(first) and any(cell.name == "th" for cell in first)
    return plain and named and all(len(row) == len(first) for row in rows)
