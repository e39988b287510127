"""What the review of a letter refuses in an article, « check » tells first, at its own line; and addresses alone too."""

import pytest
from planted import ARTICLE, TODAY, copied, told_of

from chorale.content.project import inspect
from chorale.newsletter.review import checks

# what an author writes under the header, and what is told: line and column of the text, sentence
TOLD = [
    ("<table><tr><td>un</td><td>deux</td></tr></table>", "1:1: tableau sans en-tête ; écrire les cellules de la première ligne « <th>mots</th> »"),
    ("<table><tr><th></th></tr><tr><td>un</td></tr></table>", "1:1: tableau sans en-tête ; écrire les cellules de la première ligne « <th>mots</th> »"),
    ("| | |\n|---|---|\n| Lampe | 12 |", "1:1: tableau sans en-tête ; nommer les colonnes sur sa première ligne"),
    ("<h2></h2>\n\nMots.", "1:1: titre vide ; écrire le titre, ou retirer la balise"),
    ("[![](lampe.png)](https://phare.example/)", "1:2: image « lampe.png » sans texte ; dire entre crochets ce qu'elle montre"),
    ("[![La lampe](absente.png)](https://phare.example/)", "1:2: image absente « absente.png » ; vouliez-vous dire « lampe.png » ?"),
    ("Voir https://phare.example/absente/ demain.", "1:6: page absente du site « https://phare.example/absente/ » ; donner le chemin d'une page du site"),
    ("Voir <https://phare.example/absente/>.", "1:6: page absente du site « https://phare.example/absente/ » ; donner le chemin d'une page du site"),
    ('Voir "https://phare.example/absente/".', "1:7: page absente du site « https://phare.example/absente/ » ; donner le chemin d'une page du site"),
    ("Voir http://intranet.local/note demain.", "1:6: adresse d'un réseau interne « intranet.local » ; donner une adresse que tout le monde peut ouvrir"),
    (
        "Voir https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fbalises.example%2F demain.",
        "1:6: lien de surveillance d'une messagerie « eur01.safelinks.protection.outlook.com », qui peut porter une adresse de personne ; "
        "écrire « https://balises.example/ »",
    ),
]  # fmt: skip

RIGHT = [
    "| | Portée |\n|---|---|\n| Lampe | 12 |",
    "<table><tr><th></th><th>Portée</th></tr><tr><td>Lampe</td><td>12</td></tr></table>",
    "## ![La lampe](lampe.png)\n\nMots.",
    "[![La lampe](lampe.png)](https://phare.example/)",
    "Voir https://balises.example/carte demain, ou <https://balises.example/liste>.",
    'Écrire à "gardien@phare.example", lire "https://balises.example/carte".',
]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return copied(tmp_path_factory.mktemp("communaute"))


@pytest.mark.parametrize(("body", "sentence"), TOLD)
def test_what_the_review_of_a_letter_refuses_is_told_at_its_line(project, body, sentence):
    assert told_of(project, body) == [sentence]


@pytest.mark.parametrize("body", RIGHT)
def test_what_check_lets_through_the_review_lets_through(project, body):
    file = project / ARTICLE
    sound = file.read_text(encoding="utf-8")
    before = checks.problems(inspect(project, TODAY)[0])
    file.write_text(sound.partition("\n---\n")[0] + "\n---\n" + body + "\n", encoding="utf-8")
    loaded, told = inspect(project, TODAY)
    after = checks.problems(loaded)
    file.write_text(sound, encoding="utf-8")

    assert [one.message for one in told if one.source.path == ARTICLE] == []
    assert [one.message for one in after] == [one.message for one in before]
