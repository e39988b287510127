"""Lists of the agenda: coming, changed, past years, and one page per facet, with filters."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from chorale.calendars.ics import feed_path
from chorale.content import addresses
from chorale.content.agenda import events, past, upcoming
from chorale.content.event import Event
from chorale.content.event_model import Status, Webinar
from chorale.content.facets import Facet, facets
from chorale.content.kinds import kind_of
from chorale.content.model import Community
from chorale.content.sight import seen, sees
from chorale.files import File
from chorale.french import dates
from chorale.french.phrases import of, plural
from chorale.memory import keeping
from chorale.site.agenda import feeds, structured_data
from chorale.site.agenda.event_rendering import body_of, cards, placed
from chorale.site.agenda.filters import Filter, filters, index, months
from chorale.site.agenda.months import month_pages
from chorale.text.templates import page

LONGEST = 90
"""Events on one page: under 3,000 nodes and 300 KB, with all that stands around them."""


@dataclass(frozen=True, kw_only=True)
class MonthGroup:
    """Some events of one month, to come or past."""

    month: date
    events: tuple[Event, ...]
    past: bool = False


def windows(coming: Sequence[Event], past: Sequence[Event]) -> tuple[tuple[MonthGroup, ...], ...]:
    """Return the pages of a list, what is to come first; a month that does not fit goes on overleaf."""
    found = [(event, False) for event in coming] + [(event, True) for event in past]
    firsts = range(0, max(1, len(found)), LONGEST)
    return tuple(tuple(_groups(found[first : first + LONGEST])) for first in firsts)


def _groups(found: Iterable[tuple[Event, bool]]) -> Iterator[MonthGroup]:
    def month(one: tuple[Event, bool]) -> tuple[bool, date]:
        return one[1], one[0].day.replace(day=1)

    for (over, first), inside in groupby(found, key=month):
        yield MonthGroup(month=first, events=tuple(event for event, _ in inside), past=over)


_TOLD = "Les calendriers auxquels vous êtes abonné le disent aussi."
LISTS: Mapping[Status, tuple[str, str]] = {
    "confirmed": ("Rendez-vous maintenus", "Ceux dont la date n'a pas changé."),
    "moved": ("Rendez-vous déplacés", f"Déplacés ou reportés, à leur nouvelle date. {_TOLD}"),
    "cancelled": ("Rendez-vous annulés", f"Ils n'auront pas lieu. {_TOLD}"),
}
"""The list of each state: its title, its words."""
_COMING = ("rendez-vous à venir", "rendez-vous à venir")
_CANCELLED = ("rendez-vous annulé", "rendez-vous annulés")


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
    called: tuple[str, str] = _COMING


@dataclass(frozen=True, kw_only=True)
class ListHead:
    """What each page of a list says of it: how many events are to come, and a facet without its events."""

    path: str
    title: str
    lead: str
    coming: int
    counted: str
    archived: bool
    facet: Facet


PageStep = tuple[str, str] | None
"""The path of a page of the same list, and its months in words."""


@dataclass(frozen=True, kw_only=True)
class ListFrame:
    """What every list offers besides itself: other choices, tables of months to come, past years."""

    filters: tuple[Filter, ...]
    months: list[date]
    years: list[int]


@sees("announced", "cycles", "register", on_disk=True)
def files(community: Community) -> Iterator[File]:
    """Yield the lists, from the site's root."""
    found = events(community)
    ways = facets(community, found)
    around, told = (
        seen(community),
        ListFrame(
            filters=filters(community, ways),
            months=months(community, ways[0]),
            years=sorted({event.day.year for event in past(found, community.today)}, reverse=True),
        ),
    )
    for view in _views(community, ways[0], ways):
        yield from _list(around, view, told)
    yield from month_pages(community, found)
    yield index(community, ways)


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
            lead="Webinaires et rencontres : les supports et les enregistrements restent sur la page de chacun.",
            facet=everything,
            coming=(),
            past=tuple(inside),
            archived=True,
            called=("rendez-vous passé", "rendez-vous passés"),
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
        called=("rendez-vous", "rendez-vous"),
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
            called=_CANCELLED if status == "cancelled" else _COMING,
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
    title, lead = _FACETS.get(
        facet.family, ("{}", "Les dates à venir, puis celles qui sont passées.")
    )
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


def _list(community: Community, view: View, around: ListFrame) -> Iterator[File]:
    """Yield the pages of a list: its own, then those that continue it."""
    pages = windows(view.coming, view.past)
    paths = [view.path, *(addresses.more(view.path, rank) for rank in range(2, len(pages) + 1))]
    told = ListHead(
        path=view.path,
        title=view.title,
        lead=view.lead,
        coming=len(view.coming),
        counted=plural(len(view.past if view.archived else view.coming), *view.called),
        archived=view.archived,
        facet=replace(view.facet, events=()),
    )
    for rank, groups in enumerate(pages):
        yield from _page(
            community,
            told,
            around,
            rank,
            groups,
            _step(pages, paths, rank - 1) if rank else None,
            _step(pages, paths, rank + 1) if rank + 1 < len(pages) else None,
        )


@keeping
def _page(  # noqa: PLR0913, PLR0917 - all that the page shows, and nothing more
    community: Community,
    head: ListHead,
    around: ListFrame,
    rank: int,
    groups: tuple[MonthGroup, ...],
    before: PageStep,
    after: PageStep,
) -> Iterator[File]:
    """Yield a page of a list, kept while its events and all that stands around them stay the same."""
    path = addresses.more(head.path, rank + 1) if rank else head.path
    shown = tuple(event for one in groups for event in one.events)
    made, level = cards(community, shown), 3 if head.archived else 4
    public = head.facet.family == "public"
    own: dict[str, Any] = {"feeds": (feeds.path(head.facet, "xml"),)} if public else {}
    body = body_of(
        community,
        kind_of(Webinar).list_template,  # one list for every kind of event
        path,
        blocks=[
            *(placed(made, one.events, path, level if one.past else 3) for one in groups),
            _data(community, head.facet, shown),
        ],
        view=head,
        path=path,
        groups=groups,
        before=before,
        after=after,
        filters=around.filters,
        tables=around.months,
        years=around.years,
        calendar=addresses.href(feed_path(head.facet), path),
        csv=addresses.href(feeds.PATH, path),
        zone=dates.clock(community.timezone),
    )
    yield page(
        path,
        f"{head.title} (page {rank + 1})" if rank else head.title,
        body,
        description=head.lead,
        scripts=("calm.js", "agenda.js"),
        hide=("toc",),
        styles=("agenda.css",),
        **own,
    )


def _step(pages: Sequence[Sequence[MonthGroup]], paths: Sequence[str], rank: int) -> PageStep:
    """Return the path of a page of the same list, and its months in words."""
    first, last = pages[rank][0], pages[rank][-1]
    named = dates.month(first.month)
    if first.month != last.month:
        named = f"de {named} à {dates.month(last.month)}"
    return paths[rank], named


def _data(community: Community, facet: Facet, shown: Sequence[Event]) -> str:
    """Return the events as search engines read them: whole on their own page, else by their addresses."""
    whole = facet.family == "genre" and facet.value == "ipm"
    make = structured_data.graph if whole else structured_data.listing
    return structured_data.script(make(community, shown))
