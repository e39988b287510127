"""What says « no opposition » is none, on the web as in a sheet; what may be one or none is asked back."""

from pathlib import Path

import pytest
from sheets import filled, put, row_of
from small_cycle import ANSWER, BASE, FILES, REQUESTS, make_circle, save

from chorale.service.questionnaire.oppositions import is_doubtful, is_none
from chorale.service.questionnaire.spreadsheets import collect
from chorale.service.questionnaire.spreadsheets.collect import ReceivedSpreadsheet

NONE = (
    "non", "NON.", "-", "–", "/", "néant", "Neant", "RAS", "R.A.S.", "sans objet", "Aucune", "aucun", "aucune opposition",
    "Pas d'opposition", "Pas d’opposition.", "s.o.", "n/a", "rien à signaler", "NE\u0301ANT",
)  # fmt: skip
DOUBTFUL = (
    "oui",
    "x",
    "OK",
    "Contre",
    "opposé",
    "non merci",
    "aucune de principe",
    "d'accord",
    "?!1",
)
REASONS = (
    "Trop cher",
    "Pas prioritaire",
    "Sans étude d'impact",
    "Nonobstant le coût",
    "Aucune étude d'impact n'a été faite",
    "Non, car le calendrier ne le permet pas",
    "Rasera un outil utile",
    "canari-7f3a",
)


@pytest.mark.parametrize("typed", NONE)
def test_what_says_no_opposition_is_none(typed):
    assert is_none(typed)


@pytest.mark.parametrize("typed", DOUBTFUL)
def test_what_may_be_an_opposition_or_none_is_doubtful(typed):
    assert (is_none(typed), is_doubtful(typed)) == (False, True)


@pytest.mark.parametrize("typed", REASONS)
def test_a_reason_is_a_reason(typed):
    assert (is_none(typed), is_doubtful(typed)) == (False, False)


def test_on_the_web_none_is_dropped_and_a_doubt_is_asked_back(tmp_path: Path):
    browser = make_circle(tmp_path).enter("snp-referent")
    asked = save(browser, {**ANSWER, "opposition-DE-02": "oui"})
    assert asked.status == 422
    assert "« oui » ne dit pas si le groupe s" in asked.words.replace("\u00a0", " ")
    kept = {"opposition-DE-02": "néant", "opposition-DE-01": "RAS", "opposition-DE-06": "Trop cher"}
    assert save(browser, {**ANSWER, **kept}).status == 303
    page = browser.get(f"{BASE}/verification").words
    assert page.count("Opposition") == 1
    assert "Trop cher" in page


def test_the_mandatory_requests_that_others_suppose_are_shown_and_not_scored(tmp_path: Path):
    asked = REQUESTS.replace("requires: [DE-02]", "requires: [DE-02, DE-07]")
    files = {**FILES, "content/ipm/cycle-9/requests.yml": asked}
    browser = make_circle(tmp_path / "a", files=files).enter("snp-referent")
    for name in ("notes", "proposition"):
        page = browser.get(f"{BASE}/{name}")
        assert "Agrandir le texte" in page.text
        assert 'name="points-DE-07"' not in page.text
        assert 'name="note-DE-07"' not in page.text
    other = make_circle(tmp_path / "b").enter("snp-referent")
    assert "Agrandir le texte" not in other.get(f"{BASE}/proposition").text


def collected(circle, edit):
    service = circle.place.service
    piece = ReceivedSpreadsheet(label="x", data=filled(circle, edit))
    return collect.collect(service, service.community.cycles[0], piece)


@pytest.mark.parametrize("typed", ["non", "-", "néant", "RAS", "sans objet", False, 0])
def test_in_a_sheet_none_is_dropped(tmp_path: Path, typed):
    circle = make_circle(tmp_path)
    outcome = collected(circle, lambda _, sheet: put(sheet, "DE-06", "opposition", typed))
    assert outcome.problems == ()
    assert (
        "Opposition"
        not in circle.enter("snp-referent").get(f"{BASE}/accuses/1").text.split("opposition:")[0]
    )


def test_in_a_sheet_a_doubt_is_asked_back_with_its_cell(tmp_path: Path):
    outcome = collected(
        make_circle(tmp_path), lambda _, sheet: put(sheet, "DE-06", "opposition", "x")
    )
    assert len(outcome.problems) == 1
    assert " DE-06 : « x » ne dit pas si le groupe s'oppose" in outcome.problems[0]


def renamed(typed):
    def edit(_, sheet):
        sheet.cell(row_of(sheet, "DE-01"), 1).value = typed

    return edit


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("DE-1", "référence inconnue « DE-1 » ; vouliez-vous dire DE-01 ?"),
        ("de-008", "référence inconnue « de-008 » ; vouliez-vous dire DE-08 ?"),
        (
            "DE-07",
            "DE-07 est obligatoire, financée d'office : ôter cette ligne, elle ne se note pas",
        ),
    ],
)
def test_a_reference_that_is_not_scored_is_told_with_the_one_that_was_meant(tmp_path, typed, told):
    problems = collected(make_circle(tmp_path), renamed(typed)).problems
    assert told in problems[0]
