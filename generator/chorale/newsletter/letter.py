"""An issue resolved into blocks: articles, events of a period, state of a cycle."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import assert_never

from chorale.content import addresses
from chorale.content.agenda import announced, events
from chorale.content.item_model import Link
from chorale.content.model import (
    Article,
    ArticleKind,
    ArticleSection,
    Community,
    CycleSection,
    EditoSection,
    Issue,
    MeetingsSection,
    ReadingsSection,
    Section,
    Show,
    TextSection,
    WebinarsSection,
)
from chorale.content.picture_files import published, resolved
from chorale.content.pictures import dimensions
from chorale.content.sight import holding, seen
from chorale.french import dates, phrases
from chorale.memoization import by_identity
from chorale.memory import keeping
from chorale.newsletter.blocks import (
    ArticleBlock,
    Block,
    Layout,
    LetterMedium,
    ReadingsBlock,
    TextBlock,
)
from chorale.newsletter.cycle_blocks import cycle_block
from chorale.newsletter.event_blocks import events_block, public
from chorale.text import sanitise
from chorale.text.html_tree import HEADINGS, Element
from chorale.text.sanitise import Destination, Picture, words

KINDS: Mapping[ArticleKind, str] = {
    "actualite": "Actualité",
    "pas-a-pas": "Pas à pas",
    "bonne-pratique": "Bonne pratique",
    "temoignage": "Témoignage",
    "enquete": "Votre avis",
    "vu-sur-le-web": "Vu sur le web",
}
"""What a reader sees above an article of each kind."""
SHOWN: Mapping[ArticleKind, Show] = {
    "actualite": "whole",
    "pas-a-pas": "excerpt",
    "bonne-pratique": "excerpt",
    "temoignage": "excerpt",
    "enquete": "whole",
    "vu-sur-le-web": "whole",
}
"""How much of an article of each kind a message holds, when the article does not say."""
_ANNOUNCED = re.compile(r"\s*:\s*$")
WIDEST = 568


def sendable(community: Community) -> tuple[Issue, ...]:
    """Return the issues that are no draft, oldest first."""
    return tuple(issue for issue in community.issues if not issue.draft)


def concerned(community: Community, issue: Issue) -> Community:
    """Return the community with what one issue may show: events of its periods, its cycles, help, how to subscribe."""
    told = _told(community, (issue,))
    named = {section.ipm for section in issue.sections if isinstance(section, CycleSection)}
    cycles = tuple(one for one in community.cycles if one.slug in named)
    followed = {one.path for one in cycles}
    return holding(
        helping(community),
        issue.path,
        webinars=tuple(one for one in community.webinars if one.path in told),
        meetings=tuple(one for one in community.meetings if one.path in told),
        cycles=cycles,
        register=tuple(one for one in community.register if one.file in followed),
    )


def announcing(community: Community) -> Community:
    """Return the community with the webinars and the meetings that some issue announces, and no other."""
    told = _told(community, community.issues)
    return holding(
        community,
        "announcing",
        webinars=tuple(one for one in community.webinars if one.path in told),
        meetings=tuple(one for one in community.meetings if one.path in told),
    )


def _told(community: Community, issues: Iterable[Issue]) -> set[str]:
    """Return the paths of the events that issues announce."""
    found = events(community)
    return {event.item.path for issue in issues for event in announced(found, issue)}


@by_identity
def helping(community: Community) -> Community:
    """Return the community with what every issue may show: help, and how to subscribe."""
    return holding(
        seen(community),
        "helping",
        pages=tuple(one for one in community.pages if addresses.page(one) in _HELPING),
        forms=tuple(filter(None, (addresses.subscribing(community),))),
    )


_HELPING = (addresses.SUGGEST, addresses.PRIVACY)


def tidy(issue: Issue) -> Issue:
    """Return an issue whose titles and sentences are spaced in French and hold nothing invisible."""
    return _tidy(issue)[0]


@keeping
def _tidy(issue: Issue) -> Iterator[Issue]:
    articles = (
        replace(one, title=words(one.title), summary=words(one.summary)) for one in issue.articles
    )
    yield replace(
        issue,
        title=words(issue.title),
        preheader=words(issue.preheader),
        articles=tuple(articles),
    )


def subject(issue: Issue) -> str:
    """Return the subject of an issue's message."""
    return sanitise.plain(phrases.typography(issue.subject or issue.title))


def blocks(medium: LetterMedium) -> tuple[Block, ...]:
    """Return the blocks of an issue, in its order; the first article leads."""
    made: list[Block] = []
    for section in medium.issue.sections:
        made.extend(_block(medium, section, made))
    return tuple(made)


def contents(made: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks that the table of contents names."""
    return tuple(block for block in made if block.anchor and block.title)


def _block(  # noqa: PLR0911 - one line for each kind
    medium: LetterMedium, section: Section, before: list[Block]
) -> list[Block]:
    """Return the block of a section: none when it names what does not exist, which the checks say."""
    match section:
        case ArticleSection(article=slug):
            layout: Layout | None = (
                None if any(isinstance(block, ArticleBlock) for block in before) else "hero"
            )
            named = (article for article in medium.issue.articles if article.slug == slug)
            made = (article_block(medium, article, layout or article.kind) for article in named)
            return [_excerpt(block) for block in made]
        case MeetingsSection(meetings=period):
            return [events_block(medium, "rencontre", period, before)]
        case WebinarsSection(webinars=period):
            return [events_block(medium, "webinaire", period, before)]
        case CycleSection(ipm=slug):
            return [
                cycle_block(medium, cycle)
                for cycle in medium.community.cycles
                if cycle.slug == slug
            ]
        case ReadingsSection(readings=links):
            return [_readings(medium, links)]
        case EditoSection(edito=text):
            near = beside(medium.destination, posixpath.dirname(medium.issue.path))
            return [TextBlock(layout="edito", body=sanitise.article(text, near))]
        case TextSection(text=text):
            return [_text(medium, text, len(before))]
    assert_never(section)


def article_block(medium: LetterMedium, article: Article, layout: Layout) -> ArticleBlock:
    """Prepare one article for a medium."""
    near = beside(medium.destination, posixpath.dirname(article.path))
    link = article.link
    action = (
        Link(url=medium.url(link.url), label=words(link.label))
        if link and _allowed(medium, link.url)
        else None
    )
    closes = article.closes
    closed = closes is not None and closes < medium.today
    return ArticleBlock(
        layout=layout,
        anchor=article.slug,
        title=words(article.title),
        article=article,
        kicker=KINDS[article.kind],
        audiences=public(medium, article.audiences),
        summary=words(article.summary),
        body=sanitise.article(article.body, near, medium.top),
        picture=cover(medium, article),
        action=action,
        url=medium.url(addresses.page(article)),
        closing=words(_closing(closes, closed)),
        closed=closed,
    )


def _excerpt(block: ArticleBlock) -> ArticleBlock:
    """Keep the first paragraph of an article that a letter does not show whole; one that has no more is whole."""
    article = block.article
    parts = [part for part in block.body.children if not isinstance(part, str) or part.strip()]
    if (article.show or SHOWN[article.kind]) == "whole" or len(parts) <= 1:
        return block
    kept = [_unended(part) for part in parts[:1] if isinstance(part, Element) and part.name == "p"]
    body = Element(block.body.name, block.body.attributes, list(kept))
    return replace(block, body=body, following=words(f"Lire la suite : {article.title}"))


def _unended(paragraph: Element) -> Element:
    """Return a paragraph that announces nothing: what its « : » led to is read elsewhere."""
    *before, last = paragraph.children or [""]
    said = _ANNOUNCED.sub("…", last) if isinstance(last, str) else last
    return replace(paragraph, children=[*before, said])


def _closing(closes: date | None, closed: bool) -> str:
    if closes is None:
        return ""
    return (
        f"Clos depuis le {dates.day(closes)}" if closed else f"Ouvert jusqu’au {dates.day(closes)}"
    )


def _allowed(medium: LetterMedium, url: str) -> bool:
    return medium.destination.link(url) is not None


def _text(medium: LetterMedium, text: str, rank: int) -> TextBlock:
    near = beside(medium.destination, posixpath.dirname(medium.issue.path))
    body = sanitise.article(text, near)
    heading = next(body.named(*HEADINGS), None)
    title = heading.words if heading else ""
    return TextBlock(
        layout="texte", anchor=f"texte-{rank}" if title else "", title=title, body=body
    )


def _readings(medium: LetterMedium, links: tuple[Link, ...]) -> ReadingsBlock:
    kept = (
        Link(url=medium.url(link.url), label=words(link.label))
        for link in links
        if _allowed(medium, link.url)
    )
    return ReadingsBlock(
        layout="lectures", anchor="a-lire", title="À lire aussi", links=tuple(kept)
    )


def cover(medium: LetterMedium, article: Article) -> Picture | None:
    """Return the picture that an article carries, as a medium shows it."""
    near = beside(medium.destination, posixpath.dirname(article.path))
    image = article.image
    return near.picture(image.src, words(image.alt)) if image else None


def beside(known: Destination, folder: str) -> Destination:
    """Return a destination that looks for pictures from the folder of the file that names them."""
    return replace(known, picture=lambda src, alt: known.picture(resolved(folder, src), alt))


def destination(
    link: Callable[[str], str | None],
    issue: Issue,
    place: Callable[[str], str],
    diagram: Callable[[str], Element],
    *,
    anchors: bool = False,
) -> Destination:
    """Return a destination whose pictures are the issue's own, as wide as they are up to WIDEST."""

    def picture(src: str, alt: str) -> Picture | None:
        name = published(issue, src)
        size = dimensions(issue.pictures.get(name, b""))
        if size is None:
            return None
        width = min(size[0], WIDEST)
        return Picture(place(name), alt, width, round(size[1] * width / size[0]))

    return Destination(link, picture, diagram, anchors)
