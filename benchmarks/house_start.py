"""Starting: `chorale --help` against Python importing click and nothing else; the help of its rooms against its own."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.ratio import Measure, compare, python, run

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("newsletter", "ipm", "service")
"""Groups of commands behind which the heaviest libraries stand."""


def measure() -> Iterator[Measure]:
    """Compare the start of the command line with that of its library, then each room's with it."""
    yield compare(
        "chorale --help / import click",
        ours=_help,
        peer=lambda: run(python("-c", "import click"), cwd=ROOT).cpu,
        limit=3,
        rounds=15,
    )
    for room in ROOMS:
        yield compare(
            f"chorale {room} --help / chorale --help",
            ours=partial(_help, room),
            peer=_help,
            limit=2,
        )


def _help(*room: str) -> float:
    return run(python("-m", "chorale", *room, "--help"), cwd=ROOT).cpu
