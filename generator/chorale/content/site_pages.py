"""Every page of the site by its path, hand-written or generated: what a link may name."""

import posixpath
from collections.abc import Iterator

from chorale.content.addresses import (
    ACCESSIBILITY,
    CALENDARS,
    CHANGES,
    COLLECTED,
    DOCUMENTATION,
    FORMS,
    GOVERNANCE,
    HOME,
    ISSUES,
    SEARCH,
    STATES,
    Paged,
    articles_for,
    articles_of,
    audience,
    decision_parts,
    drafts,
    letters_of,
    month,
    page,
    paper,
    past,
    week,
)
from chorale.content.agenda import events
from chorale.content.event import Event
from chorale.content.facets import facets
from chorale.content.form_model import Form
from chorale.content.kinds import with_pages
from chorale.content.model import Community
from chorale.memoization import again, by_identity


@by_identity
def pages(community: Community) -> tuple[str, ...]:
    """Return the path of every page of the site, hand-written or generated, that a link may name."""
    return tuple(_pages(community))


def _pages(community: Community) -> Iterator[str]:
    yield from (HOME, ISSUES, GOVERNANCE, CALENDARS, SEARCH, ACCESSIBILITY)
    yield from agenda(community)
    yield from map(audience, community.audiences)
    yield from map(articles_for, community.audiences)
    yield from map(
        articles_of,
        sorted({article.kind for issue in community.letters for article in issue.articles}),
    )
    yield from map(letters_of, sorted({issue.date.year for issue in community.letters}))
    kept = drafts(community)
    yield from (paper(issue) for issue in community.issues if paper(issue) not in kept)
    yield from (
        path for item in with_pages(community) if (path := page(item)) not in kept and _here(item)
    )
    for cycle in community.cycles:
        yield from decision_parts(cycle, community.today)
    if any(map(_here, community.forms)):
        yield FORMS
    if community.collected:
        yield COLLECTED
    if any(one.slug.startswith(posixpath.dirname(DOCUMENTATION)) for one in community.pages):
        yield DOCUMENTATION


def _here(item: Paged) -> bool:
    """Return whether an item has its page here: readers meet the form of sign-ups in the service."""
    return not isinstance(item, Form) or item.serves != "registration"


def agenda(community: Community) -> Iterator[str]:
    """Yield the path of every list of the agenda: by kind, audience, city, state, month, week and past year."""
    found = events(community)
    shown = found, community.today, community.audiences, community.governance
    yield from again("agenda", shown, lambda: tuple(_lists(community, found)))


def _lists(community: Community, found: tuple[Event, ...]) -> Iterator[str]:
    yield from (facet.page for facet in facets(community, found) if facet.page)
    yield from (CHANGES, *STATES.values())
    months = (day for event in found for day in event.months)
    yield from sorted({month(day) for day in (community.today, *months)})
    days = (day for event in found for day in event.days)
    yield from sorted({week(day) for day in (community.today, *days)})
    yield from sorted({past(event.day.year) for event in found if event.over(community.today)})
