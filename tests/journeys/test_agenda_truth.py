"""Every event is told the same by every output: page, calendar, JSON-LD, Atom, JSON Feed, CSV and newsletter."""

import csv
import io
import json
from dataclasses import dataclass, replace
from datetime import date, datetime

import feedparser
import icalendar
import pytest
from bs4 import BeautifulSoup
from house import GOLDEN, ROOT
from small_agenda import COMMUNITY, DAYS, HALL

from chorale.calendars import ics
from chorale.content.agenda import events
from chorale.content.load import load
from chorale.content.model import Issue, MeetingsSection, Period, WebinarsSection
from chorale.french import dates
from chorale.french.phrases import typography
from chorale.newsletter import letter
from chorale.newsletter.email import compose
from chorale.site.agenda import event_pages, feeds, lists

DAY = date(2026, 11, 21)
STATES = {"Confirmé": "confirmed", "Annulé": "cancelled", "Déplacé": "moved"}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What one output says of one event; instants and days as ISO 8601."""

    title: str
    start: str
    end: str
    place: str
    status: str
    url: str


def small():
    return COMMUNITY


def long():
    """Meetings of several days, whole or with hours, one of them followed from afar too."""
    return replace(COMMUNITY, meetings=(*COMMUNITY.meetings, DAYS, HALL))


def real():
    return load(ROOT, DAY).community


def golden():
    return load(GOLDEN, date(2026, 3, 5)).community


COMMUNITIES = pytest.mark.parametrize("read", [small, long, real, golden])


def expected(community):
    """Return the facts of the content itself, written here independently of the outputs."""
    base = community.url
    found = {}
    for event in events(community):
        match event.kind:
            case "webinaire":
                stamp = event.key.rpartition("-")[2].lower()  # the first hour that was told
                url, place = (
                    f"{base}agenda/webinaires/{event.item.slug}/#seance-{stamp}",
                    "En ligne",
                )
            case "rencontre":
                city = "" if event.city.lower() in event.address.lower() else event.city
                place = ", ".join(part for part in (event.place, event.address, city) if part)
                url = f"{base}agenda/rencontres/{event.item.slug}/"
            case "ipm":
                url, place = f"{base}agenda/ipm/#{event.key}", ""
        instant_without_length = isinstance(event.start, datetime) and event.end == event.start
        found[event.key] = Fact(
            title=typography(("ANNULÉ – " if event.status == "cancelled" else "") + event.title),
            start=event.start.isoformat(),
            end="" if event.end is None or instant_without_length else event.end.isoformat(),
            place=typography(place),
            status=event.status,
            url=url,
        )
    return found


def from_calendar(community):
    """A calendar says neither « moved » nor the inclusive end of a day: both are read from what it does say."""
    data = next(
        file.content for file in ics.files(community) if file.path == "calendriers/rendez-vous.ics"
    )
    for event in icalendar.Calendar.from_ical(data).walk("VEVENT"):
        start, end = event["DTSTART"].dt, event["DTEND"].dt if "DTEND" in event else None
        if end is not None and not isinstance(end, datetime):
            end = date.fromordinal(end.toordinal() - 1)
        moved = "prévu d’abord" in event["DESCRIPTION"] and event["STATUS"] == "CONFIRMED"
        place = str(event.get("LOCATION", ""))
        yield (
            str(event["UID"]).partition("@")[0],
            Fact(
                title=typography(str(event["SUMMARY"])),
                start=start.isoformat(),
                end=end.isoformat() if end else "",
                place=typography("En ligne" if place.startswith("En ligne : https://") else place),
                status="moved" if moved else event["STATUS"].lower(),
                url=str(event["URL"]),
            ),
        )


def from_table(community):
    (file,) = feeds.open_data_files(community)
    for row in csv.DictReader(io.StringIO(file.content.decode(), newline="")):
        yield (
            row["identifiant"],
            Fact(
                title=typography(row["titre"].removeprefix("'")),
                start=row["debut"],
                end=""
                if row["fin"] == row["debut"] and row["journee_entiere"] == "non"
                else row["fin"],
                place=typography(row["lieu"].removeprefix("'")),
                status=STATES[row["statut"]],
                url=row["page"],
            ),
        )


def feed(community, suffix):
    return next(
        file.content for file in feeds.files(community) if file.path == f"flux/agenda.{suffix}"
    )


def from_atom(community):
    for entry in feedparser.parse(feed(community, "xml"), sanitize_html=False).entries:
        html = BeautifulSoup(entry.content[0].value, "html.parser")
        start, end, place = (
            html.select_one(".dt-start"),
            html.select_one(".dt-end"),
            html.select_one(".p-location"),
        )
        yield (
            entry.id.rpartition("/")[2],
            Fact(
                title=entry.title,
                start=start["datetime"],
                end=end["value"]
                if end and (end["value"] != start["datetime"] or "T" not in end["value"])
                else "",
                place=typography(place.text) if place else "",
                status=html.select_one(".p-status")["value"],
                url=entry.link,
            ),
        )


def from_json_feed(community):
    for item in json.loads(feed(community, "json"))["items"]:
        facts = item["_rendez_vous"]
        end = facts.get("fin", "")
        yield (
            facts["identifiant"],
            Fact(
                title=item["title"],
                start=facts["debut"],
                end="" if end == facts["debut"] and "T" in end else end,
                place=typography(facts.get("lieu", "")),
                status=facts["statut"],
                url=item["url"],
            ),
        )


def pages(community):
    made = (*event_pages.files(community), *lists.files(community))
    for file in (one for one in made if one.path.endswith(".md")):
        yield (
            file.path,
            BeautifulSoup(file.content.decode().split("\n---\n", 1)[1], "html.parser"),
        )


def from_data(community):
    """JSON-LD names a place by parts: they are joined as people write them."""
    states = {
        "EventScheduled": "confirmed",
        "EventCancelled": "cancelled",
        "EventRescheduled": "moved",
    }
    keys = {fact.url: key for key, fact in expected(community).items()}
    for _, page in pages(community):
        for script in page.select("script"):
            for node in json.loads(script.string).get("@graph", ()):
                where = (
                    node["location"][0] if isinstance(node["location"], list) else node["location"]
                )
                address = where.get("address", {})
                town = " ".join(
                    filter(None, (address.get("postalCode"), address.get("addressLocality")))
                )
                parts = (where.get("name"), address.get("streetAddress"), town)
                place = ", ".join(dict.fromkeys(part for part in parts if part))
                if where["@type"] == "VirtualLocation":
                    place = "En ligne" if node["@type"] == "EducationEvent" else ""
                elif parts[1] and parts[2].lower() in parts[1].lower():
                    place = ", ".join(part for part in parts[:2] if part and part != parts[2])
                yield (
                    keys[node["url"]],
                    Fact(
                        title=typography(node["name"]),
                        start=node["startDate"],
                        end=node.get("endDate", ""),
                        place=typography(place),
                        status=states[node["eventStatus"].rpartition("/")[2]],
                        url=node["url"],
                    ),
                )


def from_pages(community):
    """A page shows the state beside the date; its title has no prefix."""
    titles = {path: json.loads(line) for path, line in _titles(community)}
    keys = {fact.url: key for key, fact in expected(community).items()}
    for path, page in pages(community):
        for shown in page.select(".session"):
            status = shown["data-etat"]
            place = page.select_one(".meeting__place")
            url = f"{community.url}{path.removesuffix('.md')}/" + (
                f"#{shown['id']}" if shown.get("id") else ""
            )
            yield (
                keys[url],
                Fact(
                    title=typography(
                        ("ANNULÉ – " if shown.select_one(".badge--cancelled") else "")
                        + titles[path]
                    ),
                    start=shown.select_one("time")["datetime"],
                    end=shown["data-fin"],
                    place=place.text if place else "En ligne",
                    status=status,
                    url=url,
                ),
            )
        if path == "agenda/ipm/index.md":
            for item in page.select("li.event"):
                title = item.select_one(".event__title")
                yield (
                    title["id"],
                    Fact(
                        title=title.text.strip(),
                        start=item.select_one("time")["datetime"],
                        end=""
                        if "T" in item.select_one("time")["datetime"]
                        else item.select_one("time")["datetime"],
                        place="",
                        status=item["data-etat"],
                        url=f"{community.url}agenda/ipm/#{title['id']}",
                    ),
                )


def _titles(community):
    for file in event_pages.files(community):
        if not file.path.endswith(".md"):
            continue  # a picture
        line = next(
            line for line in file.content.decode().splitlines() if line.startswith("title: ")
        )
        yield file.path, line.removeprefix("title: ")


SEVERAL = {
    "2027-03-30-saint-denis": "du mardi 30 mars au jeudi 1er avril 2027",
    "2026-12-30-brest": "du mercredi 30 décembre 2026 à 9\u00a0h\u00a030 au samedi 2 janvier 2027 à 12 h",
}


def first_day(event):
    return (
        dates.instant(event.start) if isinstance(event.start, datetime) else dates.day(event.start)
    )


OUTPUTS = [from_calendar, from_table, from_atom, from_json_feed, from_data, from_pages]


@COMMUNITIES
@pytest.mark.parametrize("output", OUTPUTS)
def test_an_output_says_of_each_event_what_the_content_says(read, output):
    community = read()
    told = list(output(community))

    assert len(told) == len(dict(told)), "un événement dit deux fois"
    assert dict(told) == expected(community)


def untold(event):
    """Return what is said of an hour that nobody knows."""
    alone = not isinstance(event.start, datetime) and event.key not in SEVERAL
    return ", heure à préciser" if alone else ""


@COMMUNITIES
def test_the_newsletter_block_says_the_same(read):
    community = replace(read(), today=date(2018, 1, 1))
    whole = Period(from_=date(2000, 1, 1), to=date(2040, 1, 1))
    issue = Issue(
        path="content/newsletters/2000-01/issue.yml",
        slug="2000-01",
        title="Essai",
        date=date(2000, 1, 1),
        preheader="Essai",
        sections=(WebinarsSection(webinars=whole), MeetingsSection(meetings=whole)),
    )
    lines = [
        (line.title, line.when, line.state.partition(",")[0].rstrip("e"), line.url)
        for block in letter.blocks(compose.voice(community, issue))
        for _, group in block.groups
        for line in group
    ]
    words = {"cancelled": "annulé", "moved": "déplacé", "confirmed": ""}
    facts = expected(community)

    assert sorted(lines) == sorted(
        (
            typography(event.title),
            typography(SEVERAL.get(event.key) or first_day(event)) + untold(event),
            words[event.status],
            facts[event.key].url.partition("#")[0],
        )
        for event in events(community)
        if event.kind != "ipm"
    )
