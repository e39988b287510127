"""Hours are told in Paris whatever zone a partner names, and those of a zone that nobody knows are not guessed."""

import pytest
from partner_calendars import SmallDesk, ics

BLOCK = """\
BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16011028T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE"""


def start(tmp_path, line, head=()):
    desk = SmallDesk(tmp_path / "p")
    told = desk.bring(ics(("UID:a", line, "SUMMARY:T", "LOCATION:Rennes"), head=head))
    hours = [
        text[7:]
        for path in desk.files()
        for text in desk.text(path).splitlines()
        if text.startswith("start")
    ]
    return hours or told


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("Europe/Paris", "10:00"),
        ("europe/paris", "10:00"),
        ("(UTC+01:00) Bruxelles, Copenhague, Madrid, Paris", "10:00"),
        ('"(UTC) Dublin\\, Edinburgh\\, Lisbon\\, London"', "11:00"),
        ("(UTC) Coordinated Universal Time", "11:00"),
        ("Paris", "10:00"),
        ("/Europe/Vienna", "10:00"),
        ("/freeassociation.sourceforge.net/Europe/Paris", "10:00"),
        ("/mozilla.org/20050126_1/America/Guadeloupe", "15:00"),
        ("Romance Standard Time", "10:00"),
        ("tzone://Microsoft/Utc", "11:00"),
        ('"tzone://Microsoft/Romance Standard Time"', "10:00"),
        ("America/Argentina/Ushuaia", "14:00"),
        ("UTC", "11:00"),
    ],
)
def test_a_zone_is_known_under_the_names_that_products_give_it(tmp_path, zone, hour):
    assert start(tmp_path, f"DTSTART;TZID={zone}:20270112T100000") == [hour]


@pytest.mark.parametrize("name", ["Customized Time Zone", "tzone://Microsoft/Custom", "Notre zone"])
def test_a_zone_described_in_the_file_is_read_there(tmp_path, name):
    head = BLOCK.format(name=name).splitlines()
    assert start(tmp_path, f'DTSTART;TZID="{name}":20270712T100000', head) == ["10:00"]
    assert start(tmp_path / "b", f'DTSTART;TZID="{name}":20270112T100000', head) == ["10:00"]


def test_a_floating_hour_is_that_of_the_calendar_else_of_the_community(tmp_path):
    assert start(tmp_path, "DTSTART:20270112T100000") == ["10:00"]
    assert start(
        tmp_path / "b", "DTSTART:20270112T100000", ("X-WR-TIMEZONE:America/Guadeloupe",)
    ) == ["15:00"]


def test_a_zone_that_nobody_knows_is_named(tmp_path):
    assert start(tmp_path, "DTSTART;TZID=Mars/Olympus:20270112T100000") == [
        "laissé l. 7 « T » : fuseau horaire inconnu « Mars/Olympus » : son heure serait fausse"
    ]


def test_hours_without_a_zone_are_not_guessed_in_a_calendar_of_an_unknown_one(tmp_path):
    head = ("X-WR-TIMEZONE:Mars/Olympus",)
    assert start(tmp_path, "DTSTART:20270112T100000", head) == [
        "laissé l. 8 « T » : fuseau horaire inconnu « X-WR-TIMEZONE » : son heure serait fausse"
    ]
    assert start(tmp_path / "b", "DTSTART:20270112T100000Z", head) == ["11:00"]
