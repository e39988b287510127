"""Numbers, agreement and lists are written in one place, for the site, the letters, the service and the commands."""

from fractions import Fraction

import pytest

from chorale.french.phrases import agreed, listing, naming, plural, printed, typography


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0\u00a0demande retenue"),
        (1, "1\u00a0demande retenue"),
        (Fraction(3, 2), "1,5\u00a0demande retenue"),
        (2, "2\u00a0demandes retenues"),
        (12345, "12\u202f345\u00a0demandes retenues"),
    ],
)
def test_below_two_is_singular_in_french(count, said):
    assert plural(count, "demande retenue", "demandes retenues") == said
    assert agreed(count, "demande retenue", "demandes retenues") == said.partition("\u00a0")[2]


@pytest.mark.parametrize(
    ("words", "last", "said"),
    [
        ([], "et", ""),
        (["a"], "et", "a"),
        (["a", "b"], "et", "a et b"),
        (("a", "b", "c"), "et", "a, b et c"),
        (["a", "b", "c"], "ou", "a, b ou c"),
    ],
)
def test_a_list_ends_with_its_last_word(words, last, said):
    assert listing(words, last) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("la loi nº 2005-102", "la loi nº\u00a02005-102"),
        ("N° 12 et n°4", "N°\u00a012 et n°\u00a04"),
        ("un n° inconnu, 20º 3", "un n° inconnu, 20º 3"),
    ],
)
def test_a_number_stays_on_the_line_of_its_sign(typed, said):
    assert (typography(typed), typography(said)) == (said, said)


@pytest.mark.parametrize(
    "typed",
    ["de 8 h 30 à 18 h 05", "de 8h30 à 18h05", "de 8\u00a0h 30 à 18\u00a0h 05"],
)
def test_an_hour_stays_on_the_line_of_its_minutes(typed):
    said = "de 8\u00a0h\u00a030 à 18\u00a0h\u00a005"

    assert (typography(typed), typography(said)) == (said, said)
    assert typography("en 8 h 75 places") == "en 8\u00a0h 75\u00a0places"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (" : oui", "\u00a0: oui"),
        (" ?", "\u202f?"),
        (" ; puis", "\u202f; puis"),
        (" % des voix", "\u00a0% des voix"),
        (" et :", " et\u00a0:"),
        ("\n : oui", "\n : oui"),
    ],
)
def test_what_follows_a_tag_that_closes_stays_on_its_line(typed, said):
    assert typography(typed) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Coût", "Coût\u00a0:"),
        ("Quand\u202f?", "Quand\u202f?"),
        ("Vous voulez…", "Vous voulez…"),
        ("Total\u00a0:", "Total\u00a0:"),
    ],
)
def test_a_name_has_one_sign_before_what_it_names(name, said):
    assert naming(name) == said


def test_data_for_programs_has_the_apostrophes_of_printers_but_its_addresses_and_keys():
    data = {"l'un": ["l'autre", 1, None, {"url": "https://c.example/l'an"}], "deux": ("d'abord",)}

    assert printed(data) == {
        "l'un": ["l’autre", 1, None, {"url": "https://c.example/l'an"}],
        "deux": ["d’abord"],
    }
