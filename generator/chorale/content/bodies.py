"""The Markdown body of a file as every reader understands it, its own links written as the files are named."""

import os
import posixpath
import re
import unicodedata
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from urllib.parse import unquote

from chorale.content.sources import Origin
from chorale.memoization import again
from chorale.text.inline_links import InlineLink
from chorale.text.mending import mended
from chorale.text.references import written_links

_FOREIGN = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/#?]|www\.")
_HTML = re.compile(r"\.html?(?=$|#)", re.IGNORECASE)


def understood(root: Path, origin: Origin, body: str, listing: str) -> tuple[Origin, str]:
    """Return a body as it is read, and the origin that knows where each of its lines was written.

    A listing of the files that its links may name is the same as long as none comes or goes.
    """
    named = partial(as_on_disk, root, origin.path, body)
    made = mended(again(("links", root, origin.path), (body, listing), named))
    before = origin.lines  # passages taken up elsewhere moved them already
    lines = tuple(before[line] for line in made.lines) if before else made.lines
    moved = again(("lines", origin.path), (origin, lines), lambda: replace(origin, lines=lines))
    return moved, made.text


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
    folder = posixpath.dirname(path) if link.picture or path.startswith("site/") else "site"
    if os.path.isfile(f"{root}/{folder}/{plain}"):  # noqa: PTH113 - asked for every link at every save
        found = plain
    elif _HTML.search(plain):
        found = _HTML.sub(".md", plain)
    else:
        found = _nearly(root / folder, plain) or ""
    if not found:
        return link.target
    bracketed = " " in found and link.begin > 0
    return (found.replace(" ", "%20") if bracketed else found) + hash_ + anchor


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
