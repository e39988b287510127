"""A seat is held, confirmed, given up, offered to the next; what a stranger sees never tells who signed up."""

import re
from dataclasses import replace

import icalendar
import pytest
from places import make_place
from small_public import (
    FILES,
    KEY,
    PATH,
    WEBINAR,
    at,
    left,
    letters,
    own,
    press,
    send,
    sign_up,
    states,
    subjects,
)

from chorale.calendars import ics
from chorale.content import register
from chorale.files import File, write
from chorale.service.mail.transport import Unavailable
from chorale.service.registrations import session_jobs


@pytest.fixture
def place(tmp_path):
    made = make_place(tmp_path, files=FILES)
    yield made
    made.service.store.close()


def calendars(mail):
    """Return the calendar of a letter: the part beside the text, whose MIME method is its own."""
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    texts = {part.get_content().replace("\r\n", "\n") for part in parts}
    assert len(texts) == 1
    found = icalendar.Calendar.from_ical(texts.pop())
    assert {part.get_param("method") for part in parts} == {str(found["METHOD"])}
    return found


def renewed(place, tmp_path, webinar):
    """Restart the service over a changed webinar, as a new publication does."""
    place.service.store.close()
    made = make_place(tmp_path, files=FILES | {"content/webinars/demarrer.md": webinar})
    made.clock.now = place.clock.now
    made.clock.advance(minutes=5)
    return made


def test_the_form_says_how_many_places_are_left(place):
    assert "2 places libres" in place.browser().get(PATH).words

    sign_up(place, "Ada")

    assert "1 place libre" in place.browser().get(PATH).words


def test_a_sign_up_holds_a_seat_and_asks_to_confirm(place):
    answer = sign_up(place, "Ada")

    assert (answer.status, answer.headers["location"]) == (303, f"{PATH}merci/")
    assert states(place) == {"Ada": "pending"}
    assert subjects(place, "Ada") == ["Confirmez votre inscription"]


def test_a_get_confirms_no_sign_up_and_a_button_does(place):
    sign_up(place, "Ada")
    page = place.browser().get(own(place, "Ada"))

    assert ("Confirmer mon inscription" in page.words, states(place)) == (
        True,
        {"Ada": "pending"},
    )
    assert press(place, "Ada", "confirmer").status == 303
    assert states(place) == {"Ada": "confirmed"}


def test_the_confirmation_invites_one_person_to_the_right_hour(place):
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    mail = letters(place, "ada@exemple.fr")[1]
    calendar = calendars(mail)
    (event,) = calendar.walk("VEVENT")

    assert str(calendar["METHOD"]) == "REQUEST"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (
        at("2026-12-01 10:00"),
        at("2026-12-01 11:00"),
    )
    assert (str(event["UID"]), int(event["SEQUENCE"])) == (f"{KEY}@chorale.example", 0)
    assert str(event["ATTENDEE"]) == "mailto:ada@exemple.fr"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert str(event["ORGANIZER"]) == "mailto:secretariat@chorale.example"
    assert [part.get_filename() for part in mail.walk() if part.get_filename()] == ["invite.ics"]


def test_an_invitation_has_the_number_that_calendars_have(place, tmp_path):
    lines = [replace(one, changes=2) for one in register.published(place.service.community)]
    write(tmp_path, [File.of(register.PATH, register.written(lines))])
    place = renewed(place, tmp_path, WEBINAR.replace("duration: 1h,", "duration: 1h30,"))
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    community = place.service.community
    feed = icalendar.Calendar.from_ical(next(iter(ics.files(community))).content)
    known = {str(event["UID"]): int(event["SEQUENCE"]) for event in feed.walk("VEVENT")}
    (invited,) = calendars(letters(place, "ada@exemple.fr")[-1]).walk("VEVENT")

    assert known[str(invited["UID"])] == int(invited["SEQUENCE"]) == 3


def test_an_agency_that_prefers_it_publishes_without_attendee(tmp_path):
    publish = FILES["content/forms/inscription.yml"] + "invitation: publish\n"
    place = make_place(tmp_path, files=FILES | {"content/forms/inscription.yml": publish})
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    calendar = calendars(letters(place, "ada@exemple.fr")[1])

    assert str(calendar["METHOD"]) == "PUBLISH"
    assert "ATTENDEE" not in calendar.walk("VEVENT")[0]
    place.service.store.close()


def test_beyond_the_capacity_people_wait_in_the_order_of_their_sign_up(place):
    for name in ("Ada", "Blaise", "Claude", "Denis"):
        sign_up(place, name)
    for name in ("Denis", "Claude", "Blaise", "Ada"):
        press(place, name, "confirmer")

    assert states(place) == {
        "Ada": "confirmed",
        "Blaise": "confirmed",
        "Claude": "waiting",
        "Denis": "waiting",
    }
    assert "1re position" in place.browser().get(own(place, "Claude")).words
    assert "2e position" in place.browser().get(own(place, "Denis")).words
    assert "complète" in place.browser().get(PATH).words


def test_a_freed_seat_is_offered_to_who_waited_longest_and_to_nobody_else(place):
    for name in ("Ada", "Blaise", "Claude", "Denis"):
        sign_up(place, name)
    for name in ("Ada", "Blaise", "Denis", "Claude"):
        press(place, name, "confirmer")
    press(place, "Ada", "renoncer")

    assert states(place) == {
        "Ada": "cancelled",
        "Blaise": "confirmed",
        "Claude": "offered",
        "Denis": "waiting",
    }
    assert subjects(place, "Claude")[-1] == "Une place s’est libérée"
    press(place, "Claude", "confirmer")
    assert states(place)["Claude"] == "confirmed"


def test_an_offer_that_is_not_taken_in_time_goes_to_the_next(place):
    for name in ("Ada", "Blaise", "Claude", "Denis"):
        sign_up(place, name)
        press(place, name, "confirmer")
    press(place, "Ada", "renoncer")
    place.clock.advance(hours=25)
    session_jobs.run_session_jobs(place.service, place.clock())

    assert states(place) == {
        "Ada": "cancelled",
        "Blaise": "confirmed",
        "Claude": "expired",
        "Denis": "offered",
    }
    assert subjects(place, "Claude")[-1] == "La place proposée n’est plus libre"


def test_a_seat_that_is_not_confirmed_in_two_hours_is_free_again(place):
    sign_up(place, "Ada")
    sign_up(place, "Blaise")
    assert left(place) == 0

    place.clock.advance(hours=2, minutes=1)

    assert left(place) == 2
    assert "Délai dépassé" in place.browser().get(own(place, "Ada")).words


def test_who_let_a_seat_go_is_offered_nothing_once_the_session_is_over(place):
    sign_up(place, "Ada")
    sign_up(place, "Blaise")
    press(place, "Blaise", "renoncer")
    place.clock.now = at("2026-12-01 10:01")
    pages = [place.browser().get(own(place, name)) for name in ("Ada", "Blaise")]

    said = ("a commencé ou est passée", "Inscription annulée", "Confirmer", "S’inscrire de nouveau")
    assert [[one in page.words for one in said] for page in pages] == [
        [True, False, False, False],
        [False, True, False, False],
    ]


def test_a_known_address_gets_the_same_page_and_a_letter_of_its_own(place):
    first = sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    second = sign_up(place, "Ada")
    thanks = [place.browser().get(answer.headers["location"]).body for answer in (first, second)]

    assert (first.status, first.headers["location"]) == (
        second.status,
        second.headers["location"],
    )
    assert thanks[0] == thanks[1]
    assert subjects(place, "Ada") == [
        "Confirmez votre inscription",
        "Inscription confirmée",
        "Inscription confirmée",
    ]
    assert states(place) == {"Ada": "confirmed"}


def test_asking_many_times_sends_one_letter_in_ten_minutes(place):
    place.clock.now = at("2026-11-16 12:00")
    for _ in range(4):
        sign_up(place, "Ada")

    assert subjects(place, "Ada") == ["Confirmez votre inscription"]
    place.clock.advance(minutes=11)
    sign_up(place, "Ada")
    assert subjects(place, "Ada") == ["Confirmez votre inscription"] * 2


def test_whoever_left_may_come_back_at_the_end_of_the_line(place):
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    press(place, "Ada", "renoncer")
    cancelled = calendars(letters(place, "ada@exemple.fr")[-1])
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    again = calendars(letters(place, "ada@exemple.fr")[-1])

    assert str(cancelled["METHOD"]) == "CANCEL"
    assert str(cancelled.walk("VEVENT")[0]["STATUS"]) == "CANCELLED"
    assert [int(found.walk("VEVENT")[0]["SEQUENCE"]) for found in (cancelled, again)] == [1, 2]
    assert states(place) == {"Ada": "confirmed"}


def test_a_moved_session_is_told_to_all_once_with_a_higher_sequence(place, tmp_path):
    for name in ("Ada", "Blaise", "Claude"):
        sign_up(place, name)
        press(place, name, "confirmer")
    moved = WEBINAR.replace(
        "start: 2026-12-01 10:00, duration: 1h,",
        "start: 2026-12-03 15:00, duration: 1h, status: moved, moved_from: 2026-12-01 10:00,",
    )
    place = renewed(place, tmp_path, moved)
    for _ in range(2):
        session_jobs.run_session_jobs(place.service, place.clock())
    (event,) = calendars(letters(place, "ada@exemple.fr")[-1]).walk("VEVENT")

    assert [subjects(place, name)[-1] for name in ("Ada", "Blaise", "Claude")] == [
        "Nouvelle date"
    ] * 3
    assert subjects(place, "Ada").count("Nouvelle date") == 1
    assert (int(event["SEQUENCE"]), event["DTSTART"].dt) == (1, at("2026-12-03 15:00"))
    assert "elle était prévue le mardi 1er décembre 2026 à 10 h (heure de Paris)" in said(
        letters(place, "ada@exemple.fr")[-1]
    )
    waiting = [
        part.get_content_subtype() for part in letters(place, "claude@exemple.fr")[-1].walk()
    ]
    assert waiting == ["alternative", "plain", "html"]  # nothing to put into a calendar


def test_a_cancelled_session_is_told_to_all_and_taken_out_of_calendars(place, tmp_path):
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    off = WEBINAR.replace(
        "capacity: 2}", 'capacity: 2, status: cancelled, note: "Intervenant absent."}'
    )
    place = renewed(place, tmp_path, off)
    session_jobs.run_session_jobs(place.service, place.clock())
    mail = letters(place, "ada@exemple.fr")[-1]
    calendar = calendars(mail)

    assert (str(calendar["METHOD"]), int(calendar.walk("VEVENT")[0]["SEQUENCE"])) == (
        "CANCEL",
        1,
    )
    assert "Intervenant absent." in mail.get_body(("plain",)).get_content()
    assert place.browser().get(PATH).status == 410


def test_a_session_called_off_then_held_after_all_is_told_and_invited_again(place, tmp_path):
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    for webinar in (
        WEBINAR.replace("capacity: 2}", "capacity: 2, status: cancelled}"),
        WEBINAR,
    ):
        place = renewed(place, tmp_path, webinar)
        session_jobs.run_session_jobs(place.service, place.clock())
    off, back = (calendars(mail) for mail in letters(place, "ada@exemple.fr")[2:])

    assert subjects(place, "Ada")[2:] == ["Séance annulée", "La séance aura lieu"]
    assert [
        (str(told["METHOD"]), int(told.walk("VEVENT")[0]["SEQUENCE"])) for told in (off, back)
    ] == [
        ("CANCEL", 1),
        ("REQUEST", 2),
    ]


def test_a_lower_capacity_unseats_nobody_and_a_higher_one_offers_seats(place, tmp_path):
    for name in ("Ada", "Blaise", "Claude"):
        sign_up(place, name)
        press(place, name, "confirmer")
    place = renewed(place, tmp_path, WEBINAR.replace("capacity: 2", "capacity: 1"))
    session_jobs.run_session_jobs(place.service, place.clock())
    assert states(place) == {"Ada": "confirmed", "Blaise": "confirmed", "Claude": "waiting"}

    place = renewed(place, tmp_path, WEBINAR.replace("capacity: 2", "capacity: 3"))
    session_jobs.run_session_jobs(place.service, place.clock())
    assert states(place) == {"Ada": "confirmed", "Blaise": "confirmed", "Claude": "offered"}


def said(mail):
    return (
        mail.get_body(("plain",))
        .get_content()
        .replace("\r\n", "\n")
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
    )


def test_reminders_go_the_day_before_and_the_hour_before_once_each(place):
    for name in ("Ada", "Blaise", "Claude"):
        sign_up(place, name)
        press(place, name, "confirmer")
    for instant in (
        "2026-11-30 09:59",
        "2026-11-30 10:01",
        "2026-11-30 18:00",
        "2026-12-01 09:01",
        "2026-12-01 09:30",
    ):
        place.clock.now = at(instant)
        session_jobs.run_session_jobs(place.service, place.clock())
        place.post()

    assert (
        subjects(place, "Ada")[2:]
        == subjects(place, "Blaise")[2:]
        == ["Rappel, demain", "Rappel, dans une heure"]
    )
    assert subjects(place, "Claude")[2:] == []  # 46: who waits has nowhere to be
    assert [
        re.search(r"La séance commence (.*?)\.", said(mail))[1]
        for mail in letters(place, "ada@exemple.fr")[2:]
    ] == [
        "demain à 10 h",
        "dans une heure au plus",
    ]


@pytest.mark.parametrize(
    ("confirmed", "reminders"),
    [("2026-11-30 18:00", ["Rappel, dans une heure"]), ("2026-12-01 09:20", [])],
)
def test_whoever_confirms_late_is_not_reminded_of_what_they_have_just_done(
    place, confirmed, reminders
):
    place.clock.now = at(confirmed)
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    for instant in ("2026-11-30 19:00", "2026-12-01 09:40"):
        place.clock.now = max(place.clock.now, at(instant))
        session_jobs.run_session_jobs(place.service, place.clock())

    assert subjects(place, "Ada")[2:] == reminders


def test_the_page_promises_only_the_reminders_that_will_come(place):
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    promised = []
    for instant in ("2026-11-30 09:59", "2026-11-30 10:01", "2026-12-01 09:30"):
        place.clock.now = at(instant)
        promised.append("rappel" in place.browser().get(own(place, "Ada")).words)
        assert ("la veille" in place.browser().get(own(place, "Ada")).words) == (
            instant == "2026-11-30 09:59"
        )

    assert promised == [True, True, False]


def test_a_reminder_that_says_tomorrow_never_leaves_the_day_itself(place):
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    place.post()
    place.clock.now = at("2026-11-30 23:00")  # the relay is down from here
    session_jobs.run_session_jobs(place.service, place.clock())
    place.clock.now = at("2026-12-01 00:10")

    assert subjects(place, "Ada")[2:] == []


def test_a_reminder_of_the_same_day_says_so(tmp_path):
    files = FILES | {
        "content/webinars/demarrer.md": WEBINAR.replace("2026-12-01 10:00", "2026-12-01 17:00")
    }
    place = make_place(tmp_path, files=files)
    path = PATH.replace("T1000", "T1700")
    sign_up(place, "Ada", path)
    press(place, "Ada", "confirmer")
    place.clock.now = at("2026-12-01 08:00")  # the service was down since the day before
    session_jobs.run_session_jobs(place.service, place.clock())

    assert subjects(place, "Ada")[2:] == ["Rappel, aujourd’hui"]
    place.service.store.close()


def test_nobody_signs_up_once_the_session_has_begun(place):
    place.clock.now = at("2026-12-01 10:00")
    refused = place.browser().post(
        PATH, {"name": "Ada", "email": "ada@exemple.fr", "jeton": "", "site_web": ""}
    )

    assert (place.browser().get(PATH).status, refused.status, states(place)) == (410, 410, {})


@pytest.mark.parametrize("key", ["demarrer-20261208T1000", "inconnu-20261201T1000"])
def test_a_session_held_elsewhere_or_unknown_has_no_page(place, key):
    assert place.browser().get(f"/participer/inscription/{key}/").status == 404


@pytest.mark.parametrize("wrong", ["x", "a" * 42, "é" * 42, "%00"])
def test_a_wrong_ticket_opens_nothing(place, wrong):
    assert place.browser().get(f"/participer/mon-inscription/{wrong}/").status == 404


def test_a_failed_write_leaves_neither_row_nor_letter(place, monkeypatch):
    def broken(*_):
        raise RuntimeError("boom")

    monkeypatch.setattr("chorale.service.registrations.emails.confirmation", broken)
    answer = sign_up(place, "Ada")

    assert (answer.status, states(place), place.post()) == (500, {}, [])


def test_a_robot_that_fills_the_hidden_field_is_thanked_and_forgotten(place):
    answer = send(place, PATH, {"name": "Bot", "email": "bot@exemple.fr"})
    browser = place.browser()
    shown = browser.get(PATH).text
    place.clock.advance(seconds=10)
    token = re.search(r'name="jeton" value="([^"]*)"', shown)[1]
    robot = browser.post(
        PATH, {"name": "R", "email": "r@exemple.fr", "jeton": token, "site_web": "https://x"}
    )

    assert (answer.status, robot.status, robot.headers["location"]) == (
        303,
        303,
        answer.headers["location"],
    )
    assert states(place) == {"Bot": "pending"}


@pytest.mark.parametrize("wait", [1, 3 * 3600])
def test_a_page_sent_at_once_or_too_late_is_shown_again_with_what_was_typed(place, wait):
    answer = send(place, PATH, {"name": "Ada Lovelace", "email": "ada@exemple.fr"}, wait=wait)

    assert (answer.status, states(place)) == (200, {})
    assert 'value="Ada Lovelace"' in answer.text
    assert "Relisez vos réponses" in answer.words


def test_too_many_sign_ups_from_one_place_wait(place):
    object.__setattr__(place.service.settings, "forms_per_source", 4)
    answers = [sign_up(place, f"P{number}").status for number in range(5)]

    assert answers == [303] * 4 + [429]
    assert (
        send(place, PATH, {"name": "Z", "email": "z@exemple.fr"}, address="198.51.100.1").status
        == 303
    )


def test_who_is_refused_uses_up_nothing_of_what_others_may_send(place):
    object.__setattr__(place.service.settings, "forms_per_source", 2)
    for number in range(6):
        sign_up(place, f"P{number}")
    used = {name: len(taken) for (name, _), taken in place.service.limits.attempts.items()}

    assert used == {"formulaires": 2, "formulaires-un": 2, "formulaires-adresse": 1}


def test_a_network_whose_people_all_leave_by_one_address_may_be_given_more(place):
    object.__setattr__(place.service.settings, "forms_per_source", 2)

    assert [sign_up(place, f"P{number}").status for number in range(3)] == [303, 303, 429]


def test_a_line_break_in_an_address_or_a_name_never_reaches_a_header(place):
    answers = {
        "name": "Ada\r\nBcc: x@exemple.fr",
        "email": "ada@exemple.fr\r\nBcc: x@exemple.fr",
    }
    answer = send(place, PATH, answers)

    assert (answer.status, answer.text.count('class="error"'), states(place)) == (422, 2, {})


def test_an_unknown_button_is_refused(place):
    sign_up(place, "Ada")

    assert (press(place, "Ada", "tout").status, states(place)) == (400, {"Ada": "pending"})


def test_an_unknown_field_is_refused(place):
    assert send(place, PATH, {"name": "A", "email": "a@exemple.fr", "admin": "oui"}).status == 400
    assert states(place) == {}


def test_the_places_left_stand_beside_the_errors_too(place):
    answer = send(place, PATH, {"name": "", "email": "ada@exemple.fr"})

    assert (answer.status, "2 places libres" in answer.words) == (422, True)


def test_an_address_is_not_buried_under_letters_known_or_not(place):
    sign_up(place, "Ada")
    answers = {"name": "Ada", "email": "Ada@exemple.fr"}
    known = [
        send(place, PATH, answers, address=f"198.51.100.{number}").status for number in range(10)
    ]

    assert known == [303] * 9 + [429]
    assert (
        sign_up(place, "Blaise").status == 303
    )  # and this one, never seen before, is limited alike
    answers = {"name": "Blaise", "email": "blaise@exemple.fr"}
    assert [send(place, PATH, answers, address=f"198.51.100.{n}").status for n in range(10)] == [
        303
    ] * 9 + [429]
    place.clock.advance(hours=1)
    assert sign_up(place, "Ada").status == 303


def test_after_the_beginning_a_seat_is_neither_given_up_nor_taken(place):
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    place.clock.now = at("2026-12-01 10:00")
    press(place, "Ada", "renoncer")

    assert (states(place), subjects(place, "Ada")[2:]) == ({"Ada": "confirmed"}, [])


def test_whoever_left_may_erase_what_is_kept_and_nobody_else(place):
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    press(place, "Ada", "effacer")
    assert states(place) == {"Ada": "confirmed"}  # a seat is given up first
    press(place, "Ada", "renoncer")
    assert "Effacer mes données" in place.browser().get(own(place, "Ada")).words
    press(place, "Ada", "effacer")

    assert (states(place), place.browser().get(own(place, "Ada")).status) == ({}, 410)
    assert press(place, "Ada", "confirmer").status == 410


class TestLetters:
    """What is written to people, as they read it."""

    def test_a_stranger_cannot_have_their_words_sent_to_someone(self, place):
        send(
            place,
            PATH,
            {"name": "Gagnez 1000 euros sur mal.example", "email": "ada@exemple.fr"},
        )
        (mail,) = letters(place, "ada@exemple.fr")

        assert "mal.example" not in mail.as_string()
        assert said(mail).startswith("Bonjour,\n")
        place.browser().post(own(place, "Ada"), {"action": "confirmer"})
        assert said(letters(place, "ada@exemple.fr")[1]).startswith(
            "Bonjour Gagnez 1000"
        )  # their own words, by now

    def test_what_was_typed_is_text_in_a_letter_and_in_its_invitation(self, place):
        send(place, PATH, {"name": "<script>alert(1)</script>", "email": "ada@exemple.fr"})
        place.browser().post(own(place, "Ada"), {"action": "confirmer"})
        mail = letters(place, "ada@exemple.fr")[1]
        html = mail.get_body(("html",)).get_content()
        (event,) = calendars(mail).walk("VEVENT")

        assert ("<script" in html, "&lt;script&gt;" in html) == (False, True)
        assert event["ATTENDEE"].params["CN"] == "<script>alert(1)</script>"

    def test_a_mail_server_that_is_down_loses_neither_the_sign_up_nor_its_letter(self, place):
        carrier = place.service.worker.carrier
        down = pytest.MonkeyPatch()
        down.setattr(
            type(carrier),
            "carry",
            lambda *_: (_ for _ in ()).throw(Unavailable("ConnectionRefusedError")),
        )
        sign_up(place, "Ada")
        assert (place.post(), states(place)) == ([], {"Ada": "pending"})
        down.undo()
        assert place.post() == []  # not before its time
        place.clock.advance(minutes=2)

        assert [mail["To"] for mail in place.post()] == ["ada@exemple.fr"]

    def test_the_text_is_whole_and_its_french_is_set(self, place):
        sign_up(place, "Ada")
        path = own(place, "Ada")
        text = (
            letters(place, "ada@exemple.fr")[0]
            .get_body(("plain",))
            .get_content()
            .replace("\r\n", "\n")
        )

        assert (
            text
            == f"""\
Bonjour,

Bien démarrer
Mardi 1er\u00a0décembre 2026, de 10\u00a0h à 11\u00a0h (heure de Paris)

Vous avez demandé à vous inscrire à cette séance.

Une place vous est gardée jusqu’au lundi 16\u00a0novembre 2026 à 14\u00a0h (heure de Paris)\u00a0: confirmez avant, elle sera à vous.

Confirmer mon inscription\u00a0:
https://chorale.example{path}

Si vous n’avez rien demandé, ignorez ce message\u00a0: votre adresse sera effacée dans deux jours.

Secrétariat d’essai
"""
        )

    def test_the_html_says_the_same_and_fetches_nothing(self, place):
        for name in ("Ada", "Blaise", "Claude"):
            sign_up(place, name)
            press(place, name, "confirmer")
        press(place, "Ada", "renoncer")
        place.post()
        place.clock.now = at("2026-11-30 10:01")
        session_jobs.run_session_jobs(place.service, place.clock())
        mails = place.post()

        assert len(mails) == 10
        for mail in mails:
            html = mail.get_body(("html",)).get_content()
            bare = re.sub(
                r"\s+",
                " ",
                re.sub(r"<style.*?</style>|<[^>]+>", " ", html.partition("<body")[2]),
            )
            for line in filter(None, said(mail).splitlines()):
                where, words = (html, line) if "://" in line else (bare, line.removesuffix(" :"))
                assert words in where.replace("\u00a0", " ").replace("\u202f", " ").replace(
                    "&#39;", "'"
                ), (words, html)
            assert not re.search(r"<img|<link|src=|url\(|@import", html)

    def test_the_invitation_crosses_any_relay_unchanged(self, place):
        sign_up(place, "Ada")
        press(place, "Ada", "confirmer")
        mail = letters(place, "ada@exemple.fr")[1]
        encodings = {
            part["Content-Transfer-Encoding"] for part in mail.walk() if not part.is_multipart()
        }

        assert encodings == {"quoted-printable", "base64"}
        assert max(map(len, mail.as_bytes().splitlines())) <= 998

    def test_where_to_join_is_told_to_who_has_a_seat_and_to_nobody_else(self, tmp_path):
        room = "https://visio.example/salle-7"
        files = FILES | {
            "content/webinars/demarrer.md": WEBINAR.replace(
                "capacity: 2}", f'capacity: 1, join: "{room}"}}'
            )
        }
        place = make_place(tmp_path, files=files)
        for name in ("Ada", "Blaise"):
            sign_up(place, name)
        pages = [
            place.browser().get(path).text
            for path in (PATH, own(place, "Ada"), own(place, "Blaise"))
        ]
        for name in ("Ada", "Blaise"):
            press(place, name, "confirmer")
        place.clock.now = at("2026-11-30 10:01")
        session_jobs.run_session_jobs(place.service, place.clock())
        confirm, confirmed, reminder = letters(place, "ada@exemple.fr")
        (event,) = calendars(confirmed).walk("VEVENT")

        assert [room in page for page in pages] == [False] * 3
        assert [room in said(mail) for mail in (confirm, confirmed, reminder)] == [
            False,
            True,
            True,
        ]
        assert [room in said(mail) for mail in letters(place, "blaise@exemple.fr")] == [
            False,
            False,
        ]
        assert (str(event["LOCATION"]), str(event["CONFERENCE"])) == (room, room)
        assert room in place.browser().get(own(place, "Ada")).text
        place.clock.now = at("2026-12-01 10:30")
        assert room in place.browser().get(own(place, "Ada")).text  # one may come late
        place.clock.now = at("2026-12-01 11:00")
        assert room not in place.browser().get(own(place, "Ada")).text
        assert room not in place.browser().get(own(place, "Blaise")).text
        place.service.store.close()
