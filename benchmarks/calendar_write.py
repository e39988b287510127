"""Calendars: 10,000 events written by us and by icalendar, sixty feeds of them beside one, and all their pages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar

from benchmarks.ratio import Measure, compare, cpu
from chorale.calendars import event_text, ics
from chorale.calendars.content_lines import PARIS
from chorale.content import register
from chorale.content.agenda import events
from chorale.content.event import Event
from chorale.content.event_model import Meeting, Session, Webinar
from chorale.content.facets import Facet, facets
from chorale.content.model import Community, Sender
from chorale.site.agenda import event_pages, feeds, lists, structured_data

OUTPUTS = (
    lists.files,
    event_pages.files,
    feeds.subscription_page,
    feeds.files,
    feeds.open_data_files,
    structured_data.openagenda_files,
    ics.files,
)
ZONE = ZoneInfo("Europe/Paris")
STAMP = datetime(2026, 1, 1, tzinfo=UTC)
FIRST = date(2024, 1, 2)
AUDIENCES = {f"public-{rank}": f"Public numéro {rank}" for rank in range(5)}
CITIES = 41


def measure() -> Iterator[Measure]:
    """Compare the writers on the same events with the same properties; then sixty feeds with one."""
    community = generated()
    found = events(community)
    ways = facets(community, found)
    yield compare(
        f"{len(found):,} events written / icalendar",
        cpu(lambda: feed(community, found, ways[0])),
        cpu(lambda: peer(community, found)),
        limit=1 / 8,
        rounds=3,
    )
    yield compare(
        f"{len(ways)} feeds / one feed, {len(found):,} events",
        cpu(
            lambda: list(ics.feeds(community, facets(community, found), written(community, found)))
        ),
        cpu(lambda: feed(community, found, ways[0])),
        limit=1.5,
        rounds=3,
    )
    yield compare(
        f"register, calendars, lists, pages and open data of {len(found):,} events / icalendar's writing of them",
        cpu(lambda: everything(community)),
        cpu(lambda: peer(community, found)),
        limit=2.7,  # 1.2 times what they cost before zones, series and weeks
        rounds=1,
    )


def everything(community: Community) -> int:
    """Make all that the agenda publishes, its events found anew; return the number of files."""
    community = replace(community)
    files = [file for output in OUTPUTS for file in output(community)]
    return len(files) + len(register.written(register.published(community)))


def generated(webinars: int = 300, sessions: int = 25, meetings: int = 2500) -> Community:
    """Return a community of events, 10,000 by default: webinars of several sessions, and meetings in 41 cities."""
    taught = tuple(_webinar(rank, sessions) for rank in range(webinars))
    held = tuple(_meeting(rank) for rank in range(meetings))
    made = Community(
        name="Communauté", url="https://communaute.example/", timezone="Europe/Paris", audiences=AUDIENCES,
        sender=Sender(name="Communauté", address="lettre@communaute.example", identity="Essai"), today=date(2026, 1, 1),
        webinars=taught, meetings=held,
    )  # fmt: skip
    return replace(made, register=register.published(made))


def _webinar(rank: int, count: int) -> Webinar:
    start = datetime.combine(FIRST + timedelta(days=rank), time(10), ZONE)
    session = Session(
        start=start,
        duration=timedelta(hours=1),
        registration="https://inscription.example/seance",
    )
    sessions = tuple(
        replace(session, start=start + timedelta(days=28 * turn)) for turn in range(count)
    )
    return Webinar(
        path=f"content/webinars/w-{rank}.md", slug=f"webinaire-{rank}",
        title=f"Créer un compte, déposer une facture : séance {rank}",
        summary="Du compte à la facture : les premiers pas d'un fournisseur, avec des exemples et vos questions.",
        audiences=(f"public-{rank % 5}",), sessions=sessions,
    )  # fmt: skip


def _meeting(rank: int) -> Meeting:
    return Meeting(
        path=f"content/meetings/m-{rank}.md", slug=f"rencontre-{rank}", title=f"Rencontre numéro {rank}",
        city=f"Ville {rank % CITIES}",
        date=FIRST + timedelta(days=rank % 1000), start=time(14), end=time(16, 30), place="Maison des services",
        address=f"1 rue de l'Exemple, 69000 Ville {rank % CITIES}", audiences=(f"public-{rank % 5}",),
    )  # fmt: skip


def written(community: Community, found: tuple[Event, ...]) -> dict[str, bytes]:
    """Return each event's bytes."""
    return {event.key: ics.vevent(community, event) for event in found}


def feed(community: Community, found: tuple[Event, ...], everything: Facet) -> int:
    """Write one feed of everything our way; return its size."""
    return sum(
        len(file.content) for file in ics.feeds(community, (everything,), written(community, found))
    )


def peer(community: Community, found: tuple[Event, ...]) -> int:
    """Write the same with icalendar, its zone and method given by hand; return its size."""
    made = icalendar.Calendar()
    made.add("prodid", ics.PRODID)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add_component(icalendar.Timezone.from_ical("\r\n".join(PARIS)))
    for event in found:
        made.add_component(_peer_event(community, event))
    return len(made.to_ical())


def _peer_event(community: Community, event: Event) -> icalendar.Event:
    one = icalendar.Event()
    one.add("uid", ics.uid(community, event))
    one.add("dtstamp", STAMP)
    one.add("last-modified", STAMP)
    one.add("sequence", 1)
    one.add("dtstart", event.start)
    one.add("dtend", event.end)
    one.add("summary", event_text.title(event))
    one.add("status", "CONFIRMED")
    one.add("description", "\n".join(event_text.description(community, event)))
    one.add("location", event_text.place(event))
    if link := event_text.registration(community, event):
        values = {"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"], "LABEL": "Accès à la séance"}
        one.add("conference", icalendar.vUri(link, params=values))
    one.add("url", event_text.url(community, event))
    one.add(
        "categories",
        [event.kind_facts.label, *(AUDIENCES[key] for key in event.audiences)],
    )
    organizer = icalendar.vCalAddress(f"mailto:{community.sender.address}")
    organizer.params["cn"] = community.sender.name
    one.add("organizer", organizer)
    one.add("transp", "TRANSPARENT")
    return one
