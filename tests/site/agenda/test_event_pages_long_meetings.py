"""Meetings of several days, and those that one may also follow from afar: no output shortens them or hides the link."""

import json
from dataclasses import replace
from datetime import date

import icalendar
import pytest
from bs4 import BeautifulSoup
from small_agenda import COMMUNITY, DAYS, HALL

from chorale.calendars import ics
from chorale.calendars.add_links import add
from chorale.calendars.partners.lint import lint
from chorale.content.agenda import events, past, upcoming
from chorale.site.agenda import event_pages, feeds, lists

LONG = replace(COMMUNITY, meetings=(*COMMUNITY.meetings, DAYS, HALL))
FILES = {
    file.path: file.content.decode()
    for output in (lists, event_pages, feeds, ics)
    for file in output.files(LONG)
}


def soup(path):
    return BeautifulSoup(FILES[path].split("\n---\n", 1)[1], "html.parser")


def words(element):
    return " ".join(element.text.replace("\u00a0", " ").replace("\u202f", " ").split())


def event(meeting):
    return next(one for one in events(LONG) if one.key == meeting.slug)


@pytest.mark.parametrize(
    ("today", "coming"),
    [(date(2027, 3, 29), True), (date(2027, 4, 1), True), (date(2027, 4, 2), False)],
)
def test_a_meeting_is_to_come_until_its_last_day_is_over(today, coming):
    one = event(DAYS)
    assert ((one in upcoming((one,), today)), (one in past((one,), today))) == (
        coming,
        not coming,
    )


def test_each_of_its_days_is_in_the_table_of_its_month():
    days = {
        month: [
            words(link.parent.select_one(".month__day"))
            for link in soup(f"agenda/mois/{month}.md").select(".month__event--rencontre[href]")
            if link["href"].rstrip("/").endswith(("saint-denis", "brest"))
        ]
        for month in ("2026-12", "2027-01", "2027-03", "2027-04")
    }
    assert days == {
        "2026-12": ["30", "31"],
        "2027-01": ["1", "2"],
        "2027-03": ["30", "31"],
        "2027-04": ["1"],
    }


def test_its_list_item_says_until_when_and_answers_for_each_of_its_months():
    item = next(
        item
        for item in soup("agenda/index.md").select("li.event")
        if "Saint-Denis" in item.select_one("a").text
    )
    assert words(item.select(".event__facts > span")[1]) == "mardi, jusqu’au jeudi 1er avril"
    assert item["data-mois"] == "2027-03 2027-04"


def test_calendars_end_it_after_its_last_day_or_at_its_last_hour():
    found = {
        str(one["UID"]): one
        for one in icalendar.Calendar.from_ical(FILES["calendriers/rendez-vous.ics"]).events
    }
    days, hall = (
        found["2027-03-30-saint-denis@communaute.example"],
        found["2026-12-30-brest@communaute.example"],
    )
    assert (days.start, days.end) == (date(2027, 3, 30), date(2027, 4, 2))
    assert (f"{hall.start:%m-%d %H:%M}", f"{hall.end:%m-%d %H:%M}") == (
        "12-30 09:30",
        "01-02 12:00",
    )
    links = {link.name: link.url for link in add(LONG, event(DAYS))}
    assert "&startdt=2027-03-30&enddt=2027-04-02&allday=true" in links["Outlook.com"]
    assert "&dates=20270330%2F20270402&" in links["Google Agenda"]
    assert "&st=20270330&et=20270401&dur=allday&" in links["Yahoo"]


def test_what_is_followed_from_afar_too_says_so_everywhere():
    feed = FILES["calendriers/en-ligne.ics"]
    assert lint("en-ligne.ics", feed.encode()) == ()
    hall = next(
        one
        for one in icalendar.Calendar.from_ical(feed).events
        if str(one["UID"]).startswith("2026-12-30")
    )
    assert (str(hall["LOCATION"]), hall["CONFERENCE"]) == (
        "Halle, Brest",
        "https://direct.example/salon",
    )
    page = soup("agenda/rencontres/2026-12-30-brest.md")
    (node,) = json.loads(page.select_one("script").string)["@graph"]
    assert node["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [place["@type"] for place in node["location"]] == ["Place", "VirtualLocation"]
    assert page.find("a", string="Suivre à distance")["href"] == "https://direct.example/salon"


def test_the_choice_online_has_then_a_page_of_its_own():
    form = soup("agenda/index.md").select_one("a[data-valeur=en-ligne]")
    assert form["href"] == "en-ligne/"
    shown = {item["data-lieu"] for item in soup("agenda/en-ligne.md").select("li.event")}
    assert shown == {"en-ligne", "en-ligne brest"}


def test_a_cancelled_one_leads_nowhere_from_afar():
    gone = replace(LONG, meetings=(replace(HALL, status="cancelled", note="Grève."),))
    feed = next(iter(ics.files(gone))).content.decode()
    page = next(
        file.content.decode() for file in event_pages.files(gone) if "2026-12-30-brest" in file.path
    )
    assert (
        "CONFERENCE" in feed.partition("UID:2026-12-30-brest")[2].partition("END:VEVENT")[0]
    ) is False
    assert "Suivre à distance" not in page
