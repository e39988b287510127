"""An event rendered as a row or a card of a list."""

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chorale.calendars import event_text
from chorale.content import addresses
from chorale.content.event import Dated, Event
from chorale.content.facets import places
from chorale.content.item_model import PreparedPicture
from chorale.content.model import Community
from chorale.content.picture_files import resolved
from chorale.content.sight import by_event, seen
from chorale.french import dates, phrases
from chorale.ipm.model import Cycle
from chorale.text import markdown, templates


def body_of(
    community: Community, template: str, start: str, blocks: Iterable[str] = (), **values: Any
) -> str:
    """Render a template for the page at a Markdown path; each block replaces one mark, in order."""
    made = templates.template(
        community.templates,
        f"site/{template}",
        community=community,
        link=lambda path: addresses.href(path, start),
        urls=addresses,
        mark=templates.MARK,
        **values,
    )
    return templates.filled(markdown.html_typography(made), blocks)


@dataclass(frozen=True)
class EventRow:
    """What the event row shows; stamp is the machine's date, when the reader's; each audience comes with its page."""

    href: str
    title: str
    kind: str
    kind_key: str
    stamp: str
    number: str
    month: str
    year: str
    when: str
    where: str
    audiences: tuple[tuple[str, str], ...]
    status: str
    badge: str
    illustrative: bool
    summary: str
    cover: str
    """Its picture, from the site's root."""


def row(event: Event, community: Community, start: str) -> EventRow:
    """Describe an event for a list on the page whose Markdown path is start."""
    title = event.title
    if event.kind == "ipm":
        title = phrases.capital(title)
    return EventRow(
        href=addresses.href(addresses.page(event.item), start),
        title=phrases.typography(title),
        kind=event.kind_facts.badge,
        kind_key=event.kind,
        stamp=event.start.isoformat(),
        number="1er" if event.day.day == 1 else str(event.day.day),
        month=dates.month(event.day).split()[0],
        year=str(event.day.year),
        when=_when(event) + _elsewhere(community, event),
        where=_where(event),
        audiences=tuple(
            (community.audiences[key], addresses.href(addresses.audience(key), start))
            for key in event.audiences
            if key in community.audiences
        ),
        status=event.status,
        badge=event.state_facts.badge,
        illustrative=event.illustrative,
        summary=phrases.typography(event.summary),
        cover=found[0] if (found := cover_of(event.item)) else "",
    )


def cover_of(item: Dated) -> tuple[str, PreparedPicture] | None:
    """Return the picture that an event carries: where it stands on the site, and what it is."""
    image = getattr(item, "cover", None)
    if image is None or isinstance(item, Cycle):
        return None
    known = item.pictures.get(resolved(posixpath.dirname(item.path), image.src))
    return known.files[0] if known else None


def _when(event: Event) -> str:
    weekday = dates.day(event.day).split()[0]
    if event.several_days:
        return (
            f"{weekday}, jusqu'au {dates.day(event.last, year=event.last.year != event.day.year)}"
        )
    if not isinstance(event.start, datetime):
        return f"{weekday}, {event_text.UNKNOWN_HOUR}" if event.hour_unknown else weekday
    if isinstance(event.end, datetime) and event.end > event.start:
        return f"{weekday}, de {dates.hour(event.start)} à {dates.hour(event.end)}"
    return f"{weekday}, à {dates.hour(event.start)}"


def _elsewhere(community: Community, event: Event) -> str:
    """Return the zone and the community's own hours, when the event's clock is another."""
    start = event.start
    if not isinstance(start, datetime) or str(start.tzinfo) == community.timezone:
        return ""
    home = f"{event_text.home_hours(community, event)}, {dates.clock(community.timezone)}"
    return f" ({dates.clock(str(start.tzinfo))} ; {home})"


def _where(event: Event) -> str:
    city = phrases.typography(event.city)
    return "En ligne" if event.online else f"{city} et à distance" if event.remote else city


Cards = Mapping[str, str]
_HREF, _LEVEL, _ANCHOR, _ROOT = "\x01", "\x02", "\x03", "\x04"
"""What differs from list to list, left open in a card; no text of ours holds these characters."""


def cards(community: Community, found: Iterable[Event]) -> Cards:
    """Return the card of every event, by key: a list item, spaced as French asks."""
    around = seen(community)
    return {event.key: _card(around, event) for event in found}


@by_event
def _card(community: Community, event: Event) -> str:
    """Return the one card of an event, kept while it stays the same."""
    made = templates.template(
        community.templates,
        "site/agenda_card.html",
        event=row(event, community, addresses.HOME),
        root=_ROOT,
        href=_HREF,
        level=_LEVEL,
        anchor=_ANCHOR,
        audiences=" ".join(event.audiences),
        places=" ".join(places(event)),
        months=" ".join(f"{first:%Y-%m}" for first in event.months),
    )
    return markdown.html_typography(made)


def placed(made: Cards, found: Iterable[Event], start: str, level: int) -> str:
    """Return the cards of some events for the page at a Markdown path, their titles at a level of heading."""
    return "".join(_placed(made[event.key], event, start, level) for event in found)


def _placed(card: str, event: Event, start: str, level: int) -> str:
    anchor = ""
    target = href(event, start)
    if (
        event_text.page(event) == start
    ):  # the list is the event's own page: it keeps its place there
        anchor, target = (
            f' id="{event_text.anchor(event)}"',
            addresses.href(addresses.page(event.item), start),
        )
    values = {
        _HREF: target,
        _LEVEL: str(level),
        _ANCHOR: anchor,
        _ROOT: addresses.href(addresses.HOME, start),
    }
    for mark, value in values.items():
        card = card.replace(mark, value)
    return card


def href(event: Event, start: str) -> str:
    """Return the link from a page to an event's own place on the site."""
    fragment = event_text.anchor(event)
    return addresses.href(event_text.page(event), start) + (f"#{fragment}" if fragment else "")
