"""Dates at the ends of what a machine counts, and lines of vCalendar 1.0: told with their line, or read whole."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from partner_calendars import ics

from chorale.calendars.partners.partner_calendar import ImportPeriod, read_calendar

PERIOD = ImportPeriod(
    first=date(2026, 11, 29), last=date(2028, 6, 1), zone=ZoneInfo("Europe/Paris")
)
START = "DTSTART;TZID=Europe/Paris:20270615T100000"
YEARS = "« {} » : année {} ; attendu : de 1900 à 9000"


def told(*events):
    read = read_calendar(
        ics(*((f"UID:{rank}", *one.split("|")) for rank, one in enumerate(events))), PERIOD
    )
    return [one.why for one in read.left], len(read.found)


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("DTSTART:99991231T230000Z|DURATION:PT2H", YEARS.format("DTSTART:99991231T230000Z", 9999)),
        ("DTSTART;VALUE=DATE:99991231", YEARS.format("DTSTART:99991231", 9999)),
        ("DTSTART;TZID=Europe/Paris:00010101T000000", YEARS.format("DTSTART:00010101T000000", 1)),
        (
            "DTSTART;TZID=Europe/Paris:16010101T000000|RRULE:FREQ=YEARLY",
            YEARS.format("DTSTART:16010101T000000", 1601),
        ),
        (f"{START}|DTEND:99991231T235959Z", YEARS.format("DTEND:99991231T235959Z", 9999)),
        (f"{START}|RDATE:99991231T235959Z", YEARS.format("RDATE:99991231T235959Z", 9999)),
        (
            f"{START}|RRULE:FREQ=DAILY;COUNT=2|EXDATE:00010101T000000Z",
            YEARS.format("EXDATE:00010101T000000Z", 1),
        ),
        (f"{START}|DURATION:P9999999D", "« DURATION:P9999999D » ; attendu : dix ans au plus"),
        (f"{START}|DURATION:PT999999999S", "« DURATION:PT999999999S » ; attendu : dix ans au plus"),
        (
            f"{START}|RRULE:FREQ=DAILY;COUNT=99999999999",
            "« COUNT=99999999999 » ; attendu : un entier, de 1 à 999999999",
        ),
    ],
)
def test_a_time_that_nobody_means_is_told_and_the_rest_is_read(event, why):
    assert told(event, f"{START}|SUMMARY:Autre") == ([why], 1)


def test_a_series_without_end_is_read_as_far_as_one_looks():
    assert told(f"{START}|RRULE:FREQ=MONTHLY;UNTIL=99991231T235959Z") == ([], 12)


def test_a_title_of_an_old_telephone_goes_on_below_its_sign():
    title = "SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Caf=C3=A9=|=20du matin, deux=3D2"
    read = read_calendar(ics([*f"{START}|{title}".split("|")]), PERIOD)

    assert [one.event.title for one in read.found] == ["Café du matin, deux=2"]
