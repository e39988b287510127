"""Acts of the organisers: who waits gets a seat, who gave theirs up comes back."""

import pytest
from places import make_place
from small_public import FILES, KEY, at, press, sign_up, states, subjects

from chorale.service.registrations import capacity, organising
from chorale.service.registrations.organising import ActRefused


@pytest.fixture
def place(tmp_path):
    made = make_place(tmp_path, files=FILES)
    made.clock.now = at("2026-11-20 09:00")
    return made


def session(place):
    return capacity.bookable_sessions(place.service.community)[KEY]


def rows(place):
    with place.service.store.read() as connection:
        return {row.name: row for row in organising.people(connection, KEY)}


def act(place, name, function):
    function(place.service, session(place), rows(place)[name].id, place.clock())


def full(place):
    """Have Ada and Blaise hold both seats, Chloe wait, and Diane not confirm."""
    for name in ("Ada", "Blaise", "Chloe"):
        sign_up(place, name)
        press(place, name, "confirmer")
    sign_up(place, "Diane")


def test_who_waits_gets_a_seat_beyond_the_capacity(place):
    full(place)
    act(place, "Chloe", organising.seat)

    assert states(place) == {
        "Ada": "confirmed",
        "Blaise": "confirmed",
        "Chloe": "confirmed",
        "Diane": "pending",
    }
    assert subjects(place, "Chloe")[-1] == "Inscription confirmée"
    with pytest.raises(ActRefused, match="a déjà une place"):
        act(place, "Chloe", organising.seat)


def test_a_seat_that_is_taken_back_goes_to_who_has_waited_longest(place):
    full(place)
    act(place, "Ada", organising.cancel)

    assert states(place) == {
        "Ada": "cancelled",
        "Blaise": "confirmed",
        "Chloe": "offered",
        "Diane": "pending",
    }
    with pytest.raises(ActRefused, match="n'est plus à cette séance"):
        act(place, "Ada", organising.cancel)


def test_who_gave_up_can_be_entered_again_with_a_higher_number(place):
    full(place)
    act(place, "Ada", organising.cancel)
    before = rows(place)["Ada"].sequence
    organising.add(place.service, session(place), "Ada", "ada@exemple.fr", place.clock())

    assert states(place)["Ada"] == "confirmed"
    assert rows(place)["Ada"].sequence == before + 1


def test_the_message_is_sent_again_once_in_ten_minutes(place):
    full(place)
    before = len(subjects(place, "Ada"))
    for _ in range(2):
        act(place, "Ada", organising.send_again)
    once = len(subjects(place, "Ada"))
    place.clock.advance(seconds=700)
    act(place, "Ada", organising.send_again)

    assert (once, len(subjects(place, "Ada"))) == (before + 1, before + 2)


def test_a_corrected_address_must_be_free(place):
    full(place)
    with pytest.raises(ActRefused, match="Une autre inscription"):
        organising.correct(
            place.service,
            session(place),
            rows(place)["Ada"].id,
            "Ada",
            "blaise@exemple.fr",
            place.clock(),
        )
