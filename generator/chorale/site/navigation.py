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
from chorale.french.nouns import bare

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
            *({title(page): addresses.page(page)} for page in pages),
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
        "follow": [_entry(label, path) for label, path in _FOLLOW if path in known],
        "feeds": list(_feeds(files)),
        "search_page": addresses.address(SEARCH),
    }


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
    return [page for page in community.pages if page.slug.startswith(folder)]


def _shelves(community: Community, index: str) -> MenuEntry:
    """Group a section's hand-written pages by subfolder; those of the section itself come first."""
    folder = index.removesuffix("index.md")
    groups: dict[str, MenuEntry] = {}
    for page in sorted(
        _shelf(community, folder), key=lambda page: (page.slug.count("/"), page.slug)
    ):
        key = page.slug.removeprefix(folder).rpartition("/")[0]
        group = groups.setdefault(
            key, {"title": "", "url": folder + (key + "/" if key else ""), "pages": []}
        )
        if page.slug.endswith("/index"):
            group["title"] = title(page) if key else ""
            group["first"] = addresses.address(addresses.page(page))
        else:
            group["pages"].append(_entry(title(page), addresses.page(page)))
    for group in groups.values():
        group["pages"].sort(key=lambda entry: entry["title"])
        group.setdefault("first", group["pages"][0]["url"] if group["pages"] else "")
        group["title"] = (
            group["title"]
            or group["url"].rstrip("/").rpartition("/")[2].replace("-", " ").capitalize()
        )
    kept = [group for group in groups.values() if group["pages"]]
    return {"url": folder, "groups": kept}


def _feeds(files: Iterable[File]) -> Iterable[MenuEntry]:
    for file in files:
        if file.path.startswith("flux/") and file.path.endswith(".xml"):
            found = _FEED_TITLE.search(file.content)
            yield {
                "url": file.path,
                "title": unescape(found[1].decode("utf-8")) if found else file.path,
            }
