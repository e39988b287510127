"""Shelves of the side menu: the hand-written pages of each section, and what each page shows of its own."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from chorale.content import addresses
from chorale.content.model import Community, Page
from chorale.french import phrases
from chorale.memoization import by_identity
from chorale.site import sections

MenuEntry = dict[str, Any]


@by_identity
def shelved(community: Community) -> tuple[list[MenuEntry], dict[str, dict[str, int]]]:
    """Return the shelves that hold pages, and what each page shows of its own."""
    found = (_shelves(community, index) for _, index in sections.menu(community))
    shelves = [one for one in found if one["groups"]]
    return shelves, dict(
        pair for rank, shelf in enumerate(shelves) for pair in _places(rank, shelf)
    )


SMALL, GROUPS, PAGES = 60, 7, 31
"""Entries of a shelf that each page shows whole; beyond, groups and pages around its own: the first page has all."""


def _places(rank: int, shelf: MenuEntry) -> Iterable[tuple[str, dict[str, int]]]:
    """Yield what each page of a shelf shows of it: from which group to which, and of its own from which page to which.

    A hundred groups named on a thousand pages would weigh more than the pages themselves.
    """
    groups, small = shelf["groups"], shelf["small"]
    for number, group in enumerate(groups):
        begin, end = (0, len(groups)) if small else _window(number, len(groups), GROUPS)
        around = {"shelf": rank, "begin": begin, "end": end, "open": number}
        if group["first"] != shelf["url"]:
            stop = len(group["pages"]) if small else min(PAGES, len(group["pages"]))
            yield group["first"], {**around, "from": 0, "to": stop}
        for at, page in enumerate(group["pages"]):
            width = len(group["pages"]) if small else PAGES
            start, stop = _window(at, len(group["pages"]), width)
            yield page["url"], {**around, "from": start, "to": stop}


def _window(rank: int, count: int, width: int) -> tuple[int, int]:
    begin = max(0, min(rank - width // 2, count - width))
    return begin, min(begin + width, count)


@by_identity
def words(community: Community) -> list[list[tuple[str, list[str]]]]:
    """Return, by shelf, the words of each group and of each of its pages: a page shows a part of both."""
    return [list(map(_said, shelf["groups"])) for shelf in shelved(community)[0]]


def _said(group: MenuEntry) -> tuple[str, list[str]]:
    called = json.dumps((group["title"], group["first"], group["whole"]))
    return called, list(map(json.dumps, group["pages"]))


def entry(label: str, path: str) -> MenuEntry:
    """Return an entry of a menu that leads to the page at a Markdown path."""
    return {"title": phrases.typography(label), "url": addresses.address(path)}


def _shelves(community: Community, index: str) -> MenuEntry:
    """Return what the side menu shows of a section."""
    groups: list[MenuEntry] = []
    for group in sections.groups(community, index):
        first = group.index
        shown = [page for page in group.pages if page is not first]
        groups.append(
            {
                "title": sections.title(first) if first else group.title,
                "url": group.folder,
                "first": addresses.address(addresses.page(group.pages[0])),
                "pages": [
                    entry(sections.called(community, one), addresses.page(one)) for one in shown
                ],
                "whole": group.named,
            }
        )
    shelf = by_slug(community).get(index.removesuffix(".md"))
    hidden = shelf is not None and "navigation" in shelf.hide
    small = hidden or sum(1 + len(group["pages"]) for group in groups) <= SMALL
    return {"url": index.removesuffix("index.md"), "groups": groups, "small": small}


@by_identity
def by_slug(community: Community) -> Mapping[str, Page]:
    """Return each hand-written page by its slug."""
    return {one.slug: one for one in community.pages}
