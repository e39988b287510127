"""Pages of events: one per webinar with its sessions, one per meeting."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from chorale.calendars import event_text
from chorale.calendars.add_links import CalendarLink, add
from chorale.calendars.event_text import ProgrammeLine
from chorale.calendars.ics import event_path
from chorale.content import addresses
from chorale.content.agenda import events
from chorale.content.event import Event
from chorale.content.event_kinds import KIND_FACTS, EventKind
from chorale.content.event_model import Meeting, Webinar
from chorale.content.item_model import Link
from chorale.content.kinds import kind_of
from chorale.content.model import Community
from chorale.content.picture_files import resolved, shared
from chorale.content.sight import holding, keeping_pages, seen, sees
from chorale.files import File
from chorale.french import phrases
from chorale.french.suggestions import slug
from chorale.memoization import latest_by
from chorale.site.agenda import event_rendering, structured_data
from chorale.site.agenda.event_rendering import body_of
from chorale.site.agenda.event_surroundings import EventSurroundings, around, letters_by_page
from chorale.text.references import html_links, written_links
from chorale.text.templates import page

ASK = "aide/demander-une-rencontre.md"
_LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#|/)([^)\s#]+\.md)")


@dataclass(frozen=True, kw_only=True)
class EventView:
    """What a page says of one event: everything a reader needs to come, or to know that it is over."""

    event: Event
    anchor: str
    when: str
    place: str
    state: str
    over: bool
    registration: str | None
    internal: bool
    file: str
    calendars: tuple[CalendarLink, ...]
    programme: tuple[ProgrammeLine, ...]
    map: str


@sees("webinars", "meetings", "cycles", "register", "names", "issues")
def files(community: Community) -> Iterator[File]:
    """Yield the pages, from the site's root."""
    by_path: dict[str, list[Event]] = {}
    for event in events(community):
        by_path.setdefault(event.item.path, []).append(event)
    asked = tuple(one for one in community.pages if addresses.page(one) in (ASK, addresses.HELP))
    told = holding(seen(community), "asked", pages=asked)
    letters = letters_by_page(community)
    items: tuple[Webinar | Meeting, ...] = (*community.webinars, *community.meetings)
    for item in items:
        if not item.draft:
            found = tuple(by_path.get(item.path, ()))
            yield from _item(told, item, found, around(community, item, letters))
    yield from _pictures(community)


def _pictures(community: Community) -> Iterator[File]:
    """Yield the pictures of the events that readers are shown, each once, from the site's root."""
    items: tuple[Webinar | Meeting, ...] = (*community.webinars, *community.meetings)
    held = (one for item in items if not item.draft for one in item.pictures.values())
    found = {name: made.data for one in held for name, made in one.files}
    yield from (File(name, data) for name, data in sorted(found.items()))


@latest_by(lambda _, item, *__: item.path)
@keeping_pages
def _item(
    community: Community,
    item: Webinar | Meeting,
    found: tuple[Event, ...],
    beside: EventSurroundings,
) -> Iterator[File]:
    """Yield the page of one item, made again when itself or what is around changes."""
    if isinstance(item, Webinar):
        yield _webinar(community, item, found, beside)
    else:
        yield _meeting(community, item, found, beside)


def view_of(community: Community, event: Event, start: str) -> EventView:
    """Describe an event for the page at a Markdown path."""
    over = event.over(community.today)
    when = event_text.clock(community, event)
    going = not over and event.state_facts.happens
    return EventView(
        event=event,
        anchor=event_text.anchor(event),
        when=phrases.capital(when),
        place=event_text.place(event),
        programme=event_text.programme(event),
        map=event_text.map_link(event) if going else "",
        state=event_text.state(event),
        over=over,
        registration=event_text.registration(community, event) if going else None,
        internal=event.session is not None and event.session.registration == "interne",
        file=addresses.href(event_path(event), start),
        calendars=add(community, event) if going else (),
    )


def _webinar(
    community: Community, webinar: Webinar, found: Iterable[Event], beside: EventSurroundings
) -> File:
    start = addresses.page(webinar)
    views = [view_of(community, event, start) for event in found]
    coming = [one for one in views if not one.over]
    body = body_of(
        community,
        kind_of(Webinar).template,
        start,
        webinar=webinar,
        cover=_cover(webinar, start),
        coming=coming,
        past=[one for one in reversed(views) if one.over],
        overseas=_overseas(coming),
        beside=beside,
        audiences=_audiences(community, webinar.audiences, start),
        documents=_documents(webinar.documents, start),
        data=structured_data.script(structured_data.graph(community, [one.event for one in views])),
        blocks=[_body(webinar, start)],
    )
    return _page(start, webinar, body, parents=_parents(webinar, "webinaire"))


def _meeting(
    community: Community, meeting: Meeting, found: Sequence[Event], beside: EventSurroundings
) -> File:
    start = addresses.page(meeting)
    views = [view_of(community, event, start) for event in found]
    coming = [one for one in views if not one.over]
    city = f"agenda/villes/{slug(meeting.city)}.md"
    body = body_of(
        community,
        kind_of(Meeting).template,
        start,
        meeting=meeting,
        cover=_cover(meeting, start),
        coming=coming,
        past=[one for one in reversed(views) if one.over],
        place=event_text.place(found[0]) if found else meeting.city,
        city=addresses.href(city, start) if found else "",
        audiences=_audiences(community, meeting.audiences, start),
        documents=_documents(meeting.documents, start),
        ask=_ask(community, start),
        overseas=_overseas(coming),
        beside=beside,
        data=structured_data.script(structured_data.graph(community, found)),
        blocks=[_body(meeting, start)],
    )
    return _page(start, meeting, body, parents=_parents(meeting, "rencontre"))


def _overseas(found: Iterable[EventView]) -> list[str]:
    return event_text.overseas(one.event for one in found if one.event.state_facts.happens)


def _parents(item: Webinar | Meeting, kind: EventKind) -> tuple[tuple[str, str], ...]:
    """Return the list that a page belongs to: its title and its address."""
    return ((KIND_FACTS[kind].plural, addresses.address(addresses.list_page(item))),)


def _ask(community: Community, start: str) -> str:
    """Return where one asks for a meeting: the page for it, else the help, else the community's own address."""
    known = {addresses.page(item) for item in community.pages}
    page_path = next((path for path in (ASK, addresses.HELP) if path in known), "")
    return addresses.href(page_path, start) if page_path else f"mailto:{community.sender.address}"


def _page(
    start: str,
    item: Webinar | Meeting,
    body: str,
    *,
    parents: tuple[tuple[str, str], ...],
) -> File:
    """Make the page; the author's Markdown in it is spaced and rendered by the site builder."""
    return page(
        start,
        item.title,
        body,
        description=item.summary,
        parents=parents,
        hide=("toc",),
        styles=("agenda.css",),
        **_shared(item),
    )


def _cover(item: Webinar | Meeting, start: str) -> dict[str, Any] | None:
    """Return the picture of an event for the page at a Markdown path."""
    if (found := event_rendering.cover_of(item)) is None or item.cover is None:
        return None
    name, made = found
    return {
        "src": addresses.href(name, start),
        "alt": phrases.typography(item.cover.alt),
        "width": made.width,
        "height": made.height,
    }


def _shared(item: Webinar | Meeting) -> dict[str, Any]:
    """Return the picture of an event as the networks where its page is shared show it, if it is large enough."""
    if (found := event_rendering.cover_of(item)) is None or item.cover is None:
        return {}
    return shared(*found, item.cover.alt)


def _body(item: Webinar | Meeting, start: str) -> str:
    """Return the words of an event for its page: links and pictures count from there."""
    made, folder = item.body, posixpath.dirname(item.path)
    written = {*written_links(made), *html_links(made)}
    for link in sorted(written, key=lambda one: one.begin, reverse=True):
        picture = item.pictures.get(resolved(folder, link.target)) if link.picture else None
        if picture is not None:
            html = made[link.start] == "<"
            near = (addresses.href if html else addresses.relative)(picture.files[0][0], start)
            made = made[: link.begin] + near + made[link.end :]
    return markdown_links(made, start).strip()


def markdown_links(body: str, start: str) -> str:
    """Make the links of a content file, which count from the site's root, count from its page."""
    return _LINK.sub(lambda found: addresses.relative(found[1], start), body)


def _audiences(community: Community, keys: Iterable[str], start: str) -> list[tuple[str, str]]:
    return [
        (community.audiences[key], addresses.href(addresses.audience(key), start))
        for key in keys
        if key in community.audiences
    ]


def _documents(links: Iterable[Link], start: str) -> list[tuple[str, str]]:
    return [
        (
            phrases.typography(link.label),
            link.url if "://" in link.url else addresses.href(link.url, start),
        )
        for link in links
    ]
