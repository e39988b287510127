"""The questionnaire as a spreadsheet: one XLSX per group, guided and checked as far as a spreadsheet can."""

import io
import warnings
from typing import Any

import xlsxwriter

from generator.ipm.group_answers import TOTAL
from generator.ipm.model import Group
from generator.outputs.french import number, typography
from generator.service.cycle.questionnaire import COMMENT_MOST, Questionnaire

ANSWERS, HELP = "Réponses", "Mode d'emploi"
HEADINGS = ("Référence", "Demande", "Thème", "Coût", "Points", "Indispensable", "Opposition : la raison", "Commentaire")
WIDTHS = (12, 48, 24, 10, 10, 15, 40, 40)
FIRST_ROW = 5
_HELP = """\
Répartissez 100 points entre les demandes, dans la colonne « Points » : des nombres entiers, rien d'autre.
Ce qui reste à répartir s'affiche en haut de la feuille « Réponses ».
Signalez deux demandes indispensables au plus, en choisissant « oui ».
Une opposition demande sa raison, écrite ; laissez vide s'il n'y en a pas.
Vous pouvez trier les lignes, masquer des colonnes, enregistrer en XLSX, XLS, ODS ou CSV : chaque ligne est relue par \
sa référence. Ne changez ni les références, ni les titres des colonnes, ni la première ligne.
Rendez ce fichier au secrétariat avant la clôture. Il compte en entier, ou pas du tout : s'il reste une erreur, elle \
vous est dite, et rien n'est enregistré.
Le code de la première ligne dit à quel groupe et à quel questionnaire ce fichier appartient. L'accusé de réception \
est envoyé à tous les membres enregistrés du groupe, jamais à l'adresse de l'expéditeur.
"""


def workbook(asked: Questionnaire, group: Group, code: str, closes: str) -> bytes:
    """Return the file of a group; the same questionnaire gives the same bytes."""
    target = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # XlsxWriter only warns when it drops a validation
        with xlsxwriter.Workbook(target, options) as book:
            book.set_properties({"title": f"IPM, cycle {asked.cycle.number}, {group.name}", "created": _epoch(asked)})
            formats = _formats(book)
            _answers(book.add_worksheet(ANSWERS), formats, asked, (code, f"{group.name} ; clôture : {closes}"))
            _help(book.add_worksheet(HELP), formats)
    return target.getvalue()


def _epoch(asked: Questionnaire) -> Any:
    return asked.cycle.milestones.opens.replace(tzinfo=None)


def _formats(book: Any) -> dict[str, Any]:
    wanted: dict[str, dict[str, Any]] = {
        "code": {"font_color": "#4b595b", "font_size": 9},
        "title": {"bold": True, "font_size": 14, "font_color": "#0b4f56"},
        "heading": {"bold": True, "bg_color": "#0b4f56", "font_color": "#ffffff", "text_wrap": True, "border": 1},
        "text": {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#dcd4c3"},
        "points": {"locked": False, "valign": "top", "border": 1, "bg_color": "#fcedc8", "num_format": "0"},
        "input": {
            "locked": False,
            "text_wrap": True,
            "valign": "top",
            "border": 1,
            "bg_color": "#fcedc8",
            "num_format": "@",
        },
        "left": {"bold": True, "font_size": 14},
        "wrong": {"bg_color": "#fbe3dc", "font_color": "#8f2512"},
        "help": {"text_wrap": True, "valign": "top", "font_size": 12},
    }
    return {name: book.add_format(values) for name, values in wanted.items()}


def _answers(sheet: Any, formats: dict[str, Any], asked: Questionnaire, top: tuple[str, str]) -> None:
    last = FIRST_ROW + len(asked.offered) - 1
    sheet.write_string(0, 0, top[0], formats["code"])
    sheet.write_string(1, 0, f"IPM, cycle {asked.cycle.number} : vos priorités – {top[1]}", formats["title"])
    sheet.write_string(2, 0, "Reste à répartir", formats["left"])
    sheet.write_formula(2, 4, f"={TOTAL}-SUM(E{FIRST_ROW + 1}:E{last + 1})", formats["left"], TOTAL)
    for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
        sheet.write_string(FIRST_ROW - 1, column, heading, formats["heading"])
        sheet.set_column(column, column, width)
    for row, request in enumerate(asked.offered, start=FIRST_ROW):
        cells = (request.reference, request.title, asked.cycle.themes[request.theme], number(request.cost.estimate))
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell, formats["text"])
        sheet.write_blank(row, 4, None, formats["points"])
        for column in (5, 6, 7):
            sheet.write_blank(row, column, None, formats["input"])
    _validations(sheet, formats, last)
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.set_landscape()
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
    too_many = {"type": "formula", "criteria": f'=COUNTIF({flags},"oui")>2', "format": formats["wrong"]}
    sheet.conditional_format(FIRST_ROW, 5, last, 5, too_many)
    over = {"type": "cell", "criteria": "<", "value": 0, "format": formats["wrong"]}
    sheet.conditional_format(2, 4, 2, 4, over)


def _help(sheet: Any, formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, HELP, formats["title"])
    for row, sentence in enumerate(_HELP.splitlines(), start=2):
        sheet.write_string(row, 0, typography(sentence), formats["help"])
    sheet.protect()
