"""Navigation of the site: menu, shelves of hand-written pages, feeds, as plain data."""

import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from html import unescape
from typing import Any

from chorale.content import addresses
from chorale.content.model import Community, Page
from chorale.content.sight import seen
from chorale.files import File
from chorale.french import dates
from chorale.memoization import by_identity
from chorale.site import sections, shelves
from chorale.site.shelves import MenuEntry

DOCUMENTATION = addresses.DOCUMENTATION
SEARCH = addresses.SEARCH
BY_HAND = (DOCUMENTATION, addresses.HELP)
"""The shelves that exist only where somebody wrote them."""

_FEED_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.DOTALL)

EVERYBODYS = (addresses.AGENDA_FEED, addresses.LETTERS_FEED)
"""The feeds that every page names; those of an audience are named by its own pages."""


def tree(community: Community, files: Iterable[File]) -> list[MenuEntry]:
    """Return the navigation that MkDocs checks and walks for « previous » and « next »."""
    return _tree(seen(community, *sections.SHELVED), "\n".join(file.path for file in files))


@by_identity
def _tree(community: Community, paths: str) -> list[MenuEntry]:
    known = _written(community) | set(paths.split("\n"))
    entries: list[MenuEntry] = [{"Accueil": addresses.HOME}] if addresses.HOME in known else []
    for label, index in sections.menu(community):
        if index not in known:
            continue
        pages = [page for group in sections.groups(community, index) for page in group.pages]
        inside: list[MenuEntry] = [
            {label: index},
            *({sections.called(community, page): addresses.page(page)} for page in pages),
        ]
        entries.append({label: inside if pages else index})
    return entries


@by_identity
def shown(community: Community, files: Iterable[File]) -> dict[str, Any]:
    """Return what the theme shows on every page."""
    files, shelved = tuple(files), seen(community, *sections.SHELVED)
    entries, known = sections.menu(shelved), _known(community, files)
    held, places = shelves.shelved(shelved)
    in_menu = [shelves.entry(label, path) for label, path in entries if path in known]
    return {
        "menu": in_menu,
        "two_rows": _needs_two_rows(community, [str(entry["title"]) for entry in in_menu]),
        "shelves": held,
        "places": places,
        "about": sorted(_about(community, files), key=lambda entry: str(entry["url"])),
        "follow": [
            shelves.entry(label, path) for label, path in _follow(community) if path in known
        ],
        "feeds": [{"url": at, "title": said} for at, said in _feeds(files, EVERYBODYS).items()],
        "audience_feeds": _feeds(files, _audience_feeds(community)),
        "search_page": addresses.address(SEARCH),
        "own": _own(community),
    }


def _needs_two_rows(community: Community, labels: list[str]) -> bool:
    """Return whether mark, menu and search want more than a usual screen is wide, in ems as letters are on average."""
    brand = 0.75 * len(community.name) + (9 if community.site.logo else 3)
    menu = sum(1.8 + 0.52 * len(label) for label in labels)
    return brand + menu + 18 > 75  # the search takes 18


def around(community: Community, files: tuple[File, ...]) -> Callable[[str], Any]:
    """Return what tells of the page at a Markdown path what it shows of its shelf: its neighbours, and their names."""
    return _around(seen(community, *sections.SHELVED), tree(community, files))


@by_identity
def _around(shelved: Community, menu: list[MenuEntry]) -> Callable[[str], Any]:
    held, places = shelves.shelved(shelved)
    steps, told = _steps(menu), shelves.words(shelved)

    @cache
    def of(page: str) -> Any:
        url = addresses.address(page)
        place, (before, after) = places.get(url), steps.get(page, (None, None))
        mine = [one for one in held if url.startswith(one["url"])]
        if place is None or any(one["small"] for one in mine):
            return before, after, json.dumps((place, mine))
        groups = told[place["shelf"]]
        near = (called for called, _ in groups[place["begin"] : place["end"]])
        own = groups[place["open"]][1][place["from"] : place["to"]]
        return before, after, "\n".join((str(place), *near, *own))

    return of


@by_identity
def _steps(menu: list[MenuEntry]) -> dict[str, tuple[Any, Any]]:
    """Return the page before and the page after each page of the menu, as the builder finds them."""
    walk: list[tuple[str, str]] = []
    for entry in menu:
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


def _follow(community: Community) -> Iterable[tuple[str, str]]:
    """Yield how to follow the community, the letter by mail first where a form is open for it."""
    if form := addresses.subscribing(community):
        yield "S'abonner à la lettre", addresses.page(form)
    yield from _FOLLOW


def _about(community: Community, files: Iterable[File]) -> Iterable[MenuEntry]:
    """Yield the pages about the site: written by hand, and the statement, which the law wants under every page."""
    written = {
        addresses.page(page): sections.title(page)
        for page in sections.shelf(seen(community, *sections.SHELVED), sections.ABOUT)
    }
    for path, label in written.items():
        yield shelves.entry(label, path)
    for file in files:
        if file.path == addresses.ACCESSIBILITY and file.path not in written:
            yield shelves.entry(_front_title(file), file.path)


def _front_title(file: File) -> str:
    return str(json.loads(file.content.decode("utf-8").split("\ntitle: ", 1)[1].split("\n", 1)[0]))


def _known(community: Community, files: Iterable[File]) -> frozenset[str]:
    return _written(seen(community, "names")) | {file.path for file in files}


@by_identity
def _written(community: Community) -> frozenset[str]:
    return frozenset(map(addresses.page, community.pages))


def _roots(community: Community) -> frozenset[str]:
    """Return the folders of the sections of the menu."""
    return frozenset(index.removesuffix("index.md") for _, index in sections.menu(community))


def parents(community: Community) -> Callable[[str], list[dict[str, str]]]:
    """Return what tells the folders between a page, by its slug, and its section, for the breadcrumb.

    Those that have an index lead there.
    """
    return _parents(seen(community, *sections.SHELVED))


@by_identity
def _parents(community: Community) -> Callable[[str], list[dict[str, str]]]:
    known, roots = shelves.by_slug(community), _roots(community)

    @cache
    def of(slug: str) -> list[dict[str, str]]:
        folders = slug.removesuffix("/index").split("/")[:-1]
        above = ("/".join(folders[:depth]) for depth in range(1, len(folders) + 1))
        return [_folder(one, known.get(f"{one}/index")) for one in above if f"{one}/" not in roots]

    return of


def _folder(folder: str, index: Page | None) -> dict[str, str]:
    if index:
        return {"title": sections.title(index), "url": f"{folder}/"}
    return {"title": folder.rpartition("/")[2].replace("-", " ").capitalize(), "url": ""}


def updated(community: Community) -> dict[str, dict[str, str]]:
    """Return the day on which each hand-written page last changed, as far as the register knows.

    Never what git says: a site built without its history is the same.
    """
    return _updated(seen(community, "names", "published_pages"))


@by_identity
def _updated(community: Community) -> dict[str, dict[str, str]]:
    days = {one.address: one.updated for one in community.published_pages}
    paths = map(addresses.page, community.pages)
    known = {path: days[at] for path in paths if (at := addresses.address(path)) in days}
    return {
        path: {"iso": day.isoformat(), "words": dates.day(day, weekday=False)}
        for path, day in known.items()
    }


def _audience_feeds(community: Community) -> Iterable[str]:
    for key in community.audiences:
        yield from (addresses.letters_feed(key), addresses.agenda_feed(key))


def _feeds(files: Iterable[File], wanted: Iterable[str]) -> dict[str, str]:
    """Return what the wanted feeds are called, by their path."""
    paths = frozenset(wanted)
    found = {file.path: _FEED_TITLE.search(file.content) for file in files if file.path in paths}
    return {
        path: unescape(title[1].decode("utf-8")) if title else path for path, title in found.items()
    }
