"""A list of any length leaves page by page: each address once, in order, in as many files as an engine takes."""

import json

import pytest
from places import make_place
from small_public import FILES
from sqlalchemy import event

from chorale.service.delivery import records as delivery_records
from chorale.service.public_tables import subscription
from chorale.service.subscriptions import files as subscription_files
from chorale.service.subscriptions import records as subscription_records
from chorale.service.subscriptions.imports import Consent, imported

PEOPLE = [f"a{rank:04}@exemple.fr" for rank in range(2500)]


@pytest.fixture
def place(tmp_path):
    made = make_place(tmp_path, files=FILES)
    secret, now = made.service.outbox.secret, made.clock()
    listed = "\n".join(("adresse", *reversed(PEOPLE))).encode()
    imported(made.service.store, secret, listed, Consent(source="X", audiences={}), now)
    with made.service.store.write() as connection:
        subscription_records.suppress(connection, secret, PEOPLE[1000], "demande", now)
    yield made
    made.service.store.close()


def reached(place, connection, **more):
    secret = place.service.outbox.secret
    return [one.email for one in subscription_records.reachable(connection, secret, **more)]


def test_each_page_begins_where_the_one_before_ended(place):
    asked = []
    event.listen(
        place.service.store.engine, "before_cursor_execute", lambda *said: asked.append(said[2])
    )
    with place.service.store.read() as connection:
        found = reached(place, connection, by=subscription.c.email_key)

    assert found == [one for one in PEOPLE if one != PEOPLE[1000]]
    assert sum("FROM subscription " in one.replace("\n", " ") for one in asked) == 3


def test_every_subscription_is_exported_with_its_state(place):
    with place.service.store.read() as connection:
        rows = list(subscription_files.exported(connection))

    assert [row[0] for row in rows] == PEOPLE
    assert [row[0] for row in rows if row[2] == "ended"] == [PEOPLE[1000]]


def test_brevo_gets_as_many_bodies_as_it_needs(place, monkeypatch):
    monkeypatch.setattr(subscription_files, "BREVO_LARGEST", 1000 * len(f"{PEOPLE[0]}\n"))
    with place.service.store.read() as connection:
        secret = place.service.outbox.secret
        people = subscription_records.reachable(connection, secret, by=subscription.c.email_key)
        made = dict(subscription_files.brevo(people, (7,)))
    bodies = [json.loads(made[number]) for number in (1, 2, 3)]

    assert [len(body["fileBody"].splitlines()) - 1 for body in bodies] == [1000, 1000, 499]
    assert [body["listIds"] for body in bodies] == [[7], [7], [7]]


def test_a_table_that_would_not_hold_in_memory_is_refused_with_the_way_to_take_it(
    place, monkeypatch
):
    monkeypatch.setattr(subscription_files, "TABLE_MOST", 2000)
    with (
        place.service.store.read() as connection,
        pytest.raises(subscription_files.TooLarge) as told,
    ):
        subscription_files.table(connection)

    assert str(told.value).replace("\u202f", " ") == (
        "2 500 abonnements : au-delà de 2 000, les prendre en CSV par la commande "
        "« chorale newsletter subscribers export --output abonnes.csv »"
    )


def test_who_was_enrolled_is_not_enrolled_again(place):
    plan = delivery_records.DeliveryPlan(issue="2026-04", digest="")
    secret, now = place.service.outbox.secret, place.clock()
    with place.service.store.write() as connection:
        found = delivery_records.plan(connection, plan, now)
        first = delivery_records.recipients(connection, secret, plan)
        delivery_records.start(connection, found, first, "exemple.example", now)
        again = list(delivery_records.recipients(connection, secret, plan))
        counted = delivery_records.counts(connection, found.id)

    assert (counted, again) == ({"queued": 2499}, [])
