"""What a person sends again corrects what they said, at their own word; a confirmation that comes late is not lost."""

import re

import pytest
from places import make_place, words
from small_public import (
    FILES,
    PATH,
    left,
    letters,
    own,
    press,
    send,
    sign_up,
    states,
    subjects,
)
from sqlalchemy import select

from chorale.service.public_tables import registration
from chorale.service.registrations import session_jobs


@pytest.fixture
def place(tmp_path):
    made = make_place(tmp_path, files=FILES)
    yield made
    made.service.store.close()


def late(place, name, **length):
    sign_up(place, name)
    place.clock.advance(**(length or {"hours": 3}))
    session_jobs.run_session_jobs(place.service, place.clock())


def about(place, email="ada@exemple.fr"):
    with place.service.store.read() as connection:
        row = connection.execute(
            select(registration.c.name, registration.c.details, registration.c.proposed).where(
                registration.c.email == email
            )
        ).one()
    return tuple(row)


def test_a_late_confirmation_is_accepted_while_a_seat_is_left(place):
    late(place, "Ada")
    page = place.browser().get(own(place, "Ada"))

    assert (states(place), left(place)) == ({"Ada": "expired"}, 2)
    assert "Confirmer quand même" in page.words
    press(place, "Ada", "confirmer")
    assert (states(place), left(place)) == ({"Ada": "confirmed"}, 1)
    assert subjects(place, "Ada")[-1] == "Inscription confirmée"


def test_a_confirmation_that_comes_just_after_its_time_needs_no_job(place):
    sign_up(place, "Ada")
    place.clock.advance(hours=2, minutes=1)
    press(place, "Ada", "confirmer")

    assert states(place) == {"Ada": "confirmed"}


def test_without_a_seat_who_comes_late_waits_behind_the_others(place):
    late(place, "Ada")
    for name in ("Blaise", "Claude", "Denis"):
        sign_up(place, name)
        press(place, name, "confirmer")
    press(place, "Ada", "confirmer")

    assert states(place) == {
        "Blaise": "confirmed",
        "Claude": "confirmed",
        "Denis": "waiting",
        "Ada": "waiting",
    }
    assert "2e position" in place.browser().get(own(place, "Ada")).words


def test_an_offer_that_was_passed_over_can_be_asked_for_again_at_the_end_of_the_line(place):
    for name in ("Ada", "Blaise", "Claude", "Denis"):
        sign_up(place, name)
        press(place, name, "confirmer")
    press(place, "Ada", "renoncer")
    place.clock.advance(hours=25)
    session_jobs.run_session_jobs(place.service, place.clock())
    press(place, "Claude", "confirmer")

    assert states(place)["Claude"] == "waiting"
    assert states(place)["Denis"] == "offered"


def test_a_second_sending_corrects_the_first_before_it_is_confirmed(place):
    sign_up(place, "Adda", email="ada@exemple.fr")
    sign_up(place, "Ada Lovelace", email="ada@exemple.fr", organisme="Mairie")

    assert about(place) == ("Ada Lovelace", '{"organisme": "Mairie"}', None)
    assert subjects(place, "Ada") == ["Confirmez votre inscription"]
    press(place, "Ada", "confirmer")
    assert "Bonjour Ada Lovelace," in words(letters(place, "ada@exemple.fr")[-1])


def test_a_second_sending_changes_nothing_of_a_confirmed_person_before_their_word(place):
    sign_up(place, "Adda", email="ada@exemple.fr")
    press(place, "Ada", "confirmer")
    sign_up(place, "Ada Lovelace", email="ada@exemple.fr", organisme="Mairie")

    assert about(place)[:2] == ("Adda", "{}")
    assert subjects(place, "Ada")[-1] == "Vos renseignements ont changé\u202f?"
    assert "Ada Lovelace" not in words(letters(place, "ada@exemple.fr")[-1])
    page = place.browser().get(own(place, "Ada"))
    assert "D'autres réponses ont été envoyées avec votre adresse" in page.words.replace("’", "'")
    assert re.findall(r'value="(Ada Lovelace|Mairie)"', page.text) == ["Ada Lovelace", "Mairie"]


def test_the_same_sending_again_proposes_nothing(place):
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    place.clock.advance(minutes=11)
    sign_up(place, "Ada")

    assert about(place) == ("Ada", "{}", None)
    assert subjects(place, "Ada")[-1] == "Inscription confirmée"


def test_whoever_holds_the_link_corrects_all_about_themselves(place):
    sign_up(place, "Adda", email="ada@exemple.fr")
    press(place, "Ada", "confirmer")
    said = {"action": "corriger", "name": "Ada Lovelace", "organisme": "Mairie"}
    saved = place.browser().post(own(place, "Ada"), said)

    assert (saved.status, "C'est enregistré" in saved.words.replace("’", "'")) == (200, True)
    assert about(place) == ("Ada Lovelace", '{"organisme": "Mairie"}', None)
    assert states(place) == {"Ada Lovelace": "confirmed"}


def test_a_correction_at_fault_keeps_what_was_typed_and_changes_nothing(place):
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    said = {"action": "corriger", "name": "", "organisme": "Mairie de Saint-Lô"}
    refused = place.browser().post(own(place, "Ada"), said)

    assert refused.status == 422
    assert 'value="Mairie de Saint-Lô"' in refused.text
    assert "Répondez à cette question" in refused.words
    assert about(place) == ("Ada", "{}", None)


def test_the_address_is_not_corrected_by_the_page(place):
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    said = {"action": "corriger", "name": "Ada", "organisme": "", "email": "autre@exemple.fr"}

    assert place.browser().post(own(place, "Ada"), said).status == 400
    assert about(place)[0] == "Ada"


def test_a_slip_of_the_hand_in_an_address_is_asked_about_once(place):
    said = {"name": "Ada", "email": "ada@gmial.com", "organisme": ""}
    asked = send(place, PATH, said)

    assert (asked.status, states(place)) == (422, {})
    assert "Vouliez-vous écrire « ada@gmail.com »" in asked.words.replace("\u202f", " ")
    token = re.search(r'name="jeton" value="([^"]*)"', asked.text)[1]
    again = re.search(r'name="adresse_relue" value="([^"]*)"', asked.text)[1]
    sent = place.browser().post(
        PATH, {**said, "jeton": token, "site_web": "", "adresse_relue": again}
    )
    assert (sent.status, states(place)) == (303, {"Ada": "pending"})


@pytest.mark.parametrize("email", ["ada@gmail.com", "ada@hotmail.de", "ada@mairie-lyon.fr"])
def test_a_likely_address_is_not_asked_about(place, email):
    assert send(place, PATH, {"name": "Ada", "email": email, "organisme": ""}).status == 303


def test_too_many_from_one_network_asks_to_wait_and_keeps_what_was_typed(tmp_path):
    place = make_place(tmp_path, files=FILES)
    object.__setattr__(place.service.settings, "forms_per_source", 1)
    sign_up(place, "Ada")
    refused = sign_up(place, "Blaise Pascal", email="blaise@exemple.fr")

    assert refused.status == 429
    assert "Votre saisie est encore là" in refused.words
    assert "Blaise Pascal" in refused.text
    place.service.store.close()
