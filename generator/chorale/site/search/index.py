"""Search index: the built pages given to Pagefind, and the words and settings that its own index does not hold."""

import gzip
import json
import os
import re
import subprocess
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pagefind.service import get_executable

from chorale.content import addresses
from chorale.content.model import Community, SearchSettings
from chorale.files import File
from chorale.site.search.documents import GENRES, IndexedPage, documents

FOLDER = "pagefind"
SETTINGS = f"{FOLDER}/chorale.json"
AUDIENCES = f"{FOLDER}/publics.json"
"""What the browser reads with Pagefind's index: at once, and when a reader asks for an audience.

Pagefind's own filters are not used: their bytes change from one build to the next, and they load the whole index.
"""
SIGNATURE = b"pagefind_dcd"
KEPT = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.fr.pagefind")
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
)
PARTS = {"PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": "6000"}
"""Small parts, of one common word at most: a phone loads those of the words that are asked, and no others."""

HEAVY = 800
"""A word on more pages than this is not asked of the index when another one can be: phones would take seconds."""

MOST_WORDS = 12_000
"""Words kept for the spelling, the commonest first."""

_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"[^\W_]{2,}|\d")


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
                text = document.html(built.read_text(encoding="utf-8"))
                counts.update(words(text))
                place = Path(staging) / f"{document.address.rstrip('/')}.html"
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(text, encoding="utf-8")
        _run(Path(staging), site / FOLDER)
    _prune(site / FOLDER)
    named = names(site / FOLDER)
    known = {**settings(community, found, counts), "pages": genres(found, named)}
    _tell(site / SETTINGS, known)
    _tell(site / AUDIENCES, audiences(found, named))


def _tell(place: Path, known: Mapping[str, Any]) -> None:
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


def names(folder: Path) -> dict[str, str]:
    """Return the name that Pagefind gave to each page, by its address."""
    found: dict[str, str] = {}
    for path in folder.glob("fragment/*.pf_fragment"):
        told = json.loads(gzip.decompress(path.read_bytes()).removeprefix(SIGNATURE))
        found[told["url"].strip("/").removesuffix(".html") + "/"] = path.stem
    return found


def genres(found: Iterable[IndexedPage], named: Mapping[str, str]) -> dict[str, Any]:
    """Return the names of the pages of each genre, but for the commonest one, which needs no list."""
    listed: dict[str, list[str]] = {genre: [] for genre in GENRES}
    for document in found:
        if name := named.get(document.address):
            listed[document.genre].append(name)
    most = max(listed, key=lambda genre: len(listed[genre]))
    del listed[most]
    return {
        "total": len(named),
        "genre": most,
        "others": {genre: ids for genre, ids in listed.items() if ids},
    }


def audiences(found: Iterable[IndexedPage], named: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the names of the pages of each audience."""
    listed: dict[str, list[str]] = {}
    for document in found:
        for audience in document.audiences:
            if name := named.get(document.address):
                listed.setdefault(audience, []).append(name)
    return listed


def words(text: str) -> set[str]:
    """Return the different words of a page."""
    return set(_WORD.findall(_TAG.sub(" ", text).lower()))


def plain(word: str) -> str:
    """Return a word without its accents, as search/words.js does."""
    letters = unicodedata.normalize("NFD", word.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


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
                    "title": document.title,
                    "text": document.description,
                    "genre": document.genre,
                }
            )
    return {
        "name": community.name,
        "genres": GENRES,
        "synonyms": taught.synonyms,
        "answers": answers,
        "words": " ".join(spelling(counts)),
        "heavy": sorted(word for word, count in plain_counts(counts).items() if count > HEAVY),
    }


def plain_counts(counts: Counter[str]) -> Counter[str]:
    """Return on how many pages each word stands, accents aside."""
    totals: Counter[str] = Counter()
    for word, count in counts.items():
        totals[plain(word)] += count
    return totals


def spelling(counts: Counter[str]) -> list[str]:
    """Return the words of the site, the commonest first, each in its commonest spelling."""
    spellings: dict[str, tuple[int, str]] = {}
    for word, count in counts.items():
        spellings[plain(word)] = max(spellings.get(plain(word), (0, "")), (count, word))
    totals = plain_counts(counts)
    order = sorted(totals, key=lambda bare: (-totals[bare], bare))[:MOST_WORDS]
    return [spellings[bare][1] for bare in order]
