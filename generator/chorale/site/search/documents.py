"""Documents of the search: for each page worth finding, its words, its genre and its audiences."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chorale.content import addresses, site_pages
from chorale.content.agenda import events
from chorale.content.collected import CollectedRequest
from chorale.content.event_model import Meeting, Webinar
from chorale.content.form_model import Form
from chorale.content.kinds import with_pages
from chorale.content.model import Article, Community, Issue, Page
from chorale.files import File
from chorale.ipm.model import Cycle
from chorale.site import sections

GENRES: Mapping[str, float] = {
    "Guide": 1.4,
    "Aide": 1.4,
    "Rubrique": 1.1,
    "Webinaire": 1,
    "Rencontre": 1,
    "Formulaire": 0.9,
    "Décision": 0.9,
    "À propos": 0.8,
    "Article": 0.6,
    "Lettre": 0.5,
    "Liste": 0.7,
    "Demande": 0.4,
    "Webinaire passé": 0.75,
    "Rencontre passée": 0.35,
    "Formulaire clos": 0.35,
}
"""What a page is for the reader who filters, and how much its words weigh: what serves today over what is kept."""

LEADING = frozenset({"Rubrique", "Liste", "Lettre"})
"""The genres whose pages are made of others' titles: read whole, they would answer every search in their place.

One that somebody wrote is read whole all the same."""

TEXTS = frozenset({addresses.CALENDARS, addresses.GOVERNANCE})
"""The pages of these genres that have a text of their own."""

EVERYONE = 4
"""A page for so many audiences is for none of them in particular."""

UNREAD = (
    ".headerlink",
    "nav",
    "script",
    "style",
    "svg",
    "form",
    "[hidden]",
    ".folded-toc",
    ".tags",
    ".byline",
    ".contents",
    ".readings",
    ".subscribe",
    "caption.visually-hidden",
    ".button-row",
    ".more",
    ".session__more",
    ".session__overseas",
    ".badge--illustrative",
    ".letter-article .facts-box",
    ".following",
    ".in-letters",
)
"""What says nothing of its page: its frame, its lists of other pages, what all events or all articles say alike."""

_FOLDERS = {"aide/": "Aide", "a-propos/": "À propos"}
_SHEET, _DECISION = (re.compile(f"ipm/[^/]+/{part}") for part in ("demande/[^/]+/", "[^/]+/"))
_META = re.compile(r'^(title|description): (".*")$', re.MULTILINE)
_ELIDED = re.compile(r"['’&](?<=\w.)(?:(?<=['’])|#39;|rsquo;)(?=\w)")
"""An apostrophe between two letters; its own sign first, which is found four times sooner."""
_ENDS = re.compile(
    r"</(?:(?:dt|dd|th|td|summary|figcaption|button)>(?=<)|strong>(?=<span\b))",
)
"""Ends of texts that stand apart on the page, and that the indexer glues to what follows."""
_KIND = re.compile(r'<p class="byline">\s*<(?:a|span)\b[^>]*>([^<]+)<')
"""What an article says of itself before its date: « Témoignage »."""
_PICTURE = re.compile(r"<img\b[^>]*>")
_UNREAD = re.compile(
    r"<(script|style|nav)\b.*?</\1>"
    r'|<details class="(?:folded-toc|session__more|fold session__overseas)">.*?</details>',
    re.DOTALL,
)
_LINK = re.compile(r'<a aria-hidden="true" class="headerlink"[^>]*>&para;</a>')
_CLOCK = re.compile(r"\s\(heure d(?:es?\s|[’'])[^<>()]+\)")
"""The clock of every event: « heure de Paris » would answer whoever looks for Paris."""


@dataclass(frozen=True, kw_only=True)
class IndexedPage:
    """A page worth finding; address is published, from the site's root."""

    address: str
    title: str
    description: str
    genre: str
    whole: bool
    audiences: tuple[str, ...] = ()

    def html(self, page: str) -> str:
        """Return what the indexer reads of the built page: its own words, with what is known of it."""
        kind = _KIND.findall(page) if self.genre == "Article" else []
        about = [self.genre, *kind, *(self.audiences if len(self.audiences) < EVERYONE else ())]
        metas = {"title": self.title, "description": self.description, "about": ", ".join(about)}
        told = "".join(
            f'<i data-pagefind-meta="{html.escape(f"{name}:{apart(said)}")}"></i>'
            for name, said in metas.items()
            if said
        )
        return f'<!doctype html><html lang="fr"><body data-pagefind-body>{told}{self._words(page)}</body></html>'

    def _words(self, page: str) -> str:
        body = _told(_text(page)) if self.whole else f"<h1>{html.escape(self.title)}</h1>"
        said = html.escape(self.description, quote=False)
        lead = "" if said in body else f'<p data-pagefind-weight="3">{said}</p>'
        return apart(lead + body)


def _text(page: str) -> str:
    """Return the article of a page; all that is not its frame, under a theme that has none."""
    start = page.find('<article class="prose">')
    if start >= 0:
        return page[start : page.rfind("</article>")]
    start = page.find("<main")
    return page[start : page.rfind("</main>")] if start >= 0 else page


def _told(text: str) -> str:
    """Return what of an article is to be found, without the largest parts that the indexer would read to leave them."""
    seen = _PICTURE.sub("", _LINK.sub("", _UNREAD.sub("", text)))
    return _CLOCK.sub("", seen) if "(heure d" in seen else seen


def apart(text: str) -> str:
    """Part an article from its noun (« l'aide » is found by « aide »), and a term from its value."""
    return _ENDS.sub(r"\g<0> ", _ELIDED.sub("’ ", text))


def documents(community: Community, files: tuple[File, ...]) -> Iterator[IndexedPage]:
    """Yield every page worth finding, in the order of their addresses."""
    written = {file.path: file for file in files if file.path.endswith(".md")}
    items = {addresses.page(item): item for item in with_pages(community)}
    ahead = _ahead(community)
    for path in sorted(set(site_pages.pages(community)) - _unsought(community)):
        item = items.get(path)
        if isinstance(item, Page):
            said = {"title": sections.title(item), "description": item.description}
        elif path in written:
            said = _front_matter(written[path])
        else:
            continue
        genre = _genre(item, path, community, ahead)
        yield IndexedPage(
            address=addresses.address(path),
            title=said["title"],
            description=said.get("description", ""),
            genre=genre,
            whole=isinstance(item, Page) or genre not in LEADING or path in TEXTS,
            audiences=_audiences(item, path, community),
        )


def _unsought(community: Community) -> set[str]:
    """Return the pages that only lead to others, home or the months and weeks gone by; the printed, the unlisted."""
    day = community.today
    today = {"agenda/mois/": addresses.month(day), "agenda/semaines/": addresses.week(day)}
    gone = {
        path
        for path in site_pages.agenda(community)
        for folder, this in today.items()
        if path.startswith(folder) and path < this
    }
    printed = map(addresses.paper, community.issues)
    return {addresses.HOME, addresses.SEARCH, *gone, *printed, *addresses.unlisted(community)}


def _front_matter(file: File) -> dict[str, str]:
    head = file.content.decode("utf-8").split("\n---\n", 1)[0]
    return {name: json.loads(value) for name, value in _META.findall(head)}


def _ahead(community: Community) -> frozenset[str]:
    """Return the files of the webinars and meetings that one may still attend, or watch again."""
    return frozenset(
        event.item.path
        for event in events(community)
        if not event.over(community.today) or (event.session is not None and event.session.replay)
    )


def _list_genre(path: str) -> str:
    if path == addresses.ACCESSIBILITY:
        return "À propos"
    if _SHEET.match(path):
        return "Demande"
    if _DECISION.match(path):
        return "Liste"
    return "Rubrique" if path.endswith("/index.md") or path.startswith("publics/") else "Liste"


_STEADY: Mapping[type, str] = {
    Article: "Article",
    Issue: "Lettre",
    Cycle: "Décision",
    CollectedRequest: "Demande",
}


def _page_genre(slug: str) -> str:
    folder, _, inside = slug.partition("/")
    otherwise = {"": "À propos", "index": "Rubrique"}.get(inside, "Guide")
    return _FOLDERS.get(f"{folder}/", otherwise)


def _genre(item: Any, path: str, community: Community, ahead: frozenset[str]) -> str:
    match item:
        case None:
            name = _list_genre(path)
        case Page(slug=slug):
            name = _page_genre(slug)
        case Webinar():
            name = "Webinaire" if item.path in ahead else "Webinaire passé"
        case Meeting():
            name = "Rencontre" if item.path in ahead else "Rencontre passée"
        case Form():
            name = "Formulaire clos" if item.state(community.today) == "closed" else "Formulaire"
        case _:
            name = _STEADY[type(item)]
    return name


def _audiences(item: Any, path: str, community: Community) -> tuple[str, ...]:
    keys = getattr(item, "audiences", ())
    if item is None:
        stem = path.removesuffix(".md").rpartition("/")[2]
        keys = (stem,) if "publics/" in path else ()
    return tuple(community.audiences[key] for key in keys if key in community.audiences)
