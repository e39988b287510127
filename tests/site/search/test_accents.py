"""Accents: what the indexer is given has none, and what readers are shown has them again."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorale.site.search.accents import hide, show, thousands, unaccented


def test_a_plain_text_is_given_as_it_is():
    assert hide("Une facture_2 est ici : 50 %.") == ("Une facture_2 est ici : 50 %.", {})


def test_a_word_that_a_page_always_writes_alike_is_given_plain():
    assert hide("Le délai, « délai », là-bas.") == (
        "Le delai, « delai », la-bas.",
        {"delai": "délai", "la": "là"},
    )


def test_a_word_that_has_the_letters_of_another_one_keeps_a_mark():
    assert hide("Il a fini à midi, du dû et des côtes, cotés.") == (
        "Il a fini a_.!=._ midi, du du_!!/+_ et des cotes_!!-=_, cotes_+!|!_.",
        {},
    )


@pytest.mark.parametrize(
    ("word", "other", "hidden"),
    [
        ("délai", "delai", "delai_!!|!_"),
        ("Œuvre", "Oeuvre", "Oeuvre_.+??_"),
        ("responsabilité", "responsabilite", "responsabilite_/-!|!_"),
        ("aéé", "aee", "aee_!!|!.!|!_"),
        ("Ωmega", "", "Ωmega"),
        ("straße", "", "straße"),
    ],
)
def test_each_letter_that_is_not_plain_is_told_after_those_that_are(word, other, hidden):
    assert hide(f"{word} {other}") == (f"{hidden} {other}", {})
    assert show(hidden, {}) == word


def test_a_number_in_groups_of_three_digits_is_one_word():
    hidden, spellings = hide(
        "1 200 jours, 3\xa0450\xa0000 € et 12\u202f000 ; le 12 1200, la DE-01 200"
    )

    assert (hidden, spellings) == (
        "1200_!.=._ jours, 3450000_!.=.+.=._ € et 12000_?.=._ ; le 12 1200, la DE-01 200",
        {},
    )
    assert show(hidden, {}).startswith("1\xa0200 jours, 3\xa0450\xa0000 € et 12\xa0000 ;")


def test_tags_are_left_as_they_are_but_those_of_what_is_known_of_the_page():
    page = '<i data-pagefind-meta="title:Délai"></i><h2 id="délai" class="été">Un délai</h2>'

    assert hide(page) == (
        '<i data-pagefind-meta="title:Delai"></i><h2 id="délai" class="été">Un delai</h2>',
        {"Delai": "Délai", "delai": "délai"},
    )


def test_a_word_that_a_tag_cuts_is_given_as_it_is():
    assert hide("<b>d</b>é<b>cision</b> décidée, <i>état</i>") == (
        "<b>d</b>é<b>cision</b> decidee, <i>etat</i>",
        {"decidee": "décidée", "etat": "état"},
    )


def test_a_mark_that_nobody_gave_is_a_text_like_others():
    assert show("a_._b, ete_!_, delai_!_, delai_!!|!!!|!_", {}) == (
        "a_._b, ete_!_, delai_!_, delai_!!|!!!|!_"
    )


@given(st.text("aéÈœçx9_.-' &<\u0300\u1ec7", max_size=60))
def test_every_text_comes_back_as_it_was_written(text: str):
    assert show(*hide(text)) == thousands(unicodedata.normalize("NFC", text))


@given(st.text("aeéèt ", max_size=60))
def test_every_word_comes_back_though_others_have_its_letters(text: str):
    assert show(*hide(text)) == text


@given(st.text("aéÈœçx9_.-' &<", max_size=60))
def test_a_french_text_is_given_in_plain_letters(text: str):
    assert hide(text)[0].isascii()


def test_accents_and_ligatures_go():
    assert unaccented("Événement, œil, français") == "Evenement, oeil, francais"
