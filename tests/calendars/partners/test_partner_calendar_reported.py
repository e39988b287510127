"""What other programs were reported to misread: each report's calendar, shortened, gives the right dates here."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from partner_calendars import ics

from chorale.calendars.partners.partner_calendar import ImportPeriod, read_calendar

PERIOD = ImportPeriod(
    first=date(2016, 1, 1), last=date(2027, 12, 31), zone=ZoneInfo("Europe/Paris"), most=100
)
CUSTOMIZED = (
    "BEGIN:VTIMEZONE|TZID:Customized Time Zone|BEGIN:STANDARD|DTSTART:16011028T030000|RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"
    "|TZOFFSETFROM:+0200|TZOFFSETTO:+0100|END:STANDARD|BEGIN:DAYLIGHT|DTSTART:16010325T020000|RRULE:FREQ=YEARLY;BYDAY=-1SU;"
    "BYMONTH=3|TZOFFSETFROM:+0100|TZOFFSETTO:+0200|END:DAYLIGHT|END:VTIMEZONE"
)
REPORTS = {
    "https://github.com/bitfireAT/synctools/issues/80": (
        ["DTSTART;TZID=Pacific/Auckland:20260408T110000|RRULE:FREQ=DAILY;COUNT=5;INTERVAL=2|EXDATE;TZID=Pacific/Auckland:20260412T110000",
         "RECURRENCE-ID;TZID=Europe/Paris:20260414T010000|DTSTART;TZID=Europe/Paris:20260414T030000"],
        ["04-08 01:00", "04-10 01:00", "04-14 03:00", "04-16 01:00"],
    ),
    "https://github.com/runely/calendar-homey/issues/680": (
        [CUSTOMIZED, 'DTSTART;TZID="Customized Time Zone":20260308T090000', 'DTSTART;TZID="Customized Time Zone":20260708T090000'],
        ["03-08 09:00", "07-08 09:00"],
    ),
    "https://github.com/ical-org/ical.net/issues/736": (
        ["DTSTART;TZID=Europe/Amsterdam:20201024T023000|DURATION:PT5M|RRULE:FREQ=DAILY;UNTIL=20201025T010000Z"],
        ["10-24 02:30", "10-25 02:30"],
    ),
    "https://github.com/ivan-lednev/obsidian-day-planner/issues/868": (
        ["DTSTART;TZID=W. Europe Standard Time:20260602T140000|RRULE:FREQ=WEEKLY;UNTIL=20260630T120000Z;INTERVAL=2;BYDAY=TU;WKST=MO"],
        ["06-02 14:00", "06-16 14:00", "06-30 14:00"],
    ),
    "https://github.com/fmeringdal/rust-rrule/issues/13": (
        ["DTSTART;TZID=W. Europe Standard Time:20201214T093000|RRULE:FREQ=WEEKLY;UNTIL=20210308T083000Z;INTERVAL=2;BYDAY=MO;WKST=MO"
         "|EXDATE;TZID=W. Europe Standard Time:20201228T093000,20210125T093000,20210208T093000"],
        ["12-14 09:30", "01-11 09:30", "02-22 09:30", "03-08 09:30"],
    ),
    "https://github.com/tutao/tutanota/issues/10907": (
        ["DTSTART:20260105T090000Z|RRULE:FREQ=WEEKLY;COUNT=2",
         "RECURRENCE-ID:20260112T090000Z|SEQUENCE:3|DTSTART:20260113T100000Z", "RECURRENCE-ID:20260112T090000Z|SEQUENCE:2|DTSTART:20260114T100000Z"],
        ["01-05 10:00", "01-13 11:00"],
    ),
    "https://github.com/ical4j/ical4j/issues/85": (
        ["DTSTART;TZID=US/Eastern:20160531T200000|RRULE:FREQ=WEEKLY;COUNT=2", "DTSTART;TZID=US/Eastern:20160608T200000|RECURRENCE-ID:20160607T200000"],
        ["06-01 02:00", "06-09 02:00"],
    ),
    "https://github.com/danielegobbetti/ICSImport/issues/14": (
        ["DTSTART;VALUE=DATE:20161031|DTEND;VALUE=DATE:20161105"],
        ["10-31 → 11-04"],
    ),
    "https://github.com/callumalpass/tasknotes/pull/1958": (
        ["DTSTART;VALUE=DATE:20260528|DTEND;VALUE=DATE:20260530|RRULE:FREQ=DAILY;INTERVAL=2;COUNT=2"],
        ["05-28 → 05-29", "05-30 → 05-31"],
    ),
    "https://github.com/lochmueller/calendarize/issues/774": (
        ["SEQUENCE:1|RECURRENCE-ID;TZID=Europe/Paris:20260112T100000|DTSTART;TZID=Europe/Paris:20260112T150000",
         "SEQUENCE:0|DTSTART;TZID=Europe/Paris:20260105T100000|RRULE:FREQ=WEEKLY;COUNT=3"],
        ["01-05 10:00", "01-12 15:00", "01-19 10:00"],
    ),
    "an end that no clock reaches": (
        ["DTSTART;TZID=Europe/Paris:20271230T100000|RRULE:FREQ=DAILY;UNTIL=99991231T235959Z"],
        ["12-30 10:00", "12-31 10:00"],
    ),
    "https://github.com/thomersch/openstreetmap-calendar/issues/185": (
        ["DTSTAMP:20250506T180000|DTSTART;TZID=/Europe/Vienna:20250506T180000"],
        ["05-06 18:00"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("events", "dates"), REPORTS.values(), ids=REPORTS)
def test_a_calendar_that_others_misread_is_read_rightly(events, dates):
    zones = [one.split("|") for one in events if one.startswith("BEGIN:VTIMEZONE")]
    told = [one.split("|") for one in events if not one.startswith("BEGIN:VTIMEZONE")]
    series = any("RECURRENCE-ID" in line for one in told for line in one)
    data = ics(
        *(
            (f"UID:{'a' if series else rank}", "SUMMARY:T", *lines)
            for rank, lines in enumerate(told)
        )
    )
    head, _, tail = data.partition(b"BEGIN:VEVENT")
    block = "".join(f"{line}\r\n" for zone in zones for line in zone).encode()
    calendar = read_calendar(head + block + b"BEGIN:VEVENT" + tail, PERIOD)
    assert calendar.left == []
    assert [spoken(one) for one in sorted(calendar.found, key=lambda one: f"{one.start}")] == dates


def spoken(one):
    if isinstance(one.start, datetime):
        return f"{one.start:%m-%d %H:%M}"
    return f"{one.day:%m-%d} → {one.last:%m-%d}"
