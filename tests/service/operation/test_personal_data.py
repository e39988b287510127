"""What people wrote about themselves is kept as long as was said, told to them, erased when they ask."""

import json
import sqlite3
from datetime import date

import pytest
from places import make_place
from small_public import FILES, at, left, letters, link, press, send, sign_up, states
from sqlalchemy import insert, update

from chorale.service import journal
from chorale.service.accounts import people
from chorale.service.operation import personal_data
from chorale.service.public_tables import registration
from chorale.service.registrations import attendance, capacity
from chorale.service.staff_tables import staff_account, staff_passkey
from chorale.service.timestamps import stamp

CANARY = "canari@exemple.fr"


@pytest.fixture
def place(tmp_path):
    made = make_place(tmp_path, files=FILES)
    yield made
    made.service.store.close()


def entries(place, kind):
    with place.service.store.read() as connection:
        return [
            json.loads(one.facts)
            for one in journal.entries(connection, "public")
            if one.kind == kind
        ]


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2028, 5, 31), 3, date(2028, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 12, 31), 12, date(2025, 12, 31)),
        (date(2027, 1, 31), 13, date(2025, 12, 31)),
    ],
)
def test_months_are_counted_on_the_calendar(day, months, before):
    assert personal_data.months_before(day, months) == before


def test_each_form_keeps_what_it_said_and_the_run_is_journalled(place):
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    send(place, "/participer/formulaires/avis/", {"avis": "oui", "remarque": "", "email": ""})
    place.clock.now = at("2027-03-01 09:00")  # the session was three months ago, less a few hours
    assert personal_data.purge(place.service, place.clock())["inscriptions"] == 0

    place.clock.now = at("2027-03-01 12:00")
    assert personal_data.purge(place.service, place.clock())["inscriptions"] == 1
    place.clock.now = at("2027-11-17 12:00")
    assert personal_data.purge(place.service, place.clock())["reponses-avis"] == 1
    assert [sorted(facts.keys() - {"courriels"}) for facts in entries(place, "purge")] == [
        [],
        ["inscriptions"],
        ["reponses-avis"],
    ]


def test_what_was_never_confirmed_goes_after_two_days(place):
    sign_up(place, "Ada")
    send(place, "/participer/formulaires/abonnement/", {"email": CANARY, "accord": "oui"})
    place.clock.advance(hours=49)
    with place.service.store.write("x") as connection:
        capacity.expired(
            connection,
            capacity.bookable_sessions(place.service.community)["demarrer-20261201T1000"],
            place.clock(),
        )

    erased = personal_data.purge(place.service, place.clock())
    assert (erased["inscriptions"], erased["abonnements"], states(place)) == (1, 1, {})


def test_a_refusal_outlives_a_second_request_that_is_never_confirmed(place):
    sign_up(place, "Ada")
    refused = {"refused_at": stamp(place.clock())}
    with place.service.store.write("x") as connection:
        connection.execute(update(registration).values(**refused))
    place.clock.advance(hours=49)
    with place.service.store.write("x") as connection:
        session = capacity.bookable_sessions(place.service.community)["demarrer-20261201T1000"]
        capacity.expired(connection, session, place.clock())

    erased = personal_data.purge(place.service, place.clock())
    assert (erased["inscriptions"], states(place)) == (0, {"Ada": "refused"})


def test_the_purge_runs_by_itself_once_a_day(place):
    for hours in (0, 1, 22, 2, 24):
        place.clock.advance(hours=hours)
        personal_data.daily(place.service, place.clock())

    assert len(entries(place, "purge")) == 3


def everything(place):
    with sqlite3.connect(place.service.store.engine.url.database) as base:
        return "\n".join(base.iterdump())


def test_whoever_asks_is_told_everything_and_erased_from_everywhere(place):
    send(
        place,
        "/participer/inscription/demarrer-20261201T1000/",
        {"name": "Canari", "email": CANARY, "organisme": "Cage"},
    )
    place.browser().post(link(letters(place, CANARY)[0]), {"action": "confirmer"})
    send(place, "/participer/formulaires/abonnement/", {"email": CANARY, "accord": "oui"})
    send(
        place,
        "/participer/formulaires/avis/",
        {"avis": "oui", "remarque": "", "email": CANARY.upper()},
    )
    with place.service.store.read() as connection:
        told = personal_data.all_kept_about(connection, place.service.outbox.secret, CANARY)
    assert {name: len(rows) for name, rows in told.items() if rows} == {
        "abonnement": 1,
        "inscriptions": 1,
        "reponses": 1,
    }
    assert (left(place), "canari" in everything(place).lower()) == (1, True)

    done = personal_data.erase(place.service, CANARY, place.clock())

    assert done == {"abonnement": 1, "inscriptions": 1, "groupes": 0, "reponses": 1}
    assert (
        left(place),
        "canari" in everything(place).lower(),
        "cage" in everything(place).lower(),
    ) == (
        2,
        False,
        False,
    )
    assert (
        len([mail for mail in place.post() if mail["To"] == CANARY]) == 1
    )  # what waited was not sent
    assert entries(place, "effacement") == [
        {"abonnement": 1, "inscriptions": 1, "groupes": 0, "reponses": 1}
    ]


def test_logs_hold_no_address_no_name_and_no_ticket(place, caplog):
    caplog.set_level("INFO")
    send(
        place,
        "/participer/inscription/demarrer-20261201T1000/",
        {"name": "Canari", "email": CANARY, "organisme": ""},
    )
    path = link(letters(place, CANARY)[0])
    place.browser().get(path)

    assert "answer" in caplog.text
    assert [
        word for word in ("anari", path.split("/")[3], "192.0.2.7") if word in caplog.text
    ] == []


def test_the_counts_of_a_session_outlive_its_names(place):
    for name in ("Ada", "Blaise", "Claude"):
        sign_up(place, name)
        press(place, name, "confirmer")
    press(place, "Ada", "renoncer")
    key = "demarrer-20261201T1000"
    with place.service.store.write("x") as connection:
        attendance.attended(connection, key, b"email\nblaise@exemple.fr\n")
        before = capacity.counts(connection)
    place.clock.now = at("2027-03-02 12:00")
    personal_data.purge(place.service, place.clock())
    personal_data.purge(place.service, place.clock())

    with place.service.store.read() as connection:
        assert (states(place), capacity.counts(connection)) == ({}, before)
    assert before[key] == {"cancelled": 1, "confirmed": 1, "offered": 1, "attended": 1}


def test_whoever_asks_is_told_that_they_are_never_written_to(place):
    personal_data.erase(place.service, CANARY, place.clock())
    with place.service.store.write("access") as connection:
        who = {
            "scope": "cycle-1",
            "group": "nord",
            "role": "member",
            "name": "M",
            "email": "Canari@exemple.fr",
        }
        people.admit(connection, place.clock(), **who)
        told = personal_data.all_kept_about(connection, place.service.outbox.secret, CANARY)

    assert [row["reason"] for row in told["exclusion"]] == ["effacement"]
    assert [(row["scope"], row["email"]) for row in told["acces"]] == [
        ("cycle-1", "Canari@exemple.fr")
    ]
    assert "token_digest" not in told["acces"][0]


def test_whoever_asks_is_told_their_keys_and_their_account_elsewhere(place):
    when = "2026-11-16T11:00:00.000000Z"
    with place.service.store.write("access") as connection:
        who = {"scope": "@atelier", "group": "", "role": "member", "name": "M", "email": CANARY}
        person, _ = people.admit(connection, place.clock(), **who)
        key = {"id": "k", "public_key": "p", "uses": 0, "name": "téléphone", "added_at": when}
        connection.execute(insert(staff_passkey).values(access_id=person.id, **key))
        account = {"issuer": "https://a.example", "subject": "12", "bound_at": when}
        connection.execute(insert(staff_account).values(access_id=person.id, **account))
        told = personal_data.all_kept_about(connection, place.service.outbox.secret, CANARY)

    assert told["cles"] == [{"name": "téléphone", "added_at": when}]
    assert told["comptes"] == [account]


def test_the_answers_to_a_form_that_is_no_more_are_erased_too(place, tmp_path):
    send(place, "/participer/formulaires/avis/", {"avis": "oui", "remarque": "", "email": CANARY})
    place.service.store.close()
    (tmp_path / "content/forms/avis.yml").unlink()
    again = make_place(
        tmp_path, files={path: text for path, text in FILES.items() if "avis" not in path}
    )
    again.clock.now = at("2027-11-15 12:00")
    early = personal_data.purge(again.service, again.clock())["reponses"]
    again.clock.now = at("2027-11-17 12:00")

    assert (early, personal_data.purge(again.service, again.clock())["reponses"]) == (0, 1)
    assert CANARY not in everything(again)
    again.service.store.close()
