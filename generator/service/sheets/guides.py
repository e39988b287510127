"""The sheets beside the answers: how to fill them in, and what each request is about."""

from collections.abc import Mapping, Sequence
from typing import Any

from generator.outputs.french import listing, number, typography
from generator.service.cycle.questionnaire import Questionnaire

HELP, REQUESTS = "Mode d'emploi", "Les demandes"
LINE = 16
"""Points of height of a line of text."""
_STEPS = """\
Feuille « Réponses », colonne « Points » : répartissez 100 points entre les demandes, en nombres entiers. Ce qui reste \
à répartir s'affiche en haut ; il doit rester 0.
Colonne « Indispensable » : choisissez « oui » pour deux demandes au plus.
Colonne « Opposition : la raison » : une opposition demande sa raison, écrite ; laissez vide s'il n'y en a pas.
Colonne « Commentaire » : ce que vous voulez dire de la demande ; il est publié avec votre bulletin, après la clôture.
Rendez ce fichier au secrétariat avant la clôture. Il compte en entier, ou pas du tout : s'il reste une erreur, elle \
vous est dite avec sa cellule, et rien n'est enregistré.
Chaque membre enregistré du groupe reçoit l'accusé de réception ; l'adresse d'où vient le fichier n'y change rien.
"""
_NOTES = """\
Chaque ligne est relue par sa référence : vous pouvez ôter la protection (elle n'a pas de mot de passe), trier les \
lignes, masquer des colonnes, et enregistrer en XLSX, XLS, ODS ou CSV.
Ne changez ni les références, ni les titres des colonnes, ni la première ligne : son code dit à quel groupe et à quel \
questionnaire ce fichier appartient.
"""
_COLUMNS = (("Référence", 12), ("Demande", 44), ("De quoi il s'agit", 80), ("Coût", 20), ("Suppose ou exclut", 26))


def help_sheet(sheet: Any, formats: Mapping[str, Any]) -> None:
    """Write the numbered steps, then what may be changed and what may not."""
    width = 92
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 1, width)
    sheet.write_string(0, 0, HELP, formats["title"])
    row = 2
    for rank, sentence in enumerate(_STEPS.splitlines(), start=1):
        sheet.write_number(row, 0, rank, formats["rank"])
        _paragraph(sheet, row, sentence, formats["help"], width)
        row += 1
    sheet.write_string(row + 1, 0, "Bon à savoir", formats["title"])
    for place, sentence in enumerate(_NOTES.splitlines(), start=row + 2):
        _paragraph(sheet, place, sentence, formats["help"], width)
    _printed(sheet)
    sheet.protect()


def requests_sheet(sheet: Any, formats: Mapping[str, Any], asked: Questionnaire) -> None:
    """Write each request with its description and its links; nothing is filled in here."""
    for column, (heading, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        shown = f"{heading} ({asked.cycle.envelope.unit})" if heading == "Coût" else heading
        sheet.write_string(0, column, shown, formats["heading"])
    for row, request in enumerate(asked.offered, start=1):
        links = [f"suppose {listing(request.requires)}"] if request.requires else []
        links += [f"exclut {listing(request.excludes)}"] if request.excludes else []
        cost = number(request.cost.estimate)
        cells = (request.reference, request.title, request.description.strip(), cost, " ; ".join(links))
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, typography(cell) if column > 0 else cell, formats["text"])
        sheet.set_row(row, height([(cell, _COLUMNS[column][1]) for column, cell in enumerate(cells)]))
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    _printed(sheet)
    sheet.protect()


def height(cells: Sequence[tuple[str, int]]) -> int:
    """Return the height of a row for its texts, each in a column of so many characters."""
    return LINE * max(1, *(-(-len(text) // width) for text, width in cells))


def _paragraph(sheet: Any, row: int, sentence: str, form: Any, width: int) -> None:
    text = typography(sentence)
    sheet.write_string(row, 1, text, form)
    sheet.set_row(row, height([(text, width)]) + 6)


def _printed(sheet: Any) -> None:
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
