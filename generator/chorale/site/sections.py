"""Sections of hand-written pages: their titles, their one order, their groups, and the list of a folder as Markdown."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from chorale.content import addresses
from chorale.content.model import Community, Page
from chorale.content.sight import CommunityPart, seen
from chorale.content.site_settings import NavPage
from chorale.french import phrases
from chorale.french.phrases import bare
from chorale.memoization import by_identity

_HEADING = re.compile(r"^# +(.+?) *#*$", re.MULTILINE)


def title(page: Page) -> str:
    """Return the title of a hand-written page: its own, its first heading, or its name."""
    return phrases.typography(page.title or _own_name(page))


def _own_name(page: Page) -> str:
    heading = _HEADING.search(page.body)
    return heading[1] if heading else page.slug.split("/")[-1].replace("-", " ").capitalize()


def shelf(community: Community, folder: str) -> list[Page]:
    """Return the hand-written pages of a folder in their one order: « nav », then « order », then their names."""
    return [page for page in _in_order(community) if page.slug.startswith(folder)]


def _in_order(community: Community) -> list[Page]:
    return _ordered(community.pages, community.site.nav)


@by_identity
def _ordered(pages: tuple[Page, ...], nav: tuple[NavPage, ...]) -> list[Page]:
    ranks = {one.path: rank for rank, one in enumerate(nav)}
    orders = {one.slug: one.order for one in pages if one.order is not None}
    return sorted(
        pages,
        key=lambda page: (ranks.get(addresses.page(page), len(ranks)), _steps(page.slug, orders)),
    )


SHELVED: tuple[CommunityPart, ...] = ("titles", "site")
"""What the order of pages, their lists and the shelves of the side menu show of the community."""
NaturalName = tuple[tuple[int, str], ...]
MenuRank = tuple[int, bool, int, NaturalName]


def _steps(slug: str, orders: Mapping[str, int]) -> list[MenuRank]:
    """Return the place of a page at each level: its folder's index, then its pages, then the folders inside.

    A folder stands where its index says.
    """
    *folders, name = slug.split("/")
    levels = ["/".join(folders[: depth + 1]) for depth in range(len(folders))]
    steps = [(2, *_place(f"{level}/index", level, orders)) for level in levels]
    return [*steps, (int(name != "index"), *_place(slug, name, orders))]


def _place(slug: str, name: str, orders: Mapping[str, int]) -> tuple[bool, int, NaturalName]:
    return slug not in orders, orders.get(slug, 0), _naturally(name)


def called(community: Community, page: Page) -> str:
    """Return what the menu calls a page: the words of « nav », else its title."""
    named = _named(community)
    return (named and named.get(addresses.page(page))) or title(page)


@by_identity
def _named(community: Community) -> Mapping[str, str]:
    return {one.path: one.title for one in community.site.nav}


ABOUT = "a-propos/"
_SHOWN = frozenset(
    [
        "",
        "a-propos",
        "documentation",
        "aide",
        "agenda",
        "calendriers",
        "lettres",
        "ipm",
        "publics",
        "formulaires",
    ]
)
"""The folders whose place on every page is the same for all communities."""


@by_identity
def own(community: Community) -> tuple[tuple[str, str], ...]:
    """Return the sections that a community adds to the main menu, in its order: words, and where they lead.

    They are the folders of site/ that have an index, and the pages beside them that « nav » names.
    """
    named = {one.path: one for one in community.site.nav}
    found = []
    for page in _in_order(community):
        folder, _, name = page.slug.rpartition("/")
        path = addresses.page(page)
        said = named.get(path)
        beside = not folder and said is not None and path != addresses.HOME
        if beside or (name == "index" and "/" not in folder and folder not in _SHOWN):
            section = said.section if said and folder else ""
            found.append((section or called(community, page), path))
    return tuple(found)


@lru_cache(maxsize=16_384)
def _naturally(name: str) -> NaturalName:
    """Order « 2-2 » before « 2-10 »."""
    parts = re.findall(r"\d+|\D+", name)
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)


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


@by_identity
def groups(community: Community, index: str) -> Sequence[PageGroup]:
    """Group a section's hand-written pages, in the order that menu, neighbours and contents share."""
    folder = index.removesuffix("index.md")
    named = {one.path: one for one in community.site.nav}
    whole = named[index].section if index in named else ""
    found: dict[str, PageGroup] = {}
    for page in shelf(community, folder):
        path = addresses.page(page)
        if path == index:
            continue
        said = named.get(path)
        inside = page.slug.removeprefix(folder).rpartition("/")[0]
        title = (
            ("" if said.section == whole else said.section)
            if said
            else inside.rpartition("/")[2].replace("-", " ").capitalize()
        )
        made = PageGroup(
            title=title, folder=folder + (inside and f"{inside}/"), named=said is not None
        )
        found.setdefault(title if said else inside, made).pages.append(page)
    return tuple(found.values())


def body(community: Community, page: Page) -> str:
    """Return the Markdown of a hand-written page, with the list of its folder if it asks for it."""
    index = addresses.page(page)
    if not page.contents:
        return page.body
    return f"{page.body.rstrip()}\n\n{contents(seen(community, *SHELVED), index)}"


def contents(community: Community, index: str) -> str:
    """Return the list of a folder's pages as Markdown, group by group, in the order of the menu."""
    lines = []
    for group in groups(community, f"{posixpath.dirname(index)}/index.md"):
        first = group.index
        heading = title(first) if first else group.title
        lines += [f"## {_plain(heading)}", ""] if heading else []
        for page in group.pages:
            link = f"[{_plain(called(community, page))}]({addresses.relative(addresses.page(page), index)})"
            said = f" : {_plain(page.description)}" if page.description else ""
            lines.append(f"- {link}{said}")
        lines.append("")
    return "\n".join(lines)


def _plain(words: str) -> str:
    """Return words that Markdown reads as they are."""
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", words)


@by_identity
def menu(community: Community) -> tuple[tuple[str, str], ...]:
    """Return the entries of the main menu: words, and the Markdown path where they lead."""
    return (
        ("Documentation", addresses.DOCUMENTATION),
        *own(community),
        ("Agenda", addresses.AGENDA),
        ("Lettres", addresses.ISSUES),
        (f"Gouvernance ({bare(community.governance.name)})", addresses.GOVERNANCE),
        ("Aide", addresses.HELP),
    )
