"""Accents: what the indexer is given has none, and what readers are shown has them again."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorale.site.search.accents import hide, show, thousands, unaccented


def test_a_plain_text_is_given_as_it_is():
    assert hide("Une facture_2 est ici : 50 %.") == "Une facture_2 est ici : 50 %."


def test_an_accented_word_has_the_same_mark_wherever_it_is():
    assert hide("délai, « délai »") == "delai_!!|!_, « delai_!!|!_ »"
    assert hide("Le délai est là-bas.") == "Le delai_!!|!_ est la_!!=._-bas."


@pytest.mark.parametrize(
    ("word", "hidden"),
    [
        ("délai", "delai_!!|!_"),
        ("Œuvre", "Oeuvre_.+??_"),
        ("responsabilité", "responsabilite_/-!|!_"),
        ("aéé", "aee_!!|!.!|!_"),
        ("Ωmega", "Ωmega"),
        ("straße", "straße"),
    ],
)
def test_each_letter_that_is_not_plain_is_told_after_those_that_are(word: str, hidden: str):
    assert (hide(word), show(hidden)) == (hidden, word)


def test_a_number_in_groups_of_three_digits_is_one_word():
    hidden = hide("1 200 jours, 3\xa0450\xa0000 € et 12\u202f000 ; le 12 1200, la DE-01 200")

    assert hidden == (
        "1200_!.=._ jours, 3450000_!.=.+.=._ € et 12000_?.=._ ; le 12 1200, la DE-01 200"
    )
    assert show(hidden).startswith("1\xa0200 jours, 3\xa0450\xa0000 € et 12\xa0000 ;")


def test_a_mark_that_nobody_gave_is_a_text_like_others():
    assert show("a_._b, ete_!_, delai_!_, delai_!!|!!!|!_") == (
        "a_._b, ete_!_, delai_!_, delai_!!|!!!|!_"
    )


@given(st.text("aéÈœçx9_.-' &<\u0300\u1ec7", max_size=60))
def test_every_text_comes_back_as_it_was_written(text: str):
    assert show(hide(text)) == thousands(unicodedata.normalize("NFC", text))


@given(st.text("aéÈœçx9_.-' &<", max_size=60))
def test_a_french_text_is_given_in_plain_letters(text: str):
    assert hide(text).isascii()


def test_accents_and_ligatures_go():
    assert unaccented("Événement, œil, français") == "Evenement, oeil, francais"
