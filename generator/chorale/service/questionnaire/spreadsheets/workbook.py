"""The questionnaire as an XLSX workbook per group, with guidance and validation."""

import io
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from chorale.french.dates import spoken
from chorale.french.phrases import label, listing, number, typography
from chorale.ipm.ballots import TOTAL
from chorale.ipm.model import Cycle, Group
from chorale.service.questionnaire.definition import COMMENT_MOST, Questionnaire
from chorale.service.questionnaire.schedule import schedule
from chorale.service.questionnaire.spreadsheets.sheet_code import code
from chorale.service.web.request import Service

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
_COLUMNS = (
    ("Référence", 12),
    ("Demande", 44),
    ("De quoi il s'agit", 80),
    ("Coût", 20),
    ("Suppose ou exclut", 26),
)


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
    for row, request in enumerate((*asked.offered, *asked.supposed), start=1):
        links = ["obligatoire, financée d'office : ne se note pas"] if request.mandatory else []
        links += [f"suppose {listing(request.requires)}"] if request.requires else []
        links += [f"exclut {listing(request.excludes)}"] if request.excludes else []
        cost = number(request.cost.estimate)
        cells = (
            request.reference,
            request.title,
            request.description.strip(),
            cost,
            " ; ".join(links),
        )
        for column, cell in enumerate(cells):
            sheet.write_string(
                row, column, typography(cell) if column > 0 else cell, formats["text"]
            )
        sheet.set_row(
            row, height([(cell, _COLUMNS[column][1]) for column, cell in enumerate(cells)])
        )
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


ANSWERS = "Réponses"
HEADINGS = (
    "Référence",
    "Demande",
    "Thème",
    "Coût",
    "Points",
    "Indispensable",
    "Opposition : la raison",
    "Commentaire",
)
WIDTHS = (12, 56, 40, 9, 10, 15, 40, 40)
FIRST_ROW = 5


def of_group(service: Service, cycle: Cycle, group: Group) -> bytes:
    """Return the file of a group, with its code and the close in force."""
    asked = Questionnaire(cycle)
    with service.store.read() as connection:
        closes = spoken(schedule(cycle, connection).closes, service.community.timezone)
    return workbook(asked, group, code(asked, group.key, service.outbox.secret), closes)


def workbook(asked: Questionnaire, group: Group, mark: str, closes: str) -> bytes:
    """Return the file of a group; the same questionnaire gives the same bytes."""
    target = io.BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # XlsxWriter only warns when it drops a validation
        with xlsxwriter.Workbook(target, options) as book:
            book.set_properties(
                {"title": f"{_cycle_name(asked)}, {group.name}", "created": _epoch(asked)}
            )
            formats = _formats(book)
            _answers(
                book.add_worksheet(ANSWERS),
                formats,
                asked,
                (mark, f"{group.name} ; clôture : {closes}"),
            )
            requests_sheet(book.add_worksheet(REQUESTS), formats, asked)
            help_sheet(book.add_worksheet(HELP), formats)
    return target.getvalue()


def _cycle_name(asked: Questionnaire) -> str:
    return f"{label(asked.cycle.governance.name)}, cycle {asked.cycle.number}"


def _epoch(asked: Questionnaire) -> Any:
    return asked.cycle.milestones.opens.replace(tzinfo=None)


def _formats(book: Any) -> dict[str, Any]:
    top: dict[str, Any] = {"text_wrap": True, "valign": "top"}
    cell = {**top, "border": 1, "border_color": "#dcd4c3"}
    filled = {**cell, "locked": False, "bg_color": "#fcf3dc", "border_color": "#b9a877"}
    wanted: dict[str, dict[str, Any]] = {
        "code": {"font_color": "#4b595b", "font_size": 9},
        "title": {"bold": True, "font_size": 14, "font_color": "#0b4f56"},
        "heading": {**cell, "bold": True, "bg_color": "#0b4f56", "font_color": "#ffffff"},
        "text": cell,
        "points": {**filled, "num_format": "0", "bold": True},
        "input": {**filled, "num_format": "@"},
        "left": {"bold": True, "font_size": 14},
        "wrong": {"bg_color": "#fbe3dc", "font_color": "#8f2512"},
        "right": {"bg_color": "#e7f0dc", "font_color": "#29531a"},
        "help": {**top, "font_size": 12},
        "rank": {
            **top,
            "font_size": 12,
            "bold": True,
            "font_color": "#0b4f56",
            "align": "left",
        },
    }
    return {name: book.add_format(values) for name, values in wanted.items()}


def _answers(
    sheet: Any, formats: dict[str, Any], asked: Questionnaire, top: tuple[str, str]
) -> None:
    last = FIRST_ROW + len(asked.offered) - 1
    sheet.write_string(0, 0, top[0], formats["code"])
    sheet.write_string(1, 0, f"{_cycle_name(asked)} : vos priorités – {top[1]}", formats["title"])
    sheet.write_string(2, 0, "Reste à répartir", formats["left"])
    sheet.write_formula(2, 4, f"={TOTAL}-SUM(E{FIRST_ROW + 1}:E{last + 1})", formats["left"], TOTAL)
    for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
        sheet.write_string(FIRST_ROW - 1, column, heading, formats["heading"])
        sheet.set_column(column, column, width)
    for row, request in enumerate(asked.offered, start=FIRST_ROW):
        texts = (
            request.reference,
            typography(request.title),
            typography(asked.cycle.themes[request.theme]),
        )
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, formats["text"])
        sheet.write_number(row, 3, float(request.cost.estimate), formats["text"])
        sheet.write_blank(row, 4, None, formats["points"])
        for column in (5, 6, 7):
            sheet.write_blank(row, column, None, formats["input"])
        needed = height([(text, width) for text, width in zip(texts, WIDTHS, strict=False)])
        if needed > height([("", 1)]):  # other rows keep growing with what is written in them
            sheet.set_row(row, needed)
    _validations(sheet, formats, last)
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST_ROW - 1)
    allowed = {
        "sort": True,
        "autofilter": True,
        "format_columns": True,
        "format_rows": True,
        "select_unlocked_cells": True,
    }
    sheet.protect("", allowed)


def _validations(sheet: Any, formats: dict[str, Any], last: int) -> None:
    sheet.data_validation(
        *(FIRST_ROW, 4, last, 4),
        {
            "validate": "integer",
            "criteria": "between",
            "minimum": 0,
            "maximum": TOTAL,
            "input_title": "Points",
            "input_message": f"Un nombre entier de 0 à {TOTAL} ; la somme doit faire {TOTAL}.",
            "error_title": "Points",
            "error_message": f"Écrivez un nombre entier de 0 à {TOTAL}, sans virgule.",
        },
    )
    choice = {
        "validate": "list",
        "source": ["oui"],
        "input_title": "Indispensable",
        "input_message": "« oui » pour deux demandes au plus ; sinon, rien.",
        "error_title": "Indispensable",
        "error_message": "« oui », ou rien.",
    }
    sheet.data_validation(FIRST_ROW, 5, last, 5, choice)
    length = {
        "validate": "length",
        "criteria": "<=",
        "value": COMMENT_MOST,
        "error_title": "Texte trop long",
        "error_message": f"{COMMENT_MOST} caractères au plus.",
    }
    sheet.data_validation(FIRST_ROW, 6, last, 7, length)
    flags = f"$F${FIRST_ROW + 1}:$F${last + 1}"
    too_many = {
        "type": "formula",
        "criteria": f'=COUNTIF({flags},"oui")>2',
        "format": formats["wrong"],
    }
    sheet.conditional_format(FIRST_ROW, 5, last, 5, too_many)
    over = {"type": "cell", "criteria": "<", "value": 0, "format": formats["wrong"]}
    sheet.conditional_format(2, 4, 2, 4, over)
    exact = {"type": "cell", "criteria": "==", "value": 0, "format": formats["right"]}
    sheet.conditional_format(2, 4, 2, 4, exact)
