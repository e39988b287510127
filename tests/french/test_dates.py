"""An instant is said in the community's wall clock, or to the second where a receipt needs it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from chorale.french.dates import clock, day, exact, local_hour, spoken

WINTER = datetime(2026, 12, 1, 17, 3, 9, tzinfo=UTC)


def test_an_instant_is_said_in_local_time_with_the_town_that_names_its_zone():
    assert (
        spoken(WINTER, "Europe/Paris")
        == "mardi 1er décembre 2026 à 18\u00a0h\u00a003 (heure de Paris)"
    )
    assert spoken(WINTER, "America/Port-au-Prince").endswith("(heure de Port-au-Prince)")
    assert local_hour(WINTER, "Europe/Paris") == "18\u00a0h\u00a003"


def test_a_receipt_gives_local_and_universal_time_to_the_second():
    told = "mardi 1er décembre 2026 à 18:03:09 (heure de Paris), soit 2026-12-01 17:03:09 UTC"

    assert exact(WINTER, "Europe/Paris") == told


def test_the_day_of_an_instant_is_that_of_its_own_clock():
    paris = datetime(2026, 12, 9, 22, tzinfo=ZoneInfo("Europe/Paris"))
    noumea = paris.astimezone(ZoneInfo("Pacific/Noumea"))
    assert [day(when, year=False) for when in (paris, noumea)] == [
        "mercredi 9 décembre",
        "jeudi 10 décembre",
    ]


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Paris", "heure de Paris"),
        ("Pacific/Noumea", "heure de Nouméa"),
        ("America/Cayenne", "heure de Cayenne"),
        ("Indian/Reunion", "heure de La Réunion"),
        ("Pacific/Marquesas", "heure des Marquises"),
        ("Africa/Algiers", "heure d'Alger"),
    ],
)
def test_the_clock_of_a_zone_is_named_in_french(zone, said):
    assert clock(zone) == said
