"""An issue resolved into blocks: articles, events of a period, state of a cycle."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import assert_never

from chorale.calendars import event_text
from chorale.content import addresses
from chorale.content.agenda import MILESTONES, between, events
from chorale.content.event import Event
from chorale.content.event_kinds import KIND_FACTS, EventKind
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
    Period,
    ReadingsSection,
    Section,
    TextSection,
    WebinarsSection,
)
from chorale.content.pictures import dimensions
from chorale.french import dates, phrases
from chorale.french.nouns import of
from chorale.ipm.model import ChangeRequest, Cycle
from chorale.newsletter.blocks import (
    ArticleBlock,
    Block,
    CycleBlock,
    EventLine,
    EventsBlock,
    Layout,
    LetterMedium,
    ReadingsBlock,
    TextBlock,
)
from chorale.text import sanitise
from chorale.text.html_tree import HEADINGS
from chorale.text.sanitise import Destination, Picture, words

EVERYONE = "Tous les publics"
DEADLINES = ("opens", "closes")


def public(medium: LetterMedium, keys: tuple[str, ...]) -> str:
    """Return the names of audiences, or that of all of them; nothing for none."""
    named = medium.community.audiences
    return (
        EVERYONE
        if keys and set(keys) == set(named)
        else ", ".join(named.get(key, key) for key in keys)
    )


def events_block(
    medium: LetterMedium, kind: EventKind, period: Period, before: list[Block]
) -> EventsBlock:
    """Return the events of a kind and a period; after a text with a title, theirs ranks lower."""
    found = between(
        (event for event in events(medium.community) if event.kind == kind),
        period.from_,
        period.to,
    )
    facts = KIND_FACTS[kind]
    name, e = facts.plural, "e" if facts.feminine else ""
    introduced = bool(before) and isinstance(before[-1], TextBlock) and bool(before[-1].title)
    return EventsBlock(
        layout="agenda",
        anchor="" if introduced else f"{name.lower()}-{period.from_:%Y-%m-%d}",
        title=name,
        period=words(dates.days(period.from_, period.to)),
        groups=tuple(_grouped(medium, found)),
        empty=f"Aucun{e} {facts.label.lower()} annoncé{e}.",
        level=3 if introduced else 2,
    )


def _grouped(
    medium: LetterMedium, found: Iterable[Event]
) -> Iterator[tuple[str, tuple[EventLine, ...]]]:
    groups: dict[tuple[str, ...], list[Event]] = {}
    for event in found:
        groups.setdefault(event.audiences, []).append(event)
    ranks = {key: rank for rank, key in enumerate(medium.community.audiences)}
    for keys in sorted(
        groups, key=lambda keys: (not keys, [ranks.get(key, len(ranks)) for key in keys])
    ):
        yield (
            public(medium, keys) or EVERYONE,
            tuple(_line(medium, event) for event in groups[keys]),
        )


def _line(medium: LetterMedium, event: Event) -> EventLine:
    partners = phrases.listing(getattr(event.item, "partners", ()))
    label = phrases.agreed(len(getattr(event.item, "partners", ())), "Partenaire")
    detail = [
        f"{label}{phrases.NO_BREAK}: {partners}" if partners else "",
        event.place,
        words(event.note),
    ]
    return EventLine(
        when=words(_when(event)),
        title=words(event.title),
        url=medium.url(addresses.page(event.item)),
        detail=words(", ".join(filter(None, detail))),
        state=words(_state(medium, event)),
        illustrative=event.illustrative,
        over=event.over(medium.today),
    )


def _when(event: Event) -> str:
    if event.several_days or not isinstance(event.start, datetime):
        return event_text.when(event)
    return dates.instant(event.start)


def _state(medium: LetterMedium, event: Event) -> str:
    e = "e" if event.kind_facts.feminine else ""
    match event.status:
        case "cancelled":
            return f"annulé{e}"
        case "confirmed" | "moved" if event.over(medium.today):
            return f"passé{e}"
        case "moved" if event.moved_from:
            moved = (
                event.moved_from.date()
                if isinstance(event.moved_from, datetime)
                else event.moved_from
            )
            return f"déplacé{e}, prévu{e} d'abord le {dates.day(moved)}"
        case "confirmed" | "moved":
            return ""
    assert_never(event.status)


def cycle_block(medium: LetterMedium, cycle: Cycle) -> CycleBlock:
    """Return where a cycle stands on the medium's day."""
    return CycleBlock(
        layout="ipm",
        anchor=f"ipm-{cycle.slug}",
        title=words(f"Évolutions : où en est le cycle {cycle.number} {of(cycle.governance.name)}"),
        cycle=cycle,
        sentence=words(_standing(cycle, medium.today)),
        retained=_retained(cycle, medium.today),
        url=medium.url(addresses.page(cycle)),
    )


def _standing(cycle: Cycle, today: date) -> str:
    for name, label in MILESTONES.items():
        when = getattr(cycle.milestones, name)
        day = when.date() if isinstance(when, datetime) else when
        if day >= today:
            said = dates.instant(when) if name in DEADLINES else dates.day(when)
            return f"Prochaine étape : {label}, {said}."
    arbitration = dates.day(cycle.milestones.arbitration)
    if cycle.arbitration is None:
        return f"La réunion d'arbitrage a eu lieu le {arbitration} ; son résultat n'est pas encore publié."
    count = phrases.plural(len(cycle.arbitration.retained), "demande")
    return f"La réunion d'arbitrage du {arbitration} a retenu {count} sur {len(cycle.requests)}."


def _retained(cycle: Cycle, today: date) -> tuple[ChangeRequest, ...]:
    if cycle.arbitration is None or cycle.milestones.arbitration >= today:
        return ()
    known = {request.reference: request for request in cycle.requests}
    return tuple(known[reference] for reference in cycle.arbitration.retained if reference in known)


KINDS: Mapping[ArticleKind, str] = {
    "actualite": "Actualité",
    "pas-a-pas": "Pas à pas",
    "bonne-pratique": "Bonne pratique",
    "temoignage": "Témoignage",
    "enquete": "Votre avis",
    "vu-sur-le-web": "Vu sur le web",
}
"""What a reader sees above an article of each kind."""
WIDEST = 568


def sendable(community: Community) -> tuple[Issue, ...]:
    """Return the issues that are no draft, oldest first."""
    return tuple(issue for issue in community.issues if not issue.draft)


def published(community: Community) -> tuple[Issue, ...]:
    """Return the issues whose pages readers may see, oldest first: no draft, none of a day to come."""
    return tuple(issue for issue in sendable(community) if issue.date <= community.today)


def tidy(issue: Issue) -> Issue:
    """Return an issue whose titles and sentences are spaced in French and hold nothing invisible."""
    articles = (
        replace(one, title=words(one.title), summary=words(one.summary)) for one in issue.articles
    )
    return replace(
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
            return [article_block(medium, article, layout or article.kind) for article in named]
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
            return [TextBlock(layout="edito", body=sanitise.article(text, medium.destination))]
        case TextSection(text=text):
            return [_text(medium, text, len(before))]
    assert_never(section)


def article_block(medium: LetterMedium, article: Article, layout: Layout) -> ArticleBlock:
    """Prepare one article for a medium."""
    image = article.image
    picture = medium.destination.picture(image.src, words(image.alt)) if image else None
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
        body=sanitise.article(article.body, medium.destination, medium.top),
        picture=picture,
        action=action,
        url=medium.url(addresses.page(article)),
        closing=words(_closing(closes, closed)),
        closed=closed,
    )


def _closing(closes: date | None, closed: bool) -> str:
    if closes is None:
        return ""
    return (
        f"Clos depuis le {dates.day(closes)}" if closed else f"Ouvert jusqu'au {dates.day(closes)}"
    )


def _allowed(medium: LetterMedium, url: str) -> bool:
    return medium.destination.link(url) is not None


def _text(medium: LetterMedium, text: str, rank: int) -> TextBlock:
    body = sanitise.article(text, medium.destination)
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


def destination(
    link: Callable[[str], str | None], issue: Issue, place: Callable[[str], str]
) -> Destination:
    """Return a destination whose pictures are the issue's own, at twice the density, WIDEST pixels wide at most."""

    def picture(src: str, alt: str) -> Picture | None:
        size = dimensions(issue.pictures.get(src, b""))
        if size is None:
            return None
        width = min(size[0] // 2 if size[0] > WIDEST else size[0], WIDEST)
        return Picture(place(src), alt, width, round(size[1] * width / size[0]))

    return Destination(link, picture)
