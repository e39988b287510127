"""What every output says of an event elsewhere, without an hour, with a programme, on a map."""

import csv
import io
import json
from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from bs4 import BeautifulSoup
from small_agenda import COMMUNITY, LYON, WEBINAR

from chorale.calendars import event_text, ics
from chorale.calendars.partners.lint import lint
from chorale.content.agenda import events
from chorale.content.event_model import ProgrammeItem, Session, Speaker
from chorale.site.agenda import event_pages, feeds, lists, structured_data

CAYENNE = ZoneInfo("America/Cayenne")
PROGRAMME = (
    ProgrammeItem(at=time(14), what="Accueil"),
    ProgrammeItem(at=time(14, 30), what="Débat", who="Le support"),
)


def test_a_title_and_an_address_on_several_lines_make_one_in_calendars():
    meeting = replace(
        LYON, title="Rencontre\nà Lyon", place="Hôtel\nde ville", address="1 place X,\n69001 Lyon\n"
    )
    (found,) = events(replace(COMMUNITY, webinars=(), meetings=(meeting,), cycles=()))
    assert (found.title, found.place, found.address) == (
        "Rencontre à Lyon",
        "Hôtel, de ville",
        "1 place X, 69001 Lyon",
    )


FAR = replace(
    LYON,
    slug="2026-12-10-cayenne",
    path="content/meetings/2026-12-10-cayenne.md",
    title="Rencontre à Cayenne",
    city="Cayenne",
    address="1 place des Palmistes, 97300 Cayenne",
    coordinates="",
    timezone=CAYENNE,
    programme=PROGRAMME,
    speakers=(
        Speaker(role="Cheffe du support", organisation="AIFE", name="Ada Exemple"),
        Speaker(role="Un comptable"),
    ),
)
DAY = replace(
    WEBINAR,
    slug="jour",
    path="content/webinars/jour.md",
    sessions=(Session(start=date(2026, 12, 13)),),
)
WHOLE = replace(COMMUNITY, register=(), webinars=(DAY,), meetings=(FAR,), cycles=())
BY_KEY = {event.key: event for event in events(WHOLE)}
THERE, UNKNOWN = BY_KEY["2026-12-10-cayenne"], BY_KEY["jour-20261213"]


def plain(words):
    return " ".join(words.replace("\u00a0", " ").replace("\u202f", " ").split())


def page(path):
    made = (*event_pages.files(WHOLE), *lists.files(WHOLE))
    content = next(file.content.decode() for file in made if file.path == path)
    return BeautifulSoup(content.split("\n---\n", 1)[1], "html.parser")


def test_an_event_elsewhere_says_its_own_hours_and_those_of_the_community():
    assert plain(event_text.clock(WHOLE, THERE)) == (
        "jeudi 10 décembre 2026, de 14 h à 16 h 30 (heure de Cayenne), soit de 18 h à 20 h 30 (heure de Paris)"
    )
    found = page("agenda/rencontres/2026-12-10-cayenne.md")
    assert plain(found.select_one(".session__when").text) == plain(
        event_text.clock(WHOLE, THERE)
    ).capitalize().replace("cayenne", "Cayenne").replace("paris", "Paris")
    card = page("agenda/index.md").select_one('[data-lieu~="cayenne"] .event__facts')
    assert (
        "jeudi, de 14 h à 16 h 30 (heure de Cayenne ; de 18 h à 20 h 30, heure de Paris)"
        in plain(card.text)
    )


def test_hours_that_fall_on_another_day_say_it():
    noumea = replace(FAR, timezone=ZoneInfo("Pacific/Noumea"), start=time(8), end=time(9))
    (event,) = events(replace(WHOLE, webinars=(), meetings=(noumea,)))
    assert plain(event_text.clock(WHOLE, event)) == (
        "jeudi 10 décembre 2026, de 8 h à 9 h (heure de Nouméa), "
        "soit mercredi 9 décembre 2026, de 22 h à 23 h (heure de Paris)"
    )


def test_a_feed_carries_every_zone_of_its_events_and_an_event_its_own():
    made = {file.path: file.content for file in ics.files(WHOLE)}
    zones = {
        path: [
            str(zone["TZID"]) for zone in icalendar.Calendar.from_ical(made[path]).walk("VTIMEZONE")
        ]
        for path in (
            "calendriers/rendez-vous.ics",
            "calendriers/rendez-vous/2026-12-10-cayenne.ics",
        )
    }
    assert list(zones.values()) == [["Europe/Paris", "America/Cayenne"]] * 2
    (event,) = icalendar.Calendar.from_ical(made["calendriers/rencontres.ics"]).walk("VEVENT")
    assert event["DTSTART"].dt.isoformat() == "2026-12-10T14:00:00-03:00"
    assert [problem.sentence for path in made for problem in lint(path, made[path])] == []


def test_an_event_without_an_hour_has_none_in_any_output():
    (event,) = icalendar.Calendar.from_ical(
        next(file.content for file in ics.files(WHOLE) if file.path == "calendriers/webinaires.ics")
    ).walk("VEVENT")
    rows = csv.DictReader(
        io.StringIO(next(feeds.open_data_files(WHOLE)).content.decode("utf-8-sig"))
    )
    row = next(row for row in rows if row["identifiant"] == UNKNOWN.key)
    card = page("agenda/index.md").select_one('[data-genre="webinaire"] .event__facts')

    assert plain(event_text.clock(WHOLE, UNKNOWN)) == "dimanche 13 décembre 2026, heure à préciser"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 12, 13), date(2026, 12, 14))
    assert "Heure à préciser." in str(event["DESCRIPTION"]).split("\n")
    assert (row["debut"], row["journee_entiere"], row["heure_a_preciser"]) == (
        "2026-12-13",
        "oui",
        "oui",
    )
    assert structured_data.event(WHOLE, UNKNOWN)["startDate"] == "2026-12-13"
    assert "dimanche, heure à préciser" in plain(card.text)


def test_a_programme_is_shown_exported_and_made_of_sub_events():
    shown = page("agenda/rencontres/2026-12-10-cayenne.md").select(".programme__line")
    assert [plain(line.text) for line in shown] == ["14 h Accueil", "14 h 30 Débat Le support"]
    assert [plain(words) for words in event_text.programme_words(THERE)] == [
        "14 h : Accueil",
        "14 h 30 : Débat (Le support)",
    ]
    data = structured_data.event(WHOLE, THERE)
    assert [(one["name"], one["startDate"], one["endDate"]) for one in data["subEvent"]] == [
        ("Accueil", "2026-12-10T14:00:00-03:00", "2026-12-10T14:30:00-03:00"),
        ("Débat", "2026-12-10T14:30:00-03:00", "2026-12-10T16:30:00-03:00"),
    ]


def test_the_programme_of_a_webinar_follows_each_session():
    lines = (
        ProgrammeItem(at=time(10), what="Accueil"),
        ProgrammeItem(at=time(10, 40), what="Questions"),
    )
    found = events(replace(WHOLE, meetings=(), webinars=(replace(WEBINAR, programme=lines),)))
    assert [
        [plain(words) for words in event_text.programme_words(event)] for event in found[1:3]
    ] == [
        ["10 h : Accueil", "10 h 40 : Questions"],
        ["14 h : Accueil", "14 h 40 : Questions"],
    ]


def test_speakers_are_people_only_when_their_name_is_given():
    data = structured_data.event(WHOLE, THERE)
    assert data["performer"] == [
        {
            "@type": "Person",
            "name": "Ada Exemple",
            "jobTitle": "Cheffe du support",
            "worksFor": {"@type": "Organization", "name": "AIFE"},
        },
        {"@type": "Organization", "name": "Un comptable"},
    ]


@pytest.mark.parametrize(
    ("meeting", "link"),
    [
        (LYON, "https://www.openstreetmap.org/?mlat=45.7640&mlon=4.8357#map=17/45.7640/4.8357"),
        (
            FAR,
            "https://www.openstreetmap.org/search?query=1%20place%20des%20Palmistes%2C%2097300%20Cayenne",
        ),
        (replace(LYON, coordinates="", address=""), ""),
    ],
)
def test_a_place_is_shown_on_a_map_that_is_nobody_s_embed(meeting, link):
    (event,) = events(replace(WHOLE, webinars=(), meetings=(meeting,)))
    assert event_text.map_link(event) == link


def test_the_postal_code_has_its_own_field():
    assert structured_data.event(WHOLE, THERE)["location"]["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Cayenne",
        "postalCode": "97300",
        "streetAddress": "1 place des Palmistes",
    }


@pytest.mark.parametrize(
    ("session", "availability"),
    [
        ({"registration": "interne"}, "https://schema.org/InStock"),
        ({"registration": "interne", "capacity": 3}, None),
        ({"registration": "https://ailleurs.example/"}, None),
    ],
    ids=["no limit", "only the service knows", "elsewhere"],
)
def test_seats_are_said_to_be_left_only_when_they_have_no_limit(session, availability):
    held = Session(start=WEBINAR.sessions[1].start, duration=timedelta(hours=1), **session)
    (event,) = events(replace(WHOLE, meetings=(), webinars=(replace(WEBINAR, sessions=(held,)),)))
    offer = json.loads(json.dumps(structured_data.event(WHOLE, event)["offers"]))
    assert offer.get("availability") == availability
