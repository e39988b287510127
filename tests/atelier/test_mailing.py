"""How many would receive a letter: counted without reading the list, and always the number that is written to."""

import pytest
from atelier_desk import make_team
from sqlalchemy import event

from chorale.atelier import mailing
from chorale.service.delivery import records as delivery_records
from chorale.service.delivery.records import DeliveryPlan
from chorale.service.subscriptions import records as subscription_records
from chorale.service.subscriptions.imports import Consent, imported

PEOPLE = """\
adresse,sujets
tous@x.fr,
marins@x.fr,marins
gardiens@x.fr,gardiens
deux@x.fr,gardiens marins
parti@x.fr,marins
servi@x.fr,
barre@x.fr,
"""


@pytest.fixture
def team(tmp_path):
    made = make_team(tmp_path)
    store, secret = made.service.store, made.service.outbox.secret
    consent = Consent(source="essai", audiences={"marins": "Marins", "gardiens": "Gardiens"})
    imported(store, secret, PEOPLE.encode(), consent, made.clock())
    with store.write("subscriptions", delivery_records.LOCK) as connection:
        gone = subscription_records.by_email(connection, "parti@x.fr")
        subscription_records.end(connection, secret, gone, "demande", made.clock())
        subscription_records.suppress(connection, secret, "barre@x.fr", "plainte", made.clock())
        first = DeliveryPlan(issue="2026-03", digest="ancienne")
        known = delivery_records.plan(connection, first, made.clock())
        served = [subscription_records.by_email(connection, "servi@x.fr")]
        delivery_records.start(connection, known, served, "x.fr", made.clock())
    yield made
    store.close()


@pytest.mark.parametrize(
    ("topic", "names"),
    [
        ("", ["deux@x.fr", "gardiens@x.fr", "marins@x.fr", "tous@x.fr"]),
        ("marins", ["deux@x.fr", "marins@x.fr", "tous@x.fr"]),
        ("marin", ["tous@x.fr"]),
        ("%", ["tous@x.fr"]),
    ],
)
def test_the_count_is_that_of_the_people_who_would_be_written_to(team, topic, names):
    plan = DeliveryPlan(issue="2026-03", digest="x", topic=topic)
    with team.service.store.read() as connection:
        count, first = mailing.audience(connection, plan, 100)
        people = [*delivery_records.recipients(connection, team.service.outbox.secret, plan)]

    assert (count, sorted(first)) == (len(names), names)
    assert sorted(one.email for one in people) == names


def test_no_more_addresses_are_read_than_are_shown(team):
    plan, read = DeliveryPlan(issue="2026-03", digest="x"), []

    def note(_connection, _cursor, statement, *_):
        read.append(statement)

    with team.service.store.read() as connection:
        event.listen(connection, "before_cursor_execute", note)
        count, first = mailing.audience(connection, plan, 2)

    assert (count, len(first)) == (4, 2)
    assert ["LIMIT" in one or "count(" in one for one in read] == [True, True]
