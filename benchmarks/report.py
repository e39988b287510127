"""The measures as a page of the documentation: each benchmark, what it compares, what it found, what limits it."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib import import_module
from itertools import groupby
from pathlib import Path

from benchmarks.ratio import Measure

LIMITED: Mapping[str, str] = {
    "house_check": "reading the files, their YAML and their fields, a third; whether all readers read a text alike, a "
    "third (the cache keeps this one); then what is odd in plain fields, and links.",
    "house_build": "Jinja, a fifth: the frame of each page is some 700 pieces; then reading the texts, cards (half "
    "of it compression), MkDocs's own work and following links, a tenth each; Pagefind, a process apart, is a seventh.",
    "house_growth": "as above; texts that not all readers read alike cost several times as much as the others. "
    "Of memory, Pagefind's process: 390 MiB for 3,000 pages, when ours has 370.",
    "site_saves": "checking the whole community again, and the pages that show what changed.",
    "search_phone": "The page itself (fonts, styles), then Pagefind's engine and a part of its index for each word.",
    "search_weight": "Pagefind's engine (72 KB), then a part of its index for each word, heavy for a very common one.",
    "ipm_large": "reading the file: the rule itself is a few percent.",
    "delivery_send": "the server's answers, two for each letter; of our CPU, seals and the check of addresses.",
    "subscribers_million": "an import holds its file in memory; exports hold a page of a thousand.",
    "sign_ups": "seals of mails and building statements; on PostgreSQL, an exchange for each of them.",
}
"""What a profile showed to cost most; the others were not profiled."""


def written(
    found: Sequence[tuple[str, Measure | str]], today: date, before: str, order: Sequence[str]
) -> str:
    """Return the page, in Markdown: what was not measured now stays as the page before says, with its day."""
    kept = {part.partition("\n")[0]: part for part in before.split("\n## ")[1:]}
    measured = {
        name: "\n".join(_section(name, [measure for _, measure in rows], today))
        for name, rows in groupby(found, key=lambda row: row[0])
    }
    sections = {**kept, **measured}
    parts = [_head(), *(sections[name].rstrip() for name in order if name in sections)]
    return "\n\n## ".join(parts) + "\n"


def _head() -> str:
    return f"""# Performance

What `make bench` measured, {_machine()}.
Each line is a ratio in one run: ours divided by a peer's, or by what is promised; in CPU unless told."""


def _section(name: str, rows: Sequence[Measure | str], today: date) -> Iterator[str]:
    about = (import_module(f"benchmarks.{name}").__doc__ or "").partition("\n")[0]
    yield name
    yield ""
    yield f"{about} Measured on {today.day} {today:%B %Y}."
    yield ""
    yield "| what against what | ours | peer | ratio | asked | |"
    yield "|---|---:|---:|---:|---:|---|"
    yield from map(_row, rows)
    if limit := LIMITED.get(name):
        yield ""
        yield f"What limits it: {limit}"


def _row(measure: Measure | str) -> str:
    if isinstance(measure, str):
        return f"| {measure} | | | | | left out |"
    asked = "" if measure.limit is None else f"≤ {measure.limit:g}"
    verdict = "shown" if measure.limit is None else "kept" if measure.kept else "**missed**"
    note = f"{verdict}; {measure.note}" if measure.note else verdict
    amounts = (f"{value:.3g} {measure.unit}" for value in (measure.ours, measure.peer))
    return f"| {measure.name} | {' | '.join(amounts)} | {measure.ratio:.2f} | {asked} | {note} |"


def _machine() -> str:
    """Say on what this ran, in words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    processor = models[0] if models else platform.machine()
    return f"on {os.cpu_count()} cores ({processor}), {memory:.0f} GiB of memory, Python {platform.python_version()}"
