"""The agenda's pages: 2,000 events published by the whole program, against bare MkDocs on the very same pages.

Ours reads and checks 1,000 content files, renders lists, months, event pages, calendars and feeds, builds the site and
follows its links. The peer reads as many pages, of the same bytes, already rendered, and builds them with the same
menu, extensions and search: nothing else. Both are whole processes; CPU seconds, the children's included.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import community, house_build
from benchmarks.ratio import Measure, median
from chorale.content.agenda import events

SIZE = community.Size(guides=0, webinars=500, meetings=500, issues=0)
"""Three sessions for each webinar: 2,000 events in all."""

ROUNDS = 3


def measure() -> Iterator[Measure]:
    """Publish and build in turn, and keep the medians."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        edition = house_build.prepare(folder, SIZE)
        count = len(events(edition.community))
        pages = sum(file.path.endswith(".md") for file in edition.files)
        rounds = [
            (house_build.ours(folder).cpu, house_build.mkdocs(folder / "bare").cpu)
            for _ in range(ROUNDS)
        ]
    name = f"{pages:,} pages of {count:,} events, chorale build / bare MkDocs on them"
    yield median(name, [mine for mine, _ in rounds], [theirs for _, theirs in rounds], limit=1.3)
