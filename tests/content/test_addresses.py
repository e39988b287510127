"""Addresses of the site: the names of sections are those of their words."""

import pytest

from chorale.content import addresses


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("La maîtrise d'œuvre", "la-maitrise-doeuvre"),
        ("Œuvres et curriculum vitæ", "oeuvres-et-curriculum-vitae"),
        ("Qu'est-ce que c'est ?", "quest-ce-que-cest"),
    ],
)
def test_the_name_of_a_section_loses_no_letter(words, name):
    assert addresses.anchor(words) == name
