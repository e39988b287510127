"""Sign-ups of a crowd written together: numbers in their order, seats while there are some, to each a letter."""

import json

import pytest
from places import make_place
from small_public import FILES, KEY, letters, press, sign_up, states
from sqlalchemy import select

from chorale.service.public_tables import registration
from chorale.service.registrations import capacity, sign_ups
from chorale.service.registrations.sign_ups import SignUp


@pytest.fixture
def place(tmp_path):
    made = make_place(tmp_path, files=FILES)  # whose session has two seats
    yield made
    made.service.store.close()


def asked(place, name, said=""):
    return SignUp(
        service=place.service,
        session=capacity.bookable_sessions(place.service.community)[KEY],
        said={
            "email": f"{name.lower()}@exemple.fr",
            "name": said or name,
            "details": json.dumps({}),
            "definition": "",
        },
        now=place.clock(),
    )


def take(place, *wanted):
    with place.service.store.write() as connection:
        sign_ups.take(connection, wanted)


def rows(place):
    columns = (registration.c.number, registration.c.name, registration.c.held)
    with place.service.store.read() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(columns[0]))]


def mails(place, name):
    return [str(mail["Subject"]) for mail in letters(place, f"{name.lower()}@exemple.fr")]


def text(place, name):
    (mail,) = letters(place, f"{name.lower()}@exemple.fr")
    return mail.get_body(("plain",)).get_content()


def test_they_are_numbered_in_their_order_and_seated_while_a_seat_is_left(place):
    take(place, asked(place, "Ada"), asked(place, "Blaise"), asked(place, "Claude"))

    assert rows(place) == [(1, "Ada", 1), (2, "Blaise", 1), (3, "Claude", 0)]
    assert [len(mails(place, name)) for name in ("Ada", "Blaise", "Claude")] == [1, 1, 1]
    assert ["liste d’attente" in text(place, name) for name in ("Blaise", "Claude")] == [
        False,
        True,
    ]


def test_an_address_that_asks_twice_at_once_has_one_seat_and_its_last_word(place):
    take(place, asked(place, "Ada", "Adda"), asked(place, "Blaise"), asked(place, "Ada"))

    assert rows(place) == [(1, "Ada", 1), (2, "Blaise", 1)]
    assert len(mails(place, "Ada")) == 1


def test_who_is_known_is_told_again_and_who_had_left_begins_again_behind(place):
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    sign_up(place, "Blaise")
    press(place, "Blaise", "confirmer")
    press(place, "Blaise", "renoncer")
    take(place, asked(place, "Ada"), asked(place, "Blaise"), asked(place, "Claude"))

    assert states(place) == {"Ada": "confirmed", "Blaise": "pending", "Claude": "pending"}
    assert rows(place) == [(1, "Ada", 1), (3, "Blaise", 1), (4, "Claude", 0)]
