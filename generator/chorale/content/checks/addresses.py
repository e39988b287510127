"""Checks on one address: its scheme, its host, the page, section or file that it names; what is misspelt is guessed."""

import ipaddress
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from chorale.content.addresses import page_of
from chorale.content.checks.sections import fault, unknown
from chorale.content.checks.web_addresses import doubt, filled
from chorale.content.item_model import Item
from chorale.content.load import Loaded
from chorale.content.model import Article, Issue, Page
from chorale.content.pictures import SUFFIXES
from chorale.content.problems import Problem, Severity, Source
from chorale.content.source_folder import stands
from chorale.content.text_rules import is_email
from chorale.french.suggestions import nearest
from chorale.text import sanitise

SCHEMES = ("https", "http", "mailto", "tel")
_ANY = "écrire « https://… », « mailto:… » ou « tel:… »"
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]{1,9}):(/*)")
_SCHEME_GLUED = re.compile(r"(https?)(?:;//|/{2,3}|\.//)")
_NUMBER = re.compile(r"[+0-9][0-9 .()-]{2,19}")
_FORBIDDEN = re.compile(r"(?i)(javascript|data|vbscript):")
_DISK = re.compile(r"(?i)(?:file:|[a-z]:[\\/]|\\\\)")
_HOST = re.compile(
    r"(?:[a-z0-9-]+\.)+(?:fr|com|org|net|eu|gouv|info|io|example)(?:[/?#:]|$)", re.IGNORECASE
)
"""An address written without its « https:// »."""
_RELAYS = re.compile(
    r"(?i)safelinks\.protection\.outlook\.com|urldefense\.|protect\d?\.fireeye|linkprotect\.|//www\.google\.[a-z]+/url|"
    r"l\.facebook\.com/l\.php|//www\.linkedin\.com/redir/|links?\.mail|mimecastprotect|clicktime\.symantec"
)
"""Filters that rewrite the links of a mail, and keep whose mail it was."""
_INTRANET = re.compile(r"(?i)(?:^|\.)(?:local|localhost|intra|intranet|lan|internal|corp|home)$")
"""Names that only one network knows."""
MADE = (
    *("agenda/", "calendriers/", "flux/", "ipm/"),
    *("lettres/", "publics/", "recherche/", "formulaires/"),
)
"""Beginnings of the paths that the program writes: its files are looked for when the site is built."""


@dataclass(frozen=True)
class Place:
    """Where an address is written, and by whom."""

    loaded: Loaded
    item: Item
    key: Source | int
    """Where it is written, or its place in the body."""

    @property
    def source(self) -> Source:
        """Return where the address is written."""
        if isinstance(self.key, int):
            return self.loaded.origins[self.item.path].in_body(self.item.body, self.key)
        return self.key

    def problem(self, message: str, advice: str, severity: Severity = "error") -> Problem:
        """Return what is wrong with the address."""
        return Problem(self.source, message, advice, "lien", severity)


def faults(place: Place, target: str) -> Iterator[Problem]:
    """Yield what is wrong with an address, one thing at most."""
    shown = target[:60]
    if blank := filled(target):
        yield place.problem(*blank)
    elif _FORBIDDEN.match(target):
        yield place.problem(
            f"adresse interdite « {target[:40]} »", "une adresse « https://… » est attendue"
        )
    elif _DISK.match(target):
        yield place.problem(
            f"adresse d'un ordinateur « {shown} »",
            "déposer le fichier dans le projet, ou donner une adresse « https://… »",
        )
    elif found := _SCHEME_GLUED.match(target):
        yield place.problem(
            f"adresse mal écrite « {shown} »", f"écrire « {found[1]}://{target[found.end() :]} »"
        )
    elif target.startswith("//"):
        yield place.problem(f"adresse sans début « {shown} »", f"écrire « https:{target} »")
    elif target.startswith("/"):
        yield place.problem(f"adresse absolue « {target} »", f"écrire « {target.strip('/')}.md »")
    elif found := _SCHEME.match(target):
        yield from _far(place, target, found)
    elif _HOST.match(target) and not target.endswith(".md"):
        yield place.problem(
            f"adresse sans « https:// » : « {shown} »", f"écrire « https://{target} »"
        )
    elif "@" in target and is_email(target):
        yield place.problem(f"adresse électronique « {shown} »", f"écrire « mailto:{target} »")
    else:
        yield from _own(place, target)


def _far(place: Place, target: str, found: re.Match[str]) -> Iterator[Problem]:
    scheme, slashes = found[1].lower(), found[2]
    rest = target[found.end() :]
    if scheme not in SCHEMES:
        near = nearest(scheme, SCHEMES) or ("https" if slashes else "")
        end = "" if near in ("mailto", "tel") else "//"
        advice = f"écrire « {near}:{end}{rest} »" if near else _ANY
        yield place.problem(f"adresse mal écrite « {target[:60]} »", advice)
    elif scheme == "mailto":
        if not is_email(unquote(rest.partition("?")[0])):
            yield place.problem(
                f"adresse électronique « {rest[:40]} » illisible",
                "écrire « mailto:nom@domaine.fr »",
            )
    elif scheme == "tel" and not _NUMBER.fullmatch(unquote(rest)):
        advice = "écrire « tel:+33198765432 »"
        yield place.problem(f"numéro de téléphone « {rest[:40]} » illisible", advice)
    elif scheme in ("http", "https"):
        yield from _web(place, target, slashes, rest)


def _web(place: Place, target: str, slashes: str, rest: str) -> Iterator[Problem]:
    host = _host(target)
    if slashes != "//" or rest.lower().startswith(("http:", "https:", "http/", "https/")):
        clean = re.sub(r"(?i)^(?:https?:?/*)+", "", rest)
        yield place.problem(f"adresse mal écrite « {target[:60]} »", f"écrire « https://{clean} »")
    elif not host:
        yield place.problem(
            f"adresse sans site « {target[:60]} »", "la copier depuis le navigateur"
        )
    elif _RELAYS.search(target):
        behind = _behind(target)
        yield place.problem(
            f"lien de surveillance d'une messagerie « {host} », qui peut porter une adresse de personne",
            f"écrire « {behind} »" if behind else "écrire l'adresse de la page elle-même",
        )
    elif _private(host):
        yield place.problem(
            f"adresse d'un réseau interne « {host} »",
            "donner une adresse que tout le monde peut ouvrir",
        )
    elif " " in target or "\\" in target:
        yield place.problem(
            f"espace ou barre inverse dans l'adresse « {target[:60]} »",
            "la copier depuis le navigateur",
        )
    elif dead := _dead(place, target):
        yield place.problem(f"page absente du site « {target[:60]} »", dead)
    elif doubted := doubt(target):
        yield place.problem(*doubted)
    elif target.lower().startswith("http:"):
        advice = "écrire « https:// » si le site le permet"
        yield place.problem(f"lien non chiffré « {target} »", advice, "warning")


def _dead(place: Place, target: str) -> str:
    """Return what to write instead of an address of our own site that no page answers."""
    home = place.loaded.community
    if home is None or not target.startswith(home.url):
        return ""
    path = unquote(re.split(r"[?#]", target.removeprefix(home.url))[0]).strip("/")
    named = {f"{path}.md", f"{path}/index.md".lstrip("/")}
    if "." in posixpath.basename(path) or path.startswith(MADE) or named & place.loaded.pages:
        return ""
    return _nearest(place, f"{path}.md")


def _host(target: str) -> str:
    try:
        return urlsplit(target).hostname or ""
    except ValueError:
        return ""


def _behind(target: str) -> str:
    """Return the address that a relay hides in its own."""
    parameters = parse_qs(urlsplit(target).query)
    return next((values[0] for name, values in parameters.items() if name in ("url", "u", "q")), "")


def _private(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or bool(_INTRANET.search(host))


def _own(place: Place, target: str) -> Iterator[Problem]:
    path, _, anchor = target.partition("#")
    if not sanitise.allowed(target) and path and isinstance(place.item, Article | Issue):
        advice = "nommer fichiers et pages sans accent, sans espace et sans « ? »"
        yield place.problem(f"adresse que les messages ne portent pas « {target[:60]} »", advice)
    elif not path:
        yield from _here(place, target, unquote(anchor))
    elif path.endswith(".md"):
        yield from _page(place, target, unquote(anchor))
    else:
        yield from _file(place, target, unquote(path))


def _here(place: Place, target: str, anchor: str) -> Iterator[Problem]:
    if isinstance(place.item, Article | Issue):
        yield place.problem(
            f"lien « {target} » : un message n'a pas de sections",
            "écrire le chemin d'une page du site",
        )
    elif anchor and (wrong := fault(place.item.body, target, anchor)):
        yield place.problem(*wrong)


def _page(place: Place, target: str, anchor: str) -> Iterator[Problem]:
    path = page_path(place.item, target)
    if path not in place.loaded.pages:
        yield place.problem(f"page inconnue « {target} »", _nearest(place, path))
        return
    if path in place.loaded.drafts and page_of(place.item.path) not in place.loaded.drafts:
        yield place.problem(
            f"page d'un brouillon « {target} », que personne ne peut ouvrir",
            "retirer le lien, ou la ligne « draft: true » de ce qu'elle montre",
        )
        return
    home = place.loaded.community
    if home and anchor and (wrong := unknown(home, path, target, anchor)):
        yield place.problem(*wrong)


def _file(place: Place, target: str, path: str) -> Iterator[Problem]:
    folder = posixpath.dirname(place.item.slug) if isinstance(place.item, Page) else ""
    named = posixpath.normpath(posixpath.join(folder, path))
    page = f"{named}.md" if f"{named}.md" in place.loaded.pages else f"{named}/index.md"
    if page in place.loaded.pages:
        near = posixpath.relpath(page, folder or ".") if folder else page
        yield place.problem(f"adresse de page « {target} »", f"écrire « {near} »")
    elif not named.startswith(MADE) and not stands(place.loaded.root / "site" / named):
        beside = posixpath.join(posixpath.dirname(place.item.path), path)
        own = not isinstance(place.item, Page) and stands(place.loaded.root / beside)
        said, advice = _beside(target) if own else (f"fichier absent « {target} »", "")
        yield place.problem(said, advice or _document(place, named) or _nearest(place, named))


def _document(place: Place, named: str) -> str:
    """Return what to write instead of a document that is absent: the nearest of its kind, or where to put it."""
    ending = posixpath.splitext(named)[1].lower()
    if ending in ("", ".html", ".htm", ".md"):
        return ""
    site = place.loaded.root / "site"
    known = [
        one.relative_to(site).as_posix()
        for one in site.rglob("*")
        if one.suffix.lower() == ending and one.is_file()
    ]
    kept = nearest(named, known)
    found = kept or f"documents/{posixpath.basename(named)}"
    folder = posixpath.dirname(place.item.slug) if isinstance(place.item, Page) else ""
    written = posixpath.relpath(found, folder or ".")
    if kept:
        return f"vouliez-vous dire « {written} » ?"
    return f"le déposer dans site/documents/, et écrire « {written} »"


def _beside(target: str) -> tuple[str, str]:
    """What stands beside the text of a letter or of an event is a picture to show; documents stand in the site."""
    if posixpath.splitext(target)[1].lower() in SUFFIXES:
        said = f"lien vers l'image « {target} », qui s'agrandit d'elle-même sur le site"
        return said, f"écrire « ![ce qu'elle montre]({target}) », sans lien"
    said = f"fichier « {target} » à côté du texte, d'où rien ne le publie"
    name = posixpath.basename(target)
    return said, f"le déposer dans site/documents/, et écrire « documents/{name} »"


def page_path(item: Item, target: str) -> str:
    """Return the site path that a link of an item means: from the page itself, or from the root in content/."""
    path = target.partition("#")[0]
    if isinstance(item, Page):
        return posixpath.normpath(posixpath.join(posixpath.dirname(item.slug), path))
    return posixpath.normpath(path)


def _nearest(place: Place, path: str) -> str:
    index = f"{path.removesuffix('.md')}/index.md"
    near = index if index in place.loaded.pages else nearest(path, place.loaded.pages)
    if not near:
        return "donner le chemin d'une page du site"
    if isinstance(place.item, Page):
        near = posixpath.relpath(near, posixpath.dirname(place.item.slug) or ".")
    return f"vouliez-vous dire « {near} » ?"
