"""Attempts counted in the database: the same answers as in memory, whoever asks, within a slot of time."""

from datetime import timedelta

import pytest
from cluster import cluster, emptied
from places import at_noon, in_parallel
from sqlalchemy import select

from chorale.service.store import Store
from chorale.service.tables import attempt
from chorale.service.web.security import Limit
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


def test_no_address_is_kept(store):
    SharedLimits(store, "cle").take(LIMIT, "192.0.2.1", at_noon())
    with store.read() as connection:
        (source,) = connection.execute(select(attempt.c.source)).scalars()

    assert ("192" in source, len(source)) == (False, 26)
