"""Checking: `chorale check` of 10,000 content files against parsing their YAML with PyYAML's C loader, and no more."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import community
from benchmarks.ratio import Measure, compare, python, run
from chorale.memory import FOLDER

ROOT = Path(__file__).resolve().parents[1]
SIZE = community.Size(guides=4000, webinars=2500, meetings=2500, issues=100, articles=9)
PARSE = """
import pathlib, sys, yaml
for path in pathlib.Path(sys.argv[1]).rglob("*"):
    if path.suffix in (".md", ".yml"):
        text = path.read_text(encoding="utf-8")
        yaml.load(text.split("\\n---\\n", 1)[0] if path.suffix == ".md" else text, Loader=yaml.CSafeLoader)
"""


def measure() -> Iterator[Measure]:
    """Compare two whole processes: the check, and a script that reads the same files and parses their YAML."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        community.write(root, SIZE)
        yield compare(
            f"check of {SIZE.pages:,} files / parsing them",
            ours=lambda: check(folder),
            peer=lambda: run(python("-c", PARSE, folder)).cpu,
            limit=5,
            rounds=3,
        )
        with tempfile.TemporaryDirectory() as cache:
            yield compare(
                "check of the same files, one body changed / without the cache",
                ours=lambda: check(_changed(root), cache),
                peer=lambda: check(folder),
                limit=0.2,
                rounds=1,
            )


def check(folder: str, cache: str = "") -> float:
    """Return the CPU of one check; without a folder of answers, it computes everything."""
    command = python("-m", "chorale", "check", "--project", folder, "--today", str(community.TODAY))
    return run(command, cwd=ROOT, env={FOLDER: cache}).cpu


def _changed(root: Path) -> str:
    """Add a paragraph to one guide of a community, and return its folder."""
    with next(root.glob("site/documentation/*/guide-*.md")).open("a", encoding="utf-8") as file:
        file.write("\nUne phrase de plus.\n")
    return str(root)
