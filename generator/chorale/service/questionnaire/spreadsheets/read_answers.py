"""Answers read from a grid of cells: rows found by reference, each fault told with its cell."""

import contextlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chorale.content.text_rules import MESSAGES
from chorale.french.dates import day
from chorale.french.suggestions import nearest
from chorale.service.questionnaire.definition import Questionnaire, check_proposal
from chorale.service.questionnaire.spreadsheets import headings, sheet_code
from chorale.service.questionnaire.spreadsheets.grids import CellValue, Grid
from chorale.text.csv_files import plain

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

    def shared(self, row: int, column: int) -> str:
        """Return the cell of an earlier row of which this one is a part, if it is."""
        for first, left, last, right in self.grid.merged:
            if first < row <= last and left <= column <= right:
                return f"{letters(left)}{first + 1}"
        return ""


def letters(column: int) -> str:
    """Return a column's letters: 0 -> A, 26 -> AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def group_of(
    grids: Iterable[Grid], asked: Questionnaire, secret: str, forms: Sequence[str] = ()
) -> str:
    """Return the group whose code the file bears; raises ValueError with a French sentence."""
    found = {
        text
        for grid in grids
        for row in grid.rows
        for cell in row
        if (text := str(cell).strip()).startswith("IPM|")
    }
    if not found:
        raise ValueError(
            "le code de la première ligne (« IPM|… ») est absent : repartir du fichier envoyé au groupe"
        )
    groups = {sheet_code.group_of(text, asked, secret, forms) for text in sorted(found)}
    if len(groups) > 1:
        raise ValueError(f"le fichier mêle plusieurs groupes : {', '.join(sorted(groups))}")
    return groups.pop()


def answers(grids: Sequence[Grid], asked: Questionnaire) -> tuple[dict[str, str], list[str]]:
    """Return a whole answer in canonical text, and every fault as a French sentence; the rules are those of the web."""
    tables = [(grid, *found) for grid in grids if (found := headings.row(grid))]
    if not tables:
        return {}, [headings.NONE, *filter(None, map(headings.misspelt, grids))]
    if len(tables) > 1:
        names = ", ".join(grid.name for grid, _, _ in tables)
        return {}, [
            f"deux feuilles contiennent un tableau de réponses : {names} ; n'en garder qu'une"
        ]
    grid, heading, columns = tables[0]
    reader = AnswerSheetReader(asked=asked, grid=grid, columns=columns)
    reader.problems += headings.faults(grid, heading)
    if not reader.problems:
        _rows(reader, heading)
    text, messages = check_proposal(asked, reader.form, whole=not reader.problems)
    reader.problems += [
        f"{reader.places.get(name, f'{grid.name} :')} {message}"
        for name, message in messages.items()
    ]
    return text, reader.problems


def _rows(reader: AnswerSheetReader, heading: int) -> None:
    table = _joined(reader, heading)
    again = table["known"].duplicated() & table["known"].notna()
    first = {reference: row for row, reference in table.loc[~again, "known"].dropna().items()}
    for row, cells in table.to_dict("index").items():
        if not again[row] and cells["known"] in first:
            reader.seen[cells["known"]] = row
            _cells(reader, row, cells["known"], cells)
        else:
            _astray(reader, row, cells, first)
    missing = [reference for reference in reader.asked.references if reference not in first]
    if missing:
        reader.problems.append(f"{reader.grid.name} : lignes absentes : {', '.join(missing)}")
    _flags(reader)


def _joined(reader: AnswerSheetReader, heading: int) -> Any:
    """Return a data frame of the rows under the headings, by their place, each joined to the request that it names."""
    import pandas as pd

    below = reader.grid.rows[heading + 1 :]
    cells = [
        [row[place] if place < len(row) else "" for place in reader.columns.values()]
        for row in below
    ]
    places = range(heading + 1, heading + 1 + len(cells))
    table = pd.DataFrame(cells, index=places, columns=list(reader.columns), dtype=object)
    table["written"] = [
        plain(cell).translate(_DASHES).replace(" ", "").upper() for cell in table["reference"]
    ]
    known = {reference.upper(): reference for reference in reader.asked.references}
    return table.join(pd.Series(known, name="known", dtype=object), on="written")


def _astray(
    reader: AnswerSheetReader, row: int, cells: dict[str, Any], first: dict[str, int]
) -> None:
    """Tell of a row that is not the one row of a request; a blank one, or that of the total, is nothing to tell."""
    column, written = reader.columns["reference"], cells["written"]
    if cells["known"] in first:
        place = reader.place(first[cells["known"]], column)
        reader.refuse(
            row, column, f"{cells['known']} est deux fois dans le tableau (déjà en {place})"
        )
    elif not written:
        if any(plain(cells[name]) not in NO for name in reader.columns if name != "reference"):
            reader.refuse(row, column, "ligne remplie mais sans référence")
    elif written != "TOTAL":
        reader.refuse(row, column, _unknown(reader.asked, cells["reference"], written))


def _unknown(asked: Questionnaire, typed: object, written: str) -> str:
    """Say that a reference is not one to score, and which one was likely meant."""
    for request in asked.cycle.requests:
        if request.mandatory and request.reference.upper() == written:
            return f"{request.reference} est obligatoire, financée d'office : ôter cette ligne, elle ne se note pas"
    same = [one for one in asked.references if _unpadded(one.upper()) == _unpadded(written)]
    near = (
        same[0] if len(same) == 1 else nearest(written, [one.lower() for one in asked.references])
    )
    return f"référence inconnue « {typed} »" + (
        f" ; vouliez-vous dire {near.upper()} ?" if near else ""
    )


def _unpadded(reference: str) -> str:
    """Return a reference whose numbers have no leading zeros: DE-1 stands for DE-01."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", reference)


def _cells(reader: AnswerSheetReader, number: int, reference: str, cells: dict[str, Any]) -> None:
    for name in ("points", "opposition", "commentaire", "indispensable"):
        column = reader.columns[name]
        cell = cells[name]
        if fault := _unread(reader, number, column, cell):
            reader.refuse(number, column, f"{reference} : {fault}")
        elif name == "points":
            _points(reader, number, reference, cell)
        elif name == "indispensable":
            if plain(cell) in YES:
                reader.form.setdefault("flags", []).append(reference)
            elif plain(cell) not in NO:
                reader.refuse(number, column, f"{reference} : « {cell} » ; écrire « oui », ou rien")
        elif name == "opposition" and cell in (False, 0):
            continue  # « FAUX », « 0 »: no opposition, as a spreadsheet writes it
        elif not isinstance(cell, str):
            reader.refuse(
                number, column, f"{reference} : un texte est attendu, trouvé « {_shown(cell)} »"
            )
        elif cell:
            reader.form[f"{name}-{reference}"] = [cell]
            reader.places[f"{name}-{reference}"] = reader.place(number, column) + f" {reference} :"


def _unread(reader: AnswerSheetReader, number: int, column: int, cell: CellValue) -> str:
    """Return why a cell says nothing that can be read, if so."""
    if shared := reader.shared(number, column):
        return f"cellule fusionnée avec {shared} ; défusionner, et écrire une valeur par demande"
    wrong = f"{letters(column)}{number + 1}" in reader.grid.faulty
    if wrong or (isinstance(cell, str) and cell in ERRORS):
        return "la cellule contient une erreur ou une formule sans valeur"
    return ""


def _points(reader: AnswerSheetReader, number: int, reference: str, cell: CellValue) -> None:
    column = reader.columns["points"]
    if isinstance(cell, bool | dict):
        reader.refuse(
            number, column, f"{reference} : nombre de points illisible « {_shown(cell)} »"
        )
        return
    if isinstance(cell, float):
        shown = str(cell).replace(".", ",")
        reader.refuse(number, column, f"{reference} : « {shown} » ; {MESSAGES['whole'].lower()}")
        return
    text = str(cell)
    if (match := _ROUND.fullmatch(text)) is not None:
        text = match[1]
    if text:
        reader.form[f"points-{reference}"] = [text]
        reader.places[f"points-{reference}"] = reader.place(number, column) + f" {reference} :"


def _flags(reader: AnswerSheetReader) -> None:
    flagged = reader.form.pop("flags", [])
    if len(flagged) > 2:
        reader.problems.append(
            f"{reader.grid.name} : {len(flagged)} demandes indispensables ({', '.join(flagged)}) ; deux au plus"
        )
        return
    for rank, reference in enumerate(flagged, start=1):
        reader.form[f"indispensable-{rank}"] = [reference]
        column = reader.columns["indispensable"]
        reader.places[f"indispensable-{rank}"] = reader.place(reader.seen[reference], column)


def _shown(cell: CellValue) -> str:
    if isinstance(cell, dict):
        when = cell["date"].removesuffix(" 00:00:00")
        with contextlib.suppress(ValueError):
            when = day(date.fromisoformat(when), weekday=False)
        return f"{when}, une date"
    return {True: "VRAI", False: "FAUX"}[cell] if isinstance(cell, bool) else str(cell)
