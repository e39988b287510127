"""Navigation of the site: menu, shelves of hand-written pages, feeds, as plain data."""

import json
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from chorale.content import addresses
from chorale.content.model import Community, Page
from chorale.files import File
from chorale.french import dates, phrases
from chorale.french.phrases import bare

DOCUMENTATION = addresses.DOCUMENTATION
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
        pages = [page for group in _groups(community, index) for page in group.pages]
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
        "follow": [_entry(label, path) for label, path in _FOLLOW if path in known],
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
    """Return the hand-written pages of a folder in their one order: « nav », then « order », then their names."""
    ranks = {one.path: rank for rank, one in enumerate(community.site.nav)}
    orders = {one.slug: one.order for one in community.pages if one.order is not None}
    mine = [page for page in community.pages if page.slug.startswith(folder)]
    return sorted(
        mine,
        key=lambda page: (ranks.get(addresses.page(page), len(ranks)), _steps(page.slug, orders)),
    )


MenuRank = tuple[int, bool, int, list[tuple[int, str]]]


def _steps(slug: str, orders: Mapping[str, int]) -> list[MenuRank]:
    """Return the place of a page at each level: its folder's index, then its pages, then the folders inside.

    A folder stands where its index says.
    """
    *folders, name = slug.split("/")
    levels = ["/".join(folders[: depth + 1]) for depth in range(len(folders))]
    steps = [(2, *_place(f"{level}/index", level, orders)) for level in levels]
    return [*steps, (int(name != "index"), *_place(slug, name, orders))]


def _place(
    slug: str, name: str, orders: Mapping[str, int]
) -> tuple[bool, int, list[tuple[int, str]]]:
    return slug not in orders, orders.get(slug, 0), _naturally(name)


def _called(community: Community, page: Page) -> str:
    """Return what the menu calls a page: the words of « nav », else its title."""
    named = {one.path: one.title for one in community.site.nav}
    return named.get(addresses.page(page)) or title(page)


def _naturally(name: str) -> list[tuple[int, str]]:
    """Order « 2-2 » before « 2-10 »."""
    parts = re.findall(r"\d+|\D+", name)
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]


@dataclass(kw_only=True)
class PageGroup:
    """Pages that stand together in a section: those of a subfolder, or of a heading of « nav »."""

    title: str
    folder: str
    named: bool
    pages: list[Page] = field(default_factory=list)

    @property
    def index(self) -> Page | None:
        """Return the page that opens its folder."""
        first = self.pages[0] if self.pages and not self.named else None
        return first if first and f"{first.slug}/" == f"{self.folder}index/" else None


def _groups(community: Community, index: str) -> list[PageGroup]:
    """Group a section's hand-written pages, in the order that menu, neighbours and contents share."""
    folder = index.removesuffix("index.md")
    named = {one.path: one for one in community.site.nav}
    groups: dict[str, PageGroup] = {}
    for page in _shelf(community, folder):
        path = addresses.page(page)
        if path == index:
            continue
        said = named.get(path)
        inside = page.slug.removeprefix(folder).rpartition("/")[0]
        title = said.section if said else inside.rpartition("/")[2].replace("-", " ").capitalize()
        made = PageGroup(
            title=title, folder=folder + (inside and f"{inside}/"), named=said is not None
        )
        groups.setdefault(title if said else inside, made).pages.append(page)
    return list(groups.values())


def _shelves(community: Community, index: str) -> MenuEntry:
    """Return what the side menu shows of a section."""
    groups = []
    for group in _groups(community, index):
        first = group.index
        shown = [page for page in group.pages if page is not first]
        groups.append(
            {
                "title": title(first) if first else group.title,
                "url": group.folder,
                "first": addresses.address(addresses.page(group.pages[0])),
                "pages": [_entry(_called(community, one), addresses.page(one)) for one in shown],
                "whole": group.named,
            }
        )
    return {"url": index.removesuffix("index.md"), "groups": groups}


def parents(community: Community, page: Page) -> list[dict[str, str]]:
    """Return the folders between a page and its section, for the breadcrumb: those that have an index lead there."""
    known = {one.slug: one for one in community.pages}
    sections = {index.removesuffix("index.md") for _, index in menu(community)}
    folders = page.slug.removesuffix("/index").split("/")[:-1]
    found = []
    for depth in range(1, len(folders) + 1):
        folder = "/".join(folders[:depth])
        index = known.get(f"{folder}/index")
        if f"{folder}/" not in sections:
            words = title(index) if index else folders[depth - 1].replace("-", " ").capitalize()
            found.append({"title": words, "url": f"{folder}/" if index else ""})
    return found


def body(community: Community, page: Page) -> str:
    """Return the Markdown of a hand-written page, with the list of its folder if it asks for it."""
    index = addresses.page(page)
    if not page.contents:
        return page.body
    return f"{page.body.rstrip()}\n\n{contents(community, index)}"


def contents(community: Community, index: str) -> str:
    """Return the list of a folder's pages as Markdown, group by group, in the order of the menu."""
    lines = []
    for group in _groups(community, f"{posixpath.dirname(index)}/index.md"):
        first = group.index
        heading = title(first) if first else group.title
        lines += [f"## {_plain(heading)}", ""] if heading else []
        for page in group.pages:
            link = f"[{_plain(_called(community, page))}]({addresses.relative(addresses.page(page), index)})"
            said = f" : {_plain(page.description)}" if page.description else ""
            lines.append(f"- {link}{said}")
        lines.append("")
    return "\n".join(lines)


def _plain(words: str) -> str:
    """Return words that Markdown reads as they are."""
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", words)


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


def _feeds(files: Iterable[File]) -> Iterable[MenuEntry]:
    for file in files:
        if file.path.startswith("flux/") and file.path.endswith(".xml"):
            found = _FEED_TITLE.search(file.content)
            yield {
                "url": file.path,
                "title": unescape(found[1].decode("utf-8")) if found else file.path,
            }
