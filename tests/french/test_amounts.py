"""Amounts are as precise as their unit, say when they are rounded, and agree with it."""

from fractions import Fraction

import pytest

from chorale.french.amounts import percent, unit

SAID = [
    ("jours-homme", "1200", "1 200 jours-homme"),
    ("jours-homme", "1.5", "1,5 jour-homme"),
    ("jours-homme", "0", "0 jour-homme"),
    ("jours-homme", "2", "2 jours-homme"),
    ("jours-homme", "5/3", "≈ 1,67 jour-homme"),
    ("jours-homme", "-1", "−1 jour-homme"),
    ("€", "912928.8", "912 928,80 €"),
    ("€", "912928", "912 928 €"),
    ("€", "100/3", "≈ 33,33 €"),
    ("euros", "0.5", "0,50 euro"),
    ("k€", "12.345", "12,345 k€"),
    ("M€", "0.06", "0,06 M€"),
    ("M€", "0.0596", "0,0596 M€"),
    ("M€", "2/35", "≈ 0,057143 M€"),
    ("points de complexité", "1", "1 point de complexité"),
    ("mois", "1", "1 mois"),
    ("", "3", "3"),
]


@pytest.mark.parametrize(("name", "value", "said"), SAID)
def test_an_amount_in_its_unit(name, value, said):
    told = unit(name).amount(Fraction(value))

    assert told.replace("\u00a0", " ").replace("\u202f", " ") == said


def test_a_unit_has_at_least_the_decimals_of_the_amounts_that_were_given_in_it():
    assert unit("jours", [Fraction("12.125")]).amount(Fraction("0.125")) == "0,125\u00a0jour"
    assert unit("jours").amount(Fraction("0.125")) == "≈\u00a00,13\u00a0jour"


@pytest.mark.parametrize(
    ("share", "said"),
    [
        ("1", "100 %"),
        ("949/1000", "94 %"),
        ("9999/10000", "99 %"),
        ("2/3", "66 %"),
        ("1/1000", "moins de 1 %"),
        ("0", "0 %"),
        ("3/2", "150 %"),
    ],
)
def test_a_percentage_is_always_rounded_down(share, said):
    assert percent(Fraction(share)).replace("\u00a0", " ") == said
