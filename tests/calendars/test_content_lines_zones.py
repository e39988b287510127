"""The VTIMEZONE that we publish agrees with zoneinfo, half-hour by half-hour."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr

from chorale.calendars.content_lines import PARIS, vtimezone

OTHERS = [
    "America/Cayenne", "America/Guadeloupe", "America/Miquelon", "America/New_York", "Australia/Lord_Howe", "Europe/Dublin",
    "Africa/Casablanca", "Indian/Reunion", "Pacific/Noumea",
]  # fmt: skip


def offsets(lines):
    """Unfold the observances with dateutil: the UTC instants of change, in order, and the offset from each."""
    changes, current = [], {}
    for line in lines:
        name, _, value = line.partition(":")
        if name == "BEGIN" and value in ("DAYLIGHT", "STANDARD"):
            current = {}
        current[name] = value
        if name == "END" and value in ("DAYLIGHT", "STANDARD"):
            start = datetime.strptime(current["DTSTART"], "%Y%m%dT%H%M%S")
            rule = current.get("RRULE")
            onsets = (
                rrulestr(rule, dtstart=start).between(start, datetime(2038, 1, 1), inc=True)
                if rule
                else [start]
            )
            before, after = length(current["TZOFFSETFROM"]), length(current["TZOFFSETTO"])
            changes += [((onset - before).replace(tzinfo=UTC), after) for onset in onsets]
    changes.sort()
    return [moment for moment, _ in changes], [offset for _, offset in changes]


def length(words):
    sign = -1 if words[0] == "-" else 1
    return sign * timedelta(
        hours=int(words[1:3]), minutes=int(words[3:5]), seconds=int(words[5:7] or 0)
    )


def wrong(name, lines, step):
    """Count the instants from 2011 to 2035 whose offset is not zoneinfo's."""
    zone, (moments, found) = ZoneInfo(name), offsets(lines)
    count, moment, end = 0, datetime(2011, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
    while moment < end:
        count += found[bisect_right(moments, moment) - 1] != moment.astimezone(zone).utcoffset()
        moment += step
    return count


def test_paris_is_right_at_every_half_hour():
    assert wrong("Europe/Paris", PARIS, timedelta(minutes=30)) == 0


@pytest.mark.parametrize("name", OTHERS)
def test_any_other_zone_is_right_at_every_hour(name):
    assert wrong(name, vtimezone(name), timedelta(hours=1)) == 0


def test_paris_written_by_hand_is_compact():
    assert sum(len(line) + 2 for line in PARIS) == 343
