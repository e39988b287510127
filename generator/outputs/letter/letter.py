"""An issue becomes blocks, resolved and dated once, that the email, the text and the web page only have to print."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from generator.content.model import (
    Article,
    ArticleSection,
    Community,
    CycleSection,
    EditoSection,
    Issue,
    Link,
    MeetingsSection,
    ReadingsSection,
    Section,
    TextSection,
    WebinarsSection,
)
from generator.content.pictures import dimensions
from generator.outputs import french, sanitise, urls
from generator.outputs.fragments import HEADINGS
from generator.outputs.letter.blocks import ArticleBlock, Block, ReadingsBlock, TextBlock, Voice
from generator.outputs.letter.dates import cycle_block, events_block, public
from generator.outputs.sanitise import Destination, Picture, words

KINDS = {
    "actualite": "Actualité",
    "pas-a-pas": "Pas à pas",
    "bonne-pratique": "Bonne pratique",
    "temoignage": "Témoignage",
    "enquete": "Votre avis",
    "vu-sur-le-web": "Vu sur le web",
}
WIDEST = 568


def sendable(community: Community) -> tuple[Issue, ...]:
    """Return the issues that are no draft, oldest first."""
    return tuple(issue for issue in community.issues if not issue.draft)


def published(community: Community) -> tuple[Issue, ...]:
    """Return the issues whose pages readers may see, oldest first: no draft, none of a day to come."""
    return tuple(issue for issue in sendable(community) if issue.date <= community.today)


def tidy(issue: Issue) -> Issue:
    """Return an issue whose titles and sentences are spaced in French and hold nothing invisible."""
    articles = (replace(one, title=words(one.title), summary=words(one.summary)) for one in issue.articles)
    return replace(issue, title=words(issue.title), preheader=words(issue.preheader), articles=tuple(articles))


def subject(issue: Issue) -> str:
    """Return the subject of an issue's message."""
    return sanitise.plain(french.typography(issue.subject or issue.title))


def blocks(voice: Voice) -> tuple[Block, ...]:
    """Return the blocks of an issue, in its order; the first article leads."""
    made: list[Block] = []
    for section in voice.issue.sections:
        made.extend(_block(voice, section, made))
    return tuple(made)


def contents(made: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks that the table of contents names."""
    return tuple(block for block in made if block.anchor and block.title)


def _block(voice: Voice, section: Section, before: list[Block]) -> Iterator[Block]:
    match section:
        case ArticleSection(article=slug):
            for article in voice.issue.articles:
                if article.slug == slug:
                    leads = not any(isinstance(block, ArticleBlock) for block in before)
                    yield article_block(voice, article, "hero" if leads else article.kind)
        case MeetingsSection(meetings=period):
            yield events_block(voice, "rencontre", period, before)
        case WebinarsSection(webinars=period):
            yield events_block(voice, "webinaire", period, before)
        case CycleSection(ipm=slug):
            yield from (cycle_block(voice, cycle) for cycle in voice.community.cycles if cycle.slug == slug)
        case ReadingsSection(readings=links):
            yield _readings(voice, links)
        case EditoSection(edito=text):
            yield TextBlock(layout="edito", body=sanitise.article(text, voice.destination))
        case TextSection(text=text):
            yield _text(voice, text, len(before))


def article_block(voice: Voice, article: Article, layout: str) -> ArticleBlock:
    """Prepare one article for a voice."""
    image = article.image
    picture = voice.destination.picture(image.src, words(image.alt)) if image else None
    link = article.link
    action = Link(url=voice.url(link.url), label=words(link.label)) if link and _allowed(voice, link.url) else None
    closes = article.closes
    closed = closes is not None and closes < voice.today
    return ArticleBlock(
        layout=layout,
        anchor=article.slug,
        title=words(article.title),
        article=article,
        kicker=KINDS[article.kind],
        audiences=public(voice, article.audiences),
        summary=words(article.summary),
        body=sanitise.article(article.body, voice.destination, voice.top),
        picture=picture,
        action=action,
        url=voice.url(urls.page(article)),
        closing=words(_closing(closes, closed)),
        closed=closed,
    )


def _closing(closes: date | None, closed: bool) -> str:
    if closes is None:
        return ""
    return f"Clos depuis le {french.day(closes)}" if closed else f"Ouvert jusqu'au {french.day(closes)}"


def _allowed(voice: Voice, url: str) -> bool:
    return voice.destination.link(url) is not None


def _text(voice: Voice, text: str, rank: int) -> TextBlock:
    body = sanitise.article(text, voice.destination)
    heading = next(body.named(*HEADINGS), None)
    title = heading.words if heading else ""
    return TextBlock(layout="texte", anchor=f"texte-{rank}" if title else "", title=title, body=body)


def _readings(voice: Voice, links: tuple[Link, ...]) -> ReadingsBlock:
    kept = (Link(url=voice.url(link.url), label=words(link.label)) for link in links if _allowed(voice, link.url))
    return ReadingsBlock(layout="lectures", anchor="a-lire", title="À lire aussi", links=tuple(kept))


def destination(link: Callable[[str], str | None], issue: Issue, place: Callable[[str], str]) -> Destination:
    """Return a destination whose pictures are the issue's own, at twice the density, WIDEST pixels wide at most."""

    def picture(src: str, alt: str) -> Picture | None:
        size = dimensions(issue.pictures.get(src, b""))
        if size is None:
            return None
        width = min(size[0] // 2 if size[0] > WIDEST else size[0], WIDEST)
        return Picture(place(src), alt, width, round(size[1] * width / size[0]))

    return Destination(link, picture)
