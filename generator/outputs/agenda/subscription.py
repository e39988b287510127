"""The page of calendars: every feed once, how to follow it, in which program."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.content.agenda import events
from generator.content.model import Community
from generator.outputs import french, urls
from generator.outputs.agenda import feeds
from generator.outputs.agenda.lists import body_of
from generator.outputs.calendar.calendar_links import CalendarLink, subscribe
from generator.outputs.calendar.ics import feed_path
from generator.outputs.facets import Facet, facets
from generator.outputs.files import File
from generator.outputs.pages import page

FAMILIES = (
    ("tout", "Tout l'agenda", "tout"),
    ("genre", "Par genre de rendez-vous", "genres"),
    ("public", "Par public", "publics"),
    ("croisement", "Par genre et par public", "croisements"),
    ("ville", "Par ville", "villes"),
)


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """A feed to follow."""

    title: str
    file: str
    address: str
    coming: int
    links: tuple[CalendarLink, ...]
    readers: tuple[tuple[str, str], ...]


def files(community: Community) -> Iterator[File]:
    """Yield the page, from the site's root."""
    ways = facets(community, events(community))
    families = [
        (title, anchor, [_subscription(community, facet) for facet in ways if facet.family == family])
        for family, title, anchor in FAMILIES
    ]
    body = body_of(
        "agenda_calendars.md",
        urls.CALENDARS,
        families=[family for family in families if family[2]],
        community=community,
        letters=urls.LETTERS_FEED,
    )
    description = "Suivre les webinaires, les rencontres et les jalons de l'IPM dans son propre agenda."
    yield page(
        urls.CALENDARS,
        "S'abonner aux calendriers",
        body,
        description=description,
        styles=("agenda.css",),
        hide=("toc",),
    )


def _subscription(community: Community, facet: Facet) -> Subscription:
    address = urls.absolute(community, feed_path(facet))
    readers: tuple[tuple[str, str], ...] = ()
    if facet.family in ("tout", "public"):
        readers = tuple(
            (name, urls.href(feeds.path(facet, suffix), urls.CALENDARS))
            for name, suffix in (("Atom", "xml"), ("JSON Feed", "json"))
        )
    return Subscription(
        title=french.typography(facet.title),
        file=urls.href(feed_path(facet), urls.CALENDARS),
        address=address,
        coming=sum(event.day >= community.today for event in facet.events),
        links=subscribe(address, f"{community.name} – {facet.title}"),
        readers=readers,
    )
