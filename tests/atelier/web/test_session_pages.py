"""The desk of a session: who comes, what organisers change of it, and what each person is told."""

import io
import zipfile
from html import unescape

import pytest
from atelier_desk import WEBINAR, make_team, opened
from bs4 import BeautifulSoup
from cycle_team import put_in
from openpyxl import load_workbook
from small_public import letters, link, press, send

KEY = "lire-les-feux-20260414T1430"
LATER = "lire-les-feux-20260421T1430"
HERE, THERE = f"/atelier/seances/{KEY}", f"/atelier/seances/{LATER}"
SAID = "Lire les feux de la côte, mardi 14 avril 2026, de 14\u00a0h\u00a030 à 16\u00a0h"
TWO_SESSIONS = """\
---
title: "Lire les feux de la côte"
audiences: [marins]
summary: "Reconnaître un phare à son rythme."
sessions:
  - {start: 2026-04-14 14:30, duration: 1h30, registration: interne, capacity: 2}
  - {start: 2026-04-21 14:30, duration: 1h30, registration: interne, capacity: 2}
---

Programme.
"""


@pytest.fixture
def team(tmp_path):
    return make_team(tmp_path, {WEBINAR: TWO_SESSIONS})


def people(browser, path=HERE):
    """Return who stands under which state, as the page shows them."""
    soup = BeautifulSoup(browser.get(path).text, "html.parser")
    return {
        title.contents[0].strip(): [
            row.b.text for row in title.find_next_sibling("ul").find_all("li")
        ]
        for title in soup.find_all("h2")
        if title.find(class_="count")
    }


def who(browser, name, path=HERE):
    soup = BeautifulSoup(browser.get(path).text, "html.parser")
    row = next(one for one in soup.find_all("li") if one.b and one.b.text == name)
    return row.find("input", {"name": "qui"})["value"]


def enter(browser, name, address=""):
    asked = {"op": "inscrire", "nom": name, "adresse": address or f"{name.lower()}@exemple.fr"}
    return browser.post(HERE, asked)


def asks_for_a_seat(team, name):
    """Ask for a seat as the public does, and confirm by the link of the mail."""
    path, email = f"/participer/inscription/{KEY}/", f"{name.lower()}@exemple.fr"
    assert send(team, path, {"name": name, "email": email}).status == 303
    press(team, name, "confirmer")


def told(team):
    """Return each mail's addressee and what it is about, in no order: those of one instant have none."""
    return sorted((mail["To"], mail["Subject"].partition(" –")[0]) for mail in team.post())


def methods(mail):
    """Return what each calendar of a mail asks of the programs that read it."""
    return {
        part.get_param("method")
        for part in mail.walk()
        if part.get_content_type() == "text/calendar"
    }


def test_an_organiser_seats_people_even_beyond_the_capacity(team):
    eve = team.member("Eve", "events")
    answers = [enter(eve, name) for name in ("Ada", "Blaise", "Chloe")]

    assert [one.status for one in answers] == [303] * 3
    assert people(eve) == {"Confirmée": ["Ada", "Blaise", "Chloe"]}
    assert told(team) == [
        ("ada@exemple.fr", "Inscription confirmée"),
        ("blaise@exemple.fr", "Inscription confirmée"),
        ("chloe@exemple.fr", "Inscription confirmée"),
    ]
    assert team.acts() == [
        "Eve a ouvert une session",
        *[f"Eve a inscrit une personne : {SAID}"] * 3,
    ]


APPROVED = TWO_SESSIONS.replace("2}", "2, approval: true}")


def test_requests_wait_for_a_yes_or_a_no_that_the_home_page_asks_for(tmp_path):
    team = make_team(tmp_path, {WEBINAR: APPROVED})
    eve = team.member("Eve", "events")
    for name in ("Ada", "Blaise", "Chloe"):
        asks_for_a_seat(team, name)
    words = eve.get("/atelier/").words.replace("\u00a0", " ")
    assert "3 demandes de place à accepter ou refuser" in words
    eve.post(HERE, {"op": "placer", "qui": who(eve, "Ada")})
    chloe = who(eve, "Chloe")
    answer = eve.post(HERE, {"op": "refuser", "qui": chloe, "mot": "Salle pleine."})

    assert answer.headers["location"] == f"{HERE}?fait=refuser&qui={chloe}"
    assert people(eve) == {
        "Confirmée": ["Ada"],
        "À accepter ou refuser": ["Blaise"],
        "Refusée": ["Chloe"],
    }
    assert team.acts()[-1] == f"Eve a refusé une demande de place : {SAID}"
    assert ("chloe@exemple.fr", "Demande non acceptée") in told(team)
    assert "1 demande de place à accepter" in eve.get("/atelier/").words.replace("\u00a0", " ")


def test_several_requests_are_accepted_or_refused_at_once(tmp_path):
    team = make_team(tmp_path, {WEBINAR: APPROVED})
    eve = team.member("Eve", "events")
    for name in ("Ada", "Blaise", "Chloe", "Denis"):
        asks_for_a_seat(team, name)
    ids = {name: who(eve, name) for name in ("Ada", "Blaise", "Chloe", "Denis")}
    eve.post(HERE, {"op": "placer", "qui": ids["Ada"]})
    answers = [
        eve.post(HERE, {"op": "accepter", "choix": [ids["Ada"], ids["Blaise"]]}),
        eve.post(HERE, {"op": "refuser", "choix": [ids["Chloe"], ids["Denis"]], "mot": "Complet."}),
    ]
    said = [
        BeautifulSoup(eve.get(one.headers["location"]).text, "html.parser").find(class_="done").text
        for one in answers
    ]

    assert people(eve) == {"Confirmée": ["Ada", "Blaise"], "Refusée": ["Chloe", "Denis"]}
    assert [" ".join(one.split()) for one in said] == [
        "1 demande acceptée ; un courriel le dit à chaque personne."
        " Les autres n’attendaient plus de réponse.",
        "2 demandes refusées ; un courriel le dit à chaque personne.",
    ]
    assert team.acts()[-2:] == [
        f"Eve a donné une place à une personne : {SAID} (1)",
        f"Eve a refusé une demande de place : {SAID} (2)",
    ]
    refused = [one for one in told(team) if one[1] == "Demande non acceptée"]
    assert [address for address, _ in refused] == ["chloe@exemple.fr", "denis@exemple.fr"]


def test_more_requests_ticked_than_seats_answer_nobody_and_stay_ticked(tmp_path):
    team = make_team(tmp_path, {WEBINAR: APPROVED})
    eve = team.member("Eve", "events")
    for name in ("Ada", "Blaise", "Chloe"):
        asks_for_a_seat(team, name)
    chosen = [who(eve, name) for name in ("Ada", "Blaise", "Chloe")]
    answer = eve.post(HERE, {"op": "accepter", "choix": chosen})
    soup = BeautifulSoup(answer.text, "html.parser")
    none = eve.post(HERE, {"op": "refuser", "mot": "Complet."})

    assert (answer.status, none.status) == (422, 422)
    assert soup.find(class_="summary").p.text.replace("\u00a0", " ") == (
        "3 demandes cochées pour 2 places libres : en décocher 1, ou augmenter le nombre de places."
    )
    boxes = soup.find_all("input", {"name": "choix"})
    assert [(one["value"], one.has_attr("checked")) for one in boxes] == [
        (one, True) for one in chosen
    ]
    assert "Cocher d’abord les demandes" in unescape(none.words)
    assert 'value="Complet."' in none.text
    assert people(eve) == {"À accepter ou refuser": ["Ada", "Blaise", "Chloe"]}


def test_who_was_refused_too_quickly_is_accepted_with_what_they_answered(tmp_path):
    """Indico 5954: the answer no is taken back in the list, nothing is typed again."""
    team = make_team(tmp_path, {WEBINAR: APPROVED})
    eve = team.member("Eve", "events")
    asks_for_a_seat(team, "Ada")
    eve.post(HERE, {"op": "refuser", "qui": who(eve, "Ada")})
    answer = eve.post(HERE, {"op": "placer", "qui": who(eve, "Ada")})

    assert (answer.status, people(eve)) == (303, {"Confirmée": ["Ada"]})
    assert [subject for address, subject in told(team) if "ada@" in address] == [
        "Confirmez votre inscription",
        "Demande non acceptée",
        "Demande transmise",
        "Inscription confirmée",
    ]


def test_enter_on_a_ticked_box_answers_nobody_and_keeps_what_was_ticked(tmp_path):
    """A browser presses the first button of a form: seen in Chromium, where it refused who was ticked."""
    team = make_team(tmp_path, {WEBINAR: APPROVED})
    eve = team.member("Eve", "events")
    asks_for_a_seat(team, "Ada")
    before = BeautifulSoup(eve.get(HERE).text, "html.parser").find("form", id="plusieurs").button
    answer = eve.post(HERE, {"choix": [who(eve, "Ada")], "mot": "Complet."})
    soup = BeautifulSoup(answer.text, "html.parser")

    assert before.attrs == {"type": "submit", "hidden": ""}
    assert (answer.status, people(eve)) == (200, {"À accepter ou refuser": ["Ada"]})
    assert soup.find("input", {"name": "choix"}).has_attr("checked")
    assert soup.find(id="mot")["value"] == "Complet."


def test_who_asks_again_is_said_to_have_been_refused(tmp_path):
    team = make_team(tmp_path, {WEBINAR: APPROVED})
    eve = team.member("Eve", "events")
    asks_for_a_seat(team, "Ada")
    asks_for_a_seat(team, "Chloe")
    eve.post(HERE, {"op": "refuser", "qui": who(eve, "Chloe")})
    asks_for_a_seat(team, "Chloe")
    eve.post(HERE, {"op": "inscrire", "nom": "Blaise", "adresse": "blaise@exemple.fr"})
    said = {
        name: eve.get(HERE).words.split(f"{name}@exemple.fr")[1].split(" Accepter")[0].strip()
        for name in ("ada", "chloe")
    }

    assert said == {"ada": "", "chloe": ", demande déjà refusée le jeudi 5 mars 2026 à 10 h"}
    assert list(people(eve)) == ["À accepter ou refuser", "Confirmée"]


def test_an_act_leads_back_to_the_search_and_to_the_person(team):
    eve = team.member("Eve", "events")
    enter(eve, "Ada")
    ada = who(eve, "Ada")
    sent = {"op": "corriger", "qui": ada, "nom": "Ada B", "adresse": "ada@exemple.fr"}
    answer = eve.post(f"{HERE}?q=ad", sent)
    soup = BeautifulSoup(eve.get(answer.headers["location"]).text, "html.parser")

    assert answer.headers["location"] == f"{HERE}?fait=corriger&q=ad&qui={ada}"
    assert (soup.find(id="q")["value"], soup.find(class_="done").a["href"]) == ("ad", f"#i-{ada}")
    assert soup.find(id=f"i-{ada}").b.text == "Ada B"


def test_the_absent_are_written_to_once_somebody_was_noted_present(team):
    eve = team.member("Eve", "events")
    enter(eve, "Ada")

    def groups():
        soup = BeautifulSoup(eve.get(f"{HERE}/message").text, "html.parser")
        return [one["value"] for one in soup.find_all("input", {"name": "groupe"})]

    before = groups()
    eve.post(f"{HERE}/presences", {"montre": who(eve, "Ada"), "present": who(eve, "Ada")})
    assert before == ["living", "confirmed", "waiting"]
    assert groups() == [*before, "present", "absent"]


def test_once_a_session_is_over_a_name_is_corrected_for_the_certificate_and_nothing_else(team):
    enter(team.member("Eve", "events"), "Adda")
    team.clock.now = team.clock.now.replace(month=4, day=15)
    anna = team.member("Anna", "events")
    page = BeautifulSoup(anna.get(HERE).text, "html.parser")
    buttons = [one["value"] for one in page.main.find_all("button", {"name": "op"})]
    sent = {"op": "corriger", "qui": who(anna, "Adda"), "nom": "Ada", "adresse": "adda@exemple.fr"}

    assert buttons == ["corriger"]
    assert anna.post(HERE, sent).status == 303
    assert people(anna) == {"Confirmée": ["Ada"]}


def test_what_follows_a_session_says_the_recording_that_is_written_in_its_sheet(team):
    team.clock.now = team.clock.now.replace(month=4, day=15)
    anna = team.member("Anna", "events")
    text = TWO_SESSIONS.replace("capacity: 2}", 'capacity: 2, replay: "https://video.example/a"}')
    (team.service.settings.root / WEBINAR).write_text(text, encoding="utf-8")
    page = BeautifulSoup(anna.get(f"{HERE}/message?modele=apres").text, "html.parser")

    assert page.find("input", {"name": "objet"})["value"] == "Revoir la séance"
    assert "https://video.example/a" in page.textarea.text


def test_two_dates_of_one_webinar_have_links_of_their_own(team):
    eve = team.member("Eve", "events")
    soup = BeautifulSoup(eve.get("/atelier/seances").text, "html.parser")
    names = [" ".join(one.text.split()) for one in soup.select("main .rows a")]

    assert len(names) == len(set(names)) == 2


def test_a_word_too_long_refuses_nobody_and_stays_typed(tmp_path):
    team = make_team(tmp_path, {WEBINAR: APPROVED})
    eve = team.member("Eve", "events")
    asks_for_a_seat(team, "Ada")
    answer = eve.post(HERE, {"op": "refuser", "qui": who(eve, "Ada"), "mot": "x" * 501})

    assert (answer.status, people(eve)) == (422, {"À accepter ou refuser": ["Ada"]})
    assert "Votre mot : " in answer.words


@pytest.mark.parametrize(
    ("name", "address", "sentence"),
    [
        ("", "ada@exemple.fr", "Le nom est à écrire."),
        ("Ada", "ada chez elle", "« ada chez elle » : "),
        ("Ada", "ADA@exemple.fr", "Cette adresse est déjà inscrite à cette séance."),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_stays(team, name, address, sentence):
    eve = team.member("Eve", "events")
    enter(eve, "Ada")
    answer = eve.post(HERE, {"op": "inscrire", "nom": name, "adresse": address})

    assert answer.status == 422
    assert sentence in answer.words
    assert f'value="{address}"' in answer.text
    assert people(eve) == {"Confirmée": ["Ada"]}


def test_a_correction_that_is_refused_stays_typed_in_its_row_and_nowhere_else(team):
    eve = team.member("Eve", "events")
    enter(eve, "Ada")
    sent = {"qui": who(eve, "Ada"), "nom": "Ada Lovelace", "adresse": "ada chez elle"}
    answer = eve.post(HERE, {"op": "corriger", **sent})
    soup = BeautifulSoup(answer.text, "html.parser")
    row = soup.find("details", class_="state", open=True)

    assert answer.status == 422
    assert row.find("input", {"name": "nom"})["value"] == "Ada Lovelace"
    assert row.find("input", {"name": "adresse"})["value"] == "ada chez elle"
    assert [soup.find(id=name)["value"] for name in ("nom", "adresse")] == ["", ""]


def test_who_never_received_the_mail_to_confirm_is_given_a_seat_by_being_added(team):
    """Decidim 5130: a mail that was lost must not keep someone out."""
    eve = team.member("Eve", "events")
    asked = {"name": "Ada", "email": "ada@exemple.fr"}
    assert send(team, f"/participer/inscription/{KEY}/", asked).status == 303
    before = people(eve)
    answer = enter(eve, "Ada")

    assert (before, answer.status) == ({"À confirmer": ["Ada"]}, 303)
    assert people(eve) == {"Confirmée": ["Ada"]}


def test_a_session_that_ends_says_that_a_file_is_to_be_chosen_again(team):
    eve = team.member("Eve", "events")
    team.clock.advance(days=30)
    answer = put_in(eve, f"{HERE}/presences", "présents.csv", b"adresse\n", colle="")
    field = BeautifulSoup(answer.text, "html.parser").find("input", {"type": "file"})

    assert answer.status == 401
    assert "Le fichier est à choisir de nouveau." in answer.words
    assert (field["name"], field.find_parent("form")["enctype"]) == (
        "fichier",
        "multipart/form-data",
    )


def test_an_address_that_is_corrected_receives_what_the_former_one_had_received(team):
    eve = team.member("Eve", "events")
    enter(eve, "Ada", "ada@exmple.fr")
    sent = {"qui": who(eve, "Ada"), "nom": "Ada Lovelace", "adresse": "ada@exemple.fr"}
    answer = eve.post(HERE, {"op": "corriger", **sent})

    assert answer.status == 303
    assert people(eve) == {"Confirmée": ["Ada Lovelace"]}
    assert told(team) == [
        ("ada@exemple.fr", "Inscription confirmée"),
        ("ada@exmple.fr", "Inscription confirmée"),
    ]


def test_a_name_that_is_corrected_writes_to_nobody(team):
    eve = team.member("Eve", "events")
    enter(eve, "Adda")
    eve.post(
        HERE,
        {"op": "corriger", "qui": who(eve, "Adda"), "nom": "Ada", "adresse": "adda@exemple.fr"},
    )

    assert people(eve) == {"Confirmée": ["Ada"]}
    assert len(team.post()) == 1


def test_what_is_cancelled_leaves_the_calendar_and_frees_the_seat(team):
    eve = team.member("Eve", "events")
    enter(eve, "Ada")
    eve.post(HERE, {"op": "annuler", "qui": who(eve, "Ada")})
    mails = {mail["Subject"].partition(" –")[0]: mail for mail in team.post()}

    assert people(eve) == {"Annulée": ["Ada"]}
    assert {about: methods(mail) for about, mail in mails.items()} == {
        "Inscription confirmée": {"REQUEST"},
        "Inscription annulée": {"CANCEL"},
    }
    assert "2 libres" in eve.get(HERE).words


def test_a_sign_up_moves_to_another_date(team):
    eve = team.member("Eve", "events")
    enter(eve, "Ada")
    answer = eve.post(HERE, {"op": "deplacer", "qui": who(eve, "Ada"), "vers": LATER})

    assert answer.status == 303
    assert (people(eve), people(eve, THERE)) == ({"Annulée": ["Ada"]}, {"Confirmée": ["Ada"]})
    assert told(team) == [
        ("ada@exemple.fr", "Inscription confirmée"),
        ("ada@exemple.fr", "Inscription confirmée"),
        ("ada@exemple.fr", "Inscription déplacée"),
    ]


def test_nobody_moves_to_where_they_already_are(team):
    eve = team.member("Eve", "events")
    enter(eve, "Ada")
    eve.post(THERE, {"op": "inscrire", "nom": "Ada", "adresse": "ada@exemple.fr"})
    asked = [
        eve.post(HERE, {"op": "deplacer", "qui": who(eve, "Ada"), "vers": to})
        for to in (LATER, "", KEY)
    ]

    assert [one.status for one in asked] == [422] * 3
    assert "Cette adresse est déjà inscrite" in asked[0].words
    assert "Choisir la séance" in asked[1].words
    assert people(eve) == people(eve, THERE) == {"Confirmée": ["Ada"]}


def test_attendance_is_ticked_and_unticked(team):
    eve = team.member("Eve", "events")
    for name in ("Ada", "Blaise"):
        enter(eve, name)
    shown = [who(eve, name) for name in ("Ada", "Blaise")]
    first = eve.post(f"{HERE}/presences", {"montre": shown, "present": shown})
    second = eve.post(f"{HERE}/presences", {"montre": shown, "present": shown[:1]})

    assert "2 personnes présentes" in first.words
    assert "1 personne présente" in second.words
    assert "1 présence" in eve.get(HERE).words


def test_the_file_of_the_webinar_tool_tells_whom_it_does_not_know(team):
    eve = team.member("Eve", "events")
    enter(eve, "Ada")
    body = (
        b'--x\r\nContent-Disposition: form-data; name="fichier"; filename="p.csv"\r\n\r\n'
        b"Nom;Email\r\nAda;ada@exemple.fr\r\nZo;zo@exemple.fr\r\n\r\n--x--\r\n"
    )
    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = eve.post(f"{HERE}/presences", body=body, headers=headers)

    assert "1 personne présente" in answer.words
    assert "Sans inscription ici : zo@exemple.fr" in answer.words


def test_a_message_is_shown_before_it_is_sent_and_sent_once(team):
    eve = team.member("Eve", "events")
    for name in ("Ada", "Blaise"):
        enter(eve, name)
    asked = {"groupe": "confirmed", "objet": "La salle change", "texte": "Salle 2.\r\n\r\nÀ mardi."}
    shown = eve.post(f"{HERE}/message", {"op": "apercu", **asked})
    before = len(team.post())
    answer, again = (eve.post(f"{HERE}/message", {"op": "envoyer", **asked}) for _ in range(2))
    mails = team.post()[before:]

    assert "Envoyer à 2 personnes" in shown.words
    assert (before, answer.status) == (2, 303)
    assert "déjà parti : rien n’est envoyé deux fois" in again.words
    assert sorted((one["To"], one["Subject"]) for one in mails) == [
        (f"{name}@exemple.fr", "La salle change – Lire les feux de la côte")
        for name in ("ada", "blaise")
    ]
    assert "Salle 2.\r\n\r\nÀ mardi." in mails[0].get_body(("plain",)).get_content()
    assert team.acts()[-1].endswith("(2)")


def test_what_was_written_is_found_again_with_who_when_to_whom_and_how_far_it_went(team):
    eve, max_ = team.member("Eve", "events"), team.member("Max", "events")
    for name in ("Ada", "Blaise"):
        enter(eve, name)
    asked = {"groupe": "confirmed", "objet": "La salle change", "texte": "Salle 2.\r\n\r\nÀ mardi."}
    eve.post(f"{HERE}/message", {"op": "envoyer", **asked})
    waiting = written(max_)
    team.post()
    team.clock.advance(minutes=30)
    eve.post(HERE, {"op": "annuler", "qui": who(eve, "Blaise")})
    max_.post(f"{HERE}/message", {"op": "envoyer", **asked, "objet": "Rappel"})

    assert waiting == [
        "La salle change le jeudi 5 mars 2026 à 10 h, par Eve, à 2 personnes "
        "Les personnes qui ont une place : Ada, Blaise. Salle 2. À mardi. 2 messages attendent de partir."
    ]
    assert written(eve) == [
        "Rappel le jeudi 5 mars 2026 à 10 h 30, par Max, à 1 personne "
        "Les personnes qui ont une place : Ada. Salle 2. À mardi. 1 message attend de partir.",
        "La salle change le jeudi 5 mars 2026 à 10 h, par Eve, à 2 personnes "
        "Les personnes qui ont une place : Ada, Blaise. Salle 2. À mardi.",
    ]


def written(browser):
    """Return the messages that the page of the session shows, in words."""
    soup = BeautifulSoup(browser.get(HERE).text, "html.parser")
    title = soup.find("h2", id="messages")
    found = title.find_next_siblings("details") if title else []
    return [" ".join(one.get_text(" ").split()) for one in found]


def test_a_message_without_words_or_readers_is_refused_and_kept(team):
    eve = team.member("Eve", "events")
    empty = eve.post(f"{HERE}/message", {"op": "envoyer", "objet": "Salle", "texte": " "})
    nobody = eve.post(f"{HERE}/message", {"op": "envoyer", "objet": "Salle", "texte": "Bonjour"})

    assert [one.status for one in (empty, nobody)] == [422, 422]
    assert "Le texte est à écrire" in empty.words
    assert "Personne n’est dans ce groupe" in unescape(nobody.words)
    assert 'value="Salle"' in nobody.text
    assert team.post() == []


def test_the_list_is_taken_as_a_file_and_as_a_sheet_and_the_journal_says_so(team):
    eve = team.member("Eve", "events")
    enter(eve, "Ada")
    sheet = eve.get(f"{HERE}/feuille")
    book = load_workbook(io.BytesIO(eve.get(f"{HERE}/inscrits.xlsx").body))

    assert "1 personne inscrite" in sheet.words
    assert [cell.value for cell in book.active[2]][1:4] == ["confirmée", "Ada", "ada@exemple.fr"]
    assert [one.split(" : ")[0] for one in team.acts()[-2:]] == [
        "Eve a pris la liste des inscrits"
    ] * 2
    assert eve.get(f"{HERE}/inscrits.exe").status == 404


def test_a_search_finds_people_by_name_or_address(team):
    eve = team.member("Eve", "events")
    for name in ("Ada", "Blaise"):
        enter(eve, name)

    assert people(eve, f"{HERE}?q=BLAI") == {"Confirmée": ["Blaise"]}
    assert "Personne sous ces mots" in eve.get(f"{HERE}?q=zzz").words


def test_the_list_of_sessions_says_how_full_each_is(team):
    eve = team.member("Eve", "events")
    enter(eve, "Ada")
    words = eve.get("/atelier/seances").words

    assert "1 place prise sur 2" in words.replace("\u00a0", " ")
    assert eve.get("/atelier/seances/inconnue").status == 404


def arranged(browser, path=HERE, **said):
    return browser.post(f"{path}/reglages", {"capacity": "2", "join": "", **said})


def test_an_address_to_join_is_written_in_the_file_and_told_with_the_calendar_at_once(team):
    eve = team.member("Eve", "events")
    enter(eve, "Ada")
    team.post()
    answer = arranged(eve, join="https://visio.example/feux")
    team.published()
    mail = team.post()[-1]

    assert answer.headers["location"] == f"{HERE}?fait=reglages"
    assert (team.service.settings.root / WEBINAR).read_text() == TWO_SESSIONS.replace(
        "interne, capacity: 2}", 'interne, capacity: 2, join: "https://visio.example/feux"}', 1
    )
    assert (mail["To"], mail["Subject"], methods(mail)) == (
        "ada@exemple.fr",
        "Nouvelle adresse de connexion – Lire les feux de la côte",
        {"REQUEST"},
    )
    assert team.acts()[-1] == f"Eve a changé les places ou l'adresse de connexion : {SAID}"


def test_one_seat_more_is_offered_to_who_has_waited_longest(team):
    eve = team.member("Eve", "events")
    for name in ("Ada", "Blaise"):
        enter(eve, name)
    asks_for_a_seat(team, "Chloe")
    before = people(eve)
    arranged(eve, capacity="3")
    team.published()

    assert (before["En attente"], people(eve)["Place proposée"]) == (["Chloe"], ["Chloe"])
    assert "2 places prises sur 3" in eve.get(HERE).words.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"capacity": "beaucoup"}, "beaucoup"),
        ({"capacity": "0"}, "un nombre de places, une au moins"),
        ({"join": "visio.example/feux"}, "visio.example/feux"),
    ],
)
def test_a_setting_that_the_checks_refuse_changes_nothing_and_stays_typed(team, said, sentence):
    eve = team.member("Eve", "events")
    answer = arranged(eve, **said)
    (value,) = said.values()

    assert answer.status == 422
    assert sentence in answer.words
    assert f'value="{value}"' in answer.text
    assert (team.service.settings.root / WEBINAR).read_text() == TWO_SESSIONS


SHARED = TWO_SESSIONS.partition("sessions:")[0] + (
    "defaults: {duration: 1h30, registration: interne, capacity: 2, join: https://visio.example/tous}\n"
    "sessions:\n  - {start: 2026-04-14 14:30}\n  - {start: 2026-04-21 14:30}\n---\n\nProgramme.\n"
)


def test_an_empty_address_does_not_undo_what_all_dates_have_in_common(tmp_path):
    team = make_team(tmp_path, {WEBINAR: SHARED})
    answer = arranged(team.member("Eve", "events"), capacity="2", join="")

    assert answer.status == 422
    assert "« https://visio.example/tous », commune à toutes les dates" in answer.words
    assert (team.service.settings.root / WEBINAR).read_text() == SHARED


def test_one_date_has_seats_without_limit_where_the_others_have_two(tmp_path):
    team = make_team(tmp_path, {WEBINAR: SHARED})
    eve = team.member("Eve", "events")
    for name in ("Ada", "Blaise"):
        enter(eve, name)
    asks_for_a_seat(team, "Chloe")
    answer = arranged(eve, capacity="", join="https://visio.example/tous")
    team.published()

    assert (answer.status, people(eve)["Place proposée"]) == (303, ["Chloe"])
    assert (team.service.settings.root / WEBINAR).read_text() == SHARED.replace(
        "14 14:30}", '14 14:30, capacity: "sans limite"}'
    )
    assert " sur 2" not in eve.get(HERE).words.replace("\u00a0", " ")


def test_a_date_of_a_series_becomes_a_session_of_its_own(tmp_path):
    series = TWO_SESSIONS.partition("sessions:")[0] + (
        "every: {from: 2026-04-14 14:30, until: 2026-04-21}\n"
        "defaults: {duration: 1h30, registration: interne, capacity: 2}\n---\n\nProgramme.\n"
    )
    team = make_team(tmp_path, {WEBINAR: series})
    eve = team.member("Eve", "events")
    arranged(eve, capacity="30")
    team.published()
    words = eve.get("/atelier/seances").words.replace("\u00a0", " ")

    assert "- start: 2026-04-14 14:30\n" in (team.service.settings.root / WEBINAR).read_text()
    assert ("sur 30" in words, "sur 2" in words) == (True, True)


def test_what_someone_else_typed_of_the_same_file_stays_their_draft(team):
    eve, ann = team.member("Eve", "events"), team.member("Anne", "editing")
    form = opened(ann, WEBINAR).set("title", "Lire les feux du large")
    form.press("garder")
    arranged(eve, capacity="5")
    opened(ann, WEBINAR).press("enregistrer")
    text = (team.service.settings.root / WEBINAR).read_text()

    assert ('title: "Lire les feux du large"' in text, "capacity: 5" in text) == (True, True)


def test_without_a_publication_to_follow_registrants_are_told_at_the_next_one(team):
    eve = team.member("Eve", "events")
    (team.service.settings.published / "service.zip").unlink()
    answer = arranged(eve, capacity="5")

    assert answer.headers["location"] == f"{HERE}?fait=reglages-apres"
    assert "pas encore en service" in eve.get(HERE).words


def test_attendance_is_read_from_a_pasted_list_of_addresses_or_names(team):
    eve = team.member("Eve", "events")
    for name in ("Ada", "Blaise", "Chloe"):
        enter(eve, name)
    pasted = "Ada L. <ADA@exemple.fr>; 09:58\r\nblaise\r\nInconnue\r\n"
    answer = eve.post(f"{HERE}/presences", {"colle": pasted})
    lost = eve.post(f"{HERE}/presences", {"colle": "Bonjour à tous"})

    assert "2 personnes présentes" in answer.words.replace("\u00a0", " ")
    assert "Sans inscription ici : Inconnue" in answer.words.replace("\u00a0", " ")
    assert (lost.status, "Bonjour à tous" in lost.text) == (422, True)


def test_the_list_for_a_french_excel_has_semicolons_and_local_hours(team):
    eve = team.member("Eve", "events")
    enter(eve, "Ada")
    taken = eve.get(f"{HERE}/inscrits.excel")

    assert (
        taken.headers["content-disposition"]
        == f'attachment; filename="inscriptions-{KEY}-excel.csv"'
    )
    assert taken.body.decode("utf-8-sig").splitlines()[1].split(";")[1:5] == [
        "confirmée",
        "Ada",
        "ada@exemple.fr",
        "05/03/2026 10:00",
    ]


def test_who_was_signed_up_by_a_colleague_is_shown_so_and_certificates_are_taken_together(tmp_path):
    settled = TWO_SESSIONS.replace(
        "capacity: 2}", "capacity: 2, together: 2, certificate: true}", 1
    )
    team = make_team(tmp_path, {WEBINAR: settled})
    said = {"name": "Ada", "email": "ada@exemple.fr"}
    guest = {"collegue_1_nom": "Blaise", "collegue_1_adresse": "blaise@exemple.fr"}
    send(team, f"/participer/inscription/{KEY}/", said | guest)
    for address in ("ada@exemple.fr", "blaise@exemple.fr"):
        team.browser().post(link(letters(team, address)[-1]), {"action": "confirmer"})
    browser = team.member("Eve", "events")
    rows = BeautifulSoup(browser.get(HERE).text, "html.parser").select(".rows li > .small")
    told = [" ".join(row.text.split()) for row in rows]
    assert told == ["ada@exemple.fr", "blaise@exemple.fr, à la demande de ada@exemple.fr"]

    assert browser.get(f"{HERE}/attestations.zip").status == 404
    team.clock.advance(days=41)
    browser = team.member("Zoe", "events")
    shown = [
        one["value"]
        for one in BeautifulSoup(browser.get(f"{HERE}/presences").text, "html.parser").select(
            "[name=montre]"
        )
    ]
    browser.post(f"{HERE}/presences", {"montre": shown, "present": shown})
    assert "Prendre les attestations (2 PDF)" in browser.get(HERE).words.replace("\u202f", " ")
    packed = zipfile.ZipFile(io.BytesIO(browser.get(f"{HERE}/attestations.zip").body))
    assert [name[:16] for name in packed.namelist()] == ["attestation-ada-", "attestation-blai"]
