"""Fifty thousand addresses come in chunk by chunk: others write between two, and what was cut short goes on."""

import threading
from collections import Counter

import pytest
from places import make_place
from small_public import FILES, sign_up
from sqlalchemy import func, select

from chorale.service.public_tables import subscription
from chorale.service.subscriptions import records as subscription_records
from chorale.service.subscriptions.imports import Consent, imported
from chorale.text import csv_files

CONSENT = Consent(source="liste X", audiences={"fournisseurs": "Fournisseurs"})


@pytest.fixture
def place(tmp_path):
    made = make_place(tmp_path, files=FILES)
    yield made
    made.service.store.close()


def take(place, lines, **more):
    raw = "\n".join(["adresse;sujets", *lines]).encode()
    secret = place.service.outbox.secret
    return imported(place.service.store, secret, raw, CONSENT, place.clock(), **more)


def count(place):
    with place.service.store.read() as connection:
        return connection.execute(select(func.count()).select_from(subscription)).scalar_one()


def people(number):
    return [f"a{rank}@exemple.fr;" for rank in range(number)]


class Cut(Exception):
    """Whoever imports pulls the plug."""


def test_an_import_cut_short_keeps_what_it_added_and_goes_on(place):
    def cut(done, _total):
        if done == 2000:
            raise Cut

    with pytest.raises(Cut):
        take(place, people(4500), tell=cut)
    assert count(place) == 2000

    again = take(place, people(4500))
    assert (again.added, again.known, count(place)) == (2500, 2000, 4500)


def test_how_far_it_is_is_told_after_each_chunk(place):
    told = []
    take(place, people(2500), tell=lambda done, total: told.append((done, total)))

    assert told == [(1000, 2500), (2000, 2500), (2500, 2500)]


def test_people_sign_up_while_a_list_comes_in(place):
    statuses, stopping = Counter(), threading.Event()

    def crowd():
        turn = 0
        while not stopping.is_set():
            statuses[sign_up(place, f"P{turn}").status] += 1
            turn += 1

    visitors = threading.Thread(target=crowd)
    visitors.start()
    take(place, people(5000))
    stopping.set()
    visitors.join()

    assert set(statuses) == {303}
    assert count(place) == 5000


def test_what_is_doubled_suppressed_or_refused_is_counted_and_told_with_its_line(place):
    with place.service.store.write() as connection:
        secret = place.service.outbox.secret
        subscription_records.suppress(connection, secret, "b@exemple.fr", "demande", place.clock())
    lines = ["a@exemple.fr;", "A@Exemple.fr;", "b@exemple.fr;", "c@exemple.fr;inconnu", "d;"]
    done = take(place, lines)

    assert (done.added, done.known, done.suppressed) == (1, 1, 1)
    assert done.refused == (
        (5, "c@exemple.fr", "sujet inconnu « inconnu » ; attendu : fournisseurs"),
        (6, "d", "« d » n'est pas une adresse électronique"),
    )


def test_a_likely_slip_of_the_hand_is_added_and_told_each_time(place):
    lines = ["a@gmial.com;", "b@gmail.com;", "Cé@Hotnail.fr;inconnu"]
    first, again = take(place, lines), take(place, lines)

    assert (first.added, again.added, again.known) == (2, 0, 2)
    told = (2, "a@gmial.com", "ajoutée ; vouliez-vous écrire « a@gmail.com » ?")
    assert first.doubtful == again.doubtful == (told,)
    assert first.refused[0][:2] == (4, "Cé@Hotnail.fr")


def test_nothing_is_written_when_the_file_cannot_be_read(place):
    with pytest.raises(csv_files.UnreadableTable):
        take(place, ["\0" * 50])
    assert count(place) == 0


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("Email Address;Status\na@exemple.fr;unsubscribed\nb@exemple.fr;subscribed\n", "unsubscribed"),
        ("adresse;désinscrit\na@exemple.fr;Oui\nb@exemple.fr;non\n", "désinscrit : oui"),
        ("EMAIL,UNSUB_TIME\na@exemple.fr,2021-01-01\nb@exemple.fr,\n", "unsub_time : 2021-01-01"),
        ("adresse,sujets,etat,termine\na@exemple.fr,,ended,2026-01-01\nb@exemple.fr,,active,\n", "ended"),
        ("adresse,etat\na@exemple.fr,pending\nb@exemple.fr,active\n", "pending"),
    ],
    ids=["status", "column", "mailchimp", "own export", "never confirmed"],
)  # fmt: skip
def test_who_left_another_list_is_not_written_to_again(place, table, reason):
    done = imported(
        place.service.store, place.service.outbox.secret, table.encode(), CONSENT, place.clock()
    )
    assert (done.added, done.refused) == (
        1,
        ((2, "a@exemple.fr", f"pas ajoutée : le fichier dit « {reason} »"),),
    )


def test_what_a_copy_adds_around_an_address_is_left_out(place):
    done = take(place, ["a@exemple.fr\u200b;", "'a@exemple.fr;", "\u202aa@exemple.fr;"])
    assert (done.added, done.known, done.refused) == (1, 2, ())
