"""The inbox of a form: states, replies, drafts made of answers, results as they come."""

import io
import json

import pytest
from atelier_desk import make_team, opened
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from small_public import send

REQUEST = """\
title: "Demander une visite"
summary: "Dites où."
purpose: "Étudier la demande."
retention_months: 6
contact: visites@phare.example
becomes: meeting
fields:
  - {name: organisme, label: "Organisme", required: true, autocomplete: organization}
  - {name: name, label: "Votre nom", required: true, autocomplete: name}
  - {name: email, label: "Adresse électronique", kind: email}
  - {name: ville, label: "Ville", required: true}
  - {name: public, label: "Public", kind: choices, from_audiences: true}
  - {name: questions, label: "Vos questions", kind: paragraph, most: 500}
"""
IDEA = """\
title: "Proposer un article"
summary: "Une idée ?"
purpose: "Choisir."
retention_months: 6
contact: visites@phare.example
becomes: article
fields:
  - {name: sujet, label: "Le sujet", required: true}
  - {name: situation, label: "La situation", kind: paragraph}
"""
WISH = """\
title: "Demander une évolution"
summary: "Dites le besoin."
purpose: "Étudier la demande."
retention_months: 6
contact: visites@phare.example
becomes: collected
fields:
  - {name: titre, label: "La demande", required: true}
  - {name: besoin, label: "Le besoin", kind: paragraph}
"""
ASKED = {
    "organisme": "Les Amis du port",
    "name": "Zoé Durand",
    "email": "zoe@exemple.fr",
    "ville": "Saint-Malo",
    "public": "marins",
    "questions": "Peut-on monter ?\r\nEt la nuit ?",
}
HERE = "/atelier/reponses/visite"


@pytest.fixture
def team(tmp_path):
    files = {
        "content/forms/visite.yml": REQUEST,
        "content/forms/idee.yml": IDEA,
        "content/forms/souhait.yml": WISH,
    }
    return make_team(tmp_path, files)


def asks(team, form="visite", **answers):
    """Answer a form as the public does; return the address of the answer in the atelier."""
    send(team, f"/participer/formulaires/{form}/", answers or ASKED)
    with team.service.store.read() as connection:
        wanted = "SELECT id FROM answer WHERE form = ? ORDER BY received_at DESC"
        (identifier, *_) = connection.exec_driver_sql(wanted, (form,)).first()
    return f"/atelier/reponses/{form}/{identifier}"


def number(path):
    identifier = path.rpartition("/")[2].upper()
    return f"{identifier[:4]}-{identifier[4:8]}"


def test_what_waits_is_counted_until_somebody_sorts_it(team):
    eve = team.member("Eve", "events")
    path = asks(team)
    before = eve.get("/atelier/reponses").words
    answer = eve.post(path, {"op": "classer", "etat": "declined"})

    assert "1 à traiter" in before
    assert answer.headers["location"] == f"{path}?fait=classer"
    assert "à traiter" not in eve.get("/atelier/reponses").words
    assert "Sans suite (1)" in eve.get(HERE).words
    assert team.acts()[-1] == f"Eve a classé la réponse n° {number(path)} : sans suite"


def test_a_reply_is_shown_then_sent_once_and_the_answer_is_in_hand(team):
    eve = team.member("Eve", "events")
    path = asks(team)
    before = len(team.post())
    said = {"objet": "Votre visite", "texte": "Bonjour Zoé,\r\n\r\nMardi convient."}
    shown = eve.post(path, {"op": "apercu", **said})
    unsent = len(team.post())
    sent, again = (eve.post(path, {"op": "envoyer", **said}) for _ in range(2))
    mails = team.post()[before:]

    assert "Envoyer à zoe@exemple.fr" in shown.words
    assert (unsent, sent.status) == (before, 303)
    assert [(one["To"], one["Subject"]) for one in mails] == [("zoe@exemple.fr", "Votre visite")]
    text = mails[0].get_body(("plain",)).get_content()
    assert (text.count("Bonjour"), text.startswith("Bonjour Zoé,\r\n\r\n")) == (1, True)
    assert "\r\n\r\nMardi convient." in text
    assert "En cours (1)" in eve.get(HERE).words
    assert "déjà parti : rien n’est envoyé deux fois" in again.words
    after = BeautifulSoup(eve.get(path).text, "html.parser").find("h2", id="repondre")
    assert " ".join(after.find_next("details").get_text(" ").split()) == (
        "Votre visite le jeudi 5 mars 2026 à 10 h, par Eve Bonjour Zoé, Mardi convient."
    )


def test_a_reply_without_words_is_refused_and_what_was_typed_stays(team):
    eve = team.member("Eve", "events")
    path = asks(team)
    answer = eve.post(path, {"op": "envoyer", "objet": "Votre visite", "texte": " "})

    assert answer.status == 422
    assert "Le texte est à écrire" in answer.words
    assert 'value="Votre visite"' in answer.text


def test_an_answer_without_an_address_cannot_be_replied_to(team):
    eve = team.member("Eve", "events")
    path = asks(team, **{**ASKED, "email": ""})

    assert "Répondre par courriel" not in eve.get(path).words
    assert eve.post(path, {"op": "envoyer", "objet": "A", "texte": "B"}).status == 422


def test_a_request_becomes_a_draft_meeting_without_who_asked(team):
    eve = team.member("Eve", "events")
    path = asks(team)
    shown = eve.get(path)
    answer = eve.post(path, {"op": "brouillon", "date": "2026-05-20", "city": "Saint-Malo"})
    form = opened(eve, "content/meetings/2026-05-20-saint-malo.md")
    told = json.dumps(form.pairs)

    assert 'value="Saint-Malo"' in shown.text
    assert answer.headers["location"] == "/atelier/fiche/content/meetings/2026-05-20-saint-malo.md"
    assert form.get("corps") == "\r\n**Vos questions**\r\n\r\nPeut-on monter ?\r\nEt la nuit ?\r\n"
    assert ("Les Amis du port" in told, "Durand" in told, "exemple" in told) == (True, False, False)
    assert "Ce qu’elle est devenue" in eve.get(path).words
    assert team.acts()[-1] == f"Eve a fait un brouillon de la réponse n° {number(path)}"


def test_a_draft_that_lacks_a_day_is_asked_for_and_the_rest_stays(team):
    eve = team.member("Eve", "events")
    path = asks(team)
    answer = eve.post(path, {"op": "brouillon", "date": "", "city": "Dinard"})

    assert answer.status == 422
    assert "Il manque un jour" in answer.words
    assert 'value="Dinard"' in answer.text


def test_a_suggestion_becomes_a_draft_article_of_who_may_write_them(team):
    anne, eve = team.member("Anne", "editing"), team.member("Eve", "events")
    path = asks(team, "idee", sujet="Lire une carte", situation="En mer.")
    offered = BeautifulSoup(anne.get(path).text, "html.parser").find("select", id="issue")
    assert [one["value"] for one in offered.find_all("option")] == ["2026-03"]
    asked = {"op": "brouillon", "issue": "2026-03", "title": "Lire une carte"}

    assert "En faire un article" not in eve.get(path).words
    assert eve.post(path, asked).status == 403
    assert (
        anne.post(path, asked).headers["location"]
        == "/atelier/fiche/content/newsletters/2026-03/lire-une-carte.md"
    )


def test_results_are_counted_as_they_come_and_the_answers_leave_as_files(team):
    anne = team.member("Anne", "editing")
    asks(team)
    book = load_workbook(io.BytesIO(anne.get(f"{HERE}/reponses.xlsx").body))

    assert "Marins 1 100 %" in anne.get(HERE).words.replace("\u00a0", " ").replace("\u202f", " ")
    assert [cell.value for cell in book.active[2]][2:4] == ["Les Amis du port", "Zoé Durand"]
    assert team.acts()[-1] == "Anne a pris les réponses du formulaire visite"
    assert anne.get(f"{HERE}/reponses.exe").status == 404


def test_an_answer_that_is_erased_takes_its_state_with_it(team):
    eve = team.member("Eve", "events")
    path = asks(team)
    eve.post(path, {"op": "classer", "etat": "done"})
    with team.service.store.write("form:visite") as connection:
        connection.exec_driver_sql("DELETE FROM answer")
        left = connection.exec_driver_sql("SELECT count(*) FROM answer_state").scalar()

    assert (left, eve.get(path).status) == (0, 404)


def test_a_request_for_a_change_becomes_a_collected_one_of_the_secretariat(team):
    zoe, eve = team.member("Zoé", "secretariat"), team.member("Eve", "events")
    path = asks(team, "souhait", titre="Éteindre à midi", besoin="La lampe brûle le jour.")
    shown = zoe.get("/atelier/reponses").words
    answer = zoe.post(path, {"op": "brouillon", "title": "Éteindre à midi"})
    form = opened(zoe, "content/requests/eteindre-a-midi.md")

    assert ("Demander une évolution" in shown, "Demander une visite" in shown) == (True, False)
    assert zoe.get(HERE).status == 404
    assert "En faire une demande recueillie" not in eve.get(path).words
    assert answer.headers["location"] == "/atelier/fiche/content/requests/eteindre-a-midi.md"
    assert (form.get("origin"), form.get("received")) == (
        "Formulaire « Demander une évolution »",
        "2026-03-05",
    )
    assert form.get("corps").strip() == "La lampe brûle le jour."
