"""Month and week pages of the agenda: a table of days that prints on one sheet, and the list."""

import calendar
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chorale.content import addresses
from chorale.content.event import Event
from chorale.content.event_kinds import kinds_of
from chorale.content.model import Community
from chorale.content.sight import seen
from chorale.files import File
from chorale.french import dates, phrases
from chorale.french.phrases import WEEKDAYS
from chorale.memory import keeping
from chorale.site.agenda import structured_data
from chorale.site.agenda.event_rendering import body_of, cards, href, placed
from chorale.text.templates import page

LONGEST_LIST = 60
"""Beyond, a month shows its table alone, and each week has its list."""
LONGEST_WEEK = 90
"""Beyond, a week names its events without their cards: a page stays under 3,000 nodes."""


@dataclass(frozen=True, kw_only=True)
class DayEvent:
    """An event in the square of a day: its hour when it begins that day, its link."""

    event: Event
    hour: str
    href: str


@dataclass(frozen=True, kw_only=True)
class DayCell:
    """A square of the table, or a day of a week; day is None before and after the month."""

    day: date | None
    holiday: str = ""
    events: tuple[DayEvent, ...] = ()


def month_pages(community: Community, found: Iterable[Event]) -> Iterator[File]:
    """Yield a page for the current month and for every month that an event touches, then those of the weeks."""
    months: dict[date, list[Event]] = {community.today.replace(day=1): []}
    weeks: dict[date, list[Event]] = {monday(community.today): []}
    for event in found:
        for month in event.months:
            months.setdefault(month, []).append(event)
        for week in dict.fromkeys(map(monday, event.days)):
            weeks.setdefault(week, []).append(event)
    around = seen(community)
    for month, before, after in _in_order(months):
        yield from _month(around, month, tuple(months[month]), before, after)
    for week, before, after in _in_order(weeks):
        yield from _week(around, week, tuple(weeks[week]), before, after)


def monday(day: date) -> date:
    """Return the first day of a day's week."""
    return day - timedelta(days=day.weekday())


def _in_order(known: Iterable[date]) -> Iterator[tuple[date, list[date], list[date]]]:
    """Yield each, with the one before and the one after where there are."""
    order = sorted(known)
    for rank, one in enumerate(order):
        yield one, order[max(0, rank - 1) : rank], order[rank + 1 : rank + 2]


@keeping
def _month(
    community: Community,
    month: date,
    found: tuple[Event, ...],
    *neighbours: list[date],
) -> Iterator[File]:
    """Yield the page of a month, kept while its events and its neighbours stay the same."""
    path, made = addresses.month(month), cards(community, found)
    before, after = (
        [(dates.month(day), addresses.href(addresses.month(day), path)) for day in days]
        for days in neighbours
    )
    listed = found if len(found) <= LONGEST_LIST else ()
    titles = Counter(event.title for event in found)
    body = body_of(
        community,
        "agenda_month.md",
        path,
        blocks=[
            *([placed(made, listed, path, 3)] if listed else []),
            structured_data.script(structured_data.listing(community, found)),
        ],
        month=month,
        weekdays=WEEKDAYS,
        kinds=kinds_of(community.governance),
        weeks=[_cells(week, _by_day(found, path)) for week in _weeks(month)],
        inside=[(_named(week), addresses.week(week)) for week in _mondays(found, month)],
        found=found,
        listed=listed,
        repeated={name for name, times in titles.items() if times > 1},
        before=before,
        after=after,
        today=community.today,
    )
    name = dates.month(month)
    title = f"Agenda d'{name}" if name.startswith(("a", "o")) else f"Agenda de {name}"
    yield _page(path, title, f"{title} : jour par jour.", body)


@keeping
def _week(
    community: Community,
    week: date,
    found: tuple[Event, ...],
    *neighbours: list[date],
) -> Iterator[File]:
    """Yield the page of a week, kept while its events and its neighbours stay the same."""
    path, made = addresses.week(week), cards(community, found)
    before, after = (
        [(_named(day), addresses.href(addresses.week(day), path)) for day in days]
        for days in neighbours
    )
    inside = _by_day(found, path)
    whole = len(found) <= LONGEST_WEEK
    days = [
        cell
        for cell in _cells([week + timedelta(days=step) for step in range(7)], inside)
        if cell.events or cell.holiday
    ]
    body = body_of(
        community,
        "agenda_week.md",
        path,
        blocks=[
            *(
                placed(made, [one.event for one in cell.events], path, 3)
                for cell in days
                if cell.events and whole
            ),
            structured_data.script(structured_data.listing(community, found)),
        ],
        days=days,
        whole=whole,
        months=_months_of(community, week, found),
        before=before,
        after=after,
    )
    title = f"Agenda de la {_named(week)}"
    yield _page(path, title, f"{title} : jour par jour.", body)


def _months_of(community: Community, week: date, found: Iterable[Event]) -> list[date]:
    """Return the months of a week that have a page: those of its events, and the current one."""
    known = {month for event in found for month in event.months}
    known.add(community.today.replace(day=1))
    return sorted(known & {(week + timedelta(days=step)).replace(day=1) for step in (0, 6)})


def _page(path: str, title: str, description: str, body: str) -> File:
    return page(
        path,
        title,
        body,
        description=description,
        hide=("toc",),
        styles=("agenda.css",),
    )


def _named(week: date) -> str:
    return f"semaine {dates.days(week, week + timedelta(days=6))}"


def _weeks(month: date) -> Iterator[list[date | None]]:
    for week in calendar.monthcalendar(month.year, month.month):
        yield [month.replace(day=number) if number else None for number in week]


def _mondays(found: Iterable[Event], month: date) -> list[date]:
    days = {day for event in found for day in event.days}
    return sorted({monday(day) for day in days if day.replace(day=1) == month})


def _by_day(found: Iterable[Event], path: str) -> dict[date, list[DayEvent]]:
    inside: dict[date, list[DayEvent]] = {}
    for event in found:
        timed = dates.hour(event.start) if isinstance(event.start, datetime) else ""
        for day in event.days:
            hour = timed if day == event.day else ""
            one = DayEvent(event=event, hour=hour, href=href(event, path))
            inside.setdefault(day, []).append(one)
    return inside


def _cells(days: Iterable[date | None], inside: Mapping[date, list[DayEvent]]) -> list[DayCell]:
    return [
        DayCell(day=day, holiday=_holiday(day), events=tuple(inside.get(day, ())))
        if day
        else DayCell(day=None)
        for day in days
    ]


def _holiday(day: date) -> str:
    name = dates.holidays(day.year).get(day, "")
    return phrases.capital(name)
