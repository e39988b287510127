"""The agenda's lists: what is to come, what changed, past years, and a page for each way to look."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from generator.content.agenda import Event, events, past, upcoming
from generator.content.model import Community
from generator.outputs import event_facts, urls
from generator.outputs.agenda import open_data, structured_data
from generator.outputs.agenda.body import body_of
from generator.outputs.agenda.cards import Cards, cards, placed
from generator.outputs.agenda.filters import Filter, filters, months
from generator.outputs.agenda.months import month_pages
from generator.outputs.calendar.ics import feed_path
from generator.outputs.facets import Facet, facets
from generator.outputs.files import File
from generator.outputs.pages import page

_TOLD = "Les calendriers auxquels vous êtes abonné le disent aussi."
LISTS = (
    (urls.CHANGES, "Annulations et déplacements", _TOLD, ("moved", "cancelled")),
    (urls.STATES["confirmed"], "Rendez-vous maintenus", "Ceux dont la date n'a pas changé.", ("confirmed",)),
    (urls.STATES["moved"], "Rendez-vous déplacés", f"À leur nouvelle date. {_TOLD}", ("moved",)),
    (urls.STATES["cancelled"], "Rendez-vous annulés", f"Ils n'auront pas lieu. {_TOLD}", ("cancelled",)),
)
"""The lists by state: where, under what title, in what words, which states."""


@dataclass(frozen=True, kw_only=True)
class View:
    """A list to show at a Markdown path; the facet gives its calendar; indexed, the site's search may answer it."""

    path: str
    title: str
    lead: str
    facet: Facet
    coming: Sequence[Event]
    past: Sequence[Event] = ()
    archived: bool = False
    indexed: bool = False


@dataclass(frozen=True, kw_only=True)
class Around:
    """What every list offers besides itself: other choices, tables of months to come, past years."""

    filters: tuple[Filter, ...]
    months: list[date]
    years: list[int]


def files(community: Community) -> Iterator[File]:
    """Yield the lists, from the site's root."""
    found = events(community)
    ways = facets(community, found)
    made = cards(community, found)
    around = Around(
        filters=filters(community, ways),
        months=months(community, ways[0]),
        years=sorted({event.day.year for event in past(found, community.today)}, reverse=True),
    )
    for view in _views(community, ways[0], ways):
        yield _list(community, view, around, made)
    yield from month_pages(community, found, made)


def _views(community: Community, everything: Facet, ways: Iterable[Facet]) -> Iterator[View]:
    coming = upcoming(everything.events, community.today)
    lead = "Les webinaires, les rencontres et les jalons de l'IPM à venir."
    yield View(path=urls.AGENDA, title="Agenda", lead=lead, facet=everything, coming=coming, indexed=True)
    for facet in ways:
        if facet.page and facet is not everything:
            yield _facet_view(community, facet)
    for path, title, lead, states in LISTS:
        kept = (event for event in everything.events if event.status in states)
        yield _split(community, kept, path=path, title=title, lead=lead, facet=everything)
    done = [event for event in everything.events if event.over(community.today)]
    for year, inside in groupby(done, key=lambda event: event.day.year):
        yield View(
            path=urls.past(year),
            title=f"Les rendez-vous passés de {year}",
            lead="Les supports et les enregistrements restent sur la page de chaque rendez-vous.",
            facet=everything,
            coming=(),
            past=tuple(inside),
            archived=True,
        )


def _facet_view(community: Community, facet: Facet) -> View:
    match facet.family:
        case "ville":
            title, lead = f"Rencontres : {facet.title}", "Les rencontres organisées dans cette ville."
        case "public":
            title, lead = f"Agenda : {facet.title}", "Les webinaires et les rencontres pour ce public."
        case "ligne":
            title, lead = "Rendez-vous en ligne", "Les webinaires, et les rencontres que l'on suit aussi à distance."
        case _:
            title, lead = facet.title, "Les prochains, puis ceux qui ont eu lieu."
    indexed = facet.family in ("genre", "ville")
    return _split(community, facet.events, path=facet.page, title=title, lead=lead, facet=facet, indexed=indexed)


def _split(community: Community, found: Iterable[Event], **view: Any) -> View:
    found = tuple(found)
    return View(coming=upcoming(found, community.today), past=past(found, community.today), **view)


def _list(community: Community, view: View, around: Around, made: Cards) -> File:
    coming, done = list(_by_month(view.coming)), list(_by_month(view.past))
    body = body_of(
        "agenda_list.md",
        view.path,
        blocks=[
            *(placed(made, inside, view.path, 3) for _, inside in coming),
            *(placed(made, inside, view.path, 3 if view.archived else 4) for _, inside in done),
            _data(community, view),
        ],
        view=view,
        months=[month for month, _ in coming],
        past=[month for month, _ in done],
        filters=around.filters,
        tables=around.months,
        years=around.years,
        calendar=urls.href(feed_path(view.facet), view.path),
        csv=urls.href(open_data.PATH, view.path),
        zone=event_facts.zone(community.timezone),
    )
    return page(
        view.path,
        view.title,
        body,
        description=view.lead,
        archived=not view.indexed,
        scripts=("agenda.js",),
        hide=("toc",),
        styles=("agenda.css",),
    )


def _data(community: Community, view: View) -> str:
    """Return the events as search engines read them: whole on their own page, else by their addresses."""
    shown = (*view.coming, *view.past)
    whole = view.facet.family == "genre" and view.facet.value == "ipm"
    make = structured_data.graph if whole else structured_data.listing
    return structured_data.script(make(community, shown))


def _by_month(found: Sequence[Event]) -> Iterator[tuple[date, list[Event]]]:
    for first, inside in groupby(found, key=lambda event: event.day.replace(day=1)):
        yield first, list(inside)
