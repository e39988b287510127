"""The day on which each page last changed, as far as the content knows it: what engines and machines are told."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import chain

from chorale.content import addresses
from chorale.content.agenda import events
from chorale.content.event import Event
from chorale.content.facets import facets
from chorale.content.fingerprints import settled
from chorale.content.item_model import PublishedPage
from chorale.content.kinds import with_pages
from chorale.content.model import Article, Community, Issue, Page
from chorale.content.sight import CommunityPart, seen
from chorale.ipm.model import Cycle
from chorale.memoization import by_identity, latest_by

PageDays = Iterator[tuple[str, date]]
"""A page, by its Markdown path, and a day on which something that it shows changed."""


def last_changes(community: Community) -> Mapping[str, date]:
    """Return the last change of every page that shows something whose days are known; a list changes with its entries.

    Never what git says, nor the day of the build: a site built without its history is the same.
    """
    return _changes(seen(community, *SEEN))


SEEN: tuple[CommunityPart, ...] = (
    "titles", "summaries", "announced", "cycles", "collected", "accessibility", "forms", "register",
    "published_pages",
)  # fmt: skip


@by_identity
def _changes(community: Community) -> Mapping[str, date]:
    days = _published(community.published_pages)
    known: dict[str, date] = {}
    for path, day in chain(
        *(_guide(days, page) for page in community.pages),
        *(_letter(days, issue) for issue in community.letters),
        _own_events(community),
        _listed_events(seen(community, "announced", "cycles", "register")),
        *(_cycle(community, cycle) for cycle in community.cycles),
        _requests(community),
        _statement(community),
        _forms(community),
    ):
        known[path] = max(day, known.get(path, day))
    return known


@by_identity
def _published(register: tuple[PublishedPage, ...]) -> Mapping[str, date]:
    """Return the day of each page that the register knows, by its address."""
    return {one.address: one.updated for one in register}


def _guide(days: Mapping[str, date], page: Page) -> PageDays:
    if days and (day := days.get(addresses.address(addresses.page(page)))):
        yield addresses.page(page), day
        yield from ((addresses.audience(key), day) for key in page.audiences)


@latest_by(lambda _, issue: issue.path)
def _letter(days: Mapping[str, date], issue: Issue) -> tuple[tuple[str, date], ...]:
    """Return an issue, its articles and their lists: of its own day, unless a text was mended since."""
    above = (
        addresses.page(issue),
        addresses.letters_of(issue.date.year),
        addresses.ISSUES,
        addresses.HOME,
    )
    found: dict[str, date] = {}
    for own, lists in (
        (above[0], ()),
        *((addresses.page(one), _lists(one)) for one in issue.articles),
    ):
        day = max(issue.date, days.get(addresses.address(own), issue.date))
        for path in (own, *above, *lists):
            found[path] = max(day, found.get(path, day))
    return tuple(found.items())


def _lists(article: Article) -> tuple[str, ...]:
    beside = (addresses.articles_for, addresses.audience)
    lists = (make(key) for key in article.audiences for make in beside)
    return (addresses.articles_of(article.kind), *lists)


def _own_events(community: Community) -> PageDays:
    """Yield the page of each file that calendars follow, sessions that are gone from it included."""
    pages = {item.path: addresses.page(item) for item in with_pages(community)}
    yield from ((pages[one.file], one.at.date()) for one in community.register if one.file in pages)


@by_identity
def _listed_events(community: Community) -> tuple[tuple[str, date], ...]:
    return tuple(_listed(community, events(community)))


def _listed(community: Community, found: tuple[Event, ...]) -> PageDays:
    lists: dict[str, list[str]] = {}
    for facet in facets(community, found):
        for event in facet.events:
            lists.setdefault(event.key, []).append(facet.page)
    for event in found:
        if event.record:
            day = event.record.at.date()
            shown = (
                addresses.HOME,
                *filter(None, lists.get(event.key, ())),
                *map(addresses.audience, event.audiences),
                *map(addresses.month, event.months),
                *map(addresses.week, event.days),
                addresses.past(event.day.year),
                addresses.STATES[event.status],
                *((addresses.CHANGES,) if event.state_facts.badge else ()),
            )
            yield from ((path, day) for path in shown)


def _cycle(community: Community, cycle: Cycle) -> PageDays:
    """Yield the pages of a cycle: its calendar, its close, its arbitration, what was delivered since."""
    today = community.today
    parts = tuple(addresses.decision_parts(cycle, today))
    days = [one.at.date() for one in community.register if one.file == cycle.path]
    if parts:
        days.append(cycle.milestones.closes.date())
    if settled(cycle, today) and cycle.arbitration:
        days.append(cycle.arbitration.date)
        days += [
            one.outcome.delivered for one in cycle.requests if one.outcome and one.outcome.delivered
        ]
    for path in (addresses.page(cycle), *parts, addresses.GOVERNANCE, addresses.HOME):
        yield from ((path, day) for day in days if day <= today)


def _requests(community: Community) -> PageDays:
    for one in community.collected:
        told = [one.received, *(said.date for said in one.discussions)]
        if one.closed:
            told.append(one.closed.date)
        for path in (addresses.page(one), addresses.COLLECTED):
            yield from ((path, day) for day in told)


def _statement(community: Community) -> PageDays:
    if said := community.accessibility:
        day = said.audit.date if said.audit else said.established
        yield addresses.ACCESSIBILITY, max(day, said.established)


def _forms(community: Community) -> PageDays:
    """Yield the days on which forms opened, then closed: the day after their last. The register does not hold them."""
    for form in community.forms:
        if form.serves == "registration":
            continue
        closed = form.closes and form.closes + timedelta(days=1)
        for day in filter(None, (form.opens, closed)):
            if day <= community.today:
                yield from ((path, day) for path in (addresses.page(form), addresses.FORMS))
