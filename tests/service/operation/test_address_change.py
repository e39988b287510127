"""A new address replaces the former one everywhere, once its own link is pressed, and the former is told."""

import pytest
from places import make_place, words
from small_public import FILES, KEY, at, left, letters, link, press, send, sign_up, subjects
from sqlalchemy import insert, select

from chorale.service.operation import personal_data
from chorale.service.public_tables import dispatch, registration, subscription
from chorale.service.registrations import session_jobs

OLD, NEW = "ada@exemple.fr", "ada@nouvelle.example"


@pytest.fixture
def place(tmp_path):
    made = make_place(tmp_path, files=FILES)
    sign_up(made, "Ada")
    press(made, "Ada", "confirmer")
    send(made, "/participer/formulaires/avis/", {"avis": "oui", "email": OLD})
    send(made, "/participer/formulaires/abonnement/", {"email": OLD, "accord": "oui"})
    made.browser().post(link(letters(made, OLD)[-1]), {"action": "confirmer"})
    yield made
    made.service.store.close()


def own(place):
    send(place, "/participer/mes-donnees/", {"email": OLD})
    return link(letters(place, OLD)[-1])


def ask(place, wanted=NEW):
    return place.browser().post(own(place), {"action": "adresse", "adresse": wanted})


def link_of_the_change(place):
    ask(place)
    return link(letters(place, NEW)[-1])


def kept(place, email):
    with place.service.store.read() as connection:
        found = personal_data.all_kept_about(connection, place.service.outbox.secret, email)
    return {name: len(rows) for name, rows in found.items() if rows}


def test_nothing_changes_before_the_new_address_confirms_then_all_of_it_does(place):
    before = kept(place, OLD)
    asked = ask(place)
    assert (asked.status, "Un courriel part vers ada@nouvelle.example" in asked.words) == (
        200,
        True,
    )
    path = link(letters(place, NEW)[-1])
    assert place.browser().get(path).status == 200
    assert (kept(place, OLD), kept(place, NEW)) == (before, {})

    place.clock.advance(minutes=11)
    done = place.browser().post(path)
    assert "ada@nouvelle.example remplace ada@exemple.fr" in done.words
    assert (kept(place, OLD), kept(place, NEW)) == ({}, before)
    assert left(place) == 1
    assert letters(place, OLD)[-1]["Subject"] == "Votre adresse a changé"
    assert NEW not in words(letters(place, OLD)[-1])
    assert letters(place, NEW)[-1]["Subject"].startswith("Inscription confirmée")
    assert place.browser().get(path).status == 410


def test_an_address_that_cannot_be_is_named_and_what_was_typed_stays(place):
    refused = ask(place, "ada@")

    assert (refused.status, 'value="ada@"' in refused.text) == (422, True)
    assert ask(place, "ADA@exemple.fr").status == 422


def test_whether_the_new_address_is_known_changes_nothing_of_what_is_said(place):
    sign_up(place, "Blaise")
    told = [
        ask(place, one).words.replace(one, "…") for one in ("blaise@exemple.fr", "x@exemple.fr")
    ]

    assert told[0] == told[1]
    assert subjects(place, "Blaise")[-1] == "Confirmez votre nouvelle adresse"


def test_what_waits_to_be_sent_leaves_to_the_new_address(place):
    place.clock.now = at("2026-11-30 12:00")
    path = link_of_the_change(place)
    before = len(letters(place, OLD))
    place.service.outbox.ceiling = 0  # the reminder is written, and nothing may leave
    session_jobs.run_session_jobs(place.service, place.clock())
    place.browser().post(path)
    assert len(letters(place, OLD)) == before
    place.service.outbox.ceiling = 1000

    assert letters(place, NEW)[-1]["Subject"].startswith("Rappel, demain")
    assert [mail["Subject"] for mail in letters(place, OLD)[before:]] == ["Votre adresse a changé"]


def test_a_letter_that_was_enrolled_leaves_to_the_new_address(place):
    path = link_of_the_change(place)
    with place.service.store.write() as connection:
        mine = connection.execute(select(subscription.c.id)).scalar_one()
        row = {"delivery": "d", "subscription": mine, "rank": 1, "email": OLD, "message_id": "m"}
        row |= {"worker": "", "attempts": 0, "answer": ""}
        connection.execute(insert(dispatch).values(state="queued", **row))
        connection.execute(insert(dispatch).values(state="sent", **(row | {"delivery": "e"})))
    place.browser().post(path)

    with place.service.store.read() as connection:
        found = connection.execute(select(dispatch.c.state, dispatch.c.email)).all()
    assert {tuple(one) for one in found} == {("queued", NEW), ("sent", OLD)}


def test_a_place_that_the_new_address_has_already_is_not_doubled(place):
    sign_up(place, "Blaise")
    press(place, "Blaise", "confirmer")
    ask(place, "blaise@exemple.fr")
    done = place.browser().post(link(letters(place, "blaise@exemple.fr")[-1]))

    assert "Vous étiez déjà inscrit sous la nouvelle adresse à 1 séance" in done.words.replace(
        "\xa0", " "
    )
    with place.service.store.read() as connection:
        seats = connection.execute(
            select(registration.c.email).where(registration.c.sitting == KEY)
        )
        assert sorted(seats.scalars()) == [OLD, "blaise@exemple.fr"]


def test_a_place_given_up_by_the_new_address_gives_way_and_calendars_are_told_a_later_version(
    place,
):
    sign_up(place, "Blaise")
    press(place, "Blaise", "confirmer")
    press(place, "Blaise", "renoncer")
    place.clock.advance(minutes=11)
    ask(place, "blaise@exemple.fr")
    place.browser().post(link(letters(place, "blaise@exemple.fr")[-1]))
    with place.service.store.read() as connection:
        rows = connection.execute(
            select(registration.c.email, registration.c.state, registration.c.sequence)
        ).all()

    assert [tuple(row) for row in rows] == [("blaise@exemple.fr", "confirmed", 2)]


def test_the_link_of_a_new_address_opens_nothing_of_the_former(place):
    ask(place)
    ticket = link(letters(place, NEW)[-1]).split("/")[3]

    assert place.browser().get(f"/participer/mon-dossier/{ticket}/").status == 404


def test_reminders_and_news_go_to_the_new_address_alone(place):
    # HiEventsDev/Hi.Events issue 439: mails still went to the former address
    ask(place)
    place.browser().post(link(letters(place, NEW)[-1]))
    place.clock.now = at("2026-11-30 12:00")
    session_jobs.run_session_jobs(place.service, place.clock())

    assert letters(place, OLD)[-1]["Subject"] == "Votre adresse a changé"
    assert letters(place, NEW)[-1]["Subject"].startswith("Rappel, demain")
