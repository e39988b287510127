"""Accents: what the indexer is given has none, and what readers are shown has them again."""

from hypothesis import given
from hypothesis import strategies as st

from chorale.site.search.accents import HiddenAccents, unaccented


def test_a_plain_text_is_given_as_it_is():
    assert HiddenAccents().hide("Une facture_2 est là-bas : 50 %.") == (
        "Une facture_2 est la_._-bas : 50 %."
    )


def test_each_accented_word_has_one_mark_whatever_its_place():
    accents = HiddenAccents()

    assert accents.hide("dépôt, délai, « dépôt »") == "depot_._, delai_!_, « depot_._ »"
    assert accents.hide("Délai du dépôt") == "Delai_?_ du depot_._"


def test_a_ligature_is_two_letters_and_comes_back():
    accents = HiddenAccents()

    hidden = accents.hide("Œuvre")

    assert (hidden, accents.show(hidden)) == ("Oeuvre_._", "Œuvre")


def test_letters_that_have_no_plain_form_stay():
    assert HiddenAccents().hide("Ωmega straße") == "Ωmega straße"


def test_a_mark_that_nobody_gave_is_a_text_like_others():
    accents = HiddenAccents()
    accents.hide("été")

    assert accents.show("a_._b, ete_!_, ete_._") == "a_._b, ete_!_, été"


@given(st.lists(st.text("aéÈœçx9_.-' &<", max_size=9), max_size=80))
def test_every_text_comes_back_as_it_was_written(texts: list[str]):
    accents = HiddenAccents()

    hidden = [accents.hide(text) for text in texts]

    assert [accents.show(text) for text in hidden] == texts
    assert all(text.isascii() for text in hidden)


def test_accents_and_ligatures_go():
    assert unaccented("Événement, œil, français") == "Evenement, oeil, francais"
