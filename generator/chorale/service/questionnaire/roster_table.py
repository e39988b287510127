"""Table of a roster among what a person gives: the sheet and the row that carry its headings, as pasted or filed."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from chorale.text import csv_files

COLUMNS = {
    "groupe": "group",
    "role": "role",
    "rôle": "role",
    "nom": "name",
    "prénom": "first",
    "prenom": "first",
    **dict.fromkeys(csv_files.ADDRESSES, "email"),
}
FRENCH = {"group": "groupe", "role": "rôle", "name": "nom", "email": "courriel"}
HEADING = ";".join(FRENCH.values()) + "\n"
"""What the page proposes above the lines to type."""
_ABOVE = 20
"""Rows among which the headings are looked for: a title and a few words come before them."""
_ENOUGH = len(FRENCH) - 1


def pasted(text: str) -> str:
    """Return a list with the tabs of the spreadsheet that it was copied from in the headings that stood above it."""
    under = text.removeprefix(HEADING)
    return HEADING.replace(";", "\t") + under if under != text and "\t" in under else text


def headed(tables: Sequence[Any]) -> Any:
    """Return the first table that has headings, from their row, said once; without any, the first table."""
    for table in tables:
        rows = [at for at, cells in enumerate(_top(table)) if _heads(cells)]
        if rows:
            start = rows[0] + sum(1 for _ in takewhile(_follows(rows), enumerate(rows[1:], 1)))
            return _said_once(table.iloc[start:])
    return tables[0]


def _top(table: Any) -> Any:
    return table.iloc[:_ABOVE].itertuples(index=False, name=None)


def _heads(cells: Sequence[str]) -> bool:
    return len({COLUMNS.get(csv_files.plain(cell)) for cell in cells} & FRENCH.keys()) >= _ENOUGH


def _follows(rows: Sequence[int]) -> Any:
    """Tell headings that stand right under the first: theirs are what the lines below were copied with."""
    return lambda one: one[1] == rows[0] + one[0]


def _said_once(table: Any) -> Any:
    first = [csv_files.plain(cell) for cell in table.iloc[0]]
    again = table.map(csv_files.plain).eq(first).all(axis=1)
    again.iloc[0] = False
    return table[~again]


def beside(table: Any) -> list[str]:
    """Say which addresses stand under no heading: a list of two in one cell, which its separator cut."""
    if table.empty:
        return []
    bare = [at for at, cell in enumerate(table.iloc[0]) if not cell.strip()]
    return [
        f"ligne {number} : « {cell.strip()[:80]} » est de trop ; une ligne par personne"
        for number, cells in zip(table.index, table.iloc[:, bare].to_numpy(), strict=True)
        for cell in cells
        if "@" in cell
    ]
