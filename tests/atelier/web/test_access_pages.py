"""Passkeys: added by their owner, let in once for each challenge, removed; nobody else's, no copy, no other site."""

import json

import pytest
from atelier_desk import make_team, sentences
from places import words
from soft_key import PRESENT, SYNCED, SoftKey

CLOSED = (
    "Aucune session n’est ouverte Cette clé n’ouvre rien ici : elle a été retirée, ou sa réponse a trop tardé. "
    "Recommencez, ou demandez un lien par courriel."
)
NOT_ADDED = "Rien n’est changé Cette clé n’a pas pu être ajoutée : sa réponse a trop tardé ou ne se vérifie pas. Recommencez."


def asked(browser, path):
    answer = browser.get(path, headers={"accept": "application/json"})
    assert answer.status == 200, answer.words
    return json.loads(answer.text)


def added(browser, key, name="téléphone"):
    form = {
        "op": "ajouter",
        "nom": name,
        "reponse": key.made(asked(browser, "/atelier/acces/cle")),
    }
    return browser.post("/atelier/acces", form)


def come(browser, key, **more):
    form = {"reponse": key.given(asked(browser, "/atelier/entrer/cle")), **more}
    return browser.post("/atelier/entrer/cle", form)


@pytest.fixture
def team(tmp_path):
    return make_team(tmp_path)


def test_a_key_is_added_after_a_link_and_lets_in_from_then_on(team):
    anne, key = team.member("Anne", "editing"), SoftKey()
    done = added(anne, key)
    other = team.browser()
    came = come(other, key, suite="/atelier/contenus/issue")
    home = other.get("/atelier/")
    (told,) = team.post()

    assert (done.status, done.headers["location"]) == (303, "/atelier/acces?fait=ajouter")
    assert (came.status, came.headers["location"]) == (303, "/atelier/contenus/issue")
    assert (home.status, "Bonjour Anne" in home.words) == (200, True)
    assert team.acts() == [
        "Anne a ouvert une session",
        "Anne a ajouté une clé d'accès",
        "Anne a ouvert une session par une clé d'accès",
    ]
    assert (told["To"], "« téléphone », vient d’être ajoutée" in " ".join(words(told).split())) == (
        "anne@exemple.fr",
        True,
    )


def test_keys_are_listed_and_one_that_is_removed_opens_nothing(team):
    anne, key = team.member("Anne", "editing"), SoftKey()
    added(anne, key)
    added(anne, SoftKey(), "poste du bureau")
    come(team.browser(), key)
    shown = anne.get("/atelier/acces")
    removed = anne.post("/atelier/acces", {"op": "retirer", "cle": ident(key)})
    twice = anne.post("/atelier/acces", {"op": "retirer", "cle": ident(key)})
    came = come(team.browser(), key)

    assert "téléphone ajoutée le jeudi 5 mars 2026 à 10 h" in shown.words.replace("\xa0", " ")
    assert "poste du bureau ajoutée le" in shown.words
    assert ("servie le" in shown.words, "jamais servie" in shown.words) == (True, True)
    assert (removed.status, twice.status) == (303, 422)
    assert sentences(twice) == "Rien n’est changé Cette clé est déjà retirée."
    assert (came.status, sentences(came)) == (403, CLOSED)
    assert team.acts()[-1] == "Anne a retiré une clé d'accès"


def ident(key):
    return json.loads(key.given({"challenge": "x"}))["id"]


def test_nobody_removes_the_key_of_someone_else(team):
    anne, eve, key = team.member("Anne", "editing"), team.member("Eve", "operation"), SoftKey()
    added(anne, key)
    tried = eve.post("/atelier/acces", {"op": "retirer", "cle": ident(key)})

    assert tried.status == 422
    assert come(team.browser(), key).status == 303


def test_a_key_is_not_added_for_someone_else_than_who_asked(team):
    anne, eve, key = team.member("Anne", "editing"), team.member("Eve", "editing"), SoftKey()
    made = key.made(asked(eve, "/atelier/acces/cle"))
    tried = anne.post("/atelier/acces", {"op": "ajouter", "nom": "x", "reponse": made})

    assert (tried.status, sentences(tried)) == (422, NOT_ADDED)


def test_the_same_answer_lets_in_once(team):
    anne, key = team.member("Anne", "editing"), SoftKey()
    added(anne, key)
    given = {"reponse": key.given(asked(anne, "/atelier/entrer/cle"))}
    answers = [team.browser().post("/atelier/entrer/cle", given).status for _ in range(2)]

    assert answers == [303, 403]


def test_an_answer_that_was_late_lets_nobody_in(team):
    anne, key = team.member("Anne", "editing"), SoftKey()
    added(anne, key)
    given = {"reponse": key.given(asked(anne, "/atelier/entrer/cle"))}
    team.clock.advance(minutes=5, seconds=1)

    assert team.browser().post("/atelier/entrer/cle", given).status == 403


def test_a_copied_key_is_refused_by_its_count_and_one_of_many_devices_is_not(team):
    anne, key, shared = team.member("Anne", "editing"), SoftKey(), SoftKey()
    shared.flags |= SYNCED
    added(anne, key)
    added(anne, shared, "gestionnaire")
    come(team.browser(), key), come(team.browser(), shared)
    key.uses = shared.uses = 0

    assert [come(team.browser(), one).status for one in (key, shared)] == [403, 303]


@pytest.mark.parametrize("lie", ["origin", "domain", "flags", "owner", "secret", "id"])
def test_a_key_that_lies_lets_nobody_in(team, lie):
    anne, key, other = team.member("Anne", "editing"), SoftKey(), SoftKey()
    added(anne, key)
    values = {"origin": "https://pirate.example", "domain": "pirate.example", "flags": PRESENT}
    setattr(key, lie, values.get(lie, b"another" if lie == "owner" else getattr(other, lie)))

    assert come(team.browser(), key).status == 403


@pytest.mark.parametrize(
    "written",
    ["", "{", "[]", '{"response": {}}', '{"response": {"clientDataJSON": "%%"}}', '{"response": {"clientDataJSON": "e30"}}', '{"response": {"clientDataJSON": "bnVsbA"}}'],
)  # fmt: skip
def test_what_is_no_answer_of_a_key_is_refused_in_words(team, written):
    anne = team.member("Anne", "editing")
    came = anne.post("/atelier/entrer/cle", {"reponse": written})
    add = anne.post("/atelier/acces", {"op": "ajouter", "nom": "x", "reponse": written})

    assert (came.status, add.status) == (403, 422)
    assert (sentences(came), sentences(add)) == (CLOSED, NOT_ADDED)


def test_a_key_without_a_name_is_refused_and_ten_are_enough(team):
    anne = team.member("Anne", "editing")
    nameless = added(anne, SoftKey(), " ")
    for number in range(10):
        assert added(anne, SoftKey(), f"clé {number}").status == 303
    eleventh = added(anne, SoftKey())

    assert sentences(nameless) == (
        "Rien n’est changé Donnez un nom à cette clé, pour la reconnaître : « téléphone », « poste du bureau »."
    )
    assert sentences(eleventh) == (
        "Rien n’est changé « téléphone » n’est pas ajoutée, vous avez déjà 10 clés : en retirer une d’abord."
    )
    assert "Vous avez autant de clés qu’il est permis" in anne.get("/atelier/acces").words


def test_who_leaves_the_team_has_no_key_any_more(team):
    boss, anne, key = team.member("Boss", "operation"), team.member("Anne", "editing"), SoftKey()
    added(anne, key)
    page = boss.get("/atelier/equipe").text
    who = page[: page.index("anne@exemple.fr") + 600].rpartition('name="qui" value="')[2][:32]
    assert boss.post("/atelier/equipe", {"op": "retirer", "qui": who}).status == 303

    assert come(team.browser(), key).status == 403


def test_a_button_that_no_page_has_changes_nothing(team):
    assert team.member("Anne", "editing").post("/atelier/acces", {"op": "x"}).status == 400


def test_entries_are_slowed_down_after_sixty_of_one_address(team):
    browser = team.browser()
    answers = [browser.post("/atelier/entrer/cle", {}).status for _ in range(61)]

    assert answers == [403] * 60 + [429]
