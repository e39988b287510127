"""Checks on links and pictures: words that say where they lead, addresses that work, files that exist."""

import os
import posixpath
import re
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import assert_never
from urllib.parse import unquote

from chorale.content.checks.addresses import MADE, Place, faults
from chorale.content.checks.bodies import bodies
from chorale.content.checks.sections import unknown
from chorale.content.event_model import Meeting, Webinar
from chorale.content.item_model import Image, Item
from chorale.content.load import Loaded
from chorale.content.model import (
    ArticleSection,
    CycleSection,
    EditoSection,
    Issue,
    MeetingsSection,
    Page,
    ReadingsSection,
    Section,
    TextSection,
    WebinarsSection,
)
from chorale.content.pictures import SUFFIXES
from chorale.content.problems import Problem, Source
from chorale.content.source_folder import stands
from chorale.french.suggestions import did_you_mean, nearest
from chorale.text import sanitise
from chorale.text.inline_links import InlineLink
from chorale.text.mending import mended
from chorale.text.references import html_links, written_links

_SAYS_NOTHING = re.compile(
    r"(?i)(?:img|dsc|image|capture|screenshot|photo)[\w -]*|[\w -]+\.(?:png|jpe?g|gif|webp|svg|heic)"
    r"|capture d['’]écran[ ,.:àh\d(){}-]*\d[ ,.:àh\d()-]*|todo|\.{2,}|…|x{1,4}|alt|titre|figure|légende|visuel"
    r"|illustration|description|sans titre|texte alternatif|à (?:compléter|décrire)"
    r"|.*(?:générée?s? automatiquement|généré par l['’]IA peut être incorrect).*"
)
"""An alternative text that is the name of a file, was left to write, or that a program guessed."""
_SIZED = re.compile(r"\|\s*\d+(?:x\d+)?\s*$")
"""The width that other tools read beside a picture's words."""
_CAPTION = re.compile(r">?\s+([\"'])([^\n]+?)\1\s*\)")
"""What Markdown shows of a picture to a mouse that waits on it, and to nobody else."""
_PLAIN = re.compile(r"[\w.-][\w./-]*\.md", re.ASCII)
"""The path of a page, without a place on it."""
VAGUE = frozenset(
    {"ici", "cliquez ici", "cliquer ici", "lien", "ce lien", "lire", "lire la suite", "en savoir plus", "voir", "plus",
     "suite", "ouvrir", "télécharger", "page", "cette page", "plus d'informations"}
)  # fmt: skip
"""Words that mean nothing to who hears them out of their sentence."""


def links(loaded: Loaded) -> Iterator[Problem]:
    """Every link of a body has words and leads to a page or a picture that exists."""
    for item in bodies(loaded):
        html = html_links(item.body)
        for link in (*_doubtful(loaded, item), *(() if isinstance(item, Page) else html)):
            place = Place(loaded, item, link.start)
            yield from _picture(place, link) if link.picture else _link(place, link)
        for link in html if isinstance(item, Page) else ():
            yield from _as_typed(Place(loaded, item, link.start), item.slug, link)


def _doubtful(loaded: Loaded, item: Item) -> tuple[InlineLink, ...]:
    """Return the links to look at one by one: all, unless the plain ones lead to pages that everybody may open."""
    folder = posixpath.dirname(item.slug) if isinstance(item, Page) else ""
    pages, others = _told_apart(item.body, folder)
    known = pages <= loaded.pages and pages.isdisjoint(loaded.drafts)
    return others if known else written_links(item.body)


@lru_cache(maxsize=16384)
def _told_apart(body: str, folder: str) -> tuple[frozenset[str], tuple[InlineLink, ...]]:
    """Return the pages that well-worded links of a body name by their path alone, and its other links."""
    plain = {link for link in written_links(body) if _plain(link)}
    pages = (posixpath.normpath(posixpath.join(folder, link.target)) for link in plain)
    return frozenset(pages), tuple(link for link in written_links(body) if link not in plain)


def _plain(link: InlineLink) -> bool:
    fitting = _PLAIN.fullmatch(link.target) and sanitise.allowed(link.target)
    return bool(fitting) and not link.picture and _bare(link.words) not in ("", *VAGUE)


def _bare(words: str) -> str:
    """Return the words of a link, small, without what surrounds them."""
    return " ".join(words.split()).strip("\u00a0 .»«*_").lower()


def field_links(loaded: Loaded) -> Iterator[Problem]:
    """Every link written outside a body leads somewhere too: documents, actions, readings, words between blocks."""
    home = loaded.community
    if home is None:
        return
    for item in bodies(loaded):
        for index, link in enumerate(getattr(item, "documents", ())):
            place = loaded.at(item.path, "documents", index, "url")
            yield from faults(Place(loaded, item, place), link.url)
        for keys, url in _attended(item) if isinstance(item, Webinar | Meeting) else ():
            yield from faults(Place(loaded, item, loaded.at(item.path, *keys)), url)
    for issue in home.issues:
        for article in issue.articles:
            if article.link:
                place = loaded.at(article.path, "link", "url")
                yield from faults(Place(loaded, article, place), article.link.url)
                place = loaded.at(article.path, "link", "label")
                yield from _vague(Place(loaded, article, place), article.link.label)
        for index, section in enumerate(issue.sections):
            yield from _section_links(loaded, issue, index, section)


def _attended(item: Webinar | Meeting) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the addresses by which one signs up, writes or looks again, with their keys; others refuse what is none."""
    meeting = isinstance(item, Meeting)
    told: list[tuple[tuple[str | int, ...], object]] = [((), item)] if meeting else []
    sessions = item.sessions if isinstance(item, Webinar) else ()
    told += [(("sessions", rank), one) for rank, one in enumerate(sessions)]
    for keys, one in told:
        for name in ("registration", "replay", "contact", "online"):
            url = getattr(one, name, None)
            if isinstance(url, str) and url.startswith("https://"):
                yield (*keys, name), url


def _section_links(loaded: Loaded, issue: Issue, index: int, section: Section) -> Iterator[Problem]:
    match section:
        case ReadingsSection(readings=readings):
            for number, link in enumerate(readings):
                at = partial(loaded.at, issue.path, "sections", index, "readings", number)
                yield from faults(Place(loaded, issue, at("url")), link.url)
                yield from _vague(Place(loaded, issue, at("label")), link.label)
        case EditoSection(edito=text) | TextSection(text=text):
            where = Place(loaded, issue, loaded.at(issue.path, "sections", index))
            for written in written_links(mended(text).text):
                yield from _link(where, written)
        case ArticleSection() | CycleSection() | MeetingsSection() | WebinarsSection():
            return
        case _:
            assert_never(section)


def _link(place: Place, link: InlineLink) -> Iterator[Problem]:
    words = " ".join(link.words.split())
    if not words:
        yield place.problem("lien sans texte", "écrire entre crochets où mène le lien")
    yield from _vague(place, words)
    if link.target:
        yield from faults(place, link.target)
    else:
        yield place.problem(f"lien « {words} » sans adresse", "écrire l'adresse entre parenthèses")


def _vague(place: Place, words: str) -> Iterator[Problem]:
    if _bare(words) in VAGUE:
        yield place.problem(
            f"lien « {words} » : ne dit pas où il mène", "nommer la page ou l'action"
        )


def _as_typed(place: Place, slug: str, link: InlineLink) -> Iterator[Problem]:
    """Yield a problem for an address in the HTML of a page, which nobody rewrites, if nothing answers it there."""
    path = unquote(re.split(r"[?#]", link.target)[0])
    if not path or path.startswith("/") or ":" in path:
        return
    named = posixpath.normpath(posixpath.join(slug.removesuffix("index"), path))
    named = "" if named == "." else named.removesuffix("index.html").rstrip("/")
    pages = {f"{named}.md", f"{named}/index.md".lstrip("/")}
    if not (
        pages & place.loaded.pages
        or named.startswith((*MADE, "assets/"))
        or stands(place.loaded.root / "site" / named)
    ):
        said = f"adresse « {link.target[:60]} », qui ne mène nulle part depuis du HTML"
        words = " ".join(link.words.split()) or "texte"
        written = f"« {'!' * link.picture}[{words}]({link.target}) »"
        yield place.problem(
            said, f"écrire {written}, sans HTML : l'adresse se compte alors du fichier"
        )


def _picture(place: Place, link: InlineLink) -> Iterator[Problem]:
    advice = "dire entre crochets ce qu'elle montre"
    if not link.words.strip():
        yield Problem(place.source, f"image « {link.target} » sans texte", advice, "image")
    elif _SAYS_NOTHING.fullmatch(link.words.strip()) or _SIZED.search(link.words):
        yield Problem(place.source, f"image décrite par « {link.words.strip()} »", advice, "image")
    if said := _CAPTION.match(place.item.body, link.end):
        message = f"légende « {said[2].strip()[:60]} » d'une image, que personne ne lirait"
        advice = "l'écrire dessous, entre une ligne « /// caption » et une ligne « /// »"
        yield Problem(place.source, message, advice, "image", "warning")
    yield from _file(place, link.target)


def _file(place: Place, target: str) -> Iterator[Problem]:
    folder = posixpath.dirname(place.item.path)
    path = posixpath.normpath(posixpath.join(folder, unquote(target)))
    if not target:
        yield Problem(place.source, "image sans fichier", "écrire le nom du fichier", "image")
    elif target.startswith(("http:", "https:", "//", "data:")):
        yield Problem(
            place.source,
            f"image d'un autre site « {target[:60]} »",
            "la copier dans le projet",
            "image",
        )
    elif not path.startswith(("site/", "content/")):
        yield Problem(
            place.source, f"image hors du projet « {target} »", "la copier à côté du texte", "image"
        )
    elif not os.path.isfile(f"{place.loaded.root}/{path}"):  # noqa: PTH113 - asked for every picture
        beside = place.loaded.root / folder
        names = (
            [file.name for file in beside.iterdir() if file.suffix.lower() in SUFFIXES]
            if beside.is_dir()
            else []
        )
        yield Problem(
            place.source, f"image absente « {target} »", did_you_mean(target, names), "image"
        )


def covers(item: Item) -> Iterator[tuple[str, Image]]:
    """Yield the picture that an item carries outside its text, with its key."""
    for key in ("image", "cover"):
        if image := getattr(item, key, None):
            yield key, image


def images(loaded: Loaded) -> Iterator[Problem]:
    """A picture that an item carries exists and says what it shows."""
    for item in bodies(loaded):
        for key, image in covers(item):
            yield from _file(Place(loaded, item, loaded.at(item.path, key, "src")), image.src)
            place = loaded.at(item.path, key, "alt")
            if not image.alt:
                yield Problem(place, "texte de l'image vide", "dire ce qu'elle montre", "image")
            elif _SAYS_NOTHING.fullmatch(image.alt.strip()):
                said = f"image décrite par « {image.alt.strip()} »"
                yield Problem(place, said, "dire ce qu'elle montre", "image")


def known_page(loaded: Loaded, page: str, place: Source, otherwise: str) -> Iterator[Problem]:
    """A page that a file names by its path exists; without a near name, otherwise says what is wanted."""
    path, _, name = page.partition("#")
    if path not in loaded.pages:
        near = _as_page(loaded, path) or nearest(path, loaded.pages)
        advice = f"vouliez-vous dire « {near} » ?" if near else otherwise
        yield Problem(place, f"page inconnue « {path} »", advice, "lien")
    elif loaded.community and name and (wrong := unknown(loaded.community, path, page, name)):
        yield Problem(place, *wrong, "lien")


def _as_page(loaded: Loaded, address: str) -> str:
    """Return the page that an address of the site leads to, wherever it begins."""
    home = loaded.community.url if loaded.community else ""
    bare = address.removeprefix(home).strip("/").removesuffix("index.html").rstrip("/")
    return next((one for one in (f"{bare}.md", f"{bare}/index.md") if one in loaded.pages), "")


CHECKS = (links, field_links, images)
