"""Search: what the first query of a phone loads from a site of 3,000 pages, in words as uneven as French ones.

All is counted as a server sends it, compressed: scripts, settings, Pagefind's program, its index, the pages read. The
stylesheet, the fonts and the page itself are those of every page, and are left out.
"""

import gzip
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from random import Random
from statistics import median

from benchmarks import community
from benchmarks.ratio import Absent, Measure
from chorale.content.project import inspect
from chorale.site.search import index, indexer

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "templates/site/theme/assets/js/search"
LOADED = (
    "start",
    "search",
    "worker",
    "library",
    "page",
    "excerpts",
    "finder",
    "meaning",
    "ranking",
    "spelling",
    "words",
)
PAGES, VOCABULARY, LENGTH, QUERIES = 3_000, 25_000, 450, 100
MOST = 250
"""Kilobytes that one query may cost."""

SPOKEN = "ba ca dé do fa fi ga jo la li ma mé no pa pi ra ré sa si ta ti tou va vo cha tion ment eur age ance"
ASK = """
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
const [scripts, folder, queries] = process.argv.slice(1);
const { openIndex } = await import(`${scripts}/finder.js`);
let loaded = 0;
globalThis.fetch = async (place) => {
  const bytes = await readFile(String(place).replace(/[?].*$/, ""));
  loaded += String(place).includes(".json") ? gzipSync(bytes).length : bytes.length;
  return new Response(bytes);
};
const load = async (place) =>
  import(`data:text/javascript,${encodeURIComponent(await readFile(place, "utf-8"))}`);
const weights = [];
for (const query of JSON.parse(queries)) {
  loaded = 0;
  const { pages } = await (await openIndex(folder, load)).find(query);
  weights.push([loaded, pages.length]);
}
process.stdout.write(JSON.stringify(weights));
"""


def measure() -> Iterator[Measure]:
    """Yield the heaviest of the queries against what a phone may be asked to load, and the one in the middle."""
    node = shutil.which("node")
    if node is None:
        raise Absent("Node")
    with tempfile.TemporaryDirectory() as name:
        site = written(Path(name))
        told = json.dumps(queries())
        command = [
            node,
            "--input-type=module",
            "-e",
            ASK,
            str(SCRIPTS),
            f"{site / indexer.FOLDER}/",
            told,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        fixed = sum(_sent(SCRIPTS / f"{script}.js") for script in LOADED)
        fixed += _sent(site / indexer.FOLDER / "pagefind.js")
    weights = sorted(fixed + loaded for loaded, found in json.loads(done.stdout) if found)
    heaviest, middle = weights[-1], median(weights)
    for name, loaded, limit in (
        ("median first query", middle, 1),
        ("heaviest first query", heaviest, 1),
    ):
        yield Measure(
            name=f"{name}, {PAGES:,} pages / what a phone may load",
            ours=loaded / 1000,
            peer=MOST,
            limit=limit,
            unit="KB",
        )


def queries() -> list[str]:
    """Return questions of one to three words, common and rare ones, as they are drawn from a page."""
    chance = Random("queries")
    return [" ".join(_sentence(chance, 1 + number % 3)) for number in range(QUERIES)]


def written(root: Path) -> Path:
    """Write a community of guides and its built pages, index them, and return the folder of the site."""
    community.write(root, community.Size(guides=0, webinars=0, meetings=0, issues=0))
    chance, site = Random("pages"), root / "build"
    for number in range(PAGES):
        title, words = " ".join(_sentence(chance, 4)), " ".join(_sentence(chance, LENGTH))
        guide = root / f"site/documentation/guide-{number:04}.md"
        guide.parent.mkdir(parents=True, exist_ok=True)
        guide.write_text(f'---\ntitle: "{title}"\n---\n\nTexte.\n', encoding="utf-8")
        built = site / f"documentation/guide-{number:04}/index.html"
        built.parent.mkdir(parents=True)
        built.write_text(
            f'<article class="prose"><h1>{title}</h1><p>{words}.</p></article>', encoding="utf-8"
        )
    loaded, _ = inspect(root, community.TODAY)
    assert loaded.community is not None
    index.write(loaded.community, (), site)
    return site


_CHANCE = Random("words")
WORDS = [
    "".join(_CHANCE.choices(SPOKEN.split(), k=_CHANCE.randint(2, 4))) for _ in range(VOCABULARY)
]
RANKS = list(accumulate(1 / (rank + 8) for rank in range(VOCABULARY)))
"""Zipf's law: the hundredth word is said a tenth as often as the tenth."""


def _sentence(chance: Random, length: int) -> list[str]:
    return chance.choices(WORDS, cum_weights=RANKS, k=length)


def _sent(script: Path) -> int:
    return len(gzip.compress(script.read_bytes()))
