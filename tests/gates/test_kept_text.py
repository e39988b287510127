"""What was typed is never lost: each form of the atelier, refused by itself, at a closed door, or for what went away."""

import re
import time

import pytest
from browsing import Browser
from bs4 import BeautifulSoup
from cycle_team import ROSTER, invite_all, make_cycle_team
from places import words
from small_public import send
from tests.gates.test_rights import PLACES, RIGHTS
from witness import REFUSED as REFUSALS
from witness import lost

from chorale.atelier.desk import BLINK
from chorale.atelier.rights import STAFF_ROLES
from chorale.atelier.web.pages import ROUTES
from chorale.atelier.web.request import OPEN

FORMS = {one.path: one for one in ROUTES if "POST" in one.methods}
LONG = "Une phrase longue & « précieuse »\r\nsur deux lignes ; 100 %"
PAGE, ARTICLE = PLACES["{path:path}"], "content/newsletters/2026-03/la-lampe-est-reparee.md"
REFUSED = {
    "/atelier/contenus/{kind}/nouveau": {"title": "", "folder": "un dossier à garder"},
    "/atelier/fiche/{path:path}": {"op": "enregistrer", "order": "jamais dit", "corps": LONG},
    "/atelier/renommer/{path:path}": {"nom": "ecriture"},
    "/atelier/image/{path:path}": {"alt": LONG},
    "/atelier/abonnes/importer": {"op": "lire", "texte": LONG, "accord": ""},
    "/atelier/acces": {"op": "ajouter", "nom": "Le téléphone de Zoé", "reponse": "{}"},
    "/atelier/lettre/{issue}/essai": {"qui": "pas une adresse"},
    "/atelier/lettre/{issue}/envoi": {
        "op": "envoyer",
        "quand": "plus-tard",
        "moment": "jamais dit",
    },
    "/atelier/relecture/{path:path}": {
        "op": "inviter",
        "invite.nom": "Zoé Dehors",
        "invite.adresse": "pas une adresse",
        "invite.mots": LONG,
    },
    "/atelier/relire/{word}": {"op": "commenter", "passage": LONG, "mots": ""},
    "/atelier/equipe": {"op": "inviter", "nom": "Zoé", "adresse": "pas une adresse"},
    "/atelier/seances/{key}": {"op": "inscrire", "nom": "Zoé", "adresse": "pas une adresse"},
    "/atelier/seances/{key}/reglages": {"capacity": "beaucoup", "join": "http://visio"},
    "/atelier/seances/{key}/message": {
        "op": "apercu",
        "groupe": "waiting",
        "objet": "",
        "texte": LONG,
    },
    "/atelier/reponses/{form}/{answer}": {"op": "apercu", "objet": "", "texte": LONG},
    "/atelier/cycles/nouveau": {"enveloppe": "beaucoup", "themes": LONG, "cloture": "jamais dit"},
    "/atelier/cycles/{slug}": {"op": "reporter", "raison": LONG, "jusqu-au": "jamais dit"},
    "/atelier/cycles/{slug}/inviter": {"op": "apercu", "liste": LONG},
    "/atelier/cycles/{slug}/depots": {"recu": "jamais dit"},
    "/atelier/cycles/{slug}/gardiens": {
        "op": "confier",
        "tache": "rien",
        "fonction": "Le secours",
        "nom": "Zoé Gardienne",
        "adresse": "pas une adresse",
    },
    "/atelier/cycles/{slug}/figer": {"op": "tete", "adresses": "pas une adresse"},
    "/atelier/cycles/{slug}/arbitrage": {"op": "enregistrer", "raison.DE-01": LONG},
}
"""A form that each refuses, with what is typed in it."""
UNTYPED = {
    "/atelier/choix/{path:path}",
    "/atelier/demandes",
    "/atelier/importer",
    "/atelier/publier",
    "/atelier/forge",
    "/atelier/coller",
    "/atelier/supprimer/{path:path}",
    "/atelier/suggestion/{path:path}",
    "/atelier/historique/{path:path}",
    "/atelier/importer/articles",
    "/atelier/entrer",
    "/atelier/entrer/cle",
    "/atelier/entrer/lien",
    "/atelier/sortir",
    "/atelier/lettre/{issue}/approuver",
    "/atelier/seances/{key}/presences",
    "/atelier/cycles/{slug}/relancer",
    "/atelier/cycles/{slug}/cles",
    "/atelier/cycles/{slug}/ouverture",
    "/atelier/cle/{word}",
}
"""Buttons, ticks, secrets, what the browser makes; an address that is told nothing; texts and lists of which all is
taken."""
GONE = {
    "{path:path}": "site/documentation/partie.md",
    "{kind}": "partie",
    "{slug}": "cycle-99",
    "{issue}": "1999-01",
    "{form}": "parti",
    "{key}": "parti-19990101T1000",
    "{answer}": "partie",
    "{word}": "parti",
}


def test_the_table_has_every_form():
    assert REFUSED.keys() | UNTYPED == FORMS.keys()
    assert REFUSED.keys() & UNTYPED == set()


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Run a team whose forms have all that they need: a cycle, a reader from outside, an answer."""
    team = make_cycle_team(tmp_path_factory.mktemp("saisie"))
    invite_all(team.member("Anna", "secretariat"), ROSTER)
    answer = {"equipage": "L'Albatros", "email": "zoe@exemple.fr", "accord": "oui"}
    assert send(team, "/participer/formulaires/visite-du-phare/", answer).status == 303
    writer = team.member("Wanda", "editing")
    kept = writer.get("/atelier/reponses/visite-du-phare").text
    asked = {"op": "inviter", "invite.nom": "Jo", "invite.adresse": "jo@exemple.fr"}
    assert writer.post(f"/atelier/relecture/{PAGE}", asked).status == 303
    mailed = " ".join(map(words, team.post()))
    word = re.search(r"/atelier/relire/(\w+)", mailed)[1]
    number = re.search(r"/atelier/reponses/visite-du-phare/(\w+)\"", kept)[1]
    places = {**PLACES, "{word}": word, "{answer}": number}
    return team, {"/atelier/image/{path:path}": f"/atelier/image/{ARTICLE}", **places}, {}


def inside(house, *roles):
    """Return the browser of someone who has these roles; without any, they still are of the team."""
    team, _, cookies = house
    if roles not in cookies:
        cookies[roles] = team.member(" ".join(roles), *roles).cookies
    return Browser(team.app, cookies=dict(cookies[roles]))


def role_for(path):
    """Return a role of who may send a form: who writes, of those."""
    return min(RIGHTS["POST", path], key=lambda role: (role != "editing", role))


def at(path, places):
    for name, value in places.items():
        path = path.replace(name, value)
    return path


def gone(answer, form, path):
    return lost(answer, {name: [value] for name, value in form.items()}, path)


@pytest.mark.parametrize("path", sorted(REFUSED))
def test_a_form_that_is_refused_is_shown_again_with_all_that_was_typed(house, path):
    team, places, _ = house
    browser = Browser(team.app) if FORMS[path].roles == OPEN else inside(house, role_for(path))
    form = REFUSED[path]
    answer = browser.post(at(path, places), form)

    assert answer.status in REFUSALS | {404, 200}, answer.words
    assert gone(answer, form, path) == []


def test_what_was_typed_for_a_colleague_who_took_it_away_is_still_in_the_page(house):
    told = {
        path: answer
        for path, form in REFUSED.items()
        if "{" in path and FORMS[path].roles != OPEN
        for answer in (inside(house, role_for(path)).post(at(path, GONE), form),)
    }

    assert {one.status for one in told.values()} == {404}
    assert {path for path, one in told.items() if gone(one, REFUSED[path], path)} == set()


def test_what_was_typed_before_a_right_was_taken_away_or_a_session_ended_is_still_in_the_page(
    house,
):
    team, places, _ = house
    closed = [path for path in REFUSED if FORMS[path].roles not in (OPEN, frozenset())]
    nobody = {path: Browser(team.app).post(at(path, places), REFUSED[path]) for path in closed}
    other = {
        path: inside(house, *sorted(set(STAFF_ROLES) - RIGHTS["POST", path])[:1]).post(
            at(path, places), REFUSED[path]
        )
        for path in closed
        if set(STAFF_ROLES) - RIGHTS["POST", path]
    }

    assert {one.status for one in nobody.values()} == {401}
    assert {one.status for one in other.values()} == {403}
    for told in (nobody, other):
        assert {path for path, one in told.items() if gone(one, REFUSED[path], path)} == set()


def by_hand(file, text):
    """Write a file beside the atelier, which looks at the folder again after a blink."""
    file.write_text(text, encoding="utf-8")
    time.sleep(BLINK)


def test_a_community_broken_by_hand_meanwhile_loses_nothing_of_what_is_typed_for_a_cycle(house):
    team, _, _ = house
    file, path = team.service.settings.root / "content/community.yml", "/atelier/cycles/nouveau"
    text = file.read_text(encoding="utf-8")
    try:
        by_hand(file, "name: [\n")
        answer = inside(house, "secretariat").post(path, REFUSED[path])
    finally:
        by_hand(file, text)

    assert "La communauté est à corriger d’abord" in answer.words
    assert gone(answer, REFUSED[path], path) == []


def test_a_file_broken_by_hand_meanwhile_loses_nothing_of_what_is_typed_in_its_sheet(house):
    team, _, _ = house
    file = team.service.settings.root / PAGE
    text = file.read_text(encoding="utf-8")
    form = {"op": "enregistrer", "title": "Un titre tapé", "corps": LONG}
    try:
        by_hand(file, "---\ntitle: [\n---\n")
        answer = inside(house, "editing").post(f"/atelier/fiche/{PAGE}", form)
    finally:
        by_hand(file, text)
    page = BeautifulSoup(answer.text, "html.parser")

    assert answer.status == 409
    assert gone(answer, form, "/atelier/fiche/{path:path}") == []
    assert [" ".join(one.text.split()) for one in page.select("pre.said")] == [
        "Un titre tapé",
        " ".join(LONG.split()),
    ]
