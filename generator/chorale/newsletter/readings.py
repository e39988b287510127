"""Related readings: for an article, the articles and guides that share its rarest words and its audiences."""

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import attrgetter

from chorale.content import addresses
from chorale.content.model import Article, Community, Issue, Page
from chorale.content.picture_files import published, resolved
from chorale.french.suggestions import slug
from chorale.memoization import by_identity, latest_by
from chorale.newsletter import letter

ABOUT = "a-propos/"
COMMON = 12
"""A word of so many readings says nothing of any of them."""

SHORTEST = 5
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class RelatedReading:
    """A page worth reading after another; cover is the path of its picture, from the site's root."""

    path: str
    kicker: str
    title: str
    text: str
    audiences: frozenset[str]
    words: frozenset[str]
    cover: str = ""


@dataclass(frozen=True)
class Library:
    """Everything that can be read after an article, latest first."""

    readings: Sequence[RelatedReading]

    @cached_property
    def by_word(self) -> Mapping[str, list[int]]:
        """Return the ranks of the readings that hold each word."""
        found: dict[str, list[int]] = defaultdict(list)
        for rank, one in enumerate(self.readings):
            for word in one.words:
                found[word].append(rank)
        return found

    @cached_property
    def by_path(self) -> Mapping[str, RelatedReading]:
        """Return each reading by its page."""
        return {one.path: one for one in self.readings}

    def near(self, path: str, most: int = 3) -> list[RelatedReading]:
        """Return what is nearest to a page: by the words that few share, then by audiences, then the latest.

        A page that no list shows yet has no neighbour.
        """
        if (mine := self.by_path.get(path)) is None:
            return []
        shared: Counter[int] = Counter()
        for word in mine.words:
            if len(self.by_word[word]) <= COMMON:
                shared.update(self.by_word[word])
        ranks = sorted(
            (rank for rank in shared if self.readings[rank].path != path),
            key=lambda rank: (
                -shared[rank],
                -len(mine.audiences & self.readings[rank].audiences),
                rank,
            ),
        )
        return [self.readings[rank] for rank in ranks[:most]]


def library(community: Community, issues: Iterable[Issue]) -> Library:
    """Return the guides of a community and the articles of its issues, whose pictures stand beside their pages."""
    return _library(community.pages, tuple(issues))


@by_identity
def _library(pages: tuple[Page, ...], issues: tuple[Issue, ...]) -> Library:
    latest = sorted(issues, key=lambda one: one.date, reverse=True)
    found = chain(filter(None, map(_guide, pages)), *map(_articles, latest))
    return Library(tuple(found))


@latest_by(attrgetter("path"))
def _guide(page: Page) -> RelatedReading | None:
    folder, _, name = page.slug.rpartition("/")
    if not folder or f"{folder}/" == ABOUT or name == "index" or not _title(page):
        return None
    near = posixpath.join(posixpath.dirname(page.slug), page.cover.src if page.cover else "")
    return RelatedReading(
        addresses.page(page),
        "Guide",
        _title(page),
        page.description,
        frozenset(page.audiences),
        _words(f"{_title(page)} {page.description}"),
        posixpath.normpath(near) if page.cover else "",
    )


@latest_by(attrgetter("path"))
def _articles(issue: Issue) -> tuple[RelatedReading, ...]:
    return tuple(
        RelatedReading(
            addresses.page(article),
            letter.KINDS[article.kind],
            article.title,
            article.summary,
            frozenset(article.audiences),
            _words(f"{article.title} {article.summary}"),
            _cover(issue, article),
        )
        for article in issue.articles
    )


def _cover(issue: Issue, article: Article) -> str:
    if article.image is None:
        return ""
    src = resolved(posixpath.dirname(article.path), article.image.src)
    name = published(issue, src)
    return f"lettres/{issue.slug}/{name}" if name in issue.pictures else ""


def _title(page: Page) -> str:
    heading = _HEADING.search(page.body)
    return page.title or (heading[1] if heading else "")


def _words(text: str) -> frozenset[str]:
    """Return the words that carry a meaning, without accents nor the ends that number and gender change."""
    return frozenset(
        word[:-1] if word.endswith(("s", "x")) else word
        for word in slug(text).split("-")
        if len(word) >= SHORTEST
    )
