"""The team in the atelier: invited, changed, removed by who may; each act in the journal."""

import re

from atelier_desk import make_team
from bs4 import BeautifulSoup

from chorale.atelier import acts
from chorale.atelier.desk import Writer

INVITED = {
    "nom": "Léo",
    "adresse": "leo@exemple.fr",
    "role": ["events", "editing"],
    "op": "inviter",
}


def keys(browser):
    soup = BeautifulSoup(browser.get("/atelier/equipe").text, "html.parser")
    return {
        one.find_parent("li").b.text: one["value"]
        for one in soup.find_all("input", {"name": "qui"})
    }


def test_an_operator_invites_changes_and_removes(tmp_path):
    team = make_team(tmp_path)
    eve = team.member("Eve", "operation")
    first = eve.post("/atelier/equipe", INVITED)
    (mail,) = team.post()
    leo = team.browser()
    leo.post("/atelier/entrer", {"code": re.search(r"#([A-Z0-9]+)", mail.get_content()).group(1)})
    who = keys(eve)["Léo"]
    before = leo.get("/atelier/contenus/issue/nouveau").status
    eve.post("/atelier/equipe", {"qui": who, "role": "events", "op": "roles"})
    after = leo.get("/atelier/contenus/issue/nouveau").status
    eve.post("/atelier/equipe", {"qui": who, "op": "retirer"})

    assert (first.status, first.headers["location"]) == (303, "/atelier/equipe?fait=inviter")
    assert (mail["To"], "rédaction et animation" in mail.get_content()) == ("leo@exemple.fr", True)
    assert (before, after, leo.get("/atelier/").status) == (200, 403, 303)
    assert team.acts() == [
        "Eve a ouvert une session",
        "Eve a donné à Léo : rédaction et animation",
        "Eve a envoyé un lien à Léo",
        "Léo a ouvert une session",
        "Eve a donné à Léo : animation",
        "Eve a retiré de l'équipe Léo",
    ]


def test_whose_roles_change_and_who_is_taken_out_are_told_by_mail(tmp_path):
    team = make_team(tmp_path)
    eve = team.member("Eve", "operation")
    eve.post("/atelier/equipe", INVITED)
    who = keys(eve)["Léo"]
    for roles in (["editing", "events"], ["approval"]):
        eve.post("/atelier/equipe", {"qui": who, "role": roles, "op": "roles"})
    eve.post("/atelier/equipe", {"qui": who, "op": "retirer"})
    told = {one["Subject"].split("\u00a0: ")[-1]: one for one in team.post()}
    changed = told["vos rôles ont changé"]

    assert set(told) == {
        "Votre lien pour l’atelier de Communauté du Phare",
        "vos rôles ont changé",
        "votre accès est fermé",
    }
    assert {one["To"] for one in told.values()} == {"leo@exemple.fr"}
    assert "- approbation\u00a0: approuve une lettre" in changed.get_content()
    assert "rédaction" not in changed.get_content()


def test_the_last_who_gives_roles_keeps_that_role(tmp_path):
    team = make_team(tmp_path)
    eve = team.member("Eve", "operation")
    who = keys(eve)["Eve"]
    for sent in ({"op": "retirer"}, {"op": "roles", "role": "editing"}):
        answer = eve.post("/atelier/equipe", {"qui": who, **sent})
        assert answer.status == 409
        assert "Une personne au moins garde" in answer.words
    assert eve.get("/atelier/equipe").status == 200


def test_mistakes_are_said_and_what_was_typed_stays(tmp_path):
    eve = make_team(tmp_path).member("Eve", "operation")
    wrong = eve.post("/atelier/equipe", {**INVITED, "adresse": "leo chez lui"})
    none = eve.post("/atelier/equipe", {**INVITED, "role": []})
    twice = [eve.post("/atelier/equipe", INVITED) for _ in range(2)][1]
    gone = eve.post("/atelier/equipe", {"qui": "personne", "op": "retirer"})

    assert [one.status for one in (wrong, none, twice, gone)] == [422] * 4
    assert 'value="leo chez lui"' in wrong.text
    assert "Aucun rôle : en donner un au moins." in none.words
    assert "Cette personne est déjà de" in twice.words


def test_a_journal_that_was_touched_says_so(tmp_path):
    from sqlalchemy import update

    from chorale.service.tables import journal

    team = make_team(tmp_path)
    eve = team.member("Eve", "operation")
    good = eve.get("/atelier/journal")
    with team.service.store.write() as connection:
        connection.execute(update(journal).values(kind="left"))
    touched = eve.get("/atelier/journal")

    assert "rien n’en a été effacé ni changé" in good.words
    assert "entrée n° 1 : contenu modifié" in touched.words


def test_the_journal_calls_files_letters_and_publications_by_what_people_call_them(tmp_path):
    team = make_team(tmp_path)
    eve = team.member("Eve", "operation")
    lamp = "content/newsletters/2026-03/la-lampe-est-reparee.md"
    for kind, what in (
        ("saved", lamp),
        ("saved", "content/search.yml"),
        ("saved", "content/ipm/cycle-2/keys.yml"),
        ("saved", "content/newsletters/2026-03/partie.md"),
        ("pictured", "content/newsletters/2026-03/la-lampe.png"),
        ("approved", "2026-03"),
        ("put-back", "2026-03-05-101112-abcdef"),
    ):
        team.room.postman.desk.note(Writer(key=acts.CONSOLE, name="", email=""), kind, what=what)
    told = eve.get("/atelier/journal").words.replace("\xa0", " ").replace("\u202f", " ")

    assert re.findall(r"en ligne de commande (.*?) jeudi 5 mars 2026 à 10 h –", told)[::-1] == [
        "a enregistré « La lampe est réparée » (article)",
        "a enregistré « Recherche »",
        "a enregistré « Clé de scellement cycle-2 »",
        "a enregistré content/newsletters/2026-03/partie.md",
        "a ajouté l’image la-lampe.png",
        "a approuvé la lettre « Lettre du Phare — mars 2026 »",
        "a remis en ligne la publication d’avant le jeudi 5 mars 2026 à 10 h 11",
    ]
