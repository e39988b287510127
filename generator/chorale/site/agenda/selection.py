"""Index of the events to come that the script of the filters reads: what to search, what to show, what to follow."""

import json
from collections.abc import Iterable

from chorale.calendars import event_text
from chorale.calendars.ics import feed_path
from chorale.content import addresses
from chorale.content.agenda import upcoming
from chorale.content.event import Event
from chorale.content.event_kinds import kinds_of
from chorale.content.facets import Facet, places
from chorale.content.model import Community
from chorale.files import File
from chorale.site.agenda.event_rendering import href, row


def index(community: Community, ways: Iterable[Facet]) -> File:
    """Return the index: events in order, and the feed of each choice that has one."""
    ways = tuple(ways)
    data = {
        "tout": feed_path(ways[0]),
        "genres": {key: facts.badge for key, facts in kinds_of(community.governance).items()},
        "publics": community.audiences,
        "calendriers": {_choice(facet): feed_path(facet) for facet in ways if _choice(facet)},
        "rendezVous": [
            _entry(community, event) for event in upcoming(ways[0].events, community.today)
        ],
    }
    return File.of(addresses.INDEX, json.dumps(data, ensure_ascii=False, separators=(",", ":")))


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
    return {name: value for name, value in said.items() if value}
