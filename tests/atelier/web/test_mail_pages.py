"""The mails of the service: their words shown with an example, reworded from the browser, sent as published."""

import pytest
from atelier_desk import make_team, opened
from places import words

from chorale.atelier.mail_examples import EXAMPLES
from chorale.content.mail_models import MODELS

RECEIVED = "content/mails/reponse-recue.yml"
FORM = """\
title: "Demander une visite"
summary: "Dites où."
purpose: "Étudier la demande."
retention_months: 6
contact: visites@phare.example
fields:
  - {name: email, label: "Adresse électronique", kind: email}
"""


@pytest.fixture
def team(tmp_path):
    return make_team(tmp_path, {"content/forms/visite.yml": FORM})


def test_every_name_has_an_example():
    assert {name for model in MODELS.values() for name in model.names} == set(EXAMPLES)


def test_each_mail_is_shown_and_an_organiser_begins_from_the_words_of_origin(team):
    eve = team.member("Eve", "events")
    shown = eve.get("/atelier/courriels").words
    begun = eve.post("/atelier/contenus/mail/nouveau", {"mail": "reponse-recue"})

    assert "Envoi n° 7F3A-91C2 – Demander une visite" in shown
    assert begun.headers["location"] == f"/atelier/fiche/{RECEIVED}"
    assert "Envoi n° {numero} – {formulaire}" in eve.get(f"/atelier/fiche/{RECEIVED}").text


def test_the_words_of_a_file_are_those_of_the_page(team):
    (team.service.settings.root / RECEIVED).parent.mkdir()
    (team.service.settings.root / RECEIVED).write_text(
        'said: ["Bien reçu : {numero}."]\n', encoding="utf-8"
    )
    eve = team.member("Eve", "events")
    shown = eve.get("/atelier/courriels").words

    assert "Réponse reçue vos mots" in shown
    assert "Bien reçu : 7F3A-91C2." in shown


def test_a_mail_that_does_not_exist_is_refused_in_words(team):
    refused = team.member("Eve", "events").post("/atelier/contenus/mail/nouveau", {"mail": "autre"})

    assert refused.status == 422
    assert "Choisir un courriel de la liste." in refused.words


def test_someone_without_the_role_reads_and_is_offered_nothing(team):
    ann = team.member("Ann", "editing")

    assert "Écrire d'autres mots" not in ann.get("/atelier/courriels").words
    assert (
        ann.post("/atelier/contenus/mail/nouveau", {"mail": "rappel"}).headers.get("location")
        is None
    )


def test_the_sheet_shows_the_mail_as_it_is_typed_and_an_emptied_field_says_the_first_words(team):
    eve = team.member("Eve", "events")
    sheet = f"/atelier/fiche/{RECEIVED}"
    eve.post("/atelier/contenus/mail/nouveau", {"mail": "reponse-recue"})
    opened(eve, RECEIVED).set("said.lines", "Noté : {numero}.").press("garder")
    typed = eve.get(sheet).words
    opened(eve, RECEIVED).set("said.lines", "").press("enregistrer")

    assert "Noté : 7F3A-91C2." in typed
    assert "said" not in (team.service.settings.root / RECEIVED).read_text(encoding="utf-8")
    assert "Votre envoi est enregistré sous le numéro 7F3A-91C2." in eve.get(sheet).words


def test_the_secretariat_rewords_the_mails_of_its_cycles_and_sees_what_always_stands_in_them(team):
    ines = team.member("Ines", "secretariat")
    shown = " ".join(ines.get("/atelier/courriels").words.split())
    begun = ines.post("/atelier/contenus/mail/nouveau", {"mail": "cycle-invitation"})
    path = begun.headers["location"].removeprefix("/atelier/fiche/")
    saved = opened(ines, path).set("after", "Merci d'avance.").press("enregistrer")

    assert "[ici, toujours : le lien personnel, l’ouverture et la clôture]" in shown
    assert saved.status == 303, saved.words
    written = (team.service.settings.root / path).read_text(encoding="utf-8")
    assert "button" not in written
    assert 'after: "Merci d\'avance."' in written


def test_the_link_to_the_atelier_comes_in_the_words_of_its_file(tmp_path):
    said = 'subject: "Entrez"\nsaid: ["La porte de {communaute} :"]\nafter: "Pendant {duree}."\n'
    team = make_team(tmp_path, {"content/mails/equipe-lien.yml": said})
    team.code("Eve", "events")
    team.browser().post("/atelier/entrer/lien", {"adresse": "eve@exemple.fr"})
    (sent,) = team.post()
    told = " ".join(words(sent).split())

    assert sent["subject"] == "Entrez"
    assert told.startswith(
        "Bonjour Eve, La porte de Communauté du Phare : https://chorale.example/atelier/entrer#"
    )
    assert told.endswith("Vos rôles : animation. Pendant une heure. Le Phare")
