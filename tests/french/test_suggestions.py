"""The nearest known word is looked for in one place, by the checks, the forms, the files and the commands."""

import pytest

from chorale.french.suggestions import anchor, did_you_mean, meant, nearest, zone_meant


def test_a_slip_is_answered_by_the_nearest_word_and_a_stranger_by_the_list():
    assert did_you_mean("gardien", ["gardiens", "marins"]) == "vouliez-vous dire « gardiens » ?"
    assert did_you_mean("pirates", ["marins", "gardiens"]) == "attendu : gardiens, marins"
    assert did_you_mean(" DE-1 ", ["DE-1", "DE-2"]) == "écrire « DE-1 » sans blanc autour"
    assert did_you_mean("pirates", [f"mot-{number:02}" for number in range(13)]) == ""


def test_the_nearest_word_alone_is_for_who_writes_it_otherwise():
    assert nearest("mj-buton", ["mj-button", "mj-text"]) == "mj-button"
    assert nearest("pirates", ["mj-button", "mj-text"]) == ""


def test_a_slip_among_ten_thousand_pages_is_answered_at_once():
    pages = [f"documentation/page-{number}.md" for number in range(10_000)]

    assert nearest("documentation/page-77.m", pages) == "documentation/page-77.md"


def test_the_name_of_a_section_loses_no_letter():
    assert [anchor(words, "-") for words in ("La maîtrise d'œuvre", "Œuvres", "Vitæ ?")] == [
        "la-maitrise-doeuvre",
        "oeuvres",
        "vitae",
    ]


@pytest.mark.parametrize("clock", ["GMT+1", "UTC", "utc+01:00", "CEST", "GMT +2"])
def test_a_clock_of_paris_is_never_answered_by_a_zone_of_the_other_side(clock):
    assert zone_meant(clock) == "vouliez-vous dire « Europe/Paris » ?"


@pytest.mark.parametrize(
    ("word", "ours"),
    [("brouillon", "draft"), ("extrait", "excerpt"), ("entier", "whole"), ("annulee", "cancelled")],
)
def test_a_french_word_is_answered_by_ours(word, ours):
    assert (
        meant(word, ["draft", "excerpt", "whole", "cancelled"]) == f"vouliez-vous dire « {ours} » ?"
    )
