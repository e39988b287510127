"""The agenda's filters: each choice is a button to a page made in advance, which the script makes instant."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.content.agenda import upcoming
from generator.content.model import Community
from generator.outputs import french, urls
from generator.outputs.facets import ONLINE, Facet


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A button: the page it leads to without script, and whether that page is the one being read."""

    value: str
    label: str
    action: str
    here: bool


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A set of choices of which one at most holds; name is the word of the address."""

    name: str
    legend: str
    choices: tuple[Choice, ...]


def filters(community: Community, start: str, ways: Iterable[Facet]) -> tuple[Filter, ...]:
    """Return the filters of a list: audience, kind, place, period, state."""
    ways = tuple(ways)
    found = (
        Filter(name="public", legend="Public", choices=tuple(_choices(ways, "public", start))),
        Filter(name="genre", legend="Genre", choices=tuple(_choices(ways, "genre", start))),
        Filter(name="lieu", legend="Lieu", choices=tuple(_places(community, ways, start))),
        Filter(name="mois", legend="Période", choices=tuple(_months(community, ways[0], start))),
        Filter(name="etat", legend="État", choices=tuple(_states(start))),
    )
    return tuple(one for one in found if one.choices)


def _choice(value: str, label: str, path: str, start: str) -> Choice:
    return Choice(value=value, label=label, action=urls.href(path, start), here=path == start)


def _choices(ways: Iterable[Facet], family: str, start: str) -> Iterator[Choice]:
    for facet in ways:
        if facet.family == family:
            yield _choice(facet.value, facet.title, facet.page, start)


def _places(community: Community, ways: tuple[Facet, ...], start: str) -> Iterator[Choice]:
    """Yield online first, with a page of its own or that of webinars, then the cities where something is to come."""
    known = {facet.value: facet for facet in ways if facet.family in ("genre", "ligne")}
    online = known.get(ONLINE, known["webinaire"])
    here = online.value == ONLINE and online.page == start
    yield Choice(value=ONLINE, label="En ligne", action=urls.href(online.page, start), here=here)
    for facet in ways:
        coming = any(not event.over(community.today) for event in facet.events)
        if facet.family == "ville" and (coming or facet.page == start):
            yield _choice(facet.value, facet.title, facet.page, start)


def _months(community: Community, everything: Facet, start: str) -> Iterator[Choice]:
    current = community.today.replace(day=1)
    coming = (month for event in upcoming(everything.events, community.today) for month in event.months)
    for month in sorted({month for month in coming if month >= current}):
        yield _choice(f"{month:%Y-%m}", french.month(month), urls.month(month), start)


def _states(start: str) -> Iterator[Choice]:
    for value, label in (("confirmed", "Maintenu"), ("moved", "Déplacé"), ("cancelled", "Annulé")):
        yield _choice(value, label, urls.STATES[value], start)
