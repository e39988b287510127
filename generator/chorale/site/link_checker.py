"""Link checker of the built site and emails: pages, anchors, images and files must exist."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote, urlsplit

from chorale.files import file_digest, paths
from chorale.memory import recalled

_TAG = re.compile(r"<[a-zA-Z][^>]*=[^>]*>")
_OPEN = re.compile(r"=\s*'[^']*>$")
_AWKWARD_TAG = re.compile(r"<[a-zA-Z][^<>]*?(?:\"[^\"]*\"[^<>]*?|'[^']*'[^<>]*?)*>")
_ATTRIBUTE = re.compile(
    r"""[\s"'](href|src|srcset|poster|id|name|action|data)\s*=\s*(?:"([^"]*)"|'([^']*)')"""
)
"""An attribute that leads somewhere, or names a place."""
_SHARED = re.compile(r"""^<meta\s[^>]*?property=["']og:image["'][^>]*?content=["']([^"']+)""")
"""The picture that a page is shared with."""
_UNSEEN = re.compile(r"<!--.*?-->|<(script|style)\b([^>]*)>.*?</\1>", re.DOTALL)
_CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")
_PLAIN = re.compile(r"(?:\.\./)*(?:[\w-][\w.-]*/)*(?:[\w-][\w.-]*)?(?:#[\w.-]*)?")
"""A relative link with nothing to decode, that goes up before it goes down."""
_NAMES = frozenset({"id", "name"})
"""The attributes that name a place of the page."""
_ROOT = "."
_FOREIGN = re.compile(r"^[a-z][a-z0-9+.-]*:|^//", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class BrokenLink:
    """A link that leads nowhere: the file that holds it, as written, and why."""

    path: str
    link: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path} : « {self.link} » {self.reason}"


def broken(
    site: Path,
    address: str = "",
    elsewhere: tuple[str, ...] = (),
    messages: Mapping[str, str] = MappingProxyType({}),
    digests: Mapping[str, str] = MappingProxyType({}),
) -> tuple[BrokenLink, ...]:
    """Return every dead link of a built site's HTML and CSS, and of the HTML of messages by their names, sorted.

    Links that begin with the published address are followed too, but for the paths that another program serves
    (elsewhere: beginnings of paths); foreign ones are not fetched. The digests of its files, by path, spare reading
    again those whose links are known.
    """
    tree = _Tree(site, address, elsewhere, digests)
    found: set[BrokenLink] = set()
    for path in sorted(tree.paths):
        if path.endswith(".html"):
            found.update(_page(tree, path))
        elif path.endswith(".css"):
            found.update(_stylesheet(tree, path))
    for path, html in messages.items():
        found.update(_links(tree, path, list(_attributes(html))))
    return tuple(sorted(found))


class _Tree:
    """The files of a site, the anchors of its pages, and what is known of each place that a link named."""

    def __init__(
        self, root: Path, address: str, elsewhere: tuple[str, ...], digests: Mapping[str, str]
    ) -> None:
        self.root, self.digests = root, digests
        self.elsewhere = elsewhere
        self.address = address.rstrip("/") + "/" if address else ""
        self.base = urlsplit(self.address).path or "/"
        self.paths = frozenset(paths(root))
        self.anchors = lru_cache(maxsize=None)(lambda path: frozenset(self.seen(path)[0]))
        self.missing = lru_cache(maxsize=None)(self._missing)
        self.met: set[str] = set()
        """The places that a link was seen to lead to, rightly."""

    def text(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def seen(self, path: str) -> tuple[list[str], list[str], bool]:
        """Return the anchors of a page, the places that it leads to and whether all is right within it.

        Its previous checking read them, as long as the page is the same.
        """
        digest = self.digests.get(path) or file_digest(self.root / path)
        asked = "\0".join((path, self.address, *self.elsewhere, digest)).encode()
        return recalled(__name__, asked, lambda: _seen(self, path, self.text(path)), list, _three)

    def file(self, path: str) -> str | None:
        """Return the file that a web server sends for a path, or None."""
        clean = posixpath.normpath(path) if path else "."
        if clean in self.paths and not path.endswith("/"):
            return clean
        index = posixpath.normpath(posixpath.join(clean, "index.html"))
        return index if index in self.paths else None

    def _missing(self, target: str, anchor: str) -> str:
        """Say why a place of the site, a path from its root and a section, is not there; an empty text when it is."""
        if self.elsewhere and target.startswith(self.elsewhere):
            return ""
        file = self.file(target)
        if file is None:
            return "ne mène à aucune page ni aucun fichier"
        if anchor and file.endswith(".html") and anchor not in self.anchors(file):
            return "mène à une section qui n'existe pas"
        return ""


def _page(tree: _Tree, path: str) -> Iterator[BrokenLink]:
    """Yield the dead links of a page; most pages have none, and lead where others led."""
    _, places, sound = tree.seen(path)
    new = set(places) - tree.met
    if sound and not any(tree.missing(*place.rsplit("\0", 1)) for place in new):
        tree.met |= new
        return
    attributes = list(_attributes(tree.text(path)))
    yield from _repeated(path, attributes)
    yield from _links(tree, path, attributes)


def _seen(tree: _Tree, path: str, html: str) -> tuple[list[str], list[str], bool]:
    attributes = list(_attributes(html))
    own = frozenset(_anchors(attributes))
    links = {
        link
        for name, value in dict.fromkeys(attributes)
        if name not in _NAMES
        for link in _addresses(name, value)
    }
    places = {place for link in links if (place := _place(tree, path, link))}
    sound = (
        all(map(str.strip, links))
        and not any(target == "" and _here(anchor, own) for target, anchor in places)
        and not any(_repeated(path, attributes))
    )
    away = sorted(f"{target}\0{anchor}" for target, anchor in places if target)
    return sorted(own), away, sound


def _links(tree: _Tree, path: str, attributes: list[tuple[str, str]]) -> Iterator[BrokenLink]:
    own = frozenset(_anchors(attributes))
    followed = dict.fromkeys(attribute for attribute in attributes if attribute[0] not in _NAMES)
    for name, value in followed:
        for link in _addresses(name, value):
            reason = _fault(tree, path, link, own)
            if reason:
                yield BrokenLink(path, link, reason)


def _repeated(path: str, attributes: list[tuple[str, str]]) -> Iterator[BrokenLink]:
    seen: set[str] = set()
    for name, value in attributes:
        if name == "id":
            if value in seen:
                yield BrokenLink(path, f"#{value}", "nomme deux endroits de la page")
            seen.add(value)


def _stylesheet(tree: _Tree, path: str) -> Iterator[BrokenLink]:
    for found in _CSS_URL.finditer(tree.text(path)):
        reason = _fault(tree, path, found[1], frozenset())
        if reason:
            yield BrokenLink(path, found[1], reason)


def _fault(tree: _Tree, path: str, link: str, own: frozenset[str]) -> str:
    """Say why a link leads nowhere, in French; an empty text when it leads somewhere."""
    if not link.strip():
        return "est vide"
    place = _place(tree, path, link)
    if place is None:
        return ""
    target, anchor = place
    return tree.missing(target, anchor) if target else _here(anchor, own)


def _place(tree: _Tree, path: str, link: str) -> tuple[str, str] | None:
    """Return the path from the root and the section that a link leads to: no path on its own page, None elsewhere."""
    if _PLAIN.fullmatch(link):
        plain, _, anchor = link.partition("#")
        return plain and (_climbed(path, plain) or _ROOT), anchor
    if tree.address and link.startswith(tree.address):
        link = tree.base + link.removeprefix(tree.address)
    if _FOREIGN.match(link):
        return None
    parts = urlsplit(link)
    inside = parts.path and (_target(tree, path, unquote(parts.path)) or _ROOT)
    return inside, unquote(parts.fragment)


def _here(anchor: str, own: frozenset[str]) -> str:
    return (
        "mène à une section qui n'existe pas sur cette page" if anchor and anchor not in own else ""
    )


def _climbed(path: str, link: str) -> str:
    """Resolve a plain relative link from a page's path, folder by folder."""
    up = "../" * path.count("/")
    if up and link.startswith(up):
        return link[len(up) :]
    folder = path.rpartition("/")[0]
    while folder and link.startswith("../"):
        folder, link = folder.rpartition("/")[0], link[3:]
    return f"{folder}/{link}" if folder else link


def _target(tree: _Tree, path: str, link: str) -> str:
    """Return the path from the site's root; a path of the host that is outside the site keeps its first « / »."""
    if link.startswith("/"):
        inside = link.startswith(tree.base) or link[1:].startswith(tree.elsewhere)
        return link.removeprefix(tree.base).lstrip("/") if inside else link
    joined = posixpath.join(posixpath.dirname(path), link)
    return posixpath.normpath(joined) + ("/" if link.endswith("/") else "")


def _three(told: list[Any]) -> tuple[list[str], list[str], bool]:
    anchors, places, sound = told
    return anchors, places, sound


def _anchors(attributes: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield "top"
    for name, value in attributes:
        if name in _NAMES:
            yield value


def _attributes(html: str) -> Iterator[tuple[str, str]]:
    """Return the names and values that matter, entities decoded; what scripts, styles and comments hold is not read."""
    seen = _UNSEEN.sub(lambda found: f"<{found[1]}{found[2]}>" if found[1] else "", html)
    tags = _TAG.findall(seen)
    if any(tag.count('"') % 2 or ("'" in tag and _OPEN.search(tag)) for tag in tags):
        tags = _AWKWARD_TAG.findall(seen)  # a « > » inside a value
    return chain.from_iterable(map(_told, tags))


@lru_cache(maxsize=4096)
def _told(tag: str) -> tuple[tuple[str, str], ...]:
    """Return the names and values of a tag; those of a site's frame come back on every page."""
    shared = _SHARED.match(tag) if tag.startswith("<meta") else None
    picture = (("src", unescape(shared[1])),) if shared else ()
    return picture + tuple(
        (name, unescape(double or single)) for name, double, single in _ATTRIBUTE.findall(tag)
    )


def _addresses(name: str, value: str) -> list[str]:
    if name == "srcset":
        return [part.split()[0] for part in value.split(",") if part.strip()]
    return [value]
