"""Lists of the agenda: coming, changed, past years, and one page per facet, with filters."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from chorale.calendars import event_text
from chorale.calendars.ics import feed_path
from chorale.content import addresses
from chorale.content.addresses import ONLINE, Facet, facets
from chorale.content.agenda import events, past, upcoming
from chorale.content.event import Event
from chorale.content.event_kinds import STATE_FACTS
from chorale.content.event_model import Status, Webinar
from chorale.content.kinds import kind_of
from chorale.content.model import Community
from chorale.files import File
from chorale.french import dates
from chorale.french.nouns import of
from chorale.site.agenda import feeds, structured_data
from chorale.site.agenda.event_rendering import Cards, body_of, cards, placed
from chorale.site.agenda.months import month_pages
from chorale.text.templates import page

STATES: Mapping[Status, str] = {
    "confirmed": "Maintenu",
    "moved": "Déplacé",
    "cancelled": "Annulé",
}


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
                action=addresses.href(one.path, start),
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


_TOLD = "Les calendriers auxquels vous êtes abonné le disent aussi."
LISTS: Mapping[Status, tuple[str, str]] = {
    "confirmed": ("Rendez-vous maintenus", "Ceux dont la date n'a pas changé."),
    "moved": ("Rendez-vous déplacés", f"À leur nouvelle date. {_TOLD}"),
    "cancelled": ("Rendez-vous annulés", f"Ils n'auront pas lieu. {_TOLD}"),
}
"""The list of each state: its title, its words."""


@dataclass(frozen=True, kw_only=True)
class View:
    """A list to show at a Markdown path; the facet gives its calendar."""

    path: str
    title: str
    lead: str
    facet: Facet
    coming: Sequence[Event]
    past: Sequence[Event] = ()
    archived: bool = False


@dataclass(frozen=True, kw_only=True)
class ListFrame:
    """What every list offers besides itself: other choices, tables of months to come, past years."""

    filters: tuple[Filter, ...]
    months: list[date]
    years: list[int]


def files(community: Community) -> Iterator[File]:
    """Yield the lists, from the site's root."""
    found = events(community)
    ways = facets(community, found)
    made = cards(community, found)
    around = ListFrame(
        filters=filters(community, ways),
        months=months(community, ways[0]),
        years=sorted({event.day.year for event in past(found, community.today)}, reverse=True),
    )
    for view in _views(community, ways[0], ways):
        yield _list(community, view, around, made)
    yield from month_pages(community, found, made)


def _views(community: Community, everything: Facet, ways: Iterable[Facet]) -> Iterator[View]:
    coming = upcoming(everything.events, community.today)
    lead = f"Les webinaires, les rencontres et les jalons {of(community.governance.name)} à venir."
    yield View(
        path=addresses.AGENDA,
        title="Agenda",
        lead=lead,
        facet=everything,
        coming=coming,
    )
    for facet in ways:
        if facet.page and facet is not everything:
            yield _facet_view(community, facet)
    yield from _by_state(community, everything)
    done = [event for event in everything.events if event.over(community.today)]
    for year, inside in groupby(done, key=lambda event: event.day.year):
        yield View(
            path=addresses.past(year),
            title=f"Les rendez-vous passés de {year}",
            lead="Les supports et les enregistrements restent sur la page de chaque rendez-vous.",
            facet=everything,
            coming=(),
            past=tuple(inside),
            archived=True,
        )


def _by_state(community: Community, everything: Facet) -> Iterator[View]:
    """Yield the list of all that does not go as planned, then that of each state."""
    changed = (event for event in everything.events if event.state_facts.badge)
    yield _split(
        community,
        changed,
        path=addresses.CHANGES,
        title="Annulations et déplacements",
        lead=_TOLD,
        facet=everything,
    )
    for status, (title, lead) in LISTS.items():
        kept = (event for event in everything.events if event.status == status)
        yield _split(
            community,
            kept,
            path=addresses.STATES[status],
            title=title,
            lead=lead,
            facet=everything,
        )


_FACETS: Mapping[str, tuple[str, str]] = {
    "ville": ("Rencontres : {}", "Les rencontres organisées dans cette ville."),
    "public": ("Agenda : {}", "Les webinaires et les rencontres pour ce public."),
    "ligne": (
        "Rendez-vous en ligne",
        "Les webinaires, et les rencontres que l'on suit aussi à distance.",
    ),
}
"""The list of a family of facets: its title, its words; the others bear their own name."""


def _facet_view(community: Community, facet: Facet) -> View:
    title, lead = _FACETS.get(facet.family, ("{}", "Les prochains, puis ceux qui ont eu lieu."))
    return _split(
        community,
        facet.events,
        path=facet.page,
        title=title.format(facet.title),
        lead=lead,
        facet=facet,
    )


def _split(community: Community, found: Iterable[Event], **view: Any) -> View:
    found = tuple(found)
    return View(coming=upcoming(found, community.today), past=past(found, community.today), **view)


def _list(community: Community, view: View, around: ListFrame, made: Cards) -> File:
    coming, done = list(_by_month(view.coming)), list(_by_month(view.past))
    body = body_of(
        community,
        kind_of(Webinar).list_template,  # one list for every kind of event
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
        calendar=addresses.href(feed_path(view.facet), view.path),
        csv=addresses.href(feeds.PATH, view.path),
        zone=event_text.zone(community.timezone),
    )
    return page(
        view.path,
        view.title,
        body,
        description=view.lead,
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
