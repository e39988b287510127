"""A thousand people ask for a hundred places at once: exactly a hundred get one, the others wait in order."""

import threading
from collections import Counter

import pytest
from crowds import request, rush
from patience import until
from running import FAR_PATH, token
from sqlalchemy import func, select

from chorale.service.public_tables import registration
from chorale.service.tables import outbox

PEOPLE, PLACES = 1000, 100
CROWD = [f"personne{number}" for number in range(PEOPLE)]


def asked(running, names, seal):
    """Return the requests of people, each from a place of their own."""
    found = []
    for number, name in enumerate(names):
        form = {
            "name": name,
            "email": f"{name}@exemple.fr",
            "organisme": "",
            "jeton": seal,
            "site_web": "",
        }
        found.append(
            request(running.address, FAR_PATH, form, f"10.{number // 250}.{number % 250}.1")
        )
    return found


def check_seats(running):
    """Everyone is there once, with one letter; the first hundred hold a seat, the others stand in line."""
    store = running.store()
    with store.read() as connection:
        rows = connection.execute(registration.select().order_by(registration.c.number)).all()
        letters = {row.addressee for row in connection.execute(outbox.select())}
    store.close()
    assert Counter(row.name for row in rows) == Counter(CROWD)
    assert [row.number for row in rows] == list(range(1, PEOPLE + 1))
    assert [row.held for row in rows] == [1] * PLACES + [0] * (PEOPLE - PLACES)
    assert {row.id for row in rows} == letters


def check_crowd(running):
    running.start()
    names = CROWD + CROWD[:100]  # a hundred of them press twice
    statuses = rush(running.address, asked(running, names, token(running)))
    running.kill()

    assert Counter(statuses) == {303: len(names)}
    check_seats(running)


def waiting_for(running, count):
    """Wait until so many sign-ups are kept."""
    store = running.store()
    until(lambda: kept(store) >= count)
    store.close()


def kept(store):
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(registration)).scalar_one()


def check_crowd_cut_short(running, kill=None, revive=None, allowed=frozenset({0, 303})):
    """Kill something amid the crowd: who was told yes is there, who was not asks again, and all ends as it should."""
    running.start()
    seal = token(running)
    statuses = []
    crowd = threading.Thread(
        target=lambda: statuses.extend(rush(running.address, asked(running, CROWD, seal)))
    )
    crowd.start()
    waiting_for(running, 60)
    (kill or running.kill)()
    (revive or running.start)()
    crowd.join()
    assert set(statuses) <= allowed
    store = running.store()
    with store.read() as connection:
        kept = {row.name for row in connection.execute(registration.select())}
    store.close()
    assert kept >= {name for name, status in zip(CROWD, statuses, strict=True) if status == 303}

    assert Counter(rush(running.address, asked(running, CROWD, seal))) == {
        303: PEOPLE
    }  # everyone, even who was told
    running.kill()
    check_seats(running)


def test_a_thousand_sign_ups_fill_a_hundred_places_exactly(door):
    check_crowd(door(PLACES))


def test_a_crowd_cut_short_by_kill_9_asks_again_and_nobody_is_lost_or_doubled(door):
    check_crowd_cut_short(door(PLACES))


@pytest.mark.peers
def test_a_thousand_sign_ups_fill_a_hundred_places_exactly_on_postgresql(door, database):
    check_crowd(door(PLACES, database.url))


@pytest.mark.peers
def test_a_crowd_cut_short_by_the_death_of_the_database_asks_again(door, database):
    served = door(PLACES, database.url)

    check_crowd_cut_short(served, database.kill, database.start, frozenset({303, 503}))
