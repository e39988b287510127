"""A noun and its article, as French contracts them."""

import pytest

from chorale.french.phrases import bare, label, of


@pytest.mark.parametrize(
    ("noun", "alone", "first", "after"),
    [
        ("le conseil", "conseil", "Conseil", "du conseil"),
        ("Le Conseil", "Conseil", "Conseil", "du Conseil"),
        ("la commission", "commission", "Commission", "de la commission"),
        ("les états généraux", "états généraux", "États généraux", "des états généraux"),
        ("l'assemblée", "assemblée", "Assemblée", "de l'assemblée"),
        ("L’assemblée", "assemblée", "Assemblée", "de l’assemblée"),
        ("Phare", "Phare", "Phare", "de Phare"),
        ("Unisson", "Unisson", "Unisson", "d'Unisson"),
        ("Lesage", "Lesage", "Lesage", "de Lesage"),
    ],
)
def test_a_noun_is_said_alone_as_a_label_and_after_de(noun, alone, first, after):
    assert (bare(noun), label(noun), of(noun)) == (alone, first, after)
