"""Sign-ups that organisers accept, a last day to sign up, a delay to confirm: all off unless they are written."""

from datetime import timedelta

import pytest
from places import COMMUNITY, make_place, words
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
    sign_up,
    states,
    subjects,
)

from chorale.service.registrations import answering, capacity, organising, session_jobs
from chorale.service.registrations.organising import ActRefused


def opened(folder, said="", community=COMMUNITY):
    """Open the miniature community with more keys at its session."""
    webinar = WEBINAR.replace("capacity: 2}", f"capacity: 2{said}}}")
    files = FILES | {"content/webinars/demarrer.md": webinar, "content/community.yml": community}
    return make_place(folder, files=files)


def session(place):
    return capacity.bookable_sessions(place.service.community)[KEY]


def test_a_sign_up_to_accept_waits_for_the_organisers_even_while_seats_are_left(tmp_path):
    place = opened(tmp_path, ", approval: true")
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    with place.service.store.read() as connection:
        (row,) = organising.people(connection, KEY)

    assert (states(place), left(place)) == ({"Ada": "waiting"}, 2)
    assert subjects(place, "Ada") == ["Confirmez votre inscription", "Demande transmise"]
    organising.seat(place.service, session(place), row.id, place.clock())
    assert (states(place), left(place)) == ({"Ada": "confirmed"}, 1)
    assert subjects(place, "Ada")[-1] == "Inscription confirmée"


def test_the_form_says_who_decides_and_until_when(tmp_path):
    plain = opened(tmp_path / "plain").browser().get(PATH).words
    said = opened(tmp_path / "said", ", approval: true, closes: 2026-11-28").browser().get(PATH)
    told = (
        "On s’inscrit jusqu’au samedi 28 novembre 2026 inclus.",
        "L’organisation accepte ou non chaque demande ; un courriel vous dira sa réponse.",
        "Votre demande n’est transmise qu’ensuite.",
        "Votre place n’est acquise qu’ensuite.",
    )

    words = " ".join(said.words.split())
    assert [one in words for one in told] == [True, True, True, False]
    assert [one in " ".join(plain.split()) for one in told] == [False, False, False, True]


def test_no_seat_is_offered_by_itself_where_organisers_accept(tmp_path):
    place = opened(tmp_path, ", approval: true")
    for name in ("Ada", "Blaise"):
        sign_up(place, name)
        press(place, name, "confirmer")
    press(place, "Ada", "renoncer")

    assert states(place) == {"Ada": "cancelled", "Blaise": "waiting"}


def test_the_community_says_what_every_session_goes_by_unless_it_has_a_delay_of_its_own(tmp_path):
    rule = f"{COMMUNITY}sign_ups: {{approval: true, confirm_within: 4h}}\n"
    whole = session(opened(tmp_path / "a", community=rule))
    spared = session(opened(tmp_path / "b", ", confirm_within: 6h", rule))
    plain = session(opened(tmp_path / "c"))

    assert [(one.approval, one.hold) for one in (whole, spared, plain)] == [
        (True, timedelta(hours=4)),
        (True, timedelta(hours=6)),
        (False, timedelta(hours=2)),
    ]


@pytest.mark.parametrize(
    ("said", "approval", "certificate"),
    [
        ("", True, True),
        (", approval: false", False, True),
        (", certificate: false", True, False),
        (", approval: true, certificate: true", True, True),
    ],
    ids=["nothing", "no approval", "no certificate", "the same"],
)
def test_a_session_says_no_to_what_the_community_says_of_all(tmp_path, said, approval, certificate):
    rules = f"{COMMUNITY}sign_ups: {{approval: true, certificate: true}}\n"
    found = session(opened(tmp_path, said, rules))

    assert (found.approval, found.certificate) == (approval, certificate)


@pytest.mark.parametrize(("when", "status"), [("2026-11-20 23:59", 200), ("2026-11-21 00:00", 410)])
def test_one_signs_up_until_the_end_of_the_last_day(tmp_path, when, status):
    place = opened(tmp_path, ", closes: 2026-11-20")
    place.clock.now = at(when)

    assert place.browser().get(PATH).status == status


def test_after_the_last_day_who_asked_in_time_still_confirms(tmp_path):
    place = opened(tmp_path, ", closes: 2026-11-16")
    place.clock.now = at("2026-11-16 23:50")
    sign_up(place, "Ada")
    place.clock.now = at("2026-11-17 00:10")
    press(place, "Ada", "confirmer")

    assert states(place) == {"Ada": "confirmed"}


def test_a_longer_delay_to_confirm_is_told_and_kept(tmp_path):
    place = opened(tmp_path, ", confirm_within: 6h")
    sign_up(place, "Ada")
    (mail,) = letters(place, "ada@exemple.fr")
    place.clock.advance(hours=5)
    press(place, "Ada", "confirmer")

    assert "18 h" in mail.get_body(("plain",)).get_content().replace("\u00a0", " ")
    assert states(place) == {"Ada": "confirmed"}


def waits(place, name):
    sign_up(place, name)
    press(place, name, "confirmer")
    with place.service.store.read() as connection:
        return next(row.id for row in organising.people(connection, KEY) if row.name == name)


def body(place, name):
    """Return the words of the last letter to somebody, with plain spaces."""
    return " ".join(words(letters(place, f"{name.lower()}@exemple.fr")[-1]).split())


def page(place, name):
    """Return the words of somebody's own page."""
    return " ".join(place.browser().get(own(place, name)).words.split())


def test_who_is_refused_reads_it_with_the_word_of_the_organisers(tmp_path):
    place = opened(tmp_path, ", approval: true")
    ada, blaise = waits(place, "Ada"), waits(place, "Blaise")
    for who, word in ((ada, "La salle est réservée aux collectivités."), (blaise, "")):
        answering.refuse(place.service, session(place), [who], word, place.clock())

    assert states(place) == {"Ada": "refused", "Blaise": "refused"}
    assert subjects(place, "Ada")[-1] == "Demande non acceptée"
    no = "L’organisation n’a pas pu accepter votre demande de place à cette séance."
    assert f"{no} La salle est réservée aux collectivités. " in body(place, "Ada")
    assert f"{no} Une question ? " not in body(place, "Ada")
    assert "Demande non acceptée" in page(place, "Blaise")
    assert "S’inscrire de nouveau" not in page(place, "Blaise")


def test_only_a_request_is_refused(tmp_path):
    asked, plain = opened(tmp_path / "asked", ", approval: true"), opened(tmp_path / "plain")
    who = waits(asked, "Ada")
    organising.seat(asked.service, session(asked), who, asked.clock())
    for place, one in ((asked, who), (plain, waits(plain, "Ada"))):
        with pytest.raises(ActRefused, match="n'attend plus de réponse"):
            answering.refuse(place.service, session(place), [one], "", place.clock())


def after(place, when):
    place.clock.now = at(when)
    for _ in range(2):
        session_jobs.run_session_jobs(place.service, place.clock())


def test_a_request_without_an_answer_is_told_the_day_before_and_once_it_is_too_late(tmp_path):
    place = opened(tmp_path, ", approval: true")
    waits(place, "Ada")
    after(place, "2026-11-30 11:00")

    assert subjects(place, "Ada")[2:] == ["Pas encore de réponse"]
    assert "La séance commence demain à 10 h, et votre demande n’a pas encore de réponse." in body(
        place, "Ada"
    )
    after(place, "2026-12-01 10:00")
    assert subjects(place, "Ada")[3:] == ["Votre demande n’a pas pu aboutir"]
    assert "La séance a commencé, et votre demande n’a pas reçu de réponse." in body(place, "Ada")
    assert "Vous n’y avez pas eu de place." in page(place, "Ada")


def test_who_waits_in_line_is_told_too_and_nobody_days_after(tmp_path):
    place, late = opened(tmp_path / "a"), opened(tmp_path / "b", ", approval: true")
    for name in ("Ada", "Blaise", "Chloe"):
        waits(place, name)
    waits(late, "Ada")
    after(place, "2026-12-01 10:00")
    after(late, "2026-12-05 10:00")

    assert "et aucune place ne s’est libérée pour vous." in body(place, "Chloe")
    assert "Votre demande n’a pas pu aboutir" not in subjects(place, "Ada")
    assert subjects(late, "Ada")[2:] == []


def test_who_begins_to_wait_on_the_last_day_is_not_told_twice(tmp_path):
    place = opened(tmp_path, ", approval: true")
    place.clock.now = at("2026-11-30 15:00")
    waits(place, "Ada")
    after(place, "2026-11-30 15:10")

    assert subjects(place, "Ada") == ["Confirmez votre inscription", "Demande transmise"]
