"""Starting: `chorale --help` against Python importing click and nothing else."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.ratio import Measure, compare, python, run

ROOT = Path(__file__).resolve().parents[1]


def measure() -> Iterator[Measure]:
    """Compare the start of the command line with that of its library."""
    yield compare(
        "chorale --help / import click",
        ours=lambda: run(python("-m", "chorale", "--help"), cwd=ROOT).cpu,
        peer=lambda: run(python("-c", "import click"), cwd=ROOT).cpu,
        limit=3,
        rounds=15,
    )
