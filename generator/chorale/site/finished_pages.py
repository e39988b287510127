"""Finished pages: what each page of the site is made of, and those that the publication before already holds."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chorale import memory
from chorale.content import addresses
from chorale.content.item_model import PagePicture
from chorale.content.kinds import with_pages
from chorale.content.model import Community
from chorale.digests import digest_of
from chorale.files import File, paths
from chorale.former_publication import NONE, FormerPublication
from chorale.site import navigation, page_pictures, sections
from chorale.site.last_changes import last_changes

THEME = "site/theme"
DATES = ("canonical", "modified", "published")
"""What the map of the site shows of a page's header."""


@dataclass(frozen=True, kw_only=True)
class FinishedPage:
    """A page that stands already: the dates of its header, and the words of its card unless it has none."""

    dates: Mapping[str, str]
    card: tuple[str, str] | None


@dataclass(frozen=True)
class FinishedPages:
    """The pages of an edition, by Markdown path: the question that each answers, and those that stand already."""

    questions: Mapping[str, bytes] = field(default_factory=dict)
    standing: Mapping[str, FinishedPage] = field(default_factory=dict)
    before: FormerPublication = NONE
    digests: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of the pages that stand or are rendered, by their path in the site: each is read once."""

    def keep(self, path: str, page: FinishedPage, html: bytes) -> None:
        """Keep what a rendered page is: on disk, for the next publication."""
        digest = self.digests[_built(path)] = hashlib.sha256(html).hexdigest()
        if path in self.questions:
            memory.keep(__name__, self.questions[path], [digest, page.dates, page.card])


def questions(community: Community, files: tuple[File, ...], by_hand: Any) -> dict[str, bytes]:
    """Return a digest of all that each page is made of; by_hand says it of the folder of hand-written pages.

    A theme of the community's own may show anything: none of its pages is kept. Without a cache, nothing is asked.
    """
    if _own_theme(community) or not memory.is_open():
        return {}
    around = digest_of((frame(community, files), by_hand))
    return {path: digest_of((around, path, state)) for path, state in states(community, files)}


def laid(
    questions: Mapping[str, bytes], before: FormerPublication, site_dir: Path
) -> FinishedPages:
    """Lay the pages of the site before whose questions have not changed into a new one."""
    answers = memory.recall_all(__name__, list(questions.values()))
    known = {path: answers[asked] for path, asked in questions.items() if asked in answers}
    standing = {
        path: FinishedPage(dates=answer[1], card=answer[2] and tuple(answer[2]))
        for path, answer in known.items()
        if before.take(_built(path), site_dir, answer[0])
    }
    digests = {_built(path): answer[0] for path, answer in known.items() if path in standing}
    return FinishedPages(questions, standing, before, digests)


def _built(path: str) -> str:
    return f"{addresses.address(path)}index.html"


def frame(community: Community, files: tuple[File, ...]) -> Any:
    """Return what every page shows or may lead to: when it changes, every page does."""
    shown, own = navigation.shown(community, files), _own_theme(community)
    return (
        community.name,
        community.description,
        community.url,
        community.abbreviations,
        community.site,
        community.templates,
        {key: value for key, value in shown.items() if own or key not in navigation.APART},
        sorted(file.path for file in files),
        _sizes(page_pictures.of_community(community)),
    )


def _own_theme(community: Community) -> bool:
    return any(name.startswith(THEME) for name in community.templates.names)


def by_hand(folder: Path, pictures: Mapping[str, PagePicture]) -> Any:
    """Return what pages may lead to in the folder of hand-written pages, and what they say of its pictures."""
    return paths(folder), _sizes(pictures)


def _sizes(pictures: Mapping[str, PagePicture]) -> Any:
    return {
        path: [(name, one.width, one.height) for name, one in picture.files]
        for path, picture in pictures.items()
    }


def states(community: Community, files: tuple[File, ...]) -> Iterator[tuple[str, Any]]:
    """Yield each page, by its Markdown path, with what it is made of: when nothing of it changes, it stands.

    Of two with the same path, the last is shown: a hand-written page wins over a generated one.
    """
    sources = {addresses.page(one): one.path for one in with_pages(community)}
    changes = last_changes(community)
    around = navigation.around(community, files)
    for file in files:
        if file.path.endswith(".md"):
            beside = around(file.path)
            yield file.path, (file.content, sources.get(file.path), beside, changes.get(file.path))
    updated, parents = navigation.updated(community), navigation.parents(community)
    for page in community.pages:
        path, text = addresses.page(page), sections.body(community, page)
        yield path, (page, text, parents(page.slug), updated.get(path), around(path))
