"""A list, keys, a key and its value written otherwise than a file says them: what to write is told."""

import pytest
import yaml

from chorale.content.shape_hints import as_keys, as_list, glued


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("marins", "[marins]"),
        ("marins, gardiens", "[marins, gardiens]"),
        ("marins; gardiens", "[marins, gardiens]"),
        ("DE-04 et DE-01", "[DE-04, DE-01]"),
        ("(marins)", "[marins]"),
        ("Direction de l'achat et du budget", "[Direction de l'achat et du budget]"),
        ("2026-03-12", "[2026-03-12]"),
    ],
)
def test_a_list_that_was_typed_as_a_text_is_written_with_its_brackets(typed, written):
    assert as_list(typed) == f"écrire « {written} »"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("[De jour, De nuit]", "écrire « {de-jour: De jour, de-nuit: De nuit} »"),
        ("De jour, De nuit", "écrire « {de-jour: De jour, de-nuit: De nuit} »"),
        ("[jour: De jour, nuit: De nuit]", "écrire « {jour: De jour, nuit: De nuit} »"),
        ("[Une réponse assez longue, Une seconde réponse, Une troisième]",
         "écrire « {une-reponse-assez-longue: Une réponse assez longue, …} »"),
        ("[[a]]", "par exemple « {clé: valeur} »"),
    ],
)  # fmt: skip
def test_keys_that_were_typed_as_a_list_or_a_text_are_written_with_their_words(typed, written):
    assert as_keys(yaml.compose(typed, Loader=yaml.BaseLoader)) == written


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("DE-01:60", ("il manque une espace après « DE-01: »", "écrire « DE-01: 60 »")),
        ("DE-01=60", ("« = » au lieu de « : » après « DE-01 »", "écrire « DE-01: 60 »")),
        ("DE-01 = 60", ("« = » au lieu de « : » après « DE-01 »", "écrire « DE-01: 60 »")),
        ("DE-01", None),
        ("10:00", ("il manque une espace après « 10: »", "écrire « 10: 00 »")),
    ],
)
def test_a_key_that_its_value_is_glued_to_is_told(key, said):
    assert glued(key) == said


def test_only_a_known_key_is_glued_where_keys_are_known():
    assert glued("10:00", {"start"}) is None
    assert glued("start:10", {"start"}) == ("il manque une espace après « start: »", "écrire « start: 10 »")  # fmt: skip
