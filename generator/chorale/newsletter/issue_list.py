"""The list of the letters: the latest first with its articles, and the ways to the lists of articles."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

from chorale.content import addresses
from chorale.content.kinds import kind_of
from chorale.content.model import Article, ArticleKind, Community, Issue
from chorale.content.sight import keeping_pages
from chorale.files import File
from chorale.memoization import latest_by
from chorale.newsletter import archives, letter
from chorale.newsletter.web_voice import articles, body_of, suggesting, voice
from chorale.text.sanitise import Picture
from chorale.text.templates import page

FIRST = 4
"""Articles of the latest issue that the list of issues names."""


@dataclass(frozen=True)
class IssueSummary:
    """What the list of issues shows of one: no section, how many articles, the picture of the first that has one."""

    issue: Issue
    count: int
    cover: Picture | None


def pages(community: Community, issues: tuple[Issue, ...]) -> Iterator[File]:
    """Yield the list, from the site's root, of issues without the texts of their articles."""
    latest = tuple(reversed(issues))
    yield from _index(
        community,
        tuple(_summary(community, one) for one in latest),
        articles(latest[0])[:FIRST] if latest else (),
        archives.kinds(issues),
        _audiences(community, issues),
    )


@latest_by(attrgetter("path"))
def named(issue: Issue) -> Issue:
    """Return an issue with what a link to it shows, and nothing more."""
    return replace(issue, sections=(), articles=(), pictures={}, picture_names={})


@latest_by(lambda _, issue: issue.path)
def _summary(community: Community, issue: Issue) -> IssueSummary:
    speaker, held = voice(community, issue, addresses.ISSUES), articles(issue)
    covers = (letter.cover(speaker, article) for article in held)
    cover = next(filter(None, covers), None)
    return IssueSummary(named(issue), len(held), cover)


@keeping_pages
def _index(
    community: Community,
    issues: tuple[IssueSummary, ...],
    first: tuple[Article, ...],
    kinds: list[ArticleKind],
    audiences: dict[str, str],
) -> Iterator[File]:
    """Yield the list of issues, the latest first with its first articles."""
    start = addresses.ISSUES
    body = body_of(
        community,
        kind_of(Issue).list_template,
        start,
        issues=issues,
        first=first,
        years=sorted({one.issue.date.year for one in issues}, reverse=True),
        used=kinds,
        audiences=audiences,
        suggest=suggesting(community),
    )
    description = (
        f"Toutes les lettres d'information de {community.name}, derniers et anciens numéros, "
        "par année, par genre et par public."
    )
    yield page(start, "Lettres d'information", body, description=description, hide=("toc",))


def _audiences(community: Community, issues: Iterable[Issue]) -> dict[str, str]:
    used = {key for issue in issues for article in issue.articles for key in article.audiences}
    return {key: name for key, name in community.audiences.items() if key in used}
