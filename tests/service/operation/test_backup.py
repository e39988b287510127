"""A restored database keeps everything, and sends no letter by itself: it may have left since."""

from datetime import timedelta

import pytest
from places import make_place

from chorale.service.delivery import hours
from chorale.service.delivery import records as delivery_records
from chorale.service.delivery.records import DeliveryPlan
from chorale.service.operation import backup
from chorale.service.store import Store


@pytest.fixture
def restored(tmp_path):
    """Return a place where a letter is planned, and a database restored from its backup."""
    place = make_place(tmp_path)
    wanted = DeliveryPlan(issue="2026-12", digest="x")
    with place.service.store.write(delivery_records.LOCK) as connection:
        delivery_records.plan(connection, wanted, place.clock())
    backup.backup(place.service.store, tmp_path / "sauvegarde")
    fresh = Store(f"sqlite:///{tmp_path / 'autre.sqlite'}")
    fresh.prepare()
    backup.restore(fresh, tmp_path / "sauvegarde")
    yield place, fresh
    place.service.store.close()
    fresh.close()


def issues(store, found, now):
    with store.read() as connection:
        return [one.issue for one in found(connection, now)]


def test_a_planned_letter_leaves_from_the_database_that_was_saved_only(restored):
    place, fresh = restored
    now = place.clock() + timedelta(hours=5)

    assert issues(place.service.store, hours.due, now) == ["2026-12"]
    assert issues(fresh, hours.due, now) == []
    assert issues(fresh, hours.overdue, now) == ["2026-12"]


def test_somebody_may_say_that_it_leaves_all_the_same(restored):
    place, fresh = restored
    with fresh.write(delivery_records.LOCK) as connection:
        found = hours.overdue(connection, place.clock())[0]
        hours.allow(connection, found.id)

    assert issues(fresh, hours.due, place.clock()) == ["2026-12"]
