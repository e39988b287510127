"""libical, the reference in C, finds nothing to say of our calendars, and its clocks agree with zoneinfo."""

import ctypes
import ctypes.util
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from house import ROOT
from required import required
from small_agenda import COMMUNITY

from chorale.calendars import ics
from chorale.content.agenda import events
from chorale.content.load import load

pytestmark = pytest.mark.peers
VEVENT = 4
FILES = {file.path: file.content for file in ics.files(COMMUNITY)}


class Time(ctypes.Structure):
    """icaltimetype of libical 3."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "is_daylight")),
        ("zone", ctypes.c_void_p),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def libical():
    library = ctypes.CDLL(required(ctypes.util.find_library("ical"), "libical 3"))
    library.icalparser_parse_string.restype = ctypes.c_void_p
    library.icalparser_parse_string.argtypes = [ctypes.c_char_p]
    for function in ("icalrestriction_check", "icalcomponent_count_errors"):
        getattr(library, function).argtypes = [ctypes.c_void_p]
    library.icalcomponent_count_components.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.icalcomponent_get_timezone.restype = ctypes.c_void_p
    library.icalcomponent_get_timezone.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    for function in ("icaltimezone_get_utc_offset", "icaltimezone_get_utc_offset_of_utc_time"):
        getattr(library, function).argtypes = [
            ctypes.c_void_p,
            ctypes.POINTER(Time),
            ctypes.POINTER(ctypes.c_int),
        ]
    return library


def judged(library, data):
    """Return (accepted by the restriction tables, parse errors, number of events)."""
    read = library.icalparser_parse_string(data)
    assert read
    accepted = library.icalrestriction_check(read)
    return (
        accepted,
        library.icalcomponent_count_errors(read),
        library.icalcomponent_count_components(read, VEVENT),
    )


def test_every_feed_passes_the_restriction_tables(libical):
    assert {path: judged(libical, data) for path, data in FILES.items()} == {
        path: (1, 0, data.count(b"BEGIN:VEVENT")) for path, data in FILES.items()
    }


def test_every_real_feed_passes_the_restriction_tables(libical):
    community = load(ROOT, COMMUNITY.today).community
    assert len(events(community)) > 20
    for file in ics.files(community):
        assert judged(libical, file.content) == (1, 0, file.content.count(b"BEGIN:VEVENT")), (
            file.path
        )


def test_the_tables_do_refuse_something(libical):
    feed = FILES["calendriers/rendez-vous.ics"]
    without = b"".join(
        line for line in feed.splitlines(keepends=True) if not line.startswith(b"ORGANIZER")
    )
    assert judged(libical, without)[0] == 0


def moments(step=timedelta(minutes=30)):
    moment, end = datetime(2011, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
    while moment < end:
        yield moment
        moment += step


def test_each_half_hour_from_2011_to_2035_has_the_offset_of_zoneinfo_in_both_directions(
    libical,
):
    read = libical.icalparser_parse_string(FILES["calendriers/rendez-vous.ics"])
    zone = libical.icalcomponent_get_timezone(read, b"Europe/Paris")
    paris, summer, count, wrong = ZoneInfo("Europe/Paris"), ctypes.c_int(), 0, 0
    for moment in moments():
        local = moment.astimezone(paris)
        expected = local.utcoffset().total_seconds()
        count += 1
        asked = Time(
            moment.year, moment.month, moment.day, moment.hour, moment.minute, 0, 0, 0, None
        )
        wrong += (
            libical.icaltimezone_get_utc_offset_of_utc_time(
                zone, ctypes.byref(asked), ctypes.byref(summer)
            )
            != expected
        )
        if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
            asked = Time(
                local.year, local.month, local.day, local.hour, local.minute, 0, 0, 0, None
            )
            wrong += (
                libical.icaltimezone_get_utc_offset(zone, ctypes.byref(asked), ctypes.byref(summer))
                != expected
            )
    assert (count, wrong) == (438_288, 0)
