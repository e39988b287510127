"""The table of people where people put it: under a title, on another sheet, pasted under headings that stood there."""

import pytest
from openpyxl import Workbook
from places import make_place
from small_cycle import FILES

from chorale.service.questionnaire import roster, roster_table
from chorale.service.questionnaire.spreadsheets.grids import tables
from chorale.text import csv_files

HEADS = ["Groupe", "Rôle", "Nom", "Courriel"]
ZOE = ["SNP", "Référente", "Zoé Élan", "zoe@exemple.fr"]
ALI = ["EPN", "membre", "Ali", "ali@exemple.fr"]
BOTH = [("snp", "zoe@exemple.fr"), ("epn", "ali@exemple.fr")]


@pytest.fixture(scope="module")
def cycle(tmp_path_factory):
    return make_place(tmp_path_factory.mktemp("liste"), files=FILES).service.community.cycles[0]


def lines(*rows, separator=";"):
    return "".join(separator.join(row) + "\n" for row in rows)


def workbook(target, **sheets):
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(target)
    return target.read_bytes()


def read(cycle, data):
    people, faults = roster.read(data, cycle, tables)
    return [(one.group, one.email) for one in people], faults


def test_a_list_on_another_sheet_and_under_a_title_is_found(cycle, tmp_path):
    told = [["Liste des invités", "cycle 9"], [], [None, *HEADS], [None, *ZOE], [None, *ALI]]
    data = workbook(tmp_path / "gens.xlsx", Lisez=[["Mode d'emploi"]], Liste=told)

    assert read(cycle, data) == (BOTH, [])


def test_a_list_copied_from_a_spreadsheet_goes_under_the_headings_that_stand_there():
    """The usual act: two lines copied from Excel, pasted under what the page proposes."""
    typed = roster_table.HEADING + lines(ZOE, ALI, separator="\t")

    assert csv_files.read(roster_table.pasted(typed).encode()).to_numpy().tolist() == [
        ["groupe", "rôle", "nom", "courriel"],
        ZOE,
        ALI,
    ]
    assert roster_table.pasted(roster_table.HEADING + lines(ZOE)) == roster_table.HEADING + lines(ZOE)  # fmt: skip


def test_headings_said_again_name_nobody(cycle):
    other = ["Nom", "Groupe", "Courriel", "Rôle"]
    under = lines(HEADS, other, ["Zoé", "SNP", "zoe@exemple.fr", "référent"])

    assert read(cycle, lines(HEADS, ZOE, HEADS, ALI).encode()) == (BOTH, [])
    assert read(cycle, under.encode()) == ([BOTH[0]], [])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (lines(ZOE, ALI), "aucun titre au-dessus de la liste : la première ligne dit « groupe », « rôle », « nom » et « courriel »"),
        (lines(["Groupe", "Fonction", "Nom", "Courriel"], ZOE), "il manque la colonne « rôle »"),
        (lines(HEADS, [*ZOE, " ben@exemple.fr"]), "ligne 2 : « ben@exemple.fr » est de trop ; une ligne par personne"),
        (lines(HEADS, ZOE, ALI, [*ZOE[:3], "ZOE@exemple.fr"]), "lignes 2 et 4 : « ZOE@exemple.fr » est deux fois (groupe SNP)"),
    ],
)  # fmt: skip
def test_what_is_missing_or_too_much_is_told_once(cycle, text, fault):
    assert read(cycle, text.encode())[1] == [fault]
