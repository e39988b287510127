"""Growth: builds from nothing of larger and larger communities, against what is promised and a straight line.

An exponent of 1 says that twice the pages cost twice; it is that of the smallest and of the largest build, the start of
the program included, which flatters small numbers of pages and not large ones. Nothing is taken from a cache.
"""

import math
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import community
from benchmarks.house_build import ours
from benchmarks.ratio import Measure

GUIDES = (1000, 3000, 10_000)
EXPONENT = 1.05
MEMORY = 200
PROMISES = (
    (community.Size(guides=1000, webinars=0, meetings=0, issues=0), 3.5),
    (community.Size(guides=1000, webinars=150, meetings=150, issues=100, articles=6), 9.0),
    (community.Size(guides=3000, webinars=1000, meetings=1000, issues=100, articles=6), 22.0),
)
"""What is built, and the seconds of CPU that it may take."""


@dataclass(frozen=True, kw_only=True)
class Built:
    """What a build cost: seconds of CPU, MiB at its highest, bytes of its site."""

    cpu: float
    memory: float
    size: int


def measure() -> Iterator[Measure]:
    """Build each size once, and compare."""
    for size, promise in PROMISES:
        made = built(size)
        told = f"{size.guides:,} guides, {size.webinars + size.meetings:,} events, {size.issues} letters"
        yield Measure(name=f"build of {told} / promised", ours=made.cpu, peer=promise, limit=1)
    curve = [
        (guides, built(community.Size(guides=guides, webinars=0, meetings=0, issues=0)))
        for guides in GUIDES
    ]
    (least, small), *_, (most, large) = curve
    for what, first, last in (("CPU", small.cpu, large.cpu), ("bytes", small.size, large.size)):
        found = math.log(last / first) / math.log(most / least)
        name = f"exponent of {what}, {least:,} to {most:,} pages / that of a straight line"
        yield Measure(name=name, ours=found, peer=1, limit=EXPONENT, unit="")
    for guides, made in curve:
        yield Measure(
            name=f"peak memory of {guides:,} pages / promised",
            ours=made.memory,
            peer=MEMORY,
            limit=1,
            unit="MiB",
        )


def built(size: community.Size) -> Built:
    """Build a community of a size from nothing."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        community.write(folder / "ours", size)
        used = ours(folder)
        site = folder / "ours" / "build" / "site"
        weights = (
            os.path.getsize(os.path.join(place, one))  # noqa: PTH118, PTH202 - tens of thousands
            for place, _, names in os.walk(site)
            for one in names
        )
        return Built(cpu=used.cpu, memory=used.memory / 1024, size=sum(weights))
