"""Headings of an answer sheet: the row that bears them, what is missing, what a misspelt one meant."""

from collections.abc import Iterable, Sequence

from chorale.french.suggestions import nearest, slug
from chorale.service.questionnaire.spreadsheets.grids import CellValue, Grid
from chorale.text.csv_files import plain

NAMES = {
    "reference": "Référence",
    "points": "Points",
    "indispensable": "Indispensable",
    "opposition": "Opposition : la raison",
    "commentaire": "Commentaire",
}
"""As the questionnaire writes them."""
_OTHERS = {
    "reference": ("réf",),
    "points": ("point",),
    "indispensable": ("indispensables",),
    "opposition": ("opposition", "raison"),
    "commentaire": ("commentaires",),
}
KNOWN = {name: tuple(map(slug, (*reversed(_OTHERS[name]), title))) for name, title in NAMES.items()}
"""What is read as each, accents and signs aside; the last is looked for first."""
FIRST_ROWS = 60
NONE = "aucune feuille ne contient le tableau des réponses (colonnes « Référence » et « Points »)"


def row(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Return the row of the headings and the column of each that it has, both from 0."""
    for number, cells in enumerate(grid.rows[:FIRST_ROWS]):
        words = _words(cells)
        columns = {
            name: words.index(word)
            for name, known in KNOWN.items()
            for word in known
            if word in words
        }
        if "reference" in columns and "points" in columns:
            return number, columns
    return None


def faults(grid: Grid, heading: int) -> Iterable[str]:
    """Yield each heading that is missing, with what was likely written for it, or that stands twice."""
    words, meant = _words(grid.rows[heading]), _misspelt(grid.rows[heading])
    for name, known in KNOWN.items():
        count = sum(word in known for word in words)
        if count != 1:
            fault = f"écrite {count} fois : n'en garder qu'une" if count else "absente"
            found = f" (« {meant[name]} » est mal écrit)" if name in meant and not count else ""
            yield f"{grid.name} : colonne « {NAMES[name]} » {fault}{found}"


def misspelt(grid: Grid) -> str:
    """Return which headings were likely meant by those that are unknown, beside others that are known."""
    known = {word for words in KNOWN.values() for word in words}
    for cells in grid.rows[:FIRST_ROWS]:
        if not known.isdisjoint(_words(cells)) and (meant := _misspelt(cells)):
            said = (f"« {cell} » est mal écrit : « {NAMES[name]} »" for name, cell in meant.items())
            return f"{grid.name} : {' ; '.join(said)}"
    return ""


def _misspelt(cells: Sequence[CellValue]) -> dict[str, str]:
    """Return what was written for a heading, by the heading that was likely meant."""
    names = {word: name for name, words in KNOWN.items() for word in words}
    near = {
        cell: nearest(word, names)
        for cell, word in zip(cells, _words(cells), strict=True)
        if isinstance(cell, str) and word not in names
    }
    return {names[word]: cell for cell, word in near.items() if word}


def _words(cells: Sequence[CellValue]) -> list[str]:
    return [slug(plain(cell)) for cell in cells]
