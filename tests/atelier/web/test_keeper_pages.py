"""A key kept by someone who is not of the team: a link that opens their one task, closed at will."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from cycle_team import HERE, deposit_for, invite_all, make_cycle_team, plain
from small_cycle import FILES, KEYS

from chorale.service.accounts import encryption

PAGE = f"{HERE}/gardiens"
FIRST = FILES["content/ipm/cycle-9/keys.yml"].splitlines(keepends=True)[0]
JEANNE = {"op": "confier", "nom": "Jeanne Roux", "adresse": "jeanne@dehors.fr"}
MADE = {**JEANNE, "tache": "creer", "fonction": "Secours"}
SECRET = encryption.new_secret()
PUBLIC = encryption.recipient(SECRET)


@pytest.fixture
def team(tmp_path):
    """One of the two keys is there."""
    return make_cycle_team(tmp_path, files={"content/ipm/cycle-2/keys.yml": FIRST})


def keys_file(team):
    return (team.service.settings.root / "content/ipm/cycle-2/keys.yml").read_text(encoding="utf-8")


def entrusted(team, anna, **told):
    """Send Jeanne a link; return her browser and its path."""
    assert anna.post(PAGE, told or MADE).status == 303
    mail = [one for one in team.post() if one["To"] == "jeanne@dehors.fr"][-1]
    return team.browser(), re.search(r"https?://[^/]+(/atelier/cle/\w+)", mail.get_content())[1]


def told(answer, identifier):
    """Return what a page gives to the script of keys."""
    return json.loads(BeautifulSoup(answer.text, "html.parser").find(id=identifier).text)


def proven(jeanne, link, secret=SECRET):
    typed = {"publique": encryption.recipient(secret)}
    asked = jeanne.post(link, {"op": "essai", **typed})
    answer = encryption.unseal(told(asked, "essai")["sealed"], secret)
    return jeanne.post(link, {"op": "garder", "reponse": answer, **typed})


def test_who_keeps_a_key_makes_it_by_a_link_and_the_journal_tells_it(team):
    anna = team.member("Anna", "secretariat")
    jeanne, link = entrusted(team, anna)
    first = plain(jeanne.get(link).words)
    done = proven(jeanne, link)

    assert "Bonjour Jeanne Roux." in first
    assert "Créer votre clé" in first
    assert done.headers["location"] == f"{link}?fait=garde"
    assert "La clé est prouvée" in plain(jeanne.get(f"{link}?fait=garde").words)
    assert keys_file(team) == f"{FIRST}- {{holder: Secours, recipient: {PUBLIC}}}\n"
    assert [plain(one) for one in team.acts()[-3:]] == [
        "Anna a confié une clé à Jeanne Roux (par un lien) : cycle 2, clé de « Secours »",
        "Jeanne Roux (par un lien) a enregistré content/ipm/cycle-2/keys.yml",
        "Jeanne Roux (par un lien) a prouvé une clé : cycle 2, clé de « Secours »",
    ]
    assert "Jeanne Roux , clé de « Secours » clé prouvée" in plain(anna.get(PAGE).words)


def test_the_link_says_whose_key_it_is_and_which_it_replaces(team):
    anna = team.member("Anna", "secretariat")
    jeanne, link = entrusted(team, anna)
    typed = {
        "titulaire": "Arbitrage",
        "remplace": encryption.recipient(KEYS[0]),
        "publique": PUBLIC,
    }
    asked = jeanne.post(link, {"op": "essai", **typed})
    answer = encryption.unseal(told(asked, "essai")["sealed"], SECRET)
    jeanne.post(link, {"op": "garder", "reponse": answer, **typed})

    assert keys_file(team) == f"{FIRST}- {{holder: Secours, recipient: {PUBLIC}}}\n"


def test_a_key_once_proven_is_tried_by_the_link_and_no_other_takes_its_place(team):
    anna = team.member("Anna", "secretariat")
    jeanne, link = entrusted(team, anna)
    proven(jeanne, link)
    shown = jeanne.get(link)
    other = encryption.recipient(encryption.new_secret())
    again = jeanne.post(link, {"op": "essai", "publique": other})

    assert encryption.unseal(told(shown, "essai")["sealed"], SECRET) == "essai cycle-2"
    assert "Essayer votre clé" in shown.words
    assert again.status == 400
    assert keys_file(team).count("\n") == 2


def test_a_lost_key_is_replaced_by_a_link_and_the_former_link_says_so(team):
    anna = team.member("Anna", "secretariat")
    jeanne, link = entrusted(team, anna)
    proven(jeanne, link)
    other = encryption.new_secret()
    _, later = entrusted(team, anna, **JEANNE, tache=f"remplacer {PUBLIC}")
    proven(jeanne, later, other)

    assert keys_file(team) == (
        f"{FIRST}- {{holder: Secours, recipient: {encryption.recipient(other)}}}\n"
    )
    assert "Cette clé a été remplacée" in plain(jeanne.get(link).words)
    assert "clé remplacée depuis" in plain(anna.get(PAGE).words)


def test_the_answers_are_opened_by_the_link_after_the_close_and_not_before(tmp_path):
    team = make_cycle_team(tmp_path)
    anna = team.member("Anna", "secretariat")
    invite_all(anna)
    deposit_for(team, "cyd@exemple.fr")
    second = encryption.recipient(KEYS[1])
    jeanne, link = entrusted(team, anna, **JEANNE, tache=f"garder {second}")
    before = jeanne.get(link)
    team.clock.advance(days=40)
    (given,) = told(jeanne.get(link), "scelles")
    text = encryption.unseal(given["sealed"], KEYS[1])
    wrong = jeanne.post(link, {"bulletin.ouest": text.replace("100", "99")})
    done = jeanne.post(link, {"bulletin.ouest": text})

    assert 'id="scelles"' not in before.text
    assert "Ce lien servira alors à ouvrir les réponses." in plain(before.words)
    assert wrong.status == 422
    assert "cette clé ne l’ouvre pas" in plain(wrong.words)
    assert done.headers["location"] == f"{link}?fait=ouvert"
    folder = team.service.settings.root / "content/ipm/cycle-2"
    assert (folder / "ballots/ouest.yml").read_text(encoding="utf-8") == text
    assert plain(team.acts()[-1]) == (
        "Jeanne Roux (par un lien) a ouvert les réponses : cycle 2, 1 bulletin"
    )
    assert "Les réponses sont ouvertes, vérifiées" in plain(jeanne.get(f"{link}?fait=ouvert").words)


def test_a_link_that_is_closed_or_forged_opens_nothing_and_the_key_stays(team):
    anna = team.member("Anna", "secretariat")
    jeanne, link = entrusted(team, anna)
    proven(jeanne, link)
    forged = link[:-1] + ("a" if link[-1] != "a" else "b")
    who = BeautifulSoup(anna.get(PAGE).text, "html.parser").find("input", {"name": "qui"})["value"]
    assert (
        anna.post(PAGE, {"op": "fermer", "qui": who}).headers["location"] == f"{PAGE}?fait=fermer"
    )

    assert (jeanne.get(forged).status, jeanne.get(link).status) == (404, 404)
    assert jeanne.post(link, {"op": "essai", "publique": PUBLIC}).status == 404
    assert keys_file(team).count("\n") == 2
    assert plain(team.acts()[-1]) == "Anna a fermé le lien de Jeanne Roux (par un lien) : cycle 2"
    assert "Jeanne Roux" not in anna.get(PAGE).words


def test_the_link_opens_no_page_of_the_desk(team):
    anna = team.member("Anna", "secretariat")
    jeanne, link = entrusted(team, anna)
    jeanne.get(link)

    assert [jeanne.get(one).status for one in (PAGE, f"{HERE}/cles", HERE)] == [303] * 3
    assert jeanne.post(PAGE, MADE).status == 401


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"nom": ""}, "Écrire le nom de la personne"),
        ({"adresse": "jeanne"}, "« jeanne »"),
        ({"fonction": " "}, "Dire la fonction de qui garde la clé"),
        ({"tache": "garder age1"}, "les clés ont changé entre-temps"),
    ],
    ids=["name", "address", "function", "task"],
)
def test_a_link_that_cannot_leave_says_why_and_what_was_typed_stays(team, typed, said):
    answer = team.member("Anna", "secretariat").post(PAGE, {**MADE, **typed})

    assert answer.status == 422
    assert said in plain(answer.words)
    assert f'value="{typed.get("adresse", "jeanne@dehors.fr")}"' in answer.text
    assert [one for one in team.post() if one["To"] == "jeanne@dehors.fr"] == []
