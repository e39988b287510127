"""The agenda's cards: each event is written once, and every list places it at its own distance and rank."""

from collections.abc import Iterable, Mapping

from generator.content.agenda import Event
from generator.content.model import Community
from generator.outputs import event_facts, render, urls
from generator.outputs.agenda import rows
from generator.outputs.facets import places

Cards = Mapping[str, str]
_HREF, _LEVEL, _ANCHOR = "\x01", "\x02", "\x03"
"""What differs from list to list, left open in a card; no text of ours holds these characters."""


def cards(community: Community, found: Iterable[Event]) -> Cards:
    """Return the card of every event, by key: a list item, spaced as French asks."""
    return {event.key: _card(community, event) for event in found}


def _card(community: Community, event: Event) -> str:
    made = render.template(
        render.SITE,
        "agenda_card.html",
        event=rows.row(event, community, urls.AGENDA),
        href=_HREF,
        level=_LEVEL,
        anchor=_ANCHOR,
        audiences=" ".join(event.audiences),
        places=" ".join(places(event)),
        months=" ".join(f"{first:%Y-%m}" for first in event.months),
    )
    return render.html_typography(made)


def placed(made: Cards, found: Iterable[Event], start: str, level: int) -> str:
    """Return the cards of some events for the page at a Markdown path, their titles at a level of heading."""
    return "".join(_placed(made[event.key], event, start, level) for event in found)


def _placed(card: str, event: Event, start: str, level: int) -> str:
    anchor = ""
    target = href(event, start)
    if event_facts.page(event) == start:  # the list is the event's own page: it keeps its place there
        anchor, target = f' id="{event_facts.anchor(event)}"', urls.href(urls.page(event.item), start)
    return card.replace(_HREF, target).replace(_LEVEL, str(level)).replace(_ANCHOR, anchor)


def href(event: Event, start: str) -> str:
    """Return the link from a page to an event's own place on the site."""
    fragment = event_facts.anchor(event)
    return urls.href(event_facts.page(event), start) + (f"#{fragment}" if fragment else "")
