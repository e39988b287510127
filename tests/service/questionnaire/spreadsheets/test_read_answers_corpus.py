"""The 20,000 adversarial texts, in cells of real files, give the web's value and message."""

import csv
import io
import random
import re
from collections.abc import Callable, Iterator

import pytest
import xlsxwriter
from places import make_place
from small_cycle import FILES
from tests.content.test_text_rules import cases

from chorale.service.questionnaire.definition import Questionnaire, check_proposal
from chorale.service.questionnaire.spreadsheets.grids import grids
from chorale.service.questionnaire.spreadsheets.read_answers import (
    ERRORS,
    AnswerSheetReader,
    answers,
)

ROWS = 400
HEADINGS = ("Référence", "Points", "Indispensable", "Opposition : la raison", "Commentaire")
COLUMNS = {"points": 1, "opposition": 3, "commentaire": 4}
REQUESTS = "".join(
    f'- {{reference: DE-{n:03}, title: "D{n}", theme: suivi, cost: {{estimate: 1}}}}\n'
    for n in range(ROWS)
)
UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""What no file can hold: XML forbids it, UTF-8 cannot write it."""
ROUND = re.compile(r"[0-9]+[.,]0+")
"""A spreadsheet may show 60 as « 60,0 »: read as 60 there, refused on the web, where somebody typed it."""


@pytest.fixture(scope="module")
def asked(tmp_path_factory) -> Questionnaire:
    place = make_place(
        tmp_path_factory.mktemp("corpus"),
        files={**FILES, "content/ipm/cycle-9/requests.yml": REQUESTS},
    )
    place.service.store.close()
    return Questionnaire(place.service.community.cycles[0])


def texts() -> list[str]:
    """Return the corpus of the web's test, some of it lengthened past the 600 characters of a comment.

    A number too great for points stands at the end, once in each column.
    """
    dice = random.Random(20261127)
    drawn = [text * dice.choice((1, 1, 1, 1, 30)) for _, text in cases()]
    return [*drawn, *("9" * 6 for _ in COLUMNS)]


def sheets(writable: Callable[[str], bool]) -> Iterator[dict[str, str]]:
    """Deal the texts among the fields, sheet after sheet."""
    fields = [f"{kind}-DE-{n:03}" for n in range(ROWS) for kind in COLUMNS]
    dealt = [text for text in texts() if writable(text)]
    for start in range(0, len(dealt), len(fields)):
        yield dict(zip(fields, dealt[start : start + len(fields)], strict=False))


def rows(form: dict[str, str]) -> list[list[str]]:
    table = [list(HEADINGS)]
    for n in range(ROWS):
        reference = f"DE-{n:03}"
        cells = [reference, "", "", "", ""]
        for kind, column in COLUMNS.items():
            cells[column] = form.get(f"{kind}-{reference}", "")
        table.append(cells)
    return table


def as_xlsx(form: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Réponses")
        for row, cells in enumerate(rows(form)):
            for column, cell in enumerate(cells):
                if cell:
                    sheet.write_string(row, column, cell)
    return target.getvalue()


def as_csv(form: dict[str, str]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows(form))
    return stream.getvalue().encode()


def by_web(asked: Questionnaire, form: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    return check_proposal(asked, {name: [value] for name, value in form.items()})


def by_file(asked: Questionnaire, data: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """Read a file; return the values, and the messages by field, found again by the cell that they name."""
    text, problems = answers(grids(data), asked)
    kinds = {"BDE"[place]: kind for place, kind in enumerate(COLUMNS)}
    found = {}
    for problem in problems:
        place = re.match(r"(?:Réponses|CSV)!([BDE])\d+ (DE-\d{3}) : (.*)", problem, re.DOTALL)
        if place:
            found[f"{kinds[place[1]]}-{place[2]}"] = place[3]
    return text, found


@pytest.mark.parametrize(
    ("write", "writable"),
    [
        (as_xlsx, lambda text: not UNWRITABLE.search(text)),
        (as_csv, lambda text: not UNWRITABLE.search(text) and "\x00" not in text),
    ],
    ids=["xlsx", "csv"],
)
def test_each_text_in_a_cell_gives_the_value_and_the_message_of_the_web(asked, write, writable):
    compared, kinds = 0, set()
    for form in sheets(writable):
        web_values, web_messages = by_web(asked, form)
        values, messages = by_file(asked, write(form))
        for name, text in form.items():
            if name.startswith("points") and ROUND.fullmatch(text):
                continue
            there = (web_values.get(name), web_messages.get(name))
            assert (values.get(name), messages.get(name)) == there, (name, text)
            compared += 1
            said = str(there[1])
            kinds.add("asked back" if "ne dit pas si le groupe" in said else said[:20])
    assert compared > 17_000
    assert kinds == {
        "asked back", "None", "600 caractères au pl", "Le plus grand nombre", "Retirez le caractère", "Écrivez un nombre en",
    }  # fmt: skip


def test_a_text_that_looks_like_an_error_but_is_not_one_is_kept(asked):
    for text in ("#urgent !", "#1 ?", "#BANANA", "#"):
        values, messages = by_file(
            asked, as_xlsx({"commentaire-DE-000": text, "points-DE-000": "100"})
        )
        assert (values["commentaire-DE-000"], messages) == (text, {})


@pytest.mark.parametrize("error", sorted(ERRORS))
def test_an_error_of_a_spreadsheet_is_told_as_such_in_a_csv_too(asked, error):
    _, messages = by_file(asked, as_csv({"opposition-DE-000": error}))
    assert messages == {
        "opposition-DE-000": "la cellule contient une erreur ou une formule sans valeur"
    }


def test_a_reading_names_its_cells_beyond_z():
    grid = grids(b"a;b\n")[0]
    assert AnswerSheetReader(asked=None, grid=grid, columns={}).place(0, 27) == "CSV!AB1"
