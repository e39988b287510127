"""The agenda's lists: what is to come, months as tables, past years, and a page for each way to look."""

import calendar
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from generator.content.agenda import Event, events, upcoming
from generator.content.model import Community
from generator.outputs import event_facts, french, render, urls
from generator.outputs.agenda import open_data, rows, structured_data
from generator.outputs.agenda.filters import filters
from generator.outputs.calendar.ics import feed_path
from generator.outputs.facets import Facet, facets, slug
from generator.outputs.files import File
from generator.outputs.pages import page

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """An event in a list: its row, its place on the site, and the words that filters look for."""

    row: rows.Row
    href: str
    anchor: str
    audiences: str
    place: str
    month: str
    state: str


@dataclass(frozen=True, kw_only=True)
class View:
    """A list to show at a Markdown path; the facet gives its calendar and its title."""

    path: str
    title: str
    lead: str
    facet: Facet
    coming: Sequence[Event]
    past: Sequence[Event] = ()
    archived: bool = False


def files(community: Community) -> Iterator[File]:
    """Yield the lists, from the site's root."""
    found = events(community)
    ways = facets(community, found)
    everything = ways[0]
    for view in _views(community, everything, ways):
        yield _list(community, view, ways)
    for month, inside in _months(community, found):
        yield _month(community, month, inside, everything)


def _views(community: Community, everything: Facet, ways: Iterable[Facet]) -> Iterator[View]:
    coming = upcoming(everything.events, community.today)
    lead = "Les webinaires, les rencontres et les jalons de l'IPM à venir."
    yield View(path=urls.AGENDA, title="Agenda", lead=lead, facet=everything, coming=coming)
    for facet in ways:
        if facet.page and facet is not everything:
            yield _facet_view(community, facet)
    changed = [event for event in everything.events if event.status != "confirmed"]
    lead = "Ce qui a été annulé ou déplacé ; les calendriers auxquels vous êtes abonné le disent aussi."
    yield _split(
        community, changed, path=urls.CHANGES, title="Annulations et déplacements", lead=lead, facet=everything
    )
    done = [event for event in everything.events if event.day < community.today]
    for year, inside in groupby(done, key=lambda event: event.day.year):
        title = f"Les rendez-vous passés de {year}"
        lead = "Les supports et les enregistrements restent sur la page de chaque rendez-vous."
        yield View(
            path=urls.past(year), title=title, lead=lead, facet=everything, coming=(), past=tuple(inside), archived=True
        )


def _facet_view(community: Community, facet: Facet) -> View:
    match facet.family:
        case "ville":
            title, lead = f"Rencontres : {facet.title}", "Les rencontres organisées dans cette ville."
        case "public":
            title, lead = f"Agenda : {facet.title}", "Les webinaires et les rencontres pour ce public."
        case _:
            title, lead = facet.title, "Les prochains, puis ceux qui ont eu lieu."
    return _split(community, facet.events, path=facet.page, title=title, lead=lead, facet=facet)


def _split(community: Community, found: Iterable[Event], **view: Any) -> View:
    found = tuple(found)
    done = tuple(event for event in reversed(found) if event.day < community.today)
    return View(coming=upcoming(found, community.today), past=done, **view)


def _list(community: Community, view: View, ways: tuple[Facet, ...]) -> File:
    whole = view.facet.family == "genre" and view.facet.value == "ipm"
    shown = (*view.coming, *view.past)
    body = body_of(
        "agenda_list.md",
        view.path,
        view=view,
        groups=[(month, _listed(community, inside, view.path)) for month, inside in _by_month(view.coming)],
        past=[(month, _listed(community, inside, view.path)) for month, inside in _by_month(view.past)],
        filters=filters(community, view.path, ways),
        years=_years(community, ways[0].events, view.path),
        months=_month_links(community, ways[0].events, view.path),
        calendar=urls.href(feed_path(view.facet), view.path),
        calendars=urls.href(urls.CALENDARS, view.path),
        csv=urls.href(open_data.PATH, view.path),
        zone=event_facts.zone(community.timezone),
        data=structured_data.script(
            structured_data.graph(community, shown) if whole else structured_data.listing(community, shown)
        ),
    )
    return page(
        view.path,
        view.title,
        body,
        description=view.lead,
        archived=view.archived,
        scripts=("agenda.js",),
        hide=("toc",),
        styles=("agenda.css",),
    )


def body_of(template: str, start: str, **values: Any) -> str:
    """Render a template of the agenda for the page at a Markdown path, with French spacing."""
    made = render.template(render.SITE, template, link=lambda path: urls.href(path, start), urls=urls, **values)
    return render.html_typography(made)


def href(event: Event, start: str) -> str:
    """Return the link from a page to an event's own place on the site."""
    fragment = event_facts.anchor(event)
    return urls.href(event_facts.page(event), start) + (f"#{fragment}" if fragment else "")


def _listed(community: Community, found: Iterable[Event], start: str) -> list[Listed]:
    return [
        Listed(
            row=rows.row(event, community, start),
            href="" if event_facts.page(event) == start else href(event, start),
            anchor=event_facts.anchor(event) if event_facts.page(event) == start else "",
            audiences=" ".join(event.audiences),
            place="en-ligne" if event.online else slug(event.city),
            month=f"{event.day:%Y-%m}",
            state=event.status,
        )
        for event in found
    ]


def _by_month(found: Sequence[Event]) -> Iterator[tuple[date, list[Event]]]:
    for first, inside in groupby(found, key=lambda event: event.day.replace(day=1)):
        yield first, list(inside)


def _years(community: Community, found: Iterable[Event], start: str) -> list[tuple[int, str]]:
    years = {event.day.year for event in found if event.day < community.today}
    return [(year, urls.href(urls.past(year), start)) for year in sorted(years, reverse=True)]


def _month_links(community: Community, found: Iterable[Event], start: str) -> list[tuple[date, str]]:
    months = {event.day.replace(day=1) for event in upcoming(tuple(found), community.today)}
    return [(month, urls.href(urls.month(month), start)) for month in sorted(months)]


def _months(community: Community, found: Iterable[Event]) -> Iterator[tuple[date, list[Event]]]:
    """Yield every month that has events, and the current one."""
    groups: dict[date, list[Event]] = {community.today.replace(day=1): []}
    for event in found:
        groups.setdefault(event.day.replace(day=1), []).append(event)
    yield from sorted(groups.items())


def _month(community: Community, month: date, found: list[Event], everything: Facet) -> File:
    path = urls.month(month)
    listed = _listed(community, found, path)
    by_day: dict[int, list[Listed]] = {}
    for event, line in zip(found, listed, strict=True):
        by_day.setdefault(event.day.day, []).append(line)
    known = sorted({event.day.replace(day=1) for event in everything.events} | {community.today.replace(day=1), month})
    rank = known.index(month)
    body = body_of(
        "agenda_month.md",
        path,
        month=month,
        weekdays=WEEKDAYS,
        weeks=[
            [_cell(month, number, by_day) for number in week]
            for week in calendar.monthcalendar(month.year, month.month)
        ],
        listed=listed,
        before=[(known[rank - 1], urls.href(urls.month(known[rank - 1]), path))] if rank else [],
        after=[(known[rank + 1], urls.href(urls.month(known[rank + 1]), path))] if rank + 1 < len(known) else [],
        today=community.today,
        data=structured_data.script(structured_data.listing(community, found)),
    )
    title = f"Agenda de {french.month(month)}" if month.month not in (4, 8, 10) else f"Agenda d'{french.month(month)}"
    gone = month + timedelta(days=31) < community.today
    return page(
        path, title, body, description=f"{title} : jour par jour.", archived=gone, hide=("toc",), styles=("agenda.css",)
    )


def _cell(month: date, number: int, by_day: dict[int, list[Listed]]) -> dict[str, Any]:
    return {"day": month.replace(day=number) if number else None, "events": by_day.get(number, [])}
