"""Team files: each mistake in words; roles by the words that people write."""

import pytest

from chorale.atelier.rights import role_of
from chorale.atelier.team import TeamRow, read


def test_a_team_file_is_read_whole():
    data = "nom;courriel;rôles\nAnne;anne@Exemple.fr;rédaction, approbation\nLéo;leo@x.fr;Secrétariat IPM+animation\n"

    assert read(data.encode()) == (
        [
            TeamRow(name="Anne", email="anne@exemple.fr", roles=frozenset({"editing", "approval"})),
            TeamRow(name="Léo", email="leo@x.fr", roles=frozenset({"secretariat", "events"})),
        ],
        [],
    )


def test_each_mistake_has_its_line():
    data = "nom;courriel;rôles\nAnne;anne;rédaction\nLéo;leo@x.fr;redacion\n;c@x.fr;exploitation\nZoé;z@x.fr;\n"

    assert read(data.encode())[1] == [
        "ligne 2 : « anne » : Écrivez une adresse électronique complète, par exemple prenom.nom@exemple.fr.",
        "ligne 3 : rôle « redacion » inconnu ; vouliez-vous dire « redaction » ?",
        "ligne 4 : nom vide",
        "ligne 5 : aucun rôle : en donner un au moins",
    ]
    assert read(b"nom;mail\nAnne;a@x.fr\n")[1][0] == "ligne 1 : colonne « courriel » absente"


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("Rédaction", "editing"),
        ("secretariat", "secretariat"),
        ("secrétariat IPM", "secretariat"),
        ("chef", None),
    ],
)
def test_a_role_is_known_by_its_words(word, role):
    assert role_of(word) == role
