"""The page of each audience: what is to come, every guide and the latest articles for it."""

import posixpath
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice, starmap
from operator import attrgetter

from chorale.content import addresses
from chorale.content.agenda import events, upcoming
from chorale.content.event import Event
from chorale.content.model import Article, ArticleSection, Community, Issue, Page
from chorale.content.sight import keeping_pages, seen, sees
from chorale.files import File
from chorale.french import dates, phrases
from chorale.memoization import latest_by
from chorale.site import sections
from chorale.site.agenda import event_rendering
from chorale.text import markdown, reading_cards, templates
from chorale.text.reading_cards import ReadingCard
from chorale.text.templates import page

LATEST = 9
"""Articles shown to an audience; a link leads to all of them."""


@sees("summaries", "announced", "cycles", "register", "titles", "forms")
def files(community: Community) -> Iterator[File]:
    """Yield the pages, from the site's root."""
    around, coming = seen(community, "forms"), upcoming(events(community), community.today)
    guides = [(one, _guide(one)) for one in community.pages if not one.slug.endswith("index")]
    articles = [
        (article, issue.date)
        for issue in reversed(community.letters)
        for article in articles_of(issue)
    ]
    followed = {key for event in events(community) for key in event.audiences}
    for key in community.audiences:
        mine = (one for one in articles if key in one[0].audiences)
        yield from _page(
            around,
            key,
            events=tuple(one for one in coming if key in one.audiences),
            followed=key in followed,
            guides=tuple(card for one, card in guides if key in one.audiences),
            articles=tuple(starmap(_article, islice(mine, LATEST))),
            letters=bool(community.issues),
        )


def articles_of(issue: Issue) -> tuple[Article, ...]:
    """Return the articles that the sections of an issue name, in their order."""
    order = [section.article for section in issue.sections if isinstance(section, ArticleSection)]
    by_slug = {article.slug: article for article in issue.articles}
    return tuple(by_slug[slug] for slug in order if slug in by_slug)


@keeping_pages
def _page(  # noqa: PLR0913 - all that the page shows, and nothing more
    community: Community,
    key: str,
    *,
    events: tuple[Event, ...],
    followed: bool,
    guides: tuple[ReadingCard, ...],
    articles: tuple[ReadingCard, ...],
    letters: bool,
) -> Iterator[File]:
    start, name = addresses.audience(key), community.audiences[key]
    rows = "".join(_row(community, event, start, name) for event in events)
    lists = [_placed(community, start, cards) for cards in (guides, articles)]
    body = event_rendering.body_of(
        community,
        "audience.md",
        start,
        blocks=filter(None, (rows, *lists)),
        subscribing=addresses.subscribing(community),
        key=key,
        name=name,
        has_events=bool(events),
        has_guides=bool(guides),
        has_articles=bool(articles),
        has_letters=letters,
    )
    description = f"{name} : les prochains rendez-vous, les guides et les articles de {community.name} pour ce public."
    kept = ((addresses.agenda_feed(key), followed), (addresses.letters_feed(key), articles))
    feeds = tuple(path for path, entries in kept if entries)
    yield page(start, name, body, description=description, feeds=feeds)


@latest_by(lambda _, event, start, __: (event.key, start))
def _row(community: Community, event: Event, start: str, name: str) -> str:
    """Return the row of an event to come on the page of an audience, which it does not name again."""
    shown = event_rendering.row(event, community, start)
    made = templates.template(community.templates, "site/event_row.html", event=shown, apart=name)
    return markdown.html_typography(made)


def _placed(community: Community, start: str, cards: Iterable[ReadingCard]) -> str:
    return reading_cards.placed(
        community.templates, cards, lambda path: addresses.href(path, start)
    )


@latest_by(attrgetter("path"))
def _guide(guide: Page) -> ReadingCard:
    cover = guide.cover
    near = posixpath.join(posixpath.dirname(guide.slug), cover.src) if cover else ""
    return ReadingCard(
        path=addresses.page(guide),
        kicker="Guide",
        title=sections.title(guide),
        text=phrases.typography(guide.description),
        cover=posixpath.normpath(near) if near else "",
    )


@latest_by(lambda article, _: article.path)
def _article(article: Article, day: date) -> ReadingCard:
    return ReadingCard(
        path=addresses.page(article),
        kicker=f"Article · {dates.month(day)}",
        title=article.title,
        text=article.summary,
    )
