"""A repetition is unfolded as another program unfolds it, whichever way its exceptions are written."""

from datetime import date
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st
from partner_calendars import ics

from chorale.calendars.partners.partner_calendar import ImportPeriod, read_calendar

PARIS = ZoneInfo("Europe/Paris")
PERIOD = ImportPeriod(first=date(2027, 1, 1), last=date(2027, 12, 31), zone=PARIS, most=500)
LONDON = "DTSTART;TZID=Europe/London:20270106T090000"


def starts(*events):
    found = read_calendar(ics(*events), PERIOD).found
    return sorted(f"{one.start:%m-%d %H:%M}" for one in found)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("DTSTART:20270105T100000", "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20270112T090000Z"), ["01-05 10:00", "01-19 10:00"]),
        (("DTSTART:20270105T100000", "RRULE:FREQ=WEEKLY;UNTIL=20270119T090000Z"), ["01-05 10:00", "01-12 10:00", "01-19 10:00"]),
        (("DTSTART;TZID=Europe/Paris:20270105T100000", "RRULE:FREQ=WEEKLY;UNTIL=20270112"), ["01-05 10:00", "01-12 10:00"]),
        (("DTSTART;TZID=Europe/Paris:20270105T100000", "RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE;VALUE=DATE:20270112"), ["01-05 10:00"]),
        ((LONDON, "RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE;TZID=Europe/Paris:20270113T100000"), ["01-06 10:00"]),
        (("DTSTART;VALUE=DATE:20270105", "RRULE:FREQ=DAILY;UNTIL=20270106T230000Z"), ["01-05 00:00", "01-06 00:00"]),
        (("DTSTART;TZID=Europe/Paris:20270326T100000", "RRULE:FREQ=WEEKLY;COUNT=2"), ["03-26 10:00", "04-02 10:00"]),
        (("DTSTART:20270326T090000Z", "RRULE:FREQ=WEEKLY;COUNT=2"), ["03-26 10:00", "04-02 11:00"]),
        (("DTSTART:20270105T090000Z", "RRULE:FREQ=WEEKLY;COUNT=4", "EXRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2"), ["01-12 10:00", "01-26 10:00"]),
        (("DTSTART:20270105T090000Z", "RDATE:20270107T090000Z,20270109T090000Z"), ["01-05 10:00", "01-07 10:00", "01-09 10:00"]),
    ],
)  # fmt: skip
def test_exceptions_and_ends_are_understood_in_any_zone(lines, expected):
    assert starts(("UID:a", "SUMMARY:S", *lines)) == expected


def test_a_date_replaced_in_another_zone_is_the_same_date_and_onward_ones_follow():
    weekly = ("UID:a", "SUMMARY:S", "DTSTART;TZID=Europe/Paris:20270105T100000", "RRULE:FREQ=WEEKLY;COUNT=4")  # fmt: skip
    moved = ("UID:a", "SUMMARY:S", "RECURRENCE-ID;TZID=Europe/London:20270112T090000", "DTSTART;TZID=Europe/Paris:20270113T150000")  # fmt: skip
    onward = ("UID:a", "SUMMARY:S", "RECURRENCE-ID;RANGE=THISANDFUTURE:20270119T090000Z", "DTSTART;TZID=Europe/Paris:20270119T110000")  # fmt: skip
    assert starts(weekly, moved) == ["01-05 10:00", "01-13 15:00", "01-19 10:00", "01-26 10:00"]
    assert starts(weekly, onward) == ["01-05 10:00", "01-12 10:00", "01-19 11:00", "01-26 11:00"]


RULES = st.builds(
    lambda frequency, interval, end, by: ";".join(filter(None, (f"FREQ={frequency}", f"INTERVAL={interval}", end, by))),
    st.sampled_from(["WEEKLY", "MONTHLY"]),
    st.integers(1, 4),
    st.sampled_from(["COUNT=7", "UNTIL=20270910T080000Z", ""]),
    st.sampled_from(["", "BYDAY=TU,TH", "BYMONTH=1,3,10"]),
)  # fmt: skip


@given(
    RULES,
    st.integers(0, 23),
    st.sampled_from(["Europe/Paris", "America/Cayenne", "Pacific/Noumea"]),
)
def test_each_repetition_falls_where_another_program_puts_it(rule, hour, zone):
    start = f"DTSTART;TZID={zone}:20270105T{hour:02}0000"
    data = ics(("UID:a", "SUMMARY:S", start, f"RRULE:{rule}"))
    theirs = recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between(
        date(2027, 1, 1), date(2028, 1, 2)
    )
    days = {event["DTSTART"].dt.astimezone(PARIS) for event in theirs}
    expected = sorted(f"{day:%m-%d %H:%M}" for day in days if day.year == 2027)
    assert starts(("UID:a", "SUMMARY:S", start, f"RRULE:{rule}")) == expected
