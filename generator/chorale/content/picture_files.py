"""The pictures of a project's letters and events: those that their texts name, wherever they stand, and of diagrams."""

import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from chorale.content import picture_memory, pictures
from chorale.content.event_model import Meeting, Webinar
from chorale.content.item_model import PagePicture, PreparedPicture
from chorale.content.kinds import kind_of
from chorale.content.model import (
    Article,
    EditoSection,
    Issue,
    MeetingsSection,
    TextSection,
    WebinarsSection,
)
from chorale.content.picture_memory import PictureUse, Prepared, prepared
from chorale.content.pictures import UnreadablePicture
from chorale.content.series import days_of
from chorale.memoization import again
from chorale.text import diagrams
from chorale.text.html_tree import parse
from chorale.text.markdown import markdown

Pictured = TypeVar("Pictured", Webinar, Meeting)
_Item = TypeVar("_Item", Issue, Webinar, Meeting)


def pictured(
    root: Path,
    issues: Iterable[Issue],
    webinars: Iterable[Webinar],
    meetings: Iterable[Meeting],
) -> dict[str, tuple[Issue | Webinar | Meeting, ...]]:
    """Return the parts of a community that show pictures, with them."""
    events: tuple[Webinar | Meeting, ...] = (*webinars, *meetings)
    return {
        "issues": tuple(of_issue(root, one, events) for one in issues),
        "webinars": tuple(of_event(root, one) for one in webinars),
        "meetings": tuple(of_event(root, one) for one in meetings),
    }


def of_issue(root: Path, issue: Issue, dated: Iterable[Webinar | Meeting] = ()) -> Issue:
    """Return an issue with its pictures as a message shows them, by the names under which they are published.

    Of what is dated, those that its periods hold show their cover.
    """
    made: dict[str, bytes] = {}
    names: dict[str, str] = {}
    uses: dict[str, PictureUse] = dict.fromkeys(announced(issue, dated), "line")
    uses |= dict.fromkeys(_named(issue), "message")
    for path, use in uses.items():
        for one in _prepared(root, path, use):
            name = _unique(_name(issue, path, one.suffix), made)
            names[_composed(path)], made[name] = name, one.data
    for text in _texts(issue):
        made |= diagrams.pictures(text)
    return _shown_with(issue, {"pictures": made, "picture_names": names})


def published(issue: Issue, path: str) -> str:
    """Return under what name a letter shows a picture, given its path from the project, however its accents are."""
    return issue.picture_names.get(_composed(path), posixpath.basename(path))


def _composed(path: str) -> str:
    return unicodedata.normalize("NFC", path)


def not_named_yet(root: Path, issue: Issue, name: str) -> bytes | None:
    """Return, by its published name, a picture that stands beside an issue and that no saved text shows yet."""
    folder = posixpath.dirname(issue.path)
    stem = posixpath.splitext(name)[0]
    wanted = {stem, re.sub(r"-\d+$", "", stem)}  # its smaller copy stands in for it
    for file in sorted((root / folder).iterdir()):
        path = f"{folder}/{file.name}"
        if posixpath.splitext(_name(issue, path, ".png"))[0] in wanted:
            for one in _prepared(root, path, "message"):
                return one.data
    return None


def of_event(root: Path, item: Pictured) -> Pictured:
    """Return a webinar or a meeting with its pictures as pages show them, by their paths from the project."""
    folder = posixpath.dirname(item.path)
    paths = dict.fromkeys(resolved(folder, src) for src in _shown(item.body))
    if found := cover_path(item):
        paths[found] = None
    made = {path: _of_page(root, path, addresses_folder(item)) for path in paths}
    kept = {path: picture for path, picture in made.items() if picture}
    return _shown_with(item, {"pictures": kept}) if kept or item.pictures else item


def _shown_with(item: _Item, shown: Mapping[str, Mapping[str, Any]]) -> _Item:
    """Return an item with what it shows: the very one of the last reading, while both are the same."""
    changed: Callable[[_Item], _Item] = partial(replace, **shown)
    asked = (item, *chain.from_iterable(one for some in shown.values() for one in some.items()))
    return again(("shown", item.path), asked, lambda: changed(item))


def addresses_folder(item: Webinar | Meeting) -> str:
    """Return the folder of the site where the pictures of an event stand, beside its page."""
    return posixpath.dirname(kind_of(type(item)).page)


def _of_page(root: Path, path: str, folder: str) -> PagePicture | None:
    made = _prepared(root, path, "page")
    named = partial(_called, path, folder, made)
    return again(("page", path, folder), (made,), named) if made else None


def _called(path: str, folder: str, made: Sequence[PreparedPicture]) -> PagePicture:
    """Return a picture of a page under the names of its sizes."""
    near = re.sub(r"^content/(?:webinars|meetings)/|^content/newsletters/|^site/", "", path)
    name = pictures.safe_name(near.replace("/", "-"), made[0].suffix)
    stem, _ = posixpath.splitext(name)
    if name != near:  # a name that had to change may meet another one's
        stem += f"-{blake2b(path.encode(), digest_size=3).hexdigest()}"
    full, *less = made
    names = [f"{stem}{full.suffix}", *(f"{stem}-{one.width}{one.suffix}" for one in less)]
    return PagePicture(tuple(zip((f"{folder}/{name}" for name in names), made, strict=True)))


def of_letter(folder: str, name: str, data: bytes) -> PagePicture | None:
    """Return a picture of a letter as its pages show it: that of its messages and a smaller one, if it is worth it."""
    return again(("letter", folder, name), (data,), partial(_sizes, folder, name, data))


def _sizes(folder: str, name: str, data: bytes) -> PagePicture | None:
    less = picture_memory.smaller(data)
    size = pictures.dimensions(data)
    if size is None:
        return None
    stem, suffix = posixpath.splitext(name)
    full = (f"{folder}/{name}", PreparedPicture(suffix, data, *size))
    if less is None:
        return PagePicture((full,))
    return PagePicture((full, (f"{folder}/{stem}-{less.width}{less.suffix}", less)))


def shared(path: str, made: PreparedPicture, alt: str) -> dict[str, Any]:
    """Return what the header of a page says of its picture, that networks show it; a small one, or SVG, stays out."""
    if made.width < pictures.SHARED_WIDTH or made.suffix == ".svg":
        return {}
    kind = "jpeg" if made.suffix == ".jpg" else made.suffix.strip(".")
    told: dict[str, Any] = {"path": path, "type": f"image/{kind}", "alt": alt}
    return {"shared": told | {"width": made.width, "height": made.height}}


def shared_cover(issue: Issue, article: Article, folder: str) -> dict[str, Any]:
    """Return the same of the picture of an article, which stands in a folder of the site."""
    if not article.image:
        return {}
    path = resolved(posixpath.dirname(article.path), article.image.src)
    if (name := published(issue, path)) not in issue.pictures:
        return {}
    data = issue.pictures[name]
    size = pictures.dimensions(data) or (0, 0)
    made = PreparedPicture(posixpath.splitext(name)[1], data, *size)
    return shared(f"{folder}/{name}", made, article.image.alt)


def announced(issue: Issue, dated: Iterable[Webinar | Meeting]) -> Iterator[str]:
    """Yield the paths of the covers of what an issue announces."""
    for section in issue.sections:
        match section:
            case WebinarsSection(webinars=period):
                kind: type = Webinar
            case MeetingsSection(meetings=period):
                kind = Meeting
            case _:
                continue
        for item in dated:
            shown = isinstance(item, kind) and item.cover and not item.draft
            if shown and any(period.from_ <= one <= period.to for one in days_of(item)):
                yield cover_path(item)


def cover_path(item: Webinar | Meeting) -> str:
    """Return the path of an event's picture from the project; nothing for none."""
    return resolved(posixpath.dirname(item.path), item.cover.src) if item.cover else ""


def _texts(issue: Issue) -> Iterator[str]:
    yield from (article.body for article in issue.articles)
    for section in issue.sections:
        match section:
            case EditoSection(edito=text) | TextSection(text=text):
                yield text


def _named(issue: Issue) -> Iterator[str]:
    """Yield the paths, from the project, of all that the issue shows."""
    for article in issue.articles:
        folder = posixpath.dirname(article.path)
        if article.image:
            yield resolved(folder, article.image.src)
        yield from (resolved(folder, src) for src in _shown(article.body))
    folder = posixpath.dirname(issue.path)
    for section in issue.sections:
        match section:
            case EditoSection(edito=text) | TextSection(text=text):
                yield from (resolved(folder, src) for src in _shown(text))


@lru_cache(maxsize=4096)
def _shown(text: str) -> tuple[str, ...]:
    if "![" not in text and "<img" not in text:
        return ()
    images = parse(markdown(text)).named("img")
    return tuple(image.attributes.get("src", "") for image in images)


def resolved(folder: str, src: str) -> str:
    """Return the path from the project of a picture named from a folder."""
    return posixpath.normpath(posixpath.join(folder, unquote(src)))


def _prepared(root: Path, path: str, use: PictureUse) -> Prepared:
    if not path.startswith(("content/", "site/")):
        return ()
    try:
        return prepared(root, path, use)
    except (OSError, UnreadablePicture):
        return ()  # told with its line by the checks


def _name(issue: Issue, path: str, suffix: str) -> str:
    folder = posixpath.dirname(issue.path) + "/"
    near = path.removeprefix(folder).removeprefix("content/newsletters/")
    near = near.removeprefix("content/").removeprefix("site/")
    return pictures.safe_name(near.replace("/", "-"), suffix)


def _unique(name: str, known: dict[str, bytes]) -> str:
    stem, suffix = posixpath.splitext(name)
    rank, made = 2, name
    while made in known:
        made, rank = f"{stem}-{rank}{suffix}", rank + 1
    return made
