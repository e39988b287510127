"""The agenda's filters: each choice is a button to a page made in advance, which the script makes instant."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.content.model import Community
from generator.outputs import french, urls
from generator.outputs.facets import Facet


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
    """Yield online first, then the cities where something is to come."""
    webinars = next(facet for facet in ways if facet.value == "webinaire")
    yield _choice("en-ligne", "En ligne", webinars.page, start)
    for facet in ways:
        if facet.family == "ville" and (facet.page == start or any(e.day >= community.today for e in facet.events)):
            yield _choice(facet.value, facet.title, facet.page, start)


def _months(community: Community, everything: Facet, start: str) -> Iterator[Choice]:
    months = sorted({event.day.replace(day=1) for event in everything.events if event.day >= community.today})
    for month in months:
        yield _choice(f"{month:%Y-%m}", french.month(month), f"agenda/mois/{month:%Y-%m}.md", start)


def _states(start: str) -> Iterator[Choice]:
    for value, label in (("confirmed", "Maintenu"), ("moved", "Déplacé"), ("cancelled", "Annulé")):
        path = "agenda/index.md" if value == "confirmed" else "agenda/changements.md"
        chosen = _choice(value, label, path, start)
        yield Choice(value=chosen.value, label=chosen.label, action=chosen.action, here=False)
