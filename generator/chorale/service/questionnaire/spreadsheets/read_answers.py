"""A grid of cells becomes a form: each row is known by its reference, and each fault is told with its cell."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from chorale.content.text_rules import MESSAGES
from chorale.french.suggestions import nearest
from chorale.service.questionnaire.definition import Questionnaire, check_proposal
from chorale.service.questionnaire.spreadsheets import sheet_code
from chorale.service.questionnaire.spreadsheets.grids import CellValue, Grid
from chorale.text.csv_files import plain

COLUMNS = {
    "reference": ("référence", "reference", "réf", "ref"),
    "points": ("points", "point"),
    "indispensable": ("indispensable", "indispensables"),
    "opposition": ("opposition : la raison", "opposition: la raison", "opposition", "raison"),
    "commentaire": ("commentaire", "commentaires"),
}
YES, NO = ("oui", "o", "x", "vrai", "1", "true"), ("", "non", "n", "faux", "0", "false")
ERRORS = frozenset(
    (
        "#REF!",
        "#N/A",
        "#N/D",
        "#NAME?",
        "#NOM?",
        "#DIV/0!",
        "#NULL!",
        "#NUL!",
        "#NUM!",
        "#NOMBRE!",
        "#VALUE!",
        "#VALEUR!",
    )
)
"""What a spreadsheet writes, in English or French, in a cell that it cannot compute; « #urgent ! » is a text."""
_ROUND = re.compile(r"([0-9]+)[.,]0+")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


@dataclass
class AnswerSheetReader:
    """What a sheet says, as it is read."""

    asked: Questionnaire
    grid: Grid
    columns: dict[str, int]
    form: dict[str, list[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def place(self, row: int, column: int) -> str:
        """Return « Réponses!D2 » for a cell counted from 0."""
        return f"{self.grid.name}!{letters(column)}{row + 1}"

    def refuse(self, row: int, column: int, message: str) -> None:
        """Note a fault at a cell."""
        self.problems.append(f"{self.place(row, column)} {message}")


def letters(column: int) -> str:
    """Return a column's letters: 0 -> A, 26 -> AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def group_of(grids: Iterable[Grid], asked: Questionnaire, secret: str) -> str:
    """Return the group whose code the file bears; raises ValueError with a French sentence."""
    found = {
        text for grid in grids for row in grid.rows for cell in row if (text := str(cell).strip()).startswith("IPM|")
    }
    if not found:
        raise ValueError("le code de la première ligne (« IPM|… ») est absent : repartir du fichier envoyé au groupe")
    groups = {sheet_code.group_of(text, asked, secret) for text in sorted(found)}
    if len(groups) > 1:
        raise ValueError(f"le fichier mêle plusieurs groupes : {', '.join(sorted(groups))}")
    return groups.pop()


def answers(grids: Sequence[Grid], asked: Questionnaire) -> tuple[dict[str, str], list[str]]:
    """Return a whole answer in canonical text, and every fault as a French sentence; the rules are those of the web."""
    tables = [(grid, *found) for grid in grids if (found := _heading(grid))]
    if not tables:
        return {}, ["aucune feuille ne contient le tableau des réponses (colonnes « Référence » et « Points »)"]
    if len(tables) > 1:
        names = ", ".join(grid.name for grid, _, _ in tables)
        return {}, [f"deux feuilles contiennent un tableau de réponses : {names} ; n'en garder qu'une"]
    grid, heading, columns = tables[0]
    reading = AnswerSheetReader(asked=asked, grid=grid, columns=columns)
    reading.problems += _faulty_headings(grid, heading)
    if not reading.problems:
        _rows(reading, heading)
    text, messages = check_proposal(asked, reading.form, whole=not reading.problems)
    reading.problems += [
        f"{reading.places.get(name, f'{grid.name} :')} {message}" for name, message in messages.items()
    ]
    return text, reading.problems


def _heading(grid: Grid) -> tuple[int, dict[str, int]] | None:
    for number, row in enumerate(grid.rows[:60]):
        words = [plain(cell) for cell in row]
        columns = {
            name: words.index(word) for name, known in COLUMNS.items() for word in reversed(known) if word in words
        }
        if "reference" in columns and "points" in columns:
            return number, columns
    return None


def _faulty_headings(grid: Grid, heading: int) -> Iterable[str]:
    words = [plain(cell) for cell in grid.rows[heading]]
    for known in COLUMNS.values():
        count = sum(word in known for word in words)
        if count != 1:
            fault = f"écrite {count} fois : n'en garder qu'une" if count else "absente"
            yield f"{grid.name} : colonne « {known[0].capitalize()} » {fault}"


def _rows(reading: AnswerSheetReader, heading: int) -> None:
    table = _joined(reading, heading)
    again = table["known"].duplicated() & table["known"].notna()
    first = {reference: row for row, reference in table.loc[~again, "known"].dropna().items()}
    for row, cells in table.to_dict("index").items():
        if not again[row] and cells["known"] in first:
            reading.seen[cells["known"]] = row
            _cells(reading, row, cells["known"], cells)
        else:
            _astray(reading, row, cells, first)
    missing = [reference for reference in reading.asked.references if reference not in first]
    if missing:
        reading.problems.append(f"{reading.grid.name} : lignes absentes : {', '.join(missing)}")
    _flags(reading)


def _joined(reading: AnswerSheetReader, heading: int) -> Any:
    """Return a data frame of the rows under the headings, by their place, each joined to the request that it names."""
    import pandas as pd

    below = reading.grid.rows[heading + 1 :]
    cells = [[row[place] if place < len(row) else "" for place in reading.columns.values()] for row in below]
    places = range(heading + 1, heading + 1 + len(cells))
    table = pd.DataFrame(cells, index=places, columns=list(reading.columns), dtype=object)
    table["written"] = [plain(cell).translate(_DASHES).replace(" ", "").upper() for cell in table["reference"]]
    known = {reference.upper(): reference for reference in reading.asked.references}
    return table.join(pd.Series(known, name="known", dtype=object), on="written")


def _astray(reading: AnswerSheetReader, row: int, cells: dict[str, Any], first: dict[str, int]) -> None:
    """Tell of a row that is not the one row of a request; a blank one, or that of the total, is nothing to tell."""
    column, written = reading.columns["reference"], cells["written"]
    if cells["known"] in first:
        place = reading.place(first[cells["known"]], column)
        reading.refuse(row, column, f"{cells['known']} est deux fois dans le tableau (déjà en {place})")
    elif not written:
        if any(plain(cells[name]) not in NO for name in reading.columns if name != "reference"):
            reading.refuse(row, column, "ligne remplie mais sans référence")
    elif written != "TOTAL":
        near = nearest(written, [reference.lower() for reference in reading.asked.references])
        advice = f" ; vouliez-vous dire {near.upper()} ?" if near else ""
        reading.refuse(row, column, f"référence inconnue « {cells['reference']} »{advice}")


def _cells(reading: AnswerSheetReader, number: int, reference: str, cells: dict[str, Any]) -> None:
    for name in ("points", "opposition", "commentaire", "indispensable"):
        column = reading.columns[name]
        cell = cells[name]
        if f"{letters(column)}{number + 1}" in reading.grid.faulty or (isinstance(cell, str) and cell in ERRORS):
            reading.refuse(number, column, f"{reference} : la cellule contient une erreur ou une formule sans valeur")
        elif name == "points":
            _points(reading, number, reference, cell)
        elif name == "indispensable":
            if plain(cell) in YES:
                reading.form.setdefault("flags", []).append(reference)
            elif plain(cell) not in NO:
                reading.refuse(number, column, f"{reference} : « {cell} » ; écrire « oui », ou rien")
        elif not isinstance(cell, str):
            reading.refuse(number, column, f"{reference} : un texte est attendu, trouvé « {_shown(cell)} »")
        elif cell:
            reading.form[f"{name}-{reference}"] = [cell]
            reading.places[f"{name}-{reference}"] = reading.place(number, column) + f" {reference} :"


def _points(reading: AnswerSheetReader, number: int, reference: str, cell: CellValue) -> None:
    column = reading.columns["points"]
    if isinstance(cell, bool | dict):
        reading.refuse(number, column, f"{reference} : nombre de points illisible « {_shown(cell)} »")
        return
    if isinstance(cell, float):
        shown = str(cell).replace(".", ",")
        reading.refuse(number, column, f"{reference} : « {shown} » ; {MESSAGES['whole'].lower()}")
        return
    text = str(cell)
    if (match := _ROUND.fullmatch(text)) is not None:
        text = match[1]
    if text:
        reading.form[f"points-{reference}"] = [text]
        reading.places[f"points-{reference}"] = reading.place(number, column) + f" {reference} :"


def _flags(reading: AnswerSheetReader) -> None:
    flagged = reading.form.pop("flags", [])
    if len(flagged) > 2:
        reading.problems.append(
            f"{reading.grid.name} : {len(flagged)} demandes indispensables ({', '.join(flagged)}) ; deux au plus"
        )
        return
    for rank, reference in enumerate(flagged, start=1):
        reading.form[f"indispensable-{rank}"] = [reference]
        column = reading.columns["indispensable"]
        reading.places[f"indispensable-{rank}"] = reading.place(reading.seen[reference], column)


def _shown(cell: CellValue) -> str:
    if isinstance(cell, dict):
        return f"{cell['date']}, une date"
    return {True: "VRAI", False: "FAUX"}[cell] if isinstance(cell, bool) else str(cell)
