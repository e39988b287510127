"""Filters of the agenda's lists: each choice is a page made in advance; a script reads their index to tick several."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from chorale.calendars import event_text
from chorale.calendars.ics import feed_path
from chorale.content import addresses
from chorale.content.agenda import upcoming
from chorale.content.event import Event
from chorale.content.event_kinds import STATE_FACTS, kinds_of
from chorale.content.facets import ONLINE, Facet, places
from chorale.content.model import Community
from chorale.content.sight import by_event, seen
from chorale.files import File
from chorale.french import dates
from chorale.french.phrases import printed
from chorale.site.agenda.event_rendering import href, row


@dataclass(frozen=True, kw_only=True)
class Option:
    """A choice and its page; lent says that the page belongs to another choice, idle that nothing is to come there."""

    value: str
    label: str
    path: str
    lent: bool = False
    idle: bool = False


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A link to the page of an option, and whether that page is the one being read."""

    value: str
    label: str
    href: str
    here: bool


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A set of options; name is the word of the address. A script makes each link a box to tick."""

    name: str
    legend: str
    options: tuple[Option, ...]

    def choices(self, start: str) -> list[Choice]:
        """Return the links for the page at a Markdown path: idle options only where one is already."""
        return [
            Choice(
                value=one.value,
                label=one.label,
                href=addresses.href(one.path, start),
                here=one.path == start and not one.lent,
            )
            for one in self.options
            if not one.idle or one.path == start
        ]


def filters(community: Community, ways: Iterable[Facet]) -> tuple[Filter, ...]:
    """Return the filters of every list: audience, kind, place, period, state."""
    ways = tuple(ways)
    found = (
        Filter(name="public", legend="Public", options=tuple(_family(ways, "public"))),
        Filter(name="genre", legend="Genre", options=tuple(_family(ways, "genre"))),
        Filter(name="lieu", legend="Lieu", options=tuple(_places(community, ways))),
        Filter(name="mois", legend="Période", options=tuple(_months(community, ways[0]))),
        Filter(name="etat", legend="État", options=tuple(_states())),
    )
    return tuple(one for one in found if one.options)


def _family(ways: Iterable[Facet], family: str) -> Iterator[Option]:
    for facet in ways:
        if facet.family == family:
            yield Option(value=facet.value, label=facet.title, path=facet.page)


def _places(community: Community, ways: tuple[Facet, ...]) -> Iterator[Option]:
    """Yield online first, with a page of its own or that of webinars, then the cities."""
    known = {facet.value: facet for facet in ways if facet.family in ("genre", "ligne")}
    online = known.get(ONLINE, known["webinaire"])
    yield Option(value=ONLINE, label="En ligne", path=online.page, lent=online.value != ONLINE)
    for facet in ways:
        if facet.family == "ville":
            idle = not upcoming(facet.events, community.today)
            yield Option(value=facet.value, label=facet.title, path=facet.page, idle=idle)


def _months(community: Community, everything: Facet) -> Iterator[Option]:
    for month in months(community, everything):
        yield Option(value=f"{month:%Y-%m}", label=dates.month(month), path=addresses.month(month))


def months(community: Community, everything: Facet) -> list[date]:
    """Return the first days of the months, from the current one, where something is to come."""
    current = community.today.replace(day=1)
    coming = {
        month for event in upcoming(everything.events, community.today) for month in event.months
    }
    return sorted(month for month in coming if month >= current)


def _states() -> Iterator[Option]:
    for value, words in STATE_FACTS.items():
        yield Option(value=value, label=words.filter, path=addresses.STATES[value])


def index(community: Community, ways: Iterable[Facet]) -> File:
    """Return the index: events in order, and the feed of each choice that has one."""
    ways = tuple(ways)
    data = {
        "tout": feed_path(ways[0]),
        "genres": {key: facts.badge for key, facts in kinds_of(community.governance).items()},
        "publics": community.audiences,
        "calendriers": {_choice(facet): feed_path(facet) for facet in ways if _choice(facet)},
    }
    around, coming = seen(community), upcoming(ways[0].events, community.today)
    made = {**printed(data), "rendezVous": [_entry(around, event) for event in coming]}
    return File.of(addresses.INDEX, json.dumps(made, ensure_ascii=False, separators=(",", ":")))


def _choice(facet: Facet) -> str:
    """Return the choices that a facet stands for, as the address of a list writes them, in order."""
    match facet.family:
        case "genre" | "public":
            return f"{facet.family}={facet.value}"
        case "ligne" | "ville":
            return f"lieu={facet.value}"
        case "croisement":
            kind, key = facet.value.split(" ")
            return f"genre={kind}&public={key}"
        case "tout":
            return ""


@by_event
def _entry(community: Community, event: Event) -> dict[str, object]:
    """Return what is shown and searched of an event; what is empty is left out."""
    shown = row(event, community, "index.md")
    said = {
        "titre": shown.title,
        "adresse": href(event, "index.md"),
        "instant": shown.stamp,
        "jour": f"{shown.number} {shown.month} {shown.year}",
        "quand": shown.when,
        "ou": shown.where,
        "badge": shown.badge,
        "resume": shown.summary,
        "mots": event_text.place(event),
        "public": list(event.audiences),
        "genre": event.kind,
        "lieu": list(places(event)),
        "mois": [f"{first:%Y-%m}" for first in event.months],
        "etat": event.status,
    }
    return {name: printed(value) for name, value in said.items() if value}
