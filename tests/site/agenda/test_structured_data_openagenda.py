"""The JSON for partners has the fields that OpenAgenda's readers look for."""

import json
from dataclasses import replace

from small_agenda import COMMUNITY, HALL

from chorale.site.agenda import structured_data

DATA = json.loads(
    next(
        structured_data.openagenda_files(replace(COMMUNITY, meetings=(*COMMUNITY.meetings, HALL)))
    ).content
)
BY_SLUG = {event["slug"]: event for event in DATA["events"]}


def test_every_event_that_one_attends_is_there_with_its_instants():
    assert (DATA["total"], len(BY_SLUG)) == (7, 7)
    assert BY_SLUG["bien-demarrer-20261208t1000"]["timings"] == [
        {"begin": "2026-12-08T10:00:00+01:00", "end": "2026-12-08T11:00:00+01:00"}
    ]


def test_states_and_ways_to_attend_are_those_of_openagenda():
    assert {
        slug: (event["status"], event["attendanceMode"]) for slug, event in BY_SLUG.items()
    } == {
        "2018-12-04-orleans": (1, 1),
        "2026-12-10-lyon": (1, 1),
        "2026-12-30-brest": (1, 3),
        "bien-demarrer-20181206t1000": (1, 2),
        "bien-demarrer-20261208t1000": (1, 2),
        "bien-demarrer-20261215t1400": (6, 2),
        "bien-demarrer-20270121t1100": (2, 2),
    }


def test_a_place_has_its_parts():
    location = BY_SLUG["2026-12-10-lyon"]["location"]
    assert {name: value for name, value in location.items() if name != "uid"} == {
        "name": "Salle des Canuts",
        "address": "1 place de l’Exemple, 69000 Lyon",
        "postalCode": "69000",
        "city": "Lyon",
        "timezone": "Europe/Paris",
        "latitude": 45.764,
        "longitude": 4.8357,
    }


def test_a_day_without_hour_is_the_whole_of_it():
    assert BY_SLUG["2018-12-04-orleans"]["timings"] == [
        {"begin": "2018-12-04T00:00:00+01:00", "end": "2018-12-05T00:00:00+01:00"}
    ]
