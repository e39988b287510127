"""Messages of the organisers: a group holds whom it says."""

import pytest
from places import COMMUNITY, make_place
from small_public import FILES, KEY, at, letters, press, sign_up

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


@pytest.mark.parametrize(("closes", "asked"), [("2026-12-31", True), ("2026-12-01", False)])
def test_a_message_after_the_session_leaves_with_the_recording_and_without_the_way_in(
    tmp_path, closes, asked
):
    webinar = FILES["content/webinars/demarrer.md"].replace(
        "capacity: 2}",
        'capacity: 2, join: "https://visio.example/a", replay: "https://video.example/a"}',
    )
    rules = COMMUNITY + "sign_ups: {satisfaction: avis}\n"
    survey = FILES["content/forms/avis.yml"].replace("closes: 2026-11-20", f"closes: {closes}")
    files = {
        **FILES,
        "content/webinars/demarrer.md": webinar,
        "content/community.yml": rules,
        "content/forms/avis.yml": survey,
    }
    place = make_place(tmp_path, files=files)
    sign_up(place, "Ada")
    press(place, "Ada", "confirmer")
    place.clock.now = at("2026-12-02 09:00")
    session = capacity.bookable_sessions(place.service.community)[KEY]
    message = group_messages.afterwards(place.service, session, session.event)
    group_messages.write_to(place.service, session, message, "eve", place.clock())
    mail = letters(place, "ada@exemple.fr")[-1]
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()

    assert mail["Subject"] == "Revoir la séance – Bien démarrer"
    assert ("https://chorale.example/participer/formulaires/avis/" in text) == asked
    assert '<a href="https://video.example/a"' in html
    assert "https://visio.example/a" not in text
