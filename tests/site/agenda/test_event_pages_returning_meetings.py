"""A meeting that comes back has one page, and each of its dates its own place there, calendar file and structured data."""

import json
from dataclasses import replace
from datetime import date, time

import icalendar
from bs4 import BeautifulSoup
from small_agenda import COMMUNITY

from chorale.calendars import ics
from chorale.calendars.partners.lint import lint
from chorale.content.event_model import Meeting, MeetingSession, Repetition
from chorale.site.agenda import event_pages, structured_data

DESK = Meeting(
    path="content/meetings/permanence.md", slug="permanence", title="Permanence", city="Nantes", date=date(2027, 1, 5),
    start=time(14), end=time(16), place="Maison", address="2 quai X, 44000 Nantes", registration="interne", capacity=20,
    every=Repetition(until=date(2027, 3, 31), rank="first"),
    sessions=(
        MeetingSession(date=date(2027, 2, 2), status="cancelled", note="Salle fermée."),
        MeetingSession(date=date(2027, 3, 9), moved_from=date(2027, 3, 2), status="moved", place="Mairie"),
    ),
)  # fmt: skip
HOME = replace(COMMUNITY, meetings=(DESK,), today=date(2027, 1, 20))
FILES = {file.path: file.content for output in (event_pages, ics) for file in output.files(HOME)}
PAGE = "agenda/rencontres/permanence.md"


def words(element):
    return " ".join(element.text.replace("\u00a0", " ").replace("\u202f", " ").split())


def soup():
    return BeautifulSoup(FILES[PAGE].decode().split("\n---\n", 1)[1], "html.parser")


def test_the_page_shows_what_is_to_come_first_and_another_place_at_its_date():
    assert [
        (one["id"], one["data-etat"], [words(place) for place in one.select(".session__place")])
        for one in soup().select(".session")
    ] == [
        ("seance-20270202", "cancelled", []),
        ("seance-20270302", "moved", ["Mairie, Nantes"]),
        ("seance-20270105", "confirmed", []),
    ]
    assert [words(title) for title in soup().select("h2")] == ["Prochaines dates", "Dates passées"]
    assert [
        link["href"] for link in soup().select(".session a.button") if "inscrire" in link.text
    ] == ["https://communaute.example/participer/inscription/permanence-20270302/"]


def test_each_date_has_its_calendar_file_that_no_reader_refuses():
    paths = [path for path in FILES if path.startswith("calendriers/rendez-vous/permanence")]
    assert [path.rpartition("/")[2] for path in paths] == [
        "permanence-20270105.ics",
        "permanence-20270202.ics",
        "permanence-20270302.ics",
    ]
    assert [lint(path, FILES[path]) for path in paths] == [(), (), ()]
    moved = icalendar.Calendar.from_ical(FILES[paths[2]]).walk("VEVENT")[0]
    assert (f"{moved['DTSTART'].dt:%Y-%m-%d %H:%M}", moved["LOCATION"]) == (
        "2027-03-09 14:00",
        "Mairie, Nantes",
    )


def test_structured_data_names_each_date_by_its_own_address():
    found = json.loads(soup().select_one("script").string)["@graph"]
    assert [(one["url"].rpartition("/")[2], one["startDate"][:10]) for one in found] == [
        ("#seance-20270105", "2027-01-05"),
        ("#seance-20270202", "2027-02-02"),
        ("#seance-20270302", "2027-03-09"),
    ]
    partners = json.loads(next(structured_data.openagenda_files(HOME)).content)
    assert [one["slug"] for one in partners["events"] if "permanence" in one["slug"]] == [
        "permanence-20270105",
        "permanence-20270202",
        "permanence-20270302",
    ]
