"""Lists of the articles of letters: by year, by kind and by audience, each article as a card."""

from collections.abc import Iterable, Iterator
from typing import Any

from chorale.content import addresses
from chorale.content.kinds import kind_of
from chorale.content.model import Article, ArticleKind, Community, Issue
from chorale.content.sight import keeping_pages
from chorale.files import File
from chorale.french import dates, phrases
from chorale.memoization import latest_by
from chorale.newsletter import letter
from chorale.newsletter.web_voice import articles, body_of, voice
from chorale.text import reading_cards
from chorale.text.reading_cards import ReadingCard
from chorale.text.sanitise import Picture
from chorale.text.templates import page


def kinds(issues: Iterable[Issue]) -> list[ArticleKind]:
    """Return the kinds that articles have, in the order of the lists."""
    used = {article.kind for issue in issues for article in issue.articles}
    return [kind for kind in letter.KINDS if kind in used]


def pages(community: Community, issues: tuple[Issue, ...]) -> Iterator[File]:
    """Yield the lists, from the site's root, of issues without the texts of their articles."""
    everything = [pair for issue in reversed(issues) for pair in _cards(community, issue)]
    for year in sorted({issue.date.year for issue in issues}):
        mine = {
            addresses.page(one)
            for issue in issues
            if issue.date.year == year
            for one in issue.articles
        }
        cards = tuple(card for _, card in everything if card.path in mine)
        yield from _archive(community, addresses.letters_of(year), f"Lettres de {year}", cards)
    for kind in kinds(issues):
        cards = tuple(card for article, card in everything if article.kind == kind)
        title = f"Articles : {letter.KINDS[kind].lower()}"
        yield from _archive(community, addresses.articles_of(kind), title, cards)
    for key, name in community.audiences.items():
        cards = tuple(card for article, card in everything if key in article.audiences)
        start = addresses.articles_for(key)
        yield from _archive(
            community, start, f"Articles pour : {name}", cards, key if cards else ""
        )


@latest_by(lambda _, issue: issue.path)
def _cards(community: Community, issue: Issue) -> list[tuple[Article, ReadingCard]]:
    """Return the articles of an issue in order, with the card of each."""
    speaker = voice(community, issue, addresses.HOME)
    return [(one, _card(issue, one, letter.cover(speaker, one))) for one in articles(issue)]


def _card(issue: Issue, article: Article, cover: Picture | None) -> ReadingCard:
    return ReadingCard(
        path=addresses.page(article),
        kicker=f"{letter.KINDS[article.kind]} · {dates.month(issue.date)}",
        title=article.title,
        text=article.summary,
        cover=cover.src if cover else "",
    )


@keeping_pages
def _archive(
    community: Community,
    start: str,
    title: str,
    cards: tuple[ReadingCard, ...],
    audience: str = "",
) -> Iterator[File]:
    """Yield a list of articles; an audience that has some has a feed of its own."""
    feed = addresses.letters_feed(audience) if audience else addresses.LETTERS_FEED
    own: dict[str, Any] = {"feeds": (feed,)} if audience else {}
    listed = reading_cards.placed(
        community.templates, cards, lambda path: addresses.href(path, start), level=2
    )
    body = body_of(
        community,
        kind_of(Article).list_template,
        start,
        apart=[listed] if cards else (),
        listed=bool(cards),
        feed=feed,
    )
    description = f"{title} : {phrases.plural(len(cards), 'article')} de nos lettres d'information."
    yield page(start, title, body, description=description, hide=("toc",), **own)
