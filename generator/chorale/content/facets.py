"""Facets of the agenda: by kind, audience, city or online, each with its page and its calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from chorale.content.event import Event
from chorale.content.event_kinds import KIND_FACTS, kinds_of
from chorale.content.model import Community
from chorale.french.suggestions import slug
from chorale.memoization import by_identity

Family = Literal["tout", "genre", "ligne", "public", "croisement", "ville"]
ONLINE = "en-ligne"


@dataclass(frozen=True, kw_only=True)
class Facet:
    """Some events under a name; key names the feed, page is a Markdown path or empty, value is the filter's word."""

    key: str
    family: Family
    value: str
    title: str
    page: str = ""
    events: tuple[Event, ...] = ()


@by_identity
def facets(community: Community, found: tuple[Event, ...]) -> tuple[Facet, ...]:
    """Return every facet in the order of the page of calendars; one pass over the events, whatever their number."""
    names = _names(community)
    groups: dict[str, list[Event]] = {key: [] for key in names}
    for event in found:
        for key in _keys(event):
            if key not in names:
                names[key] = _city(event)
                groups[key] = []
            groups[key].append(event)
    if (
        groups[ONLINE] == groups[KIND_FACTS["webinaire"].folder]
    ):  # no meeting is followed from afar: webinars are all of it
        del names[ONLINE]
    cities = sorted(key for key, facet in names.items() if facet.family == "ville")
    order = [key for key in names if names[key].family != "ville"] + cities
    return tuple(_filled(names[key], groups[key]) for key in order)


def _filled(facet: Facet, found: list[Event]) -> Facet:
    return Facet(
        key=facet.key,
        family=facet.family,
        value=facet.value,
        title=facet.title,
        page=facet.page,
        events=tuple(found),
    )


def _names(community: Community) -> dict[str, Facet]:
    made = [
        Facet(
            key="rendez-vous",
            family="tout",
            value="",
            title="Tous les rendez-vous",
            page="agenda/index.md",
        )
    ]
    kinds = kinds_of(community.governance)
    for kind, words in kinds.items():
        page = f"agenda/{words.folder}/index.md"
        made.append(
            Facet(key=words.folder, family="genre", value=kind, title=words.plural, page=page)
        )
    made.append(
        Facet(
            key=ONLINE,
            family="ligne",
            value=ONLINE,
            title="En ligne",
            page=f"agenda/{ONLINE}.md",
        )
    )
    for key, name in community.audiences.items():
        page = f"agenda/publics/{key}.md"
        made.append(Facet(key=f"public-{key}", family="public", value=key, title=name, page=page))
    for kind, words in kinds.items():
        for key, name in community.audiences.items() if words.attendance != "none" else ():
            title = f"{words.plural} : {name}"
            made.append(
                Facet(
                    key=f"{words.folder}-{key}",
                    family="croisement",
                    value=f"{kind} {key}",
                    title=title,
                )
            )
    return {facet.key: facet for facet in made}


def places(event: Event) -> Iterator[str]:
    """Yield the words that the filter of places looks for: online, a city, or both."""
    if event.online or event.remote:
        yield ONLINE
    if event.city:
        yield slug(event.city)


def _keys(event: Event) -> Iterator[str]:
    folder = event.kind_facts.folder
    yield "rendez-vous"
    yield folder
    for audience in event.audiences:
        yield f"public-{audience}"
        yield f"{folder}-{audience}"
    for place in places(event):
        yield f"ville-{place}" if place != ONLINE else ONLINE


def _city(event: Event) -> Facet:
    value = slug(event.city)
    return Facet(
        key=f"ville-{value}",
        family="ville",
        value=value,
        title=event.city,
        page=f"agenda/villes/{value}.md",
    )
