"""An issue becomes blocks, resolved and dated once, that the email, the text and the web page only have to print."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from generator.content.agenda import MILESTONES, Event, between, events
from generator.content.model import (
    Article, ArticleSection, Community, CycleSection, EditoSection, Issue, Link, MeetingsSection, Period, ReadingsSection,
    Section, TextSection, WebinarsSection,
)  # fmt: skip
from generator.content.pictures import dimensions
from generator.ipm.model import ChangeRequest, Cycle
from generator.outputs import french, sanitise, urls
from generator.outputs.fragments import HEADINGS, Element
from generator.outputs.sanitise import Destination, Picture

KINDS = {
    "actualite": "Actualité",
    "pas-a-pas": "Pas à pas",
    "bonne-pratique": "Bonne pratique",
    "temoignage": "Témoignage",
    "enquete": "Votre avis",
    "vu-sur-le-web": "Vu sur le web",
}
WIDEST = 568
EVERYONE = "Tous les publics"
DEADLINES = ("opens", "closes")


@dataclass(frozen=True, kw_only=True)
class Voice:
    """Where an issue is read: the day that separates past from coming, how addresses are written.

    top is the level of the first headings inside an article.
    """

    community: Community
    issue: Issue
    today: date
    destination: Destination
    top: int = 3

    def url(self, path: str) -> str:
        """Return the address of a page of the site, as written here."""
        return self.destination.link(path) or path


@dataclass(frozen=True, kw_only=True)
class Block:
    """A part of an issue; layout names its template, anchor its place in the table of contents."""

    layout: str
    anchor: str = ""
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class ArticleBlock(Block):
    """An article, its words and picture ready to print."""

    article: Article
    kicker: str
    audiences: str
    summary: str
    body: Element
    picture: Picture | None
    action: Link | None
    url: str
    closing: str = ""
    closed: bool = False


@dataclass(frozen=True, kw_only=True)
class EventLine:
    """One event; state says « annulé » and the like, or is empty."""

    when: str
    title: str
    url: str
    detail: str
    state: str
    illustrative: bool
    over: bool


@dataclass(frozen=True, kw_only=True)
class EventsBlock(Block):
    """The events of a period under the name of those they are for."""

    period: str
    groups: tuple[tuple[str, tuple[EventLine, ...]], ...]
    empty: str
    level: int = 2


@dataclass(frozen=True, kw_only=True)
class CycleBlock(Block):
    """Where a cycle stands: a sentence, then what was retained once it is decided."""

    cycle: Cycle
    sentence: str
    retained: tuple[ChangeRequest, ...]
    url: str


@dataclass(frozen=True, kw_only=True)
class ReadingsBlock(Block):
    """Pages worth reading."""

    links: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True)
class TextBlock(Block):
    """Words of the committee."""

    body: Element


def sendable(community: Community) -> tuple[Issue, ...]:
    """Return the issues that are no draft, oldest first."""
    return tuple(issue for issue in community.issues if not issue.draft)


def published(community: Community) -> tuple[Issue, ...]:
    """Return the issues whose pages readers may see, oldest first: no draft, none of a day to come."""
    return tuple(issue for issue in sendable(community) if issue.date <= community.today)


def tidy(issue: Issue) -> Issue:
    """Return an issue whose titles and sentences are spaced in French and hold nothing invisible."""
    articles = (replace(one, title=_words(one.title), summary=_words(one.summary)) for one in issue.articles)
    return replace(issue, title=_words(issue.title), preheader=_words(issue.preheader), articles=tuple(articles))


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
            yield _events(voice, "rencontre", period, before)
        case WebinarsSection(webinars=period):
            yield _events(voice, "webinaire", period, before)
        case CycleSection(ipm=slug):
            yield from (_cycle(voice, cycle) for cycle in voice.community.cycles if cycle.slug == slug)
        case ReadingsSection(readings=links):
            yield _readings(voice, links)
        case EditoSection(edito=text):
            yield TextBlock(layout="edito", body=sanitise.article(text, voice.destination))
        case TextSection(text=text):
            yield _text(voice, text, len(before))


def article_block(voice: Voice, article: Article, layout: str) -> ArticleBlock:
    """Prepare one article for a voice."""
    image = article.image
    picture = voice.destination.picture(image.src, _words(image.alt)) if image else None
    link = article.link
    action = Link(url=voice.url(link.url), label=_words(link.label)) if link and _allowed(voice, link.url) else None
    closes = article.closes
    closed = closes is not None and closes < voice.today
    return ArticleBlock(
        layout=layout,
        anchor=article.slug,
        title=_words(article.title),
        article=article,
        kicker=KINDS[article.kind],
        audiences=_public(voice, article.audiences),
        summary=_words(article.summary),
        body=sanitise.article(article.body, voice.destination, voice.top),
        picture=picture,
        action=action,
        url=voice.url(urls.page(article)),
        closing=_words(_closing(closes, closed)),
        closed=closed,
    )


def _public(voice: Voice, keys: tuple[str, ...]) -> str:
    named = voice.community.audiences
    return EVERYONE if keys and set(keys) == set(named) else ", ".join(named.get(key, key) for key in keys)


def _closing(closes: date | None, closed: bool) -> str:
    if closes is None:
        return ""
    return f"Clos depuis le {french.day(closes)}" if closed else f"Ouvert jusqu'au {french.day(closes)}"


def _words(text: str) -> str:
    return sanitise.plain(french.typography(text))


def _allowed(voice: Voice, url: str) -> bool:
    return voice.destination.link(url) is not None


def _text(voice: Voice, text: str, rank: int) -> TextBlock:
    body = sanitise.article(text, voice.destination)
    heading = next(body.named(*HEADINGS), None)
    title = heading.words if heading else ""
    return TextBlock(layout="texte", anchor=f"texte-{rank}" if title else "", title=title, body=body)


def _readings(voice: Voice, links: tuple[Link, ...]) -> ReadingsBlock:
    kept = (Link(url=voice.url(link.url), label=_words(link.label)) for link in links if _allowed(voice, link.url))
    return ReadingsBlock(layout="lectures", anchor="a-lire", title="À lire aussi", links=tuple(kept))


def _events(voice: Voice, kind: str, period: Period, before: list[Block]) -> EventsBlock:
    found = between((event for event in events(voice.community) if event.kind == kind), period.from_, period.to)
    name = "Rencontres" if kind == "rencontre" else "Webinaires"
    introduced = bool(before) and isinstance(before[-1], TextBlock) and bool(before[-1].title)
    return EventsBlock(
        layout="agenda",
        anchor="" if introduced else f"{name.lower()}-{period.from_:%Y-%m-%d}",
        title=name,
        period=_words(french.days(period.from_, period.to)),
        groups=tuple(_grouped(voice, found)),
        empty="Aucune rencontre annoncée." if kind == "rencontre" else "Aucun webinaire annoncé.",
        level=3 if introduced else 2,
    )


def _grouped(voice: Voice, found: Iterable[Event]) -> Iterator[tuple[str, tuple[EventLine, ...]]]:
    groups: dict[tuple[str, ...], list[Event]] = {}
    for event in found:
        groups.setdefault(event.audiences, []).append(event)
    ranks = {key: rank for rank, key in enumerate(voice.community.audiences)}
    for keys in sorted(groups, key=lambda keys: (not keys, [ranks.get(key, len(ranks)) for key in keys])):
        yield _public(voice, keys) or EVERYONE, tuple(_line(voice, event) for event in groups[keys])


def _line(voice: Voice, event: Event) -> EventLine:
    when = french.instant(event.start) if isinstance(event.start, datetime) else french.day(event.start)
    partners = french.listing(getattr(event.item, "partners", ()))
    label = "Partenaires" if len(getattr(event.item, "partners", ())) > 1 else "Partenaire"
    detail = [f"{label}{french.NO_BREAK}: {partners}" if partners else "", event.place, _words(event.note)]
    return EventLine(
        when=_words(when),
        title=_words(event.title),
        url=voice.url(urls.page(event.item)),
        detail=_words(", ".join(filter(None, detail))),
        state=_words(_state(voice, event)),
        illustrative=event.illustrative,
        over=event.day < voice.today,
    )


def _state(voice: Voice, event: Event) -> str:
    feminine = "e" if event.kind == "rencontre" else ""
    if event.status == "cancelled":
        return f"annulé{feminine}"
    if event.day < voice.today:
        return f"passé{feminine}"
    if event.status == "moved" and event.moved_from:
        moved = event.moved_from.date() if isinstance(event.moved_from, datetime) else event.moved_from
        return f"déplacé{feminine}, prévu{feminine} d'abord le {french.day(moved)}"
    return ""


def _cycle(voice: Voice, cycle: Cycle) -> CycleBlock:
    return CycleBlock(
        layout="ipm",
        anchor=f"ipm-{cycle.slug}",
        title=_words(f"Évolutions : où en est le cycle {cycle.number} de l'IPM"),
        cycle=cycle,
        sentence=_words(_standing(cycle, voice.today)),
        retained=_retained(cycle, voice.today),
        url=voice.url(urls.page(cycle)),
    )


def _standing(cycle: Cycle, today: date) -> str:
    for name, words in MILESTONES.items():
        when = getattr(cycle.milestones, name)
        day = when.date() if isinstance(when, datetime) else when
        if day >= today:
            said = french.instant(when) if name in DEADLINES else french.day(when)
            return f"Prochaine étape : {words}, {said}."
    arbitration = french.day(cycle.milestones.arbitration)
    if cycle.arbitration is None:
        return f"La réunion d'arbitrage a eu lieu le {arbitration} ; son résultat n'est pas encore publié."
    count = french.plural(len(cycle.arbitration.retained), "demande")
    return f"La réunion d'arbitrage du {arbitration} a retenu {count} sur {len(cycle.requests)}."


def _retained(cycle: Cycle, today: date) -> tuple[ChangeRequest, ...]:
    if cycle.arbitration is None or cycle.milestones.arbitration >= today:
        return ()
    known = {request.reference: request for request in cycle.requests}
    return tuple(known[reference] for reference in cycle.arbitration.retained if reference in known)


def destination(link: Callable[[str], str | None], issue: Issue, place: Callable[[str], str]) -> Destination:
    """Return a destination whose pictures are the issue's own, shown at twice their density, at most WIDEST pixels wide."""
    def picture(src: str, alt: str) -> Picture | None:
        size = dimensions(issue.pictures.get(src, b""))
        if size is None:
            return None
        width = min(size[0] // 2 if size[0] > WIDEST else size[0], WIDEST)
        return Picture(place(src), alt, width, round(size[1] * width / size[0]))

    return Destination(link, picture)
