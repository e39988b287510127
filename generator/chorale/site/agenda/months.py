"""Month pages of the agenda: a table of days, then the list."""

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from chorale.content import addresses
from chorale.content.event import Event
from chorale.content.event_kinds import kinds_of
from chorale.content.model import Community
from chorale.files import File
from chorale.french import dates
from chorale.site.agenda import structured_data
from chorale.site.agenda.event_rendering import Cards, body_of, href, placed
from chorale.text.templates import page

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


@dataclass(frozen=True, kw_only=True)
class DayCell:
    """A square of the table; day is None before and after the month; each event with its link."""

    day: date | None
    events: tuple[tuple[Event, str], ...] = ()


def month_pages(community: Community, found: Iterable[Event], made: Cards) -> Iterator[File]:
    """Yield a page for the current month and for every month that an event touches."""
    groups: dict[date, list[Event]] = {community.today.replace(day=1): []}
    for event in found:
        for month in event.months:
            groups.setdefault(month, []).append(event)
    known = sorted(groups)
    for rank, month in enumerate(known):
        neighbours = known[max(0, rank - 1) : rank], known[rank + 1 : rank + 2]
        yield _page(community, month, groups[month], made, neighbours)


def _page(
    community: Community,
    month: date,
    found: list[Event],
    made: Cards,
    neighbours: tuple[list[date], list[date]],
) -> File:
    path = addresses.month(month)
    before, after = (
        [(day, addresses.href(addresses.month(day), path)) for day in days] for days in neighbours
    )
    body = body_of(
        community,
        "agenda_month.md",
        path,
        blocks=[
            *([placed(made, found, path, 3)] if found else []),
            structured_data.script(structured_data.listing(community, found)),
        ],
        month=month,
        weekdays=WEEKDAYS,
        kinds=kinds_of(community.governance),
        weeks=list(_weeks(month, found, path)),
        found=found,
        before=before,
        after=after,
        today=community.today,
    )
    name = dates.month(month)
    title = f"Agenda d'{name}" if name.startswith(("a", "o")) else f"Agenda de {name}"
    return page(
        path,
        title,
        body,
        description=f"{title} : jour par jour.",
        hide=("toc",),
        styles=("agenda.css",),
    )


def _weeks(month: date, found: Iterable[Event], path: str) -> Iterator[list[DayCell]]:
    by_day: dict[date, list[tuple[Event, str]]] = {}
    for event in found:
        link = href(event, path)
        for day in _days(event):
            by_day.setdefault(day, []).append((event, link))
    for week in calendar.monthcalendar(month.year, month.month):
        days = (month.replace(day=number) if number else None for number in week)
        yield [DayCell(day=day, events=tuple(by_day.get(day, ())) if day else ()) for day in days]


def _days(event: Event) -> Iterator[date]:
    last = event.last if event.several_days else event.day
    for step in range((last - event.day).days + 1):
        yield event.day + timedelta(days=step)
