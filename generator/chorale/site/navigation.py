"""Navigation of the site: menu, shelves of hand-written pages, feeds, as plain data."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import unescape
from typing import Any

from chorale.content import addresses
from chorale.content.model import Community, Page
from chorale.files import File
from chorale.french import phrases
from chorale.french.phrases import bare
from chorale.memory import by_identity

DOCUMENTATION = "documentation/index.md"
SEARCH = addresses.SEARCH
ABOUT = "a-propos/"
BY_HAND = (DOCUMENTATION, addresses.HELP)
"""The shelves that exist only where somebody wrote them."""

_HEADING = re.compile(r"^# +(.+?) *#*$", re.MULTILINE)
_FEED_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.DOTALL)

MenuEntry = dict[str, Any]


def menu(community: Community) -> tuple[tuple[str, str], ...]:
    """Return the entries of the main menu: words, and the Markdown path where they lead."""
    return (
        ("Documentation", DOCUMENTATION),
        ("Agenda", addresses.AGENDA),
        ("Lettres", addresses.ISSUES),
        (f"Gouvernance ({bare(community.governance.name)})", addresses.GOVERNANCE),
        ("Aide", addresses.HELP),
    )


@lru_cache(maxsize=16384)
def title(page: Page) -> str:
    """Return the title of a hand-written page: its own, its first heading, or its name."""
    heading = _HEADING.search(page.body)
    words = page.title or (
        heading[1] if heading else page.slug.split("/")[-1].replace("-", " ").capitalize()
    )
    return phrases.typography(words)


@by_identity
def tree(community: Community, files: Iterable[File]) -> list[MenuEntry]:
    """Return the navigation that MkDocs checks and walks for « previous » and « next »."""
    known = _known(community, files)
    entries: list[MenuEntry] = [{"Accueil": addresses.HOME}] if addresses.HOME in known else []
    for label, index in menu(community):
        if index not in known:
            continue
        pages = [
            page
            for page in _shelf(community, index.removesuffix("index.md"))
            if addresses.page(page) != index
        ]
        named = _names(community)
        inside: list[MenuEntry] = [
            {label: index},
            *({_called(named, page): addresses.page(page)} for page in pages),
        ]
        entries.append({label: inside if pages else index})
    return entries


@by_identity
def shown(community: Community, files: Iterable[File]) -> dict[str, Any]:
    """Return what the theme shows on every page."""
    files, entries = tuple(files), menu(community)
    known = _known(community, files)
    return {
        "menu": [_entry(label, path) for label, path in entries if path in known],
        "shelves": (
            shelves := [
                shelf for _, index in entries if (shelf := _shelves(community, index))["groups"]
            ]
        ),
        "places": {
            url: place for rank, shelf in enumerate(shelves) for url, place in _places(rank, shelf)
        },
        "about": sorted(_about(community, files), key=lambda entry: str(entry["url"])),
        "follow": [_entry(label, path) for label, path in _FOLLOW if path in known],
        "feeds": list(_feeds(files)),
        "search_page": addresses.address(SEARCH),
        "own": _own(community),
    }


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


def around(community: Community, files: tuple[File, ...], page: str) -> Any:
    """Return what the page at a Markdown path shows of its shelf: its neighbours, and how they are called."""
    made, url = shown(community, files), addresses.address(page)
    place = made["places"].get(url)
    before, after = _steps(community, files).get(page, (None, None))
    mine = [one for one in made["shelves"] if url.startswith(one["url"])]
    if place is None or any(one["small"] for one in mine):
        return before, after, place, mine
    groups = made["shelves"][place["shelf"]]["groups"][place["begin"] : place["end"]]
    titles = [(one["title"], one["first"], one["whole"]) for one in groups]
    own = made["shelves"][place["shelf"]]["groups"][place["open"]]
    return before, after, place, titles, own["pages"][place["from"] : place["to"]]


@by_identity
def _steps(community: Community, files: tuple[File, ...]) -> dict[str, tuple[Any, Any]]:
    """Return the page before and the page after each page of the menu, as the builder finds them."""
    walk: list[tuple[str, str]] = []
    for entry in tree(community, files):
        for label, inside in entry.items():
            walk += (
                [(label, inside)]
                if isinstance(inside, str)
                else [pair for one in inside for pair in one.items()]
            )
    return {
        path: (walk[rank - 1] if rank else None, walk[rank + 1] if rank + 1 < len(walk) else None)
        for rank, (_, path) in enumerate(walk)
    }


APART = ("shelves", "places")
"""What each page shows a part of."""


def _own(community: Community) -> dict[str, Any]:
    """Return what a community's own mkdocs.yml adds to the frame of every page."""
    site = community.site
    return {
        "styles": list(site.styles),
        "scripts": list(site.scripts),
        "logo": site.logo,
        "favicon": site.favicon,
        "copyright": site.copyright,
        "repository": site.repository,
        "repository_name": site.repository_name or site.repository.rstrip("/").rpartition("/")[2],
    }


def edit_uri(community: Community) -> str:
    """Return where a hand-written page is changed on the community's forge, from its repository."""
    site = community.site
    forge = "-/" if "gitlab" in site.repository else ""
    return site.edit or (f"{forge}edit/main/site/" if site.repository else "")


_FOLLOW = (
    ("S'abonner aux calendriers", addresses.CALENDARS),
    ("Toutes les lettres d'information", addresses.ISSUES),
    ("Les prochains rendez-vous", addresses.AGENDA),
    ("Les formulaires et questionnaires", addresses.FORMS),
)


def _about(community: Community, files: Iterable[File]) -> Iterable[MenuEntry]:
    """Yield the pages about the site: written by hand, and the statement, which the law wants under every page."""
    written = {addresses.page(page): title(page) for page in _shelf(community, ABOUT)}
    for path, label in written.items():
        yield _entry(label, path)
    for file in files:
        if file.path == addresses.ACCESSIBILITY and file.path not in written:
            yield _entry(_front_title(file), file.path)


def _front_title(file: File) -> str:
    return str(json.loads(file.content.decode("utf-8").split("\ntitle: ", 1)[1].split("\n", 1)[0]))


def _known(community: Community, files: Iterable[File]) -> frozenset[str]:
    return frozenset(map(addresses.page, community.pages)) | {file.path for file in files}


def _entry(label: str, path: str) -> MenuEntry:
    return {"title": phrases.typography(label), "url": addresses.address(path)}


def _shelf(community: Community, folder: str) -> list[Page]:
    """Return the hand-written pages of a folder: those of « nav » in its order, then the others by their names."""
    ranks = {one.path: rank for rank, one in enumerate(community.site.nav)}
    mine = [page for page in community.pages if page.slug.startswith(folder)]
    return sorted(
        mine,
        key=lambda page: (
            ranks.get(addresses.page(page), len(ranks)),
            page.slug.count("/"),
            _naturally(page.slug) if not page.slug.endswith("/index") else [],
        ),
    )


def _names(community: Community) -> dict[str, str]:
    return {one.path: one.title for one in community.site.nav}


def _called(named: Mapping[str, str], page: Page) -> str:
    """Return what the menu calls a page: the words of « nav », else its title."""
    return named.get(addresses.page(page)) or title(page)


def _naturally(name: str) -> list[tuple[int, str]]:
    """Order « 2-2 » before « 2-10 »."""
    parts = re.findall(r"\d+|\D+", name)
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]


def _shelves(community: Community, index: str) -> MenuEntry:
    """Group a section's hand-written pages as « nav » does, else by subfolder, those of the section itself first."""
    folder = index.removesuffix("index.md")
    named = {one.path: one for one in community.site.nav}
    words_of = _names(community)
    groups: dict[str, MenuEntry] = {}
    mine = _shelf(community, folder)
    for page in mine:
        path = addresses.page(page)
        said = named.get(path)
        inside = page.slug.removeprefix(folder).rpartition("/")[0]
        key = said.section if said else inside
        words = key if said else inside.rpartition("/")[2].replace("-", " ").capitalize()
        whole = folder + (inside + "/" if inside else "")
        group = groups.setdefault(
            key, {"title": words, "url": whole, "pages": [], "whole": bool(said)}
        )
        if page.slug.endswith("/index"):
            group["title"] = title(page) if inside and not said else group["title"]
            group["first"] = addresses.address(path)
        else:
            group["pages"].append(_entry(_called(words_of, page), path))
    for group in groups.values():
        if not named:
            group["pages"].sort(key=lambda entry: entry["title"])
        group.setdefault("first", group["pages"][0]["url"] if group["pages"] else "")
    kept = [group for group in groups.values() if group["pages"]]
    hidden = any(addresses.page(page) == index and "navigation" in page.hide for page in mine)
    small = hidden or sum(1 + len(group["pages"]) for group in kept) <= SMALL
    return {"url": folder, "groups": kept, "small": small}


def _feeds(files: Iterable[File]) -> Iterable[MenuEntry]:
    for file in files:
        if file.path.startswith("flux/") and file.path.endswith(".xml"):
            found = _FEED_TITLE.search(file.content)
            yield {
                "url": file.path,
                "title": unescape(found[1].decode("utf-8")) if found else file.path,
            }
