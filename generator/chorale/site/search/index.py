"""Search index: the built pages given to Pagefind, and the words and settings that its own index does not hold."""

import base64
import gzip
import hashlib
import json
import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from pagefind.service import get_executable

from chorale.content import addresses
from chorale.content.model import Community, SearchSettings
from chorale.digests import digest_of
from chorale.files import File
from chorale.french.phrases import apostrophes
from chorale.memory import recalled
from chorale.site.search import accents, vocabulary
from chorale.site.search.documents import GENRES, IndexedPage, documents

FOLDER = "pagefind"
SETTINGS = f"{FOLDER}/chorale.json"
AUDIENCES = f"{FOLDER}/publics.json"
"""What the browser reads with Pagefind's index: at once, and when a reader asks for an audience.

Pagefind's own filters are not used: their bytes change from one build to the next, and they load the whole index.
"""
SIGNATURE = "pagefind_dcd"
KEPT = ("pagefind.js", "pagefind-entry.json", "wasm.fr.pagefind")
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
PARTS = {"PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": "2000"}
"""Small parts, of one common word at most: a phone loads those of the words that are asked, and no others."""

HEAVY = 800
"""A word on more pages than this is not asked of the index when another one can be: phones would take seconds."""

VOCABULARY = f"{FOLDER}/mots"
"""The other words, by their first letter: loaded for the letters of a query."""


class IndexFailed(Exception):
    """Pagefind did not index the site; the text is French."""


def write(community: Community, files: tuple[File, ...], site: Path) -> None:
    """Index a built site into its own folder; the same site gives the same bytes. Raises IndexFailed."""
    found = list(documents(community, files))
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as staging:
        for document in found:
            built = site / document.address / "index.html"
            if built.is_file():
                text, said = _given(document, built.read_bytes())
                counts.update(said.split())
                place = Path(staging) / f"{document.address.rstrip('/')}.html"
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(text, encoding="utf-8")
        _run(Path(staging), site / FOLDER)
    _prune(site / FOLDER)
    named = short(names(site / FOLDER))
    known = settings(community, found, counts)
    common, rare = vocabulary.parted(vocabulary.spelling(counts), vocabulary.taught(known))
    known |= {"words": " ".join(common), "initials": "".join(rare), "pages": genres(found, named)}
    _tell(site / SETTINGS, known)
    _tell(site / AUDIENCES, audiences(found, named))
    for initial, listed in rare.items():
        _tell(site / VOCABULARY / f"{initial}.json", " ".join(listed))


def _tell(place: Path, known: Mapping[str, Any] | str) -> None:
    place.parent.mkdir(exist_ok=True)
    text = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    place.write_text(text + "\n", encoding="utf-8")


def _run(staging: Path, output: Path) -> None:
    program = get_executable()
    if program is None:
        raise IndexFailed(
            "Il manque le programme Pagefind, qui indexe le site : pip install 'pagefind[bin]'"
        )
    command = [
        str(program),
        "--site",
        str(staging),
        "--output-path",
        str(output),
        "--silent",
    ]
    for selector in UNREAD:
        command += ["--exclude-selectors", selector]
    done = subprocess.run(  # noqa: S603 - the library's own program
        command, capture_output=True, text=True, check=False, env={**os.environ, **PARTS}
    )
    if done.returncode:
        raise IndexFailed(
            f"La recherche n'a pas pu être indexée :\n{(done.stderr or done.stdout).strip()}"
        )


def _prune(folder: Path) -> None:
    """Remove Pagefind's own pages: ours replace them."""
    for path in folder.iterdir():
        if path.is_file() and path.name not in KEPT and path.suffix != ".pf_meta":
            path.unlink()


def _given(document: IndexedPage, built: bytes) -> tuple[str, str]:
    """Return what the indexer reads of a built page, and its different words parted by spaces."""
    asked = digest_of(document) + hashlib.sha256(built).digest()
    return recalled(__name__, asked, lambda: _prepared(document, built.decode()), list, _pair)


def _prepared(document: IndexedPage, built: str) -> tuple[str, str]:
    text = document.html(built)
    return accents.hide(text), " ".join(sorted(vocabulary.words(text)))


def names(folder: Path) -> dict[str, str]:
    """Give back their accents to the pages that readers are shown; return Pagefind's name of each, by its address."""
    found: dict[str, str] = {}
    for path in folder.glob("fragment/*.pf_fragment"):
        content = path.read_bytes()
        asked = b"shown" + hashlib.sha256(content).digest()
        address, shown = recalled(__name__, asked, partial(_shown, content), list, _pair)
        path.write_bytes(base64.b64decode(shown))
        found[address] = path.stem
    return found


def _shown(fragment: bytes) -> tuple[str, str]:
    """Return the address of a fragment of the index, and the fragment with its accents, in base 64."""
    text = accents.show(gzip.decompress(fragment).decode())
    told = json.loads(text.removeprefix(SIGNATURE))
    shown = base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode("ascii")
    return told["url"].strip("/").removesuffix(".html") + "/", shown


def _pair(told: list[str]) -> tuple[str, str]:
    first, second = told
    return first, second


def short(named: Mapping[str, str]) -> dict[str, str]:
    """Return the fewest signs of each page's name that tell it from the others, as many for all: phones load them."""
    marks = {address: name.partition("_")[2] for address, name in named.items()}
    longest = max(map(len, marks.values()), default=0)
    width = next(
        (
            at
            for at in range(1, longest)
            if len({mark[:at] for mark in marks.values()}) == len(marks)
        ),
        longest,
    )
    return {address: mark[:width] for address, mark in marks.items()}


def genres(found: Iterable[IndexedPage], named: Mapping[str, str]) -> dict[str, Any]:
    """Return the names of the pages of each genre, one after the other; the commonest genre needs none."""
    listed: dict[str, list[str]] = {genre: [] for genre in GENRES}
    for document in found:
        if name := named.get(document.address):
            listed[document.genre].append(name)
    most = max(listed, key=lambda genre: len(listed[genre]))
    del listed[most]
    return {
        "total": len(named),
        "width": len(next(iter(named.values()), "")),
        "genre": most,
        "others": {genre: "".join(ids) for genre, ids in listed.items() if ids},
    }


def audiences(found: Iterable[IndexedPage], named: Mapping[str, str]) -> dict[str, str]:
    """Return the names of the pages of each audience, one after the other."""
    listed: dict[str, list[str]] = {}
    for document in found:
        for audience in document.audiences:
            if name := named.get(document.address):
                listed.setdefault(audience, []).append(name)
    return {audience: "".join(ids) for audience, ids in listed.items()}


def settings(
    community: Community, found: Iterable[IndexedPage], counts: Counter[str]
) -> dict[str, Any]:
    """Return what the browser reads beside Pagefind's index."""
    taught = community.search or SearchSettings()
    by_address = {document.address: document for document in found}
    answers = []
    for answer in taught.answers:
        path, _, anchor = answer.page.partition("#")
        address = addresses.address(path)
        if document := by_address.get(address):
            answers.append(
                {
                    "queries": answer.queries,
                    "address": address + (f"#{anchor}" if anchor else ""),
                    "title": apostrophes(document.title),
                    "text": apostrophes(document.description),
                    "genre": document.genre,
                }
            )
    return {
        "name": community.name,
        "genres": GENRES,
        "synonyms": taught.synonyms,
        "answers": answers,
        "heavy": sorted(
            word for word, count in vocabulary.plain_counts(counts).items() if count > HEAVY
        ),
    }
