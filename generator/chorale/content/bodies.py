"""The Markdown body of a file as every reader understands it, its own links written as the files are named."""

import os
import posixpath
import re
import unicodedata
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from chorale.content.item_model import Image
from chorale.content.sources import Origin
from chorale.memoization import again
from chorale.text.inline_links import InlineLink
from chorale.text.mending import Mended, mended
from chorale.text.references import written_links

Covered = TypeVar("Covered", bound=Any)
_FOREIGN = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/#?]|www\.")
_HTML = re.compile(r"\.html?(?=$|#)", re.IGNORECASE)


def understood(root: Path, origin: Origin, body: str, listing: str) -> tuple[Origin, str]:
    """Return a body as it is read, and the origin that knows where each of its lines was written.

    A listing of the files that its links may name is the same as long as none comes or goes.
    """
    asked = partial(as_read, root, origin.path, body)
    made = again(("body", root, origin.path), (body, listing), asked)
    before = origin.lines  # passages taken up elsewhere moved them already
    lines = tuple(before[line] for line in made.lines) if before else made.lines
    moved = again(("lines", origin.path), (origin, lines), lambda: replace(origin, lines=lines))
    return moved, made.text


def as_read(root: Path, path: str, body: str) -> Mended:
    """Return a body as it is read, with the line that each of its own comes from."""
    made = mended(as_on_disk(root, path, body))
    if any(map(made.text.__contains__, ("](<", ".md/"))) or not all(
        link.target.isascii() for link in written_links(made.text)
    ):
        # an address with blanks or with a title is one only now; accents were composed, which a disk may have apart
        made = replace(made, text=as_on_disk(root, path, made.text))
    return made


def as_on_disk(root: Path, path: str, body: str) -> str:
    """Return a body whose links say « .md » for a page, and real capitals, accents and spaces; the others stay."""
    made = body
    for link in reversed(written_links(body)):
        if link.target and not _FOREIGN.match(link.target):
            target = _named(root, path, link)
            if target != link.target:
                made = made[: link.begin] + target + made[link.end :]
    return made


def _named(root: Path, path: str, link: InlineLink) -> str:
    plain, hash_, anchor = unicodedata.normalize("NFC", unquote(link.target)).partition("#")
    plain = plain.replace("\\", "/")
    plain = plain.removesuffix("/") if plain.endswith(".md/") else plain
    folder = posixpath.dirname(path) if link.picture or path.startswith("site/") else "site"
    exact = os.path.isfile(f"{root}/{folder}/{plain}")  # noqa: PTH113 - asked for every link at every save
    if not exact and _HTML.search(plain):
        found = _HTML.sub(".md", plain)
    else:
        found = plain if exact else _nearly(root / folder, plain) or ""
    if not found:
        return link.target
    bracketed = " " in found and link.begin > 0
    return (found.replace(" ", "%20") if bracketed else found) + hash_ + anchor


def covered(root: Path, path: str, item: Covered) -> Covered:
    """Return an item whose own picture is named as its file is: capitals, accents composed or apart."""
    for key in ("image", "cover"):
        image: Image | None = getattr(item, key, None)
        folder = f"{root}/{posixpath.dirname(path)}"
        if image and not os.path.isfile(f"{folder}/{image.src}"):  # noqa: PTH113 - as above
            found = _nearly(Path(folder), unicodedata.normalize("NFC", image.src))
            changed: dict[str, Any] = {key: replace(image, src=found)} if found else {}
            item = replace(item, **changed)
    return item


def _nearly(base: Path, plain: str) -> str | None:
    """Return the path of the only file whose name is this one but for capitals or the way accents are written."""
    folder = posixpath.dirname(plain)
    wanted = _folded(posixpath.basename(plain))
    alike = [name for name in _names(base / folder) if _folded(name) == wanted]
    return posixpath.join(folder, alike[0]) if len(alike) == 1 else None


@lru_cache(maxsize=256)
def _listed(folder: str, _: int) -> tuple[str, ...]:
    return tuple(sorted(entry.name for entry in Path(folder).iterdir()))


def _names(folder: Path) -> tuple[str, ...]:
    try:
        return _listed(str(folder), folder.stat().st_mtime_ns)
    except OSError:
        return ()


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
