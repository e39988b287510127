"""Around an event: the letters that speak of it and, once it is over, what comes next for the same publics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from chorale.content import addresses
from chorale.content.agenda import announced, events, upcoming
from chorale.content.event import Event
from chorale.content.event_model import Meeting, Webinar
from chorale.content.model import Community, EditoSection, Issue, TextSection
from chorale.content.sight import seen
from chorale.memoization import by_identity, latest_by
from chorale.site.agenda import event_rendering
from chorale.site.agenda.event_rendering import EventRow
from chorale.text.references import written_links

MOST = 3
AGENDA = addresses.AGENDA.removesuffix("index.md")


@dataclass(frozen=True, kw_only=True)
class EventSurroundings:
    """What the page of an event leads to: letters by their titles and pages, and rows of other events."""

    letters: tuple[tuple[str, str], ...]
    following: tuple[EventRow, ...]


def around(
    community: Community,
    item: Webinar | Meeting,
    letters: Mapping[str, Sequence[Issue]],
) -> EventSurroundings:
    """Return what stands around an event; letters are those of each page, by its path."""
    start, known = addresses.page(item), seen(community)
    told = letters.get(start, ())[:MOST]
    coming, still = _coming(community)
    near = () if item.path in still else _near(coming, item)
    named = (word for one in told for word in (one.title, addresses.page(one)))
    return _made(start, tuple(_row(known, event, start) for event in near), *named)


@latest_by(lambda start, *_: start)
def _made(_start: str, following: tuple[EventRow, ...], *letters: str) -> EventSurroundings:
    """Return the very surroundings of the last time, of the page at a Markdown path, while they are the same."""
    return EventSurroundings(
        letters=tuple(zip(letters[::2], letters[1::2], strict=True)), following=following
    )


@latest_by(lambda _, event, start: (event.key, start))
def _row(community: Community, event: Event, start: str) -> EventRow:
    return event_rendering.row(event, community, start)


@by_identity
def _coming(community: Community) -> tuple[Sequence[Event], frozenset[str]]:
    """Return the events to come, and the paths of their items."""
    found = upcoming(events(community), community.today)
    return found, frozenset(event.item.path for event in found)


def _near(coming: Sequence[Event], item: Webinar | Meeting) -> tuple[Event, ...]:
    """Return what comes next for one of the publics of an item, each once; what names no public is for all."""
    mine = frozenset(item.audiences)
    found: dict[str, Event] = {}
    for event in coming:
        meant = not mine or not mine.isdisjoint(event.audiences)
        if event.kind != "ipm" and event.state_facts.happens and meant:
            found.setdefault(event.item.path, event)
        if len(found) == MOST:
            break
    return tuple(found.values())


def letters_by_page(community: Community) -> Mapping[str, Sequence[Issue]]:
    """Return the letters that announce or link each event, the latest first, by the path of its page."""
    found: dict[str, list[Issue]] = {}
    told = events(community)
    for issue in reversed(community.letters):
        named = (addresses.page(event.item) for event in announced(told, issue))
        for path in dict.fromkeys((*named, *_linked(issue))):
            found.setdefault(path, []).append(issue)
    return found


@latest_by(attrgetter("path"))
def _linked(issue: Issue) -> tuple[str, ...]:
    """Return the pages that an issue links, by their paths."""
    free = (
        section.edito if isinstance(section, EditoSection) else section.text
        for section in issue.sections
        if isinstance(section, EditoSection | TextSection)
    )
    texts = (*free, *(article.body for article in issue.articles))
    links = (link for text in texts if AGENDA in text for link in written_links(text))
    return tuple(link.target.partition("#")[0] for link in links)
