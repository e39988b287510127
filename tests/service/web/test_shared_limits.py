"""Attempts counted in the database: the same answers as in memory, whoever asks, within a slot of time."""

from dataclasses import replace
from datetime import timedelta

import pytest
from cluster import cluster, emptied
from places import at_noon, in_parallel
from sqlalchemy import func, select

from chorale.service.store import Store
from chorale.service.tables import attempt
from chorale.service.web.security import Limit, Limits
from chorale.service.web.shared_limits import SharedLimits

pytestmark = pytest.mark.peers
LIMIT = Limit(name="essais", count=3, within=timedelta(minutes=10))


@pytest.fixture
def store():
    with cluster() as url:
        made = Store(emptied(url, "limites"))
        made.prepare()
        yield made
        made.close()


def test_two_processes_share_what_is_left(store):
    one, other = SharedLimits(store, "cle"), SharedLimits(store, "cle")
    now = at_noon()

    assert [one.take(LIMIT, "192.0.2.1", now), other.take(LIMIT, "192.0.2.1", now)] == [0, 0]
    assert [other.take(LIMIT, "192.0.2.1", now), one.take(LIMIT, "192.0.2.1", now)] == [0, 600]
    assert one.take(LIMIT, "192.0.2.2", now) == 0


def test_forty_at_once_are_counted_exactly(store):
    limits = SharedLimits(store, "cle")
    waits = in_parallel(12, lambda _: limits.take(LIMIT, "192.0.2.1", at_noon()))

    assert sorted(waits) == [0] * 3 + [600] * 9


def test_the_slot_before_weighs_by_the_time_that_it_still_covers(store):
    limits, now = SharedLimits(store, "cle"), at_noon()
    assert [limits.take(LIMIT, "x", now) for _ in range(3)] == [0, 0, 0]

    assert limits.take(LIMIT, "x", now + timedelta(minutes=10)) == 600
    later = now + timedelta(minutes=15)
    assert [limits.take(LIMIT, "x", later) for _ in range(3)] == [0, 0, 300]
    assert limits.take(LIMIT, "x", now + timedelta(minutes=31)) == 0


NETWORK = Limit(name="reseau", count=2, within=timedelta(minutes=10))
FORM = Limit(name="formulaire", count=4, within=timedelta(minutes=20), level=1)
ADDRESS = Limit(name="adresse", count=3, within=timedelta(hours=1), level=2)


def counts(store):
    with store.read() as connection:
        return dict(
            connection.execute(
                select(attempt.c.name, func.sum(attempt.c.count)).group_by(attempt.c.name)
            ).all()
        )


def test_what_one_limit_refuses_is_not_counted_under_those_that_follow(store):
    limits, now = SharedLimits(store, "cle"), at_noon()
    waits = [
        limits.take_all([(NETWORK, network), (FORM, "f"), (ADDRESS, "a")], now)
        for network in ("1", "1", "1", "1", "2", "3", "4")
    ]

    assert waits == [0, 0, 600, 600, 0, 3600, 1200]
    assert counts(store) == {"reseau": 5, "formulaire": 4, "adresse": 3}


def test_a_crowd_under_several_limits_is_counted_as_each_alone_would_be(store):
    limits = [SharedLimits(store, "cle"), SharedLimits(store, "cle")]
    many = replace(FORM, count=6000)

    def send(rank):
        asked = [(NETWORK, str(rank % 8)), (many, "f"), (ADDRESS, str(rank % 5))]
        return limits[rank % 2].take_all(asked, at_noon())

    waits = in_parallel(40, send)

    assert sorted(set(waits)) == [0, 600, 3600]
    assert (waits.count(600), counts(store)["reseau"]) == (24, 16)
    assert counts(store)["adresse"] == waits.count(0)


@pytest.mark.parametrize("database", ["SQLite", "PostgreSQL"])
def test_limits_in_memory_and_in_the_database_answer_alike(store, database):
    limits = Limits() if database == "SQLite" else SharedLimits(store, "cle")
    sent = [("1", "a"), ("1", "b"), ("1", "c"), ("2", "a"), ("3", "a"), ("4", "c"), ("5", "c")]
    waits = [
        limits.take_all([(NETWORK, network), (FORM, "f"), (ADDRESS, address)], at_noon())
        for network, address in sent
    ]

    assert [wait > 0 for wait in waits] == [False, False, True, False, False, True, True]


def test_no_address_is_kept(store):
    SharedLimits(store, "cle").take(LIMIT, "192.0.2.1", at_noon())
    with store.read() as connection:
        (source,) = connection.execute(select(attempt.c.source)).scalars()

    assert ("192" in source, len(source)) == (False, 26)
