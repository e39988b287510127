"""Navigation of the site: menu, shelves of hand-written pages, feeds, as plain data."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from typing import Any

from chorale.content import addresses
from chorale.content.model import Community, Page
from chorale.files import File
from chorale.french import dates, phrases
from chorale.french.phrases import bare
from chorale.memoization import by_identity
from chorale.site import sections

DOCUMENTATION = addresses.DOCUMENTATION
SEARCH = addresses.SEARCH
BY_HAND = (DOCUMENTATION, addresses.HELP)
"""The shelves that exist only where somebody wrote them."""

_FEED_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.DOTALL)

EVERYBODYS = (addresses.AGENDA_FEED, addresses.LETTERS_FEED)
"""The feeds that every page names; those of an audience are named by its own pages."""

MenuEntry = dict[str, Any]


@by_identity
def menu(community: Community) -> tuple[tuple[str, str], ...]:
    """Return the entries of the main menu: words, and the Markdown path where they lead."""
    return (
        ("Documentation", DOCUMENTATION),
        *sections.own(community),
        ("Agenda", addresses.AGENDA),
        ("Lettres", addresses.ISSUES),
        (f"Gouvernance ({bare(community.governance.name)})", addresses.GOVERNANCE),
        ("Aide", addresses.HELP),
    )


def tree(community: Community, files: Iterable[File]) -> list[MenuEntry]:
    """Return the navigation that MkDocs checks and walks for « previous » and « next »."""
    known = _known(community, files)
    entries: list[MenuEntry] = [{"Accueil": addresses.HOME}] if addresses.HOME in known else []
    for label, index in menu(community):
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
    files, entries = tuple(files), menu(community)
    known = _known(community, files)
    shelves = [one for _, index in entries if (one := _shelves(community, index))["groups"]]
    in_menu = [_entry(label, path) for label, path in entries if path in known]
    return {
        "menu": in_menu,
        "two_rows": _needs_two_rows(community, [str(entry["title"]) for entry in in_menu]),
        "shelves": shelves,
        "places": {
            url: place for rank, shelf in enumerate(shelves) for url, place in _places(rank, shelf)
        },
        "about": sorted(_about(community, files), key=lambda entry: str(entry["url"])),
        "follow": [_entry(label, path) for label, path in _follow(community) if path in known],
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


def around(community: Community, files: tuple[File, ...]) -> Callable[[str], Any]:
    """Return what tells of the page at a Markdown path what it shows of its shelf: its neighbours, and their names."""
    made, steps, told = shown(community, files), _steps(community, files), _told(community, files)

    def of(page: str) -> Any:
        url = addresses.address(page)
        place, (before, after) = made["places"].get(url), steps.get(page, (None, None))
        mine = [one for one in made["shelves"] if url.startswith(one["url"])]
        if place is None or any(one["small"] for one in mine):
            return before, after, json.dumps((place, mine))
        groups = told[place["shelf"]]
        near = (called for called, _ in groups[place["begin"] : place["end"]])
        own = groups[place["open"]][1][place["from"] : place["to"]]
        return before, after, "\n".join((str(place), *near, *own))

    return of


@by_identity
def _told(community: Community, files: tuple[File, ...]) -> list[list[tuple[str, list[str]]]]:
    """Return, by shelf, the words of each group and of each of its pages: a page shows a part of both."""
    return [list(map(_words, shelf["groups"])) for shelf in shown(community, files)["shelves"]]


def _words(group: MenuEntry) -> tuple[str, list[str]]:
    called = json.dumps((group["title"], group["first"], group["whole"]))
    return called, list(map(json.dumps, group["pages"]))


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


def _follow(community: Community) -> Iterable[tuple[str, str]]:
    """Yield how to follow the community, the letter by mail first where a form is open for it."""
    if form := addresses.subscribing(community):
        yield "S'abonner à la lettre", addresses.page(form)
    yield from _FOLLOW


def _about(community: Community, files: Iterable[File]) -> Iterable[MenuEntry]:
    """Yield the pages about the site: written by hand, and the statement, which the law wants under every page."""
    written = {
        addresses.page(page): sections.title(page)
        for page in sections.shelf(community, sections.ABOUT)
    }
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
                    _entry(sections.called(community, one), addresses.page(one)) for one in shown
                ],
                "whole": group.named,
            }
        )
    shelf = _by_slug(community).get(index.removesuffix(".md"))
    hidden = shelf is not None and "navigation" in shelf.hide
    small = hidden or sum(1 + len(group["pages"]) for group in groups) <= SMALL
    return {"url": index.removesuffix("index.md"), "groups": groups, "small": small}


@by_identity
def _by_slug(community: Community) -> Mapping[str, Page]:
    return {one.slug: one for one in community.pages}


def parents(community: Community, page: Page) -> list[dict[str, str]]:
    """Return the folders between a page and its section, for the breadcrumb: those that have an index lead there."""
    known = _by_slug(community)
    roots = {index.removesuffix("index.md") for _, index in menu(community)}
    folders = page.slug.removesuffix("/index").split("/")[:-1]
    found = []
    for depth in range(1, len(folders) + 1):
        folder = "/".join(folders[:depth])
        index = known.get(f"{folder}/index")
        if f"{folder}/" not in roots:
            words = (
                sections.title(index)
                if index
                else folders[depth - 1].replace("-", " ").capitalize()
            )
            found.append({"title": words, "url": f"{folder}/" if index else ""})
    return found


@by_identity
def updated(community: Community) -> dict[str, dict[str, str]]:
    """Return the day on which each hand-written page last changed, as far as the register knows.

    Never what git says: a site built without its history is the same.
    """
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
