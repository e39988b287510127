"""What leaves by itself: a planned letter whose hour has come, and not one that the team suspended."""

import pytest
from places import make_place
from sqlalchemy import insert

from chorale.service.delivery import hours
from chorale.service.delivery import records as delivery_records
from chorale.service.delivery.records import DeliveryPlan
from chorale.service.staff_tables import staff_sending


@pytest.fixture
def place(tmp_path):
    made = make_place(tmp_path)
    yield made
    made.service.store.close()


def test_what_the_team_suspended_leaves_once_somebody_resumes_it(place):
    with place.service.store.write(delivery_records.LOCK) as connection:
        plan = DeliveryPlan(issue="2026-11", digest="d" * 64)
        found = delivery_records.plan(connection, plan, place.clock())
        values = {"delivery": found.id, "person": "jeanne", "paused": 0, "trouble": ""}
        connection.execute(insert(staff_sending).values(**values))
        seen = []
        for paused in (False, True, False):
            hours.pause(connection, found.id, paused=paused)
            due = hours.due(connection, place.clock())
            seen.append((hours.paused(connection, found.id), [one.issue for one in due]))

    assert seen == [(False, ["2026-11"]), (True, []), (False, ["2026-11"])]
