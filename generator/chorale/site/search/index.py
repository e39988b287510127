"""Search index: the built pages given to Pagefind, and the words and settings that its own index does not hold."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from chorale.content import addresses
from chorale.content.model import Community, SearchSettings
from chorale.files import File
from chorale.former_publication import NONE, FormerPublication
from chorale.french.phrases import apostrophes
from chorale.site.search import fragments, vocabulary
from chorale.site.search.documents import GENRES, IndexedPage, documents
from chorale.site.search.fragments import compact
from chorale.site.search.indexer import FOLDER, MODULE

SETTINGS = f"{FOLDER}/chorale.json"
AUDIENCES = f"{FOLDER}/publics.json"
"""What the browser reads with Pagefind's index: at once, and when a reader asks for an audience.

Pagefind's own filters are not used: their bytes change from one build to the next, and they load the whole index.
"""
KEPT = ("pagefind-entry.json", "wasm.fr.pagefind")
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
    made = fragments.indexed(found, site, before, digests)
    named = short({address: one.name for address, one in made.fragments.items()})
    known = settings(community, found, made.counts)
    common, rare = vocabulary.parted(vocabulary.spelling(made.counts), vocabulary.taught(known))
    known |= {"words": " ".join(common), "initials": "".join(rare), "pages": genres(found, named)}
    told = {SETTINGS: compact(known), AUDIENCES: compact(audiences(found, named))}
    words = {f"{VOCABULARY}/{initial}.json": compact(" ".join(rare[initial])) for initial in rare}
    others = {**_published(made.files), **told, **words}
    before.lay(site, (File(path, content) for path, content in others.items()))
    return {one.path: one.digest for one in made.fragments.values()}


def _published(made: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what of an index readers load, but its pages."""
    files = {
        f"{FOLDER}/{path}": content
        for path, content in made.items()
        if path.startswith("index/") or path in KEPT or path.endswith(".pf_meta")
    }
    return files | {f"{FOLDER}/pagefind.js": UNZIP + made[MODULE]}


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
