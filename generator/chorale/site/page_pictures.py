"""Pictures of pages: the files of site/, of events and of letters, prepared, and the tags that show them."""

import html
import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from chorale.content import picture_files, pictures
from chorale.content.event_model import Meeting, Webinar
from chorale.content.item_model import PagePicture, PreparedPicture
from chorale.content.model import Community, Page
from chorale.content.picture_memory import prepared
from chorale.content.pictures import UnreadablePicture
from chorale.files import File
from chorale.text.html_tree import Element

SIZES = "(min-width: 64em) 44rem, 100vw"
LARGE = 900
"""Pixels beyond which a picture can be opened at its full size."""
_AS_IS = "as-is"
"""What style sheets call a picture that would be blurred if it were enlarged."""
_IMAGE = re.compile(r"<img\b[^<>]*>")
_ATTRIBUTE = re.compile(r'([a-zA-Z-]+)\s*=\s*"([^"]*)"')


def of_project(project: Path) -> dict[str, PagePicture]:
    """Return the pictures of a project's site/, by the paths that authors write; an unreadable one stays as it is."""
    folder = project / "site"
    found: dict[str, PagePicture] = {}
    taken: set[str] = set()
    for path in sorted(_pictures(folder), key=lambda path: path.split("/")):
        try:
            made = prepared(project, f"site/{path}", "page")
        except (OSError, UnreadablePicture):
            continue
        found[path] = PagePicture(tuple(_named(path, made, taken)))
    return found


def of_community(community: Community) -> dict[str, PagePicture]:
    """Return the pictures of events and letters, by the paths of the site where their outputs put them."""
    events: tuple[Webinar | Meeting, ...] = (*community.webinars, *community.meetings)
    found = {one.files[0][0]: one for item in events for one in item.pictures.values()}
    for issue in community.issues:
        folder = f"lettres/{issue.slug}"
        made = (picture_files.of_letter(folder, *one) for one in issue.pictures.items())
        found |= {one.files[0][0]: one for one in made if one}
    return found


def _pictures(folder: Path) -> Iterator[str]:
    """Yield the paths of the pictures under a folder, what is hidden left out."""
    for place, below, names in os.walk(folder):
        below[:] = [name for name in below if not name.startswith(".")]
        for name in names:
            if name.lower().endswith(tuple(pictures.SUFFIXES)) and not name.startswith("."):
                yield Path(place, name).relative_to(folder).as_posix()


def _named(
    path: str, made: tuple[PreparedPicture, ...], taken: set[str]
) -> Iterator[tuple[str, PreparedPicture]]:
    name = pictures.safe_name(path, made[0].suffix)
    stem, suffix = posixpath.splitext(name)
    rank = 2
    while name in taken:
        name, rank = f"{stem}-{rank}{suffix}", rank + 1
    taken.add(name)
    stem = posixpath.splitext(name)[0]
    yield name, made[0]
    yield from ((f"{stem}-{one.width}{one.suffix}", one) for one in made[1:])


def shared_cover(page: Page, known: Mapping[str, PagePicture]) -> dict[str, Any]:
    """Return what the header of a guide says of its cover, that networks show it."""
    if page.cover is None:
        return {}
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page.slug), unquote(page.cover.src)))
    return picture_files.shared(*known[path].files[0], page.cover.alt) if path in known else {}


def files(known: Mapping[str, PagePicture]) -> Iterator[File]:
    """Yield what is published in place of the authors' own files."""
    for picture in known.values():
        yield from (File(name, made.data) for name, made in picture.files)


def shown(page: str, url: str, known: Mapping[str, PagePicture]) -> str:
    """Return a page's HTML whose pictures have their size, a smaller one for phones, and open when they are large."""
    if "<img" not in page:
        return page
    return _IMAGE.sub(lambda tag: _tag(tag[0], url, known, page[: tag.start()]), page)


def _tag(tag: str, url: str, known: Mapping[str, PagePicture], before: str) -> str:
    said = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
    path = posixpath.normpath(posixpath.join(url, unquote(said.get("src", ""))))
    picture = known.get(path)
    if picture is None:
        return tag
    (name, full), *smaller = picture.files
    address = _relative(name, url)
    made = {**said, "src": address}
    if full.width and full.width < pictures.SMALL_WIDTH and full.suffix != ".svg":
        made["class"] = " ".join(filter(None, (said.get("class"), _AS_IS)))
    if full.width and not {"width", "height"} & said.keys():
        made = {"width": str(full.width), "height": str(full.height)} | made
    if smaller:
        widths = [f"{_relative(one, url)} {each.width}w" for one, each in picture.files]
        made |= {"srcset": ", ".join(widths), "sizes": said.get("sizes") or _sizes(said, full)}
    if "fetchpriority" not in made:
        made.setdefault("loading", "lazy")
    image = Element(children=[Element("img", made)]).html
    linked = before.rfind("<a ") > before.rfind("</a>")
    if full.width < LARGE or linked or "cover" in said.get("class", ""):
        return image
    return f'<a class="zoom" href="{html.escape(address)}">{image}</a>'


def _sizes(said: Mapping[str, str], full: PreparedPicture) -> str:
    """Return how wide a picture is shown: what its tag says, when that is less than what its file holds."""
    width = said.get("width", "")
    narrow = width.isdecimal() and int(width) < full.width
    return f"(min-width: 40em) {width}px, 100vw" if narrow else SIZES


@lru_cache(maxsize=4096)
def _relative(name: str, url: str) -> str:
    return quote(posixpath.relpath(name, url or "."))
