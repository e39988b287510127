"""A meeting takes sign-up like a session: seats, its own questions, another place told, a day without hour."""

import icalendar
import pytest
from places import make_place
from small_public import FILES, letters, press, sign_up, states, subjects

from chorale.service.forms import definitions
from chorale.service.registrations import capacity, files, session_jobs

PATH = "/participer/inscription/2026-12-04-brest/"
MEETING = """\
---
title: "Rencontre à Brest"
date: 2026-12-04
city: Brest
start: 14:00
end: 16:30
address: "2 rue du Port, 29200 Brest"
registration: interne
capacity: 1
questions:
  - {name: repas, label: "Déjeunez-vous avec nous ?", kind: choice, required: true, choices: {oui: "Oui", non: "Non"}}
---
"""


def made(tmp_path, meeting=MEETING, now=None):
    place = make_place(tmp_path, files=FILES | {"content/meetings/2026-12-04-brest.md": meeting})
    if now is not None:
        place.clock.now = now
        place.clock.advance(minutes=5)
    return place


@pytest.fixture
def place(tmp_path):
    found = made(tmp_path)
    yield found
    found.service.store.close()


def joined(place, name):
    sign_up(place, name, PATH, repas="oui")
    press(place, name, "confirmer")


def test_the_form_asks_what_every_sign_up_asks_then_the_questions_of_the_meeting(place):
    page = place.browser().get(PATH)
    assert "Vendredi 4 décembre 2026, de 14 h à 16 h 30 (heure de Paris)" in page.words.replace(
        "\u00a0", " "
    )
    assert [
        page.words.index(words) > 0 for words in ("Nom", "Adresse", "Organisme", "Déjeunez-vous")
    ] == [True] * 4
    assert sign_up(place, "Ada", PATH).status == 422


def test_seats_and_the_waiting_list_are_those_of_a_session(place):
    joined(place, "Ada")
    joined(place, "Blaise")
    assert states(place) == {"Ada": "confirmed", "Blaise": "waiting"}
    assert subjects(place, "Blaise") == ["Confirmez votre inscription", "Liste d’attente"]


def test_the_answers_are_exported_with_the_rest(place):
    joined(place, "Ada")
    room = capacity.bookable_sessions(place.service.community)["2026-12-04-brest"]
    asked = definitions.fields(
        definitions.event_form(place.service.community, room.event), place.service.community
    )
    with place.service.store.read() as connection:
        (row,) = files.rows(connection, room.key, asked).to_dict("records")
    assert (row["nom"], row["repas"]) == ("Ada", "Oui")


def test_another_place_is_told_to_whoever_comes_once(place, tmp_path):
    joined(place, "Ada")
    place.service.store.close()
    moved = made(tmp_path, MEETING.replace("2 rue du Port", "Halle, 1 quai"), place.clock.now)
    for _ in range(2):
        session_jobs.run_session_jobs(moved.service, moved.clock())
    mail = letters(moved, "ada@exemple.fr")[-1]
    (part,) = {
        part.get_content() for part in mail.walk() if part.get_content_type() == "text/calendar"
    }
    (event,) = icalendar.Calendar.from_ical(part.replace("\r\n", "\n")).walk("VEVENT")
    moved.service.store.close()

    assert subjects(moved, "Ada")[1:] == ["Inscription confirmée", "Nouveau lieu"]
    assert (
        "La rencontre change de lieu : elle était prévue « 2 rue du Port, 29200 Brest »."
        in " ".join(mail.get_body(("plain",)).get_content().replace("\u00a0", " ").split())
    )
    assert (str(event["LOCATION"]), int(event["SEQUENCE"])) == ("Halle, 1 quai, 29200 Brest", 1)


def test_a_meeting_whose_hour_is_not_known_is_reminded_of_its_day_alone(tmp_path):
    place = made(tmp_path, MEETING.replace("start: 14:00\nend: 16:30\n", ""))
    joined(place, "Ada")
    room = capacity.bookable_sessions(place.service.community)["2026-12-04-brest"]
    for before in (20, 0.5):
        place.clock.now = room.start
        place.clock.advance(hours=-before)
        session_jobs.run_session_jobs(place.service, place.clock())
    place.service.store.close()

    assert subjects(place, "Ada")[2:] == ["Rappel, demain"]
    assert (
        "La rencontre commence demain."
        in letters(place, "ada@exemple.fr")[-1].get_body(("plain",)).get_content()
    )
