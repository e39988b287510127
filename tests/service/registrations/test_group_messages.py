"""Messages of the organisers: a group holds whom it says."""

from places import make_place
from small_public import FILES, KEY, at, press, sign_up

from chorale.service.registrations import capacity, group_messages, organising
from chorale.service.registrations.group_messages import GROUPS


def known(place):
    with place.service.store.read() as connection:
        return organising.people(connection, KEY)


def test_groups_hold_whom_they_say_and_never_an_unproved_address(tmp_path):
    place = make_place(tmp_path, files=FILES)
    place.clock.now = at("2026-11-20 09:00")
    for name in ("Ada", "Blaise", "Chloe"):
        sign_up(place, name)
        press(place, name, "confirmer")
    sign_up(place, "Diane")
    session = capacity.bookable_sessions(place.service.community)[KEY]
    organising.note_attendance(
        place.service, session, [row.id for row in known(place)], [known(place)[0].id]
    )

    assert {
        group: [row.name for row in group_messages.members(known(place), group)] for group in GROUPS
    } == {
        "living": ["Ada", "Blaise", "Chloe"],
        "confirmed": ["Ada", "Blaise"],
        "waiting": ["Chloe"],
        "present": ["Ada"],
        "absent": ["Blaise"],
    }
