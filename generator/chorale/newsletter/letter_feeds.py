"""Atom feeds of the letters: the latest articles, whole, of everybody and of each audience."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from itertools import islice

from chorale.content import addresses
from chorale.content.model import Article, Community, Issue
from chorale.content.sight import seen, sees
from chorale.files import File
from chorale.french import phrases
from chorale.memory import keeping
from chorale.newsletter import letter
from chorale.newsletter.blocks import ArticleBlock
from chorale.newsletter.web_voice import articles, near, voice
from chorale.text import diagrams
from chorale.text.feed_formats import Feed, FeedEntry, atom
from chorale.text.html_tree import Element
from chorale.text.sanitise import Picture

RECENT = 40


@sees("issues", on_disk=True)
def files(community: Community) -> Iterator[File]:
    """Yield the feed of every article, then that of each audience that has some, from the site's root."""
    issues = tuple(map(letter.tidy, community.letters))
    yield File.of(addresses.LETTERS_FEED, atom(feed(community, issues)))
    used = {key for issue in issues for article in issue.articles for key in article.audiences}
    for key in filter(used.__contains__, community.audiences):
        yield File.of(addresses.letters_feed(key), atom(feed(community, issues, key)))


def feed(community: Community, issues: Iterable[Issue], audience: str = "") -> Feed:
    """Return the feed of the latest articles, of one audience if asked, whole, newest issue first."""
    name = community.audiences.get(audience)
    latest = (
        (one, article)
        for one in reversed(tuple(issues))
        for article in articles(one)
        if name is None or audience in article.audiences
    )
    around = seen(community)
    entries = (
        entry
        for issue, article in islice(latest, RECENT)
        for entry in _entries(around, replace(issue, sections=(), articles=()), article)
    )
    return Feed(
        title=phrases.typography(
            f"{community.name} : lettres d'information{f', {name}' if name else ''}"
        ),
        address=addresses.absolute(
            community, addresses.letters_feed(audience) if name else addresses.LETTERS_FEED
        ),
        page=addresses.absolute(
            community, addresses.articles_for(audience) if name else addresses.ISSUES
        ),
        author=community.sender.name,
        description=phrases.typography(community.description),
        entries=tuple(entries),
    )


@keeping
def _entries(community: Community, issue: Issue, article: Article) -> Iterator[FeedEntry]:
    """Yield the one entry of an article, the same in each feed that has it."""
    start = addresses.page(article)
    speaker = voice(
        community,
        issue,
        start,
        lambda source: diagrams.in_message(source, lambda name: near(issue, name, start)),
    )
    block = letter.article_block(speaker, article, article.kind)
    when = datetime.combine(issue.date, time(), UTC)
    url = addresses.absolute(community, start)
    html = _picture(block.picture) + block.body.html + _action(block)
    categories = (
        letter.KINDS[article.kind],
        *(community.audiences.get(key, key) for key in article.audiences),
    )
    yield FeedEntry(
        id=url,
        title=block.title,
        url=url,
        published=when,
        updated=when,
        summary=block.summary,
        html=html,
        categories=categories,
    )


def _picture(picture: Picture | None) -> str:
    if picture is None:
        return ""
    size = {"width": str(picture.width), "height": str(picture.height)}
    return Element("", {}, [Element("img", {"src": picture.src, "alt": picture.alt, **size})]).html


def _action(block: ArticleBlock) -> str:
    if block.action is None or block.closed:
        return ""
    link = Element("a", {"href": block.action.url}, [block.action.label])
    return Element("", {}, [Element("p", {}, [link])]).html
