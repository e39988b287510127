"""A hostile calendar is refused, or read within bounds, at once."""

import time

import pytest
from partner_calendars import SmallDesk, ics

from chorale.calendars.partners.encodings import LARGEST, refusals
from chorale.calendars.partners.lint import lint

REFUSED = {
    "a file of 13 MB": b"BEGIN:VCALENDAR\r\n" + b"X" * 13_000_000,
    "700,000 lines": b"BEGIN:VCALENDAR\r\n" + b"X\r\n" * 700_000,
    "5,000 nested components": b"BEGIN:A\r\n" * 5_000,
    "too many components": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 70_000,
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_too_big_is_refused_before_it_is_read(name):
    assert len(refusals("hostile.ics", REFUSED[name])) == 1


def event(*lines):
    return ics(("UID:a", "SUMMARY:S", "LOCATION:Rennes", *lines))


SOUND = ("UID:b", "SUMMARY:Bon", "DTSTART;VALUE=DATE:20270112", "LOCATION:Rennes")
LEFT = {
    "a line of 900 kB": ics(("UID:a", "DTSTART;VALUE=DATE:20270101", "SUMMARY:" + "x" * 900_000), SOUND),
    "200,000 folds": ics(("UID:a", "DTSTART;VALUE=DATE:20270101", "SUMMARY:x" + "\r\n x" * 200_000), SOUND),
    "a repetition by the second": ics(("UID:a", "SUMMARY:S", "DTSTART:20270101T000000Z", "RRULE:FREQ=SECONDLY"), SOUND),
    "one hidden by a fold": ics(("UID:a", "SUMMARY:S", "DTSTART:20270101T000000Z", "RRULE:FREQ=SECO\r\n NDLY"), SOUND),
    "one that stands still": ics(("UID:a", "SUMMARY:S", "DTSTART:20270101T000000Z", "RRULE:FREQ=YEARLY;INTERVAL=0"), SOUND),
    "a thousand hours a day": ics(("UID:a", "SUMMARY:S", "DTSTART:20270101T000000Z", "RRULE:FREQ=DAILY;BYHOUR=1,2,3"), SOUND),
    "50,000 dates": ics(
        ("UID:a", "SUMMARY:S", "DTSTART:20270101T000000Z", *("RDATE:" + ",".join(f"2027{m:02}{d:02}T{h:02}{k:02}00Z" for h in range(24) for k in range(60) for d in (1,)) for m in range(1, 13))),
        SOUND,
    ),
    "a length of a million years": ics(("UID:a", "SUMMARY:S", "DTSTART:20270101T000000Z", "DURATION:P99999999W"), SOUND),
    "a day for ever since the year 1": ics(("UID:a", "SUMMARY:S", "LOCATION:Rennes", "DTSTART;VALUE=DATE:00010101", "RRULE:FREQ=DAILY"), SOUND),
}  # fmt: skip


@pytest.mark.parametrize("name", LEFT)
def test_a_hostile_event_is_left_and_the_others_are_taken(tmp_path, name):
    assert refusals("hostile.ics", LEFT[name]) == ()
    desk, begin = SmallDesk(tmp_path / "p"), time.process_time()
    told = desk.bring(LEFT[name])
    assert [row.split()[0] for row in told].count("pris") == 1
    assert len(told) == 2
    assert time.process_time() - begin < 10  # unrolled, each would take minutes


def test_ten_megabytes_are_within_the_limits_and_the_check_reads_them_too():
    assert LARGEST > 10_000_000
    assert lint("x.ics", LEFT["a line of 900 kB"]) != ()
