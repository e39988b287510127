"""All that registrants must know is watched: each change is told once, under a number that never goes back."""

import re

import icalendar
import pytest
from places import make_place, words
from small_public import FILES, WEBINAR, at, left, letters, own, press, sign_up, subjects
from sqlalchemy import text

from chorale.service.operation import personal_data
from chorale.service.registrations import session_jobs

JOIN = "https://salle.example/une"
JOINED = WEBINAR.replace("capacity: 2", f'capacity: 2, join: "{JOIN}"')
MEETING = """\
---
title: "Rencontre"
date: 2026-12-01
city: Orléans
place: "Salle A"
start: 10:00
end: 11:00
registration: interne
capacity: 2
---
Venez.
"""
MEETING_PATH = "/participer/inscription/2026-12-01-orleans/"


def published(place, tmp_path, webinar, name="content/webinars/demarrer.md"):
    """Publish another word of the session, and let the jobs run twice."""
    place.service.store.close()
    made = make_place(tmp_path, files=FILES | {name: webinar})
    made.clock.now = place.clock.now
    made.clock.advance(minutes=5)
    for _ in range(2):
        session_jobs.run_session_jobs(made.service, made.clock())
    return made


@pytest.fixture
def place(tmp_path):
    """Lend a service where Ada has a seat and Blaise has not confirmed yet."""
    made = make_place(tmp_path, files=FILES | {"content/webinars/demarrer.md": JOINED})
    sign_up(made, "Ada")
    press(made, "Ada", "confirmer")
    sign_up(made, "Blaise")
    return made


def body(place, name):
    """Return the words of the last letter to somebody, with plain spaces."""
    mail = letters(place, f"{name.lower()}@exemple.fr")[-1]
    return re.sub(r"[\u202f\u00a0]", " ", words(mail))


def event(mail):
    (part,) = {
        part.get_content() for part in mail.walk() if part.get_content_type() == "text/calendar"
    }
    return icalendar.Calendar.from_ical(part).walk("VEVENT")[0]


def numbers(place, name):
    """Return the SEQUENCE of each invitation that somebody got, in order."""
    mails = letters(place, f"{name.lower()}@exemple.fr")
    return [
        int(event(mail)["SEQUENCE"])
        for mail in mails
        if any(part.get_content_type() == "text/calendar" for part in mail.walk())
    ]


@pytest.mark.parametrize(
    ("change", "subject", "sentence"),
    [
        (
            ("duration: 1h,", "duration: 1h30,"),
            "Nouvel horaire",
            "La séance se termine à 11 h 30 : elle devait finir à 11 h.",
        ),
        (
            ("duration: 1h, ", ""),
            "Nouvel horaire",
            "L’heure à laquelle la séance se termine n’est plus connue.",
        ),
        (
            (JOIN, "https://salle.example/deux"),
            "Nouvelle adresse de connexion",
            "L’adresse de connexion change : seule celle de ce message est bonne.",
        ),
        (
            (f', join: "{JOIN}"', ""),
            "Nouvelle adresse de connexion",
            "L’adresse de connexion que vous avez reçue ne sert plus ; la nouvelle vous sera envoyée.",
        ),
        (
            ("Bien démarrer", "Bien finir"),
            "Nouveau titre",
            "La séance s’intitulait « Bien démarrer ».",
        ),
    ],
)
def test_each_change_is_told_once_with_a_higher_number(place, tmp_path, change, subject, sentence):
    place = published(place, tmp_path, JOINED.replace(*change))

    assert subjects(place, "Ada")[2:] == [subject]
    assert sentence in body(place, "Ada")
    assert numbers(place, "Ada") == [0, 1]


def test_the_address_to_join_is_told_to_those_who_have_a_seat_only(place, tmp_path):
    place = published(place, tmp_path, JOINED.replace(JOIN, "https://salle.example/deux"))

    assert subjects(place, "Blaise") == ["Confirmez votre inscription"]
    mail = letters(place, "ada@exemple.fr")[-1]
    assert "https://salle.example/deux" in words(mail)
    assert str(event(mail)["LOCATION"]) == "https://salle.example/deux"


def test_an_address_to_join_that_was_awaited_is_told(tmp_path):
    place = make_place(tmp_path, files=FILES)
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    place = published(place, tmp_path, JOINED)

    assert subjects(place, "Ada")[2:] == ["Nouvelle adresse de connexion"]
    assert "L’adresse de connexion est connue : c’est celle de ce message." in body(place, "Ada")


def test_several_changes_are_one_letter(place, tmp_path):
    several = JOINED.replace("duration: 1h,", "duration: 2h,").replace("démarrer", "finir")
    place = published(place, tmp_path, several)

    assert subjects(place, "Ada")[2:] == ["Ce qui change"]
    assert "La séance se termine à 12 h" in body(place, "Ada")
    assert "La séance s’intitulait « Bien démarrer »." in body(place, "Ada")


def test_a_meeting_that_moves_to_another_room_is_told(tmp_path):
    name = "content/meetings/2026-12-01-orleans.md"
    place = make_place(tmp_path, files=FILES | {name: MEETING})
    sign_up(place, "Ada", MEETING_PATH)
    press(place, "Ada", "confirmer")
    place = published(place, tmp_path, MEETING.replace("Salle A", "Salle B"), name)

    assert subjects(place, "Ada")[2:] == ["Nouveau lieu"]


def test_what_was_told_before_this_version_is_not_told_again(place, tmp_path):
    with place.service.store.write() as connection:
        connection.execute(text("UPDATE sitting SET title = NULL, joining = NULL"))
    place = published(place, tmp_path, JOINED)

    assert subjects(place, "Ada")[2:] == []
    place = published(place, tmp_path, JOINED.replace("démarrer", "finir"))
    assert subjects(place, "Ada")[2:] == ["Nouveau titre"]


def test_the_numbers_go_up_through_changes_cancellation_and_return(place, tmp_path):
    cancelled = JOINED.replace("capacity: 2", "capacity: 2, status: cancelled")
    for word in (
        JOINED.replace("démarrer", "finir"),
        JOINED.replace("duration: 1h,", "duration: 2h,"),
        cancelled,
        JOINED,
    ):
        place = published(place, tmp_path, word)

    assert subjects(place, "Ada")[2:] == [
        "Nouveau titre",
        "Ce qui change",
        "Séance annulée",
        "La séance aura lieu",
    ]
    assert numbers(place, "Ada") == [0, 1, 2, 3, 4]


def test_the_numbers_go_up_when_one_leaves_is_erased_and_comes_back(place):
    press(place, "Ada", "renoncer")
    press(place, "Ada", "effacer")
    place.clock.advance(hours=1)
    sign_up(place, "Ada")
    last = letters(place, "ada@exemple.fr")[-1]
    again = re.search(r"https://chorale\.example(/participer/mon-[^\s]+)", words(last))[1]
    place.browser().post(again, {"action": "confirmer"})

    assert numbers(place, "Ada") == [0, 1, 2]


def test_the_numbers_go_up_after_an_erasure_by_the_operator(place):
    assert subjects(place, "Ada")[1:] == ["Inscription confirmée"]
    personal_data.erase(place.service, "ada@exemple.fr", place.clock())
    place.clock.advance(hours=1)
    sign_up(place, "Ada")
    last = letters(place, "ada@exemple.fr")[-1]
    again = re.search(r"https://chorale\.example(/participer/mon-[^\s]+)", words(last))[1]
    place.browser().post(again, {"action": "confirmer"})

    assert numbers(place, "Ada") == [0, 1]
    assert left(place) == 0


def test_a_change_of_what_is_over_is_told_to_nobody(place, tmp_path):
    place.clock.now = at("2026-12-02 10:00")
    place = published(place, tmp_path, JOINED.replace("démarrer", "finir"))

    assert "Nouveau titre" not in subjects(place, "Ada")


@pytest.mark.parametrize(
    "becomes",
    [
        JOINED.replace("capacity: 2", "capacity: 2, status: cancelled"),
        JOINED.replace(
            "2026-12-01 10:00,", "2026-12-03 10:00, status: moved, moved_from: 2026-12-01 10:00,"
        ),
    ],
    ids=["cancelled", "moved"],
)
def test_a_reminder_that_waits_is_taken_back_when_the_session_changes(place, tmp_path, becomes):
    place.clock.now = at("2026-11-30 11:00")
    session_jobs.run_session_jobs(place.service, place.clock())  # the relay is away: it waits
    place = published(place, tmp_path, becomes)

    assert not [one for one in subjects(place, "Ada") if one.startswith("Rappel")]


def test_a_reminder_that_waits_is_taken_back_when_one_leaves(place):
    place.clock.now = at("2026-11-30 11:00")
    link = own(place, "Ada")
    session_jobs.run_session_jobs(place.service, place.clock())
    place.browser().post(link, {"action": "renoncer"})

    assert subjects(place, "Ada")[2:] == ["Désinscription enregistrée"]


def test_a_change_is_told_to_no_colleague_who_was_not_written_to_yet(tmp_path):
    together = WEBINAR.replace("capacity: 2", "capacity: 2, together: 2")
    place = make_place(tmp_path, files=FILES | {"content/webinars/demarrer.md": together})
    said = {"collegue_1_nom": "Blaise", "collegue_1_adresse": "blaise@exemple.fr"}
    sign_up(place, "Ada", **said)
    place = published(place, tmp_path, together.replace("Bien démarrer", "Commencer"))

    assert subjects(place, "Ada")[-1] == "Nouveau titre"
    assert letters(place, "blaise@exemple.fr") == []
    place.service.store.close()
