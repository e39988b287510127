"""Web pages of the newsletter: issues, whole ones for paper, articles, archives by year, kind and audience."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chorale.content import addresses, picture_files
from chorale.content.kinds import kind_of
from chorale.content.model import Article, ArticleKind, Community, Issue
from chorale.content.sight import keeping_pages, seen, sees
from chorale.files import File
from chorale.french import phrases
from chorale.newsletter import letter, readings
from chorale.newsletter.blocks import ArticleBlock
from chorale.newsletter.web_voice import articles, body_of, voice
from chorale.text.sanitise import Picture
from chorale.text.templates import page

FEED = addresses.LETTERS_FEED


@dataclass(frozen=True)
class LetterSurroundings:
    """What the pages of one issue show beside it: they are made again only when it or the issue changes."""

    community: Community
    listed: bool
    kinds: tuple[ArticleKind, ...]
    """Those of its articles that have a list."""
    previous: Issue | None
    following: Issue | None
    near: Mapping[str, tuple[readings.RelatedReading, ...]]
    """What to read after each article, by the path of its page."""

    @property
    def meta(self) -> dict[str, Any]:
        """Return what the header of a page adds: nothing leads to one that is not listed."""
        return {} if self.listed else {"unlisted": True}


@sees("issues", "announced", "cycles", "register", "forms", "titles")
def files(community: Community, *, drafts: bool = False) -> Iterator[File]:
    """Yield the pages and pictures of the issues that are no draft, lists of those whose day has come.

    A preview shows and lists them all.
    """
    made = tuple(map(letter.tidy, community.issues if drafts else letter.sendable(community)))
    listed = {issue.slug for issue in (made if drafts else community.letters)}
    issues = tuple(issue for issue in made if issue.slug in listed)
    library = readings.library(community, issues)
    around, told = seen(community, "forms", "names"), tuple(map(_outline, issues))
    kinds = _kinds(issues)
    yield from _home(around, told)
    for issue in made:
        yield from _letter(_around(community, issues, library, kinds, issue), issue)
        yield from _pictures(issue)
    yield from _archives(around, told)


def _outline(issue: Issue) -> Issue:
    """Return an issue with what lists show of it: no text of an article."""
    return replace(issue, articles=tuple(replace(one, body="") for one in issue.articles))


def _around(
    community: Community,
    issues: tuple[Issue, ...],
    library: readings.Library,
    kinds: Sequence[ArticleKind],
    issue: Issue,
) -> LetterSurroundings:
    used = {article.kind for article in issue.articles}
    starts = map(addresses.page, issue.articles)
    before = (one for one in reversed(issues) if one.date < issue.date)
    after = (one for one in issues if one.date > issue.date)
    return LetterSurroundings(
        community=letter.concerned(community, issue),
        listed=any(one.slug == issue.slug for one in issues),
        kinds=tuple(kind for kind in kinds if kind in used),
        previous=_named(next(before, None)),
        following=_named(next(after, None)),
        near={start: tuple(library.near(start)) for start in starts},
    )


def _named(issue: Issue | None) -> Issue | None:
    """Return an issue with what a link to it shows, and nothing more."""
    return issue and replace(issue, sections=(), articles=(), pictures={}, picture_names={})


def _pictures(issue: Issue) -> Iterator[File]:
    folder = f"lettres/{issue.slug}"
    for name, data in sorted(issue.pictures.items()):
        yield File(f"{folder}/{name}", data)
        made = picture_files.of_letter(folder, name, data)
        yield from (File(path, one.data) for path, one in (made.files[1:] if made else ()))


@keeping_pages
def _letter(known: LetterSurroundings, issue: Issue) -> Iterator[File]:
    """Yield the pages of one issue."""
    whole = _whole(known.community, issue)
    yield _issue(known, issue, whole)
    yield _paper(known, issue, whole)
    yield from (_article(known, issue, whole, rank) for rank in range(len(whole)))


def minutes(made: Iterable[ArticleBlock]) -> int:
    """Return how long one reads, at two hundred words a minute; a glance is a minute."""
    return max(1, round(sum(len(block.body.words.split()) for block in made) / 200))


def _whole(community: Community, issue: Issue) -> tuple[ArticleBlock, ...]:
    """Return the articles of an issue, ready to print on any page of its folder."""
    speaker = voice(community, issue, addresses.paper(issue))
    return tuple(
        letter.article_block(speaker, article, article.kind) for article in articles(issue)
    )


@keeping_pages
def _home(community: Community, issues: tuple[Issue, ...]) -> Iterator[File]:
    start = addresses.ISSUES
    latest = tuple(reversed(issues))
    body = body_of(
        community,
        kind_of(Issue).list_template,
        start,
        issues=[
            (issue, articles(issue), _issue_cover(community, issue, start)) for issue in latest
        ],
        years=sorted({issue.date.year for issue in issues}, reverse=True),
        used=_kinds(issues),
        audiences=_audiences(community, issues),
        suggest=_page(community, addresses.SUGGEST),
    )
    description = (
        f"Toutes les lettres d'information de {community.name}, derniers et anciens numéros, "
        "par année, par genre et par public."
    )
    yield page(start, "Lettres d'information", body, description=description, hide=("toc",))


def _issue_cover(community: Community, issue: Issue, start: str) -> Picture | None:
    """Return the picture of the first article that has one."""
    speaker = voice(community, issue, start)
    covers = (letter.cover(speaker, article) for article in articles(issue))
    return next(filter(None, covers), None)


def _issue(known: LetterSurroundings, issue: Issue, whole: tuple[ArticleBlock, ...]) -> File:
    start = addresses.page(issue)
    made = letter.blocks(voice(known.community, issue, start))
    body = body_of(
        known.community,
        kind_of(Issue).template,
        start,
        issue=issue,
        blocks=made,
        contents=letter.contents(made),
        minutes=minutes(whole),
        paper=addresses.paper(issue),
        previous=known.previous,
        following=known.following,
        suggest=_page(known.community, addresses.SUGGEST),
    )
    return page(
        start,
        issue.title,
        body,
        description=issue.preheader,
        hide=("toc",),
        published=issue.date.isoformat(),
        **known.meta,
    )


def _paper(known: LetterSurroundings, issue: Issue, whole: tuple[ArticleBlock, ...]) -> File:
    """Make the page of a whole issue, which one prints or reads in one go."""
    start = addresses.paper(issue)
    body = body_of(
        known.community,
        "letter_paper.md",
        start,
        issue=issue,
        blocks=letter.blocks(voice(known.community, issue, start)),
        whole={block.anchor: block for block in whole},
    )
    return page(
        start,
        f"{issue.title} (version imprimable)",
        body,
        description=issue.preheader,
        parents=_parents(issue),
        hide=("toc",),
        canonical=addresses.absolute(known.community, addresses.page(issue)),
        **known.meta,
    )


def _parents(issue: Issue) -> tuple[tuple[str, str], ...]:
    return ((issue.title, addresses.address(addresses.page(issue))),)


def _article(
    known: LetterSurroundings, issue: Issue, whole: tuple[ArticleBlock, ...], rank: int
) -> File:
    block = whole[rank]
    article = block.article
    start = addresses.page(article)
    listed = article.kind in known.kinds
    body = body_of(
        known.community,
        kind_of(Article).template,
        start,
        issue=issue,
        block=block,
        archive=addresses.articles_of(article.kind) if listed else "",
        minutes=minutes([block]),
        whole=whole,
        near=[_reading(one, start) for one in known.near[start]],
        previous=whole[rank - 1].article if rank else None,
        following=whole[rank + 1].article if rank + 1 < len(whole) else None,
        suggest=_page(known.community, addresses.SUGGEST),
    )
    return page(
        start,
        article.title,
        body,
        description=article.summary,
        parents=_parents(issue),
        hide=("toc",),
        published=issue.date.isoformat(),
        **picture_files.shared_cover(issue, article, f"lettres/{issue.slug}"),
        **known.meta,
    )


def _reading(one: readings.RelatedReading, start: str) -> dict[str, Any]:
    """Return a reading as a card of the page at a Markdown path."""
    return {
        "href": addresses.href(one.path, start),
        "cover": {"src": addresses.href(one.cover, start)} if one.cover else None,
        "kicker": one.kicker,
        "title": one.title,
        "text": one.text,
    }


def _page(community: Community, path: str) -> str:
    return path if any(addresses.page(known) == path for known in community.pages) else ""


def _kinds(issues: Iterable[Issue]) -> list[ArticleKind]:
    used = {article.kind for issue in issues for article in issue.articles}
    return [kind for kind in letter.KINDS if kind in used]


def _audiences(community: Community, issues: Iterable[Issue]) -> dict[str, str]:
    used = {key for issue in issues for article in issue.articles for key in article.audiences}
    return {key: name for key, name in community.audiences.items() if key in used}


@keeping_pages
def _archives(community: Community, issues: tuple[Issue, ...]) -> Iterator[File]:
    latest = tuple(reversed(issues))
    for year in sorted({issue.date.year for issue in issues}):
        mine = [issue for issue in latest if issue.date.year == year]
        rows = [(issue, article) for issue in mine for article in articles(issue)]
        yield _archive(community, addresses.letters_of(year), f"Lettres de {year}", rows)
    everything = [(issue, article) for issue in latest for article in articles(issue)]
    for kind in _kinds(issues):
        rows = [(issue, article) for issue, article in everything if article.kind == kind]
        title = f"Articles : {letter.KINDS[kind].lower()}"
        yield _archive(community, addresses.articles_of(kind), title, rows)
    for key, name in community.audiences.items():
        rows = [(issue, article) for issue, article in everything if key in article.audiences]
        start = addresses.articles_for(key)
        yield _archive(community, start, f"Articles pour : {name}", rows, key if rows else "")


def _archive(
    community: Community,
    start: str,
    title: str,
    rows: list[tuple[Issue, Article]],
    audience: str = "",
) -> File:
    """Return a list of articles; an audience that has some has a feed of its own."""
    feed = addresses.letters_feed(audience) if audience else FEED
    own: dict[str, Any] = {"feeds": (feed,)} if audience else {}
    covers = {
        addresses.page(article): letter.cover(voice(community, issue, start), article)
        for issue, article in rows
    }
    body = body_of(
        community, kind_of(Article).list_template, start, rows=rows, covers=covers, feed=feed
    )
    description = f"{title} : {phrases.plural(len(rows), 'article')} de nos lettres d'information."
    return page(start, title, body, description=description, hide=("toc",), **own)
