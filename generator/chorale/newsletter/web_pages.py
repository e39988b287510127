"""Web pages of the newsletter: issues, whole ones for paper, articles, and the lists of both."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from chorale.content import addresses, picture_files
from chorale.content.kinds import kind_of
from chorale.content.model import Article, ArticleKind, Community, Issue
from chorale.content.sight import keeping_pages, seen, sees
from chorale.files import File
from chorale.memoization import latest_by
from chorale.memory import keeping
from chorale.newsletter import archives, issue_list, letter, readings
from chorale.newsletter.blocks import ArticleBlock
from chorale.newsletter.web_voice import articles, body_of, suggesting, voice
from chorale.text.templates import page


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


def files(community: Community, *, drafts: bool = False) -> Iterator[File]:
    """Yield the pages and pictures of the issues that are no draft, lists of those whose day has come.

    A preview shows and lists them all.
    """
    return _files(letter.announcing(community), drafts=drafts)


@sees("issues", "announced", "cycles", "register", "forms", "titles")
def _files(community: Community, *, drafts: bool) -> Iterator[File]:
    """Yield them, of a community that holds no other event than those that some issue announces."""
    made = tuple(map(letter.tidy, community.issues if drafts else letter.sendable(community)))
    listed = {issue.slug for issue in (made if drafts else community.letters)}
    issues = tuple(issue for issue in made if issue.slug in listed)
    library = readings.library(community, issues)
    around, told = seen(community, "forms", "names"), tuple(map(_outline, issues))
    kinds = archives.kinds(issues)
    yield from issue_list.pages(around, told)
    for issue in made:
        known = _around(community, issues, library, kinds, issue)
        yield from _letter(replace(known, near={}), issue)
        yield from _articles(replace(known, **_BESIDE, community=letter.helping(community)), issue)
        yield from _pictures(issue)
    yield from archives.pages(around, told)


@latest_by(attrgetter("path"))
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
    before = (one for one in reversed(issues) if one.date < issue.date)
    after = (one for one in issues if one.date > issue.date)
    return LetterSurroundings(
        community=letter.concerned(community, issue),
        listed=any(one.slug == issue.slug for one in issues),
        kinds=tuple(kind for kind in kinds if kind in used),
        previous=next(map(issue_list.named, before), None),
        following=next(map(issue_list.named, after), None),
        near=_near(library, issue),
    )


@latest_by(lambda _, issue: issue.path)
def _near(
    library: readings.Library, issue: Issue
) -> Mapping[str, tuple[readings.RelatedReading, ...]]:
    starts = map(addresses.page, issue.articles)
    return {start: tuple(library.near(start)) for start in starts}


def _pictures(issue: Issue) -> Iterator[File]:
    folder = f"lettres/{issue.slug}"
    for name, data in sorted(issue.pictures.items()):
        yield File(f"{folder}/{name}", data)
        made = picture_files.of_letter(folder, name, data)
        yield from (File(path, one.data) for path, one in (made.files[1:] if made else ()))


_BESIDE: Mapping[str, Any] = {"previous": None, "following": None}
"""What the page of an article does not show, nor the events that its issue announces."""


@keeping_pages
def _letter(known: LetterSurroundings, issue: Issue) -> Iterator[File]:
    """Yield the page of an issue, and the one for paper."""
    whole = _whole(known.community, issue)
    yield _issue(known, issue, whole)
    yield _paper(known, issue, whole)


@keeping_pages
def _articles(known: LetterSurroundings, issue: Issue) -> Iterator[File]:
    """Yield the pages of the articles of an issue."""
    whole = _whole(known.community, issue)
    yield from (_article(known, issue, whole, rank) for rank in range(len(whole)))


def minutes(made: Iterable[ArticleBlock]) -> int:
    """Return how long one reads, at two hundred words a minute; a glance is a minute."""
    return max(1, round(sum(len(block.body.words.split()) for block in made) / 200))


def _whole(community: Community, issue: Issue) -> tuple[ArticleBlock, ...]:
    """Return the articles of an issue, ready to print on any page of its folder."""
    around, alone = seen(community), replace(issue, sections=(), articles=())
    return tuple(block for one in articles(issue) for block in _block(around, alone, one))


@keeping
def _block(community: Community, issue: Issue, article: Article) -> Iterator[ArticleBlock]:
    """Yield an article, ready to print on any page of the folder of its issue, of which nothing else is shown."""
    speaker = voice(community, issue, addresses.paper(issue))
    yield letter.article_block(speaker, article, article.kind)


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
        suggest=suggesting(known.community),
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
        suggest=suggesting(known.community),
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
