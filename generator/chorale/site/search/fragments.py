"""Fragments of the index: what Pagefind understood of each page, asked once for a page, laid as phones read it."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from chorale import memory
from chorale.digests import digest_of
from chorale.files import file_digest, put
from chorale.former_publication import NONE, FormerPublication
from chorale.site.search import accents, indexer, vocabulary
from chorale.site.search.accents import Spellings
from chorale.site.search.documents import UNREAD, IndexedPage

PAGES = f"{indexer.FOLDER}/pages"
"""What each page says, as the best ones are read: Pagefind's own fragments cost a phone twice the work."""
SIGNATURE = "pagefind_dcd"
TITLES = frozenset({"h2", "h3", "h4", "h5", "h6"})
_NAMED, _GIVEN = f"{__name__}.named", f"{__name__}.given"


@dataclass(frozen=True)
class Fragment:
    """The name of a page in the index, and the digest of what phones read of it; both empty if it has no word."""

    name: str = ""
    digest: str = ""

    @property
    def path(self) -> str:
        """Return where what phones read of the page is laid, from the site's root."""
        return f"{PAGES}/{self.name}.json"


@dataclass(frozen=True)
class SiteIndex:
    """An index whose pages are laid: its other files by path, its fragments by address, its words counted."""

    files: Mapping[str, bytes]
    fragments: Mapping[str, Fragment]
    counts: Counter[str]


@dataclass(frozen=True)
class PageReading:
    """The reading of the pages of a site, as it goes: how each spells its words, how many pages have each word."""

    site: Path
    found: Sequence[IndexedPage]
    asked: Mapping[str, bytes]
    """What tells each built page from all others, by address."""
    spelled: dict[str, Spellings] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def pages(self) -> Iterator[bytes]:
        """Yield what adds each built page to the index, and note its words."""
        for document in self.found:
            if asked := self.asked.get(document.address):
                prepared = partial(_prepared, document, self.site)
                kept = memory.recalled_bytes(_GIVEN, asked, prepared)
                told, _, page = kept.partition(b"\n")
                said, self.spelled[document.address] = json.loads(told)
                self.counts.update(said.split())
                yield page


def indexed(
    found: Sequence[IndexedPage],
    site: Path,
    before: FormerPublication = NONE,
    digests: Mapping[str, str] = MappingProxyType({}),
) -> SiteIndex:
    """Index the built pages of a site and lay what phones read of each; what the site before has, they share.

    The digests of built files, by path, spare reading again those whose words are known. Raises IndexFailed.
    """
    asked = dict(_asked(found, site, digests))
    known = _taken(asked, site, before)
    made = _completed(PageReading(site, found, asked), known) if known else None
    return made or _from_nothing(PageReading(site, found, asked))


def _asked(
    found: Sequence[IndexedPage], site: Path, digests: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    for one in found:
        path = f"{one.address}index.html"
        if digest := digests.get(path) or file_digest(site / path):
            yield one.address, digest_of(one) + digest.encode()


def _taken(
    asked: Mapping[str, bytes], site: Path, before: FormerPublication
) -> dict[str, Fragment]:
    """Take what the site before has of pages, by address; one without any word has no file."""
    known = memory.recall_all(_NAMED, list(asked.values()))
    found = ((address, known.get(question)) for address, question in asked.items())
    told = {address: Fragment(*answer) for address, answer in found if answer}
    return {
        address: one
        for address, one in told.items()
        if not one.name or before.take(one.path, site, one.digest)
    }


def _completed(reading: PageReading, known: Mapping[str, Fragment]) -> SiteIndex | None:
    """Index a site of which these fragments are known; None, and nothing laid, when a page would lack its own.

    Two pages may be to have one name: Pagefind gives the first the shortest that differs. It may then take what is
    known of the second for that of the first, and make the second again under another name.
    """
    names = {one.name for one in known.values()} - {""}
    files = indexer.indexed_but(names, reading.pages(), UNREAD) or {}
    said = _said(files)
    lacking = not files or reading.asked.keys() - known.keys() - said.keys()
    for address in known if lacking else known.keys() & said.keys():
        (reading.site / known[address].path).unlink(missing_ok=True)
    kept = {address: one for address, one in known.items() if address not in said}
    return None if lacking else _laid(reading, files, said, kept)


def _from_nothing(reading: PageReading) -> SiteIndex:
    files = indexer.indexed(reading.pages(), UNREAD)
    return _laid(reading, files, _said(files), {})


def _said(files: Mapping[str, bytes]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return the name and what is said of each page that an index has a fragment of, by address."""
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for path, content in files.items():
        if path.startswith(indexer.FRAGMENTS):
            told = json.loads(gzip.decompress(content).decode().removeprefix(SIGNATURE))
            address = told["url"].strip("/").rpartition("/")[0] + "/"
            found[address] = path.removeprefix(indexer.FRAGMENTS).partition(".")[0], told
    return found


def _laid(
    reading: PageReading,
    files: Mapping[str, bytes],
    said: Mapping[str, tuple[str, dict[str, Any]]],
    known: Mapping[str, Fragment],
) -> SiteIndex:
    """Lay what phones read of the pages that are not known, and keep their names for the next site."""
    fragments = dict(known)
    for address, asked in reading.asked.items():
        if address in known:
            continue
        fragments[address] = (
            _written(reading, address, *said[address]) if address in said else Fragment()
        )
        memory.keep(_NAMED, asked, astuple(fragments[address]))
    others = {path: one for path, one in files.items() if not path.startswith(indexer.FRAGMENTS)}
    return SiteIndex(others, {at: one for at, one in fragments.items() if one.name}, reading.counts)


def _written(reading: PageReading, address: str, name: str, told: Mapping[str, Any]) -> Fragment:
    page = _page(address, told, reading.spelled[address])
    return Fragment(name, put(reading.site / Fragment(name).path, compact(page)))


def _page(address: str, told: Mapping[str, Any], spellings: Spellings) -> dict[str, Any]:
    """Return what a phone reads of a page, from its fragment: its words, titles and sections."""
    shown = partial(accents.show, spellings=spellings)
    sections = [
        [anchor["location"], anchor["id"], shown(anchor["text"])]
        for anchor in sorted(told["anchors"], key=lambda anchor: anchor["location"])
        if anchor["element"] in TITLES and anchor["id"] and anchor["text"]
    ]
    return {
        "address": address,
        **{name: shown(said) for name, said in told["meta"].items()},
        "sections": sections,
        # its words are counted as they were hidden: a shown number may hold a blank
        "content": shown(" ".join(told["content"].split())),
    }


def _prepared(document: IndexedPage, site: Path) -> bytes:
    """Return a page in two lines: its words and their spellings as JSON, then what adds it, which is long."""
    text = document.html((site / document.address / "index.html").read_text("utf-8"))
    said = " ".join(sorted(vocabulary.words(accents.thousands(text, ""))))
    hidden, spellings = accents.hide(text)
    # its name tells the indexer two pages apart that differ by their accents alone
    name = f"{document.address}{digest_of(spellings).hex()[:16]}.html"
    return compact([said, spellings]) + indexer.added(name, hidden)


def compact(known: Mapping[str, Any] | list[Any] | str) -> bytes:
    """Return JSON with no blank between its signs, as phones load it, and a line end."""
    return json.dumps(known, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
