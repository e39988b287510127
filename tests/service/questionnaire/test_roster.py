"""The file of people as people make it; what other programs' users reported of theirs is tried here."""

import io

import openpyxl
import pytest
from places import make_place
from small_cycle import FILES

from chorale.service.accounts.people import Person
from chorale.service.questionnaire import roster
from chorale.service.questionnaire.roster import ParticipantRow
from chorale.service.questionnaire.spreadsheets.grids import tables

ROWS = [
    ["Groupe", "Rôle", "Nom", "Email"],
    ["SNP", "Référente", "Zoé Élan", "zoe@exemple.fr"],
    ["epn", "membre", "Ali Baba", "ali@exemple.fr"],
]
READ = [
    ("snp", "referent", "Zoé Élan", "zoe@exemple.fr", "référente"),
    ("epn", "member", "Ali Baba", "ali@exemple.fr", "membre"),
]


@pytest.fixture(scope="module")
def cycle(tmp_path_factory):
    place = make_place(tmp_path_factory.mktemp("roster"), files=FILES)
    return place.service.community.cycles[0]


def text(separator: str, encoding: str) -> bytes:
    return "\r\n".join(separator.join(row) for row in ROWS).encode(encoding)


def workbook(rows=ROWS, empty_first=False) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    if empty_first:
        sheet = book.create_sheet("Personnes")
    for row in rows:
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


WRITTEN = {
    "semicolons in UTF-8": text(";", "utf-8"),
    "semicolons of Excel, with a mark": text(";", "utf-8-sig"),
    "commas in Windows' letters": text(",", "cp1252"),
    "tabs in UTF-16, as « Texte Unicode » writes": text("\t", "utf-16"),
    "a workbook": workbook(),
    "a workbook whose first sheet is empty": workbook(empty_first=True),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_the_file_is_read_however_a_spreadsheet_wrote_it(cycle, name):
    listed, mistakes = roster.read(WRITTEN[name], cycle, tables)
    assert mistakes == []
    assert [(one.group, one.role, one.name, one.email, one.role_word) for one in listed] == READ


@pytest.mark.parametrize(
    ("typed", "role"),
    [("Référent(e)", "referent"), ("référent·e", "referent"), ("REFERENTE", "referent"), ("Membre ", "member")],
)  # fmt: skip
def test_a_role_is_understood_as_people_write_it_and_kept_so(cycle, typed, role):
    data = f"groupe;rôle;prénom;nom;adresse électronique\nsnp;{typed};Zoé;Élan;z@exemple.fr\n"
    ((one,), mistakes) = roster.read(data.encode(), cycle, tables)
    assert (one.role, one.role_word, one.name, mistakes) == (role, typed.strip().casefold(), "Zoé Élan", [])  # fmt: skip


def test_a_document_that_is_no_table_is_told_in_one_sentence(cycle):
    assert roster.read(b"%PDF-1.7", cycle, tables) == (
        [],
        ["ce fichier est un PDF, pas un tableur : rendre le fichier XLSX, ODS, XLS ou CSV"],
    )


def person(**changed: str) -> Person:
    values = {
        "id": "1",
        "scope": "cycle-9",
        "group": "snp",
        "role": "member",
        "name": "Zoé",
        "email": "Zoe@Exemple.fr",
        "recipient": "age1",
        **changed,
    }
    return Person(**values)


def test_an_address_in_other_capitals_is_the_same_person(cycle):
    """openedx/frontend-app-admin-portal 1455, cobudget-ui 323: two accounts for one address."""
    again = ParticipantRow(group="snp", role="member", name="Zoé", email="zoe@exemple.FR")
    assert [one.kind for one in roster.planned([person()], [again]).changes] == ["same"]


def test_the_same_file_given_twice_changes_nobody_and_two_who_swap_groups_both_move(cycle):
    """EUSURVEY 34: editing a list doubled it."""
    others = [person(), person(id="2", group="epn", email="ali@exemple.fr", name="Ali")]
    same = [ParticipantRow(group=one.group, role=one.role, name=one.name, email=one.email) for one in others]  # fmt: skip
    assert [one.kind for one in roster.planned(others, same).changes] == ["same", "same"]
    crossed = [ParticipantRow(group=group, role="member", name=one.name, email=one.email) for one, group in zip(others, ("epn", "snp"), strict=True)]  # fmt: skip
    assert [one.kind for one in roster.planned(others, crossed).changes] == ["moved", "moved"]


def test_the_mark_of_a_person_covers_all_that_their_access_is():
    marks = {
        roster.mark(person(**{name: "autre"}))
        for name in ("id", "scope", "group", "role", "name", "email", "recipient")
    }
    assert len({*marks, roster.mark(person())}) == 8
    assert roster.mark(person(email="zoe@exemple.fr")) == roster.mark(person())
