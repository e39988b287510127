"""Places are given one by one whatever the haste, and the line keeps its order; naive counting would overbook."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from places import make_place
from small_public import FILES, KEY, PATH, WEBINAR
from sqlalchemy import select

from chorale.service.forms import definitions, spam_guard
from chorale.service.public_tables import registration
from chorale.service.registrations import capacity
from chorale.service.registrations import records as registration_records

PEOPLE, PLACES = 300, 100
HUNDRED = FILES | {
    "content/webinars/demarrer.md": WEBINAR.replace("capacity: 2", f"capacity: {PLACES}")
}
CROWD = [f"personne{number}" for number in range(PEOPLE)]


@pytest.fixture
def place(tmp_path):
    made = make_place(tmp_path, files=HUNDRED)
    yield made
    made.service.store.close()


@pytest.fixture
def postgresql_place(tmp_path, database):
    made = make_place(tmp_path, database.url, files=HUNDRED)
    yield made
    made.service.store.close()


def crowd(place, names, threads=24):
    """Send every sign-up by its own visitor as fast as the machine can; return the statuses."""
    form = definitions.sign_up_form(place.service.community)
    tokens = [spam_guard.token(place.service, form.slug, place.clock()) for _ in names]
    place.clock.advance(seconds=10)

    def one(index):
        answers = {
            "name": names[index],
            "email": f"{names[index]}@exemple.fr",
            "jeton": tokens[index],
            "site_web": "",
        }
        for _ in range(5):
            status = place.browser(f"10.{index // 250}.{index % 250}.1").post(PATH, answers).status
            if status != 503:  # the page says to try again
                break
        return status

    with ThreadPoolExecutor(threads) as pool:
        return Counter(pool.map(one, range(len(names))))


def rows(place):
    with place.service.store.read() as connection:
        return connection.execute(select(registration).order_by(registration.c.number)).all()


def check_line(place):
    """All confirm, in any order: the line keeps the order of sign-up; each seat given up goes to its first."""
    crowd(place, CROWD[:120])
    room = capacity.bookable_sessions(place.service.community)[KEY]
    found = rows(place)
    with ThreadPoolExecutor(16) as pool:
        list(
            pool.map(
                lambda row: registration_records.confirm(
                    place.service, room, row.id, place.clock()
                ),
                found[::-1],
            )
        )
        list(
            pool.map(
                lambda row: registration_records.withdraw(
                    place.service, room, row.id, place.clock()
                ),
                found[:7],
            )
        )

    states = [row.state for row in rows(place)]
    assert states == ["cancelled"] * 7 + ["confirmed"] * 93 + ["offered"] * 7 + ["waiting"] * 13


def naive(place):
    """Count in one transaction, insert in another, as most programs do; return how many seats were given."""
    room = capacity.bookable_sessions(place.service.community)[KEY]
    form = definitions.sign_up_form(place.service.community)
    given = 0
    lock = threading.Lock()
    together = threading.Barrier(16)  # all have counted before any inserts

    def one(index):
        nonlocal given
        with place.service.store.read() as connection:
            left = capacity.free(connection, room, place.clock())
        together.wait(60)
        if left:
            answers = {"name": str(index), "email": f"{index}@exemple.fr"}
            received = definitions.Received(answers=answers, key=str(index))
            values = registration_records.answered(form, received, answers["email"])
            values |= {
                "state": "pending",
                "held": 1,
                "number": index,
                "expires_at": "9",
                "asked_at": "0",
            }
            with place.service.store.write() as connection:
                connection.execute(
                    registration.insert().values(
                        id=str(index),
                        sitting=KEY,
                        email_key=answers["email"],
                        sequence=0,
                        attended=0,
                        **values,
                    )
                )
            with lock:
                given += 1

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(one, range(16 * 8)))
    return given


def test_the_line_keeps_its_order_whatever_the_order_of_confirmations(place):
    check_line(place)


def test_counting_outside_the_transaction_would_overbook(place):
    assert naive(place) > PLACES


@pytest.mark.peers
def test_the_line_keeps_its_order_on_postgresql(postgresql_place):
    check_line(postgresql_place)


@pytest.mark.peers
def test_without_the_lock_postgresql_overbooks(postgresql_place, monkeypatch):
    monkeypatch.setattr(capacity, "lock", lambda room: f"{room.key}-{threading.get_ident()}")
    room_known = capacity.known
    room_known_once = threading.Lock()

    def known(connection, room, now):
        with room_known_once:
            return room_known(connection, room, now)

    with postgresql_place.service.store.write() as connection:
        room_known(
            connection,
            capacity.bookable_sessions(postgresql_place.service.community)[KEY],
            postgresql_place.clock(),
        )

    def numbered(connection, room, now, _more):
        """Give a number without writing the session's row, which would hold others back as the lock does."""
        mine = {
            "last_number": threading.get_ident() % 2**31,
            "taken": PLACES - capacity.free(connection, room, now),
        }
        return SimpleNamespace(**{**known(connection, room, now)._mapping, **mine})

    monkeypatch.setattr(capacity, "known", known)
    monkeypatch.setattr(capacity, "numbered", numbered)
    crowd(postgresql_place, CROWD)

    assert sum(row.held for row in rows(postgresql_place)) > PLACES
