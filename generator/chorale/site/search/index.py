"""Search index: the built pages given to Pagefind, and the words and settings that its own index does not hold."""

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from chorale import memory
from chorale.content import addresses
from chorale.content.model import Community, SearchSettings
from chorale.digests import digest_of
from chorale.files import File, file_digest, put
from chorale.former_publication import NONE, FormerPublication
from chorale.french.phrases import apostrophes
from chorale.memory import recalled_bytes
from chorale.site.search import accents, indexer, vocabulary
from chorale.site.search.accents import Spellings
from chorale.site.search.documents import GENRES, IndexedPage, documents

FOLDER = "pagefind"
SETTINGS = f"{FOLDER}/chorale.json"
AUDIENCES = f"{FOLDER}/publics.json"
"""What the browser reads with Pagefind's index: at once, and when a reader asks for an audience.

Pagefind's own filters are not used: their bytes change from one build to the next, and they load the whole index.
"""
SIGNATURE = "pagefind_dcd"
KEPT = ("pagefind-entry.json", "wasm.fr.pagefind")
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
UNZIP = b"""/* Chorale: what Pagefind loads is unzipped by the browser, sooner than by its own script. */
const fetch = async (address) => {
  const answer = await globalThis.fetch(address);
  const packed = /[.]pagefind$|[.]pf_/.test(address) && answer.ok && answer.body && globalThis.DecompressionStream;
  if (!packed) return answer;
  const bytes = await answer.arrayBuffer();
  const zipped = new Uint8Array(bytes)[0] === 0x1f; // some servers have unzipped it already
  return new Response(zipped ? new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")) : bytes);
};
"""
"""Stands before Pagefind's module, whose calls of « fetch » it answers."""
HEAVY = 800
"""A word on more pages than this is not asked of the index when another one can be: phones would take seconds."""

PAGES = f"{FOLDER}/pages"
"""What each page says, as the best ones are read: Pagefind's own fragments cost a phone twice the work."""
TITLES = frozenset({"h2", "h3", "h4", "h5", "h6"})
VOCABULARY = f"{FOLDER}/mots"
"""The other words, by their first letter: loaded for the letters of a query."""


def write(
    community: Community,
    files: tuple[File, ...],
    site: Path,
    before: FormerPublication = NONE,
    digests: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    """Index a built site into its own folder; what the site before holds already, they share.

    The digests of its files, by path, spare reading again those whose words are known; returns those of what phones
    read of pages. The same site gives the same bytes. Raises IndexFailed.
    """
    found = list(documents(community, files))
    counts: Counter[str] = Counter()
    spelled: dict[str, Spellings] = {}
    made = indexer.indexed(_pages(found, site, digests, counts, spelled), UNREAD)
    named, laid = _laid(made, spelled, site, before)
    named = short(named)
    known = settings(community, found, counts)
    common, rare = vocabulary.parted(vocabulary.spelling(counts), vocabulary.taught(known))
    known |= {"words": " ".join(common), "initials": "".join(rare), "pages": genres(found, named)}
    told = {SETTINGS: _told(known), AUDIENCES: _told(audiences(found, named))}
    words = {f"{VOCABULARY}/{initial}.json": _told(" ".join(rare[initial])) for initial in rare}
    others = {**_published(made), **told, **words}
    before.lay(site, (File(path, content) for path, content in others.items()))
    return laid


def _pages(
    found: Iterable[IndexedPage],
    site: Path,
    digests: Mapping[str, str],
    counts: Counter[str],
    spelled: dict[str, Spellings],
) -> Iterator[bytes]:
    """Yield what adds each built page to the index, count its words and note how it spells them."""
    for document in found:
        path = f"{document.address}index.html"
        if digest := digests.get(path) or file_digest(site / path):
            page, said, spelled[document.address] = _given(document, site / path, digest)
            counts.update(said.split())
            yield page


def _told(known: Mapping[str, Any] | list[Any] | str) -> bytes:
    return json.dumps(known, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _given(document: IndexedPage, built: Path, digest: str) -> tuple[bytes, str, Spellings]:
    """Return what adds a page to the index, its words parted by spaces, and how it spells them."""
    asked = digest_of(document) + digest.encode()
    kept = recalled_bytes(__name__, asked, lambda: _prepared(document, built.read_text("utf-8")))
    told, _, page = kept.partition(b"\n")
    said, spellings = json.loads(told)
    return page, said, spellings


def _prepared(document: IndexedPage, built: str) -> bytes:
    """Return a page in two lines: its words and their spellings as JSON, then what adds it, which is long."""
    text = document.html(built)
    said = " ".join(sorted(vocabulary.words(accents.thousands(text, ""))))
    hidden, spellings = accents.hide(text)
    # its name tells the indexer two pages apart that differ by their accents alone
    name = f"{document.address}{digest_of(spellings).hex()[:16]}.html"
    return _told([said, spellings]) + indexer.added(name, hidden)


def _published(made: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what of an index readers load, but its pages."""
    files = {
        f"{FOLDER}/{path}": content
        for path, content in made.items()
        if path.startswith("index/") or path in KEPT or path.endswith(".pf_meta")
    }
    return files | {f"{FOLDER}/pagefind.js": UNZIP + made["pagefind.js"]}


def _laid(
    made: Mapping[str, bytes],
    spelled: Mapping[str, Spellings],
    site: Path,
    before: FormerPublication,
) -> tuple[dict[str, str], dict[str, str]]:
    """Lay our pages of an index, with their accents, in place of Pagefind's own.

    Returns their names by address, and their digests by path.
    """
    named: dict[str, str] = {}
    digests: dict[str, str] = {}
    asked = {
        path: b"words" + hashlib.sha256(content).digest()
        for path, content in made.items()
        if path.startswith("fragment/")
    }
    known = memory.recall_all(__name__, list(asked.values()))
    for path, question in asked.items():
        name = path.removeprefix("fragment/").partition(".")[0]
        page = f"{PAGES}/{name}.json"
        address, digest = known.get(question, ("", ""))
        if not (digest and before.take(page, site, digest)):
            address, said = _said(made[path], spelled)
            digest = put(site / page, said)
            memory.keep(__name__, question, [address, digest])
        named[address], digests[page] = name, digest
    return named, digests


def _said(fragment: bytes, spelled: Mapping[str, Spellings]) -> tuple[str, bytes]:
    """Return the address of a fragment of the index, and what a phone reads of it: its words, titles and sections."""
    told = json.loads(gzip.decompress(fragment).decode().removeprefix(SIGNATURE))
    address = told["url"].strip("/").rpartition("/")[0] + "/"
    shown = partial(accents.show, spellings=spelled[address])
    sections = [
        [anchor["location"], anchor["id"], shown(anchor["text"])]
        for anchor in sorted(told["anchors"], key=lambda anchor: anchor["location"])
        if anchor["element"] in TITLES and anchor["id"] and anchor["text"]
    ]
    page = {
        "address": address,
        **{name: shown(said) for name, said in told["meta"].items()},
        "sections": sections,
        # its words are counted as they were hidden: a shown number may hold a blank
        "content": shown(" ".join(told["content"].split())),
    }
    return address, _told(page)


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
