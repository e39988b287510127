"""The agenda's filters: each choice is a button to a page made in advance, which the script makes instant."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from generator.content.agenda import upcoming
from generator.content.model import Community
from generator.outputs import french, urls
from generator.outputs.facets import ONLINE, Facet


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
    """A button: the page it leads to without script, and whether that page is the one being read."""

    value: str
    label: str
    action: str
    here: bool


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A set of options of which one at most holds; name is the word of the address."""

    name: str
    legend: str
    options: tuple[Option, ...]

    def choices(self, start: str) -> list[Choice]:
        """Return the buttons for the page at a Markdown path: idle options only where one is already."""
        return [
            Choice(
                value=one.value,
                label=one.label,
                action=urls.href(one.path, start),
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
        yield Option(value=f"{month:%Y-%m}", label=french.month(month), path=urls.month(month))


def months(community: Community, everything: Facet) -> list[date]:
    """Return the first days of the months, from the current one, where something is to come."""
    current = community.today.replace(day=1)
    coming = {month for event in upcoming(everything.events, community.today) for month in event.months}
    return sorted(month for month in coming if month >= current)


def _states() -> Iterator[Option]:
    for value, label in (("confirmed", "Maintenu"), ("moved", "Déplacé"), ("cancelled", "Annulé")):
        yield Option(value=value, label=label, path=urls.STATES[value])
