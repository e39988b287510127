"""Navigation of the site: menu, shelves of hand-written pages, feeds, as plain data."""

import json
import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from chorale.content import addresses
from chorale.content.model import Community, Page
from chorale.files import File
from chorale.french import phrases
from chorale.french.phrases import bare

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


def title(page: Page) -> str:
    """Return the title of a hand-written page: its own, its first heading, or its name."""
    heading = _HEADING.search(page.body)
    words = page.title or (
        heading[1] if heading else page.slug.split("/")[-1].replace("-", " ").capitalize()
    )
    return phrases.typography(words)


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
        inside: list[MenuEntry] = [
            {label: index},
            *({_called(community, page): addresses.page(page)} for page in pages),
        ]
        entries.append({label: inside if pages else index})
    return entries


def shown(community: Community, files: Iterable[File]) -> dict[str, Any]:
    """Return what the theme shows on every page."""
    files, entries = tuple(files), menu(community)
    known = _known(community, files)
    return {
        "menu": [_entry(label, path) for label, path in entries if path in known],
        "shelves": [
            shelf for _, index in entries if (shelf := _shelves(community, index))["groups"]
        ],
        "about": sorted(_about(community, files), key=lambda entry: str(entry["url"])),
        "follow": [_entry(label, path) for label, path in _follow(community) if path in known],
        "feeds": list(_feeds(files)),
        "search_page": addresses.address(SEARCH),
        "own": _own(community),
    }


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


def _called(community: Community, page: Page) -> str:
    """Return what the menu calls a page: the words of « nav », else its title."""
    named = {one.path: one.title for one in community.site.nav}
    return named.get(addresses.page(page)) or title(page)


def _naturally(name: str) -> list[tuple[int, str]]:
    """Order « 2-2 » before « 2-10 »."""
    parts = re.findall(r"\d+|\D+", name)
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]


def _shelves(community: Community, index: str) -> MenuEntry:
    """Group a section's hand-written pages as « nav » does, else by subfolder, those of the section itself first."""
    folder = index.removesuffix("index.md")
    named = {one.path: one for one in community.site.nav}
    groups: dict[str, MenuEntry] = {}
    for page in _shelf(community, folder):
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
            group["pages"].append(_entry(_called(community, page), path))
    for group in groups.values():
        if not named:
            group["pages"].sort(key=lambda entry: entry["title"])
        group.setdefault("first", group["pages"][0]["url"] if group["pages"] else "")
    return {"url": folder, "groups": [group for group in groups.values() if group["pages"]]}


def _feeds(files: Iterable[File]) -> Iterable[MenuEntry]:
    for file in files:
        if file.path in (
            addresses.AGENDA_FEED,
            addresses.LETTERS_FEED,
        ):  # those of a public are on its page
            found = _FEED_TITLE.search(file.content)
            yield {
                "url": file.path,
                "title": unescape(found[1].decode("utf-8")) if found else file.path,
            }
