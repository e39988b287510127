"""The page on security answers each requirement of the ASVS once, names tests that exist, and the lock makes an SBOM."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from house import ROOT

TEXT = (ROOT / "docs/securite.md").read_text(encoding="utf-8")
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4, "3.4": 6,
    "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12,
    "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2,
    "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2,
    "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1,
    "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5,
    "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip
"""How many requirements of levels 1 and 2 each section of the ASVS 5.0.0 has; they are its first ones."""


def answered() -> Counter[str]:
    """Return how often each requirement has a row."""
    found: Counter[str] = Counter()
    for row in re.findall(
        r"^\| (V[^|]+) \| (?:tenue|déploiement|écart|sans objet) \|", TEXT, re.MULTILINE
    ):
        for part in row.split(", "):
            first, _, last = part.strip().partition("–")
            section, _, number = first.removeprefix("V").rpartition(".")
            end = int(last.rpartition(".")[2]) if last else int(number)
            found.update(f"{section}.{one}" for one in range(int(number), end + 1))
    return found


def test_each_requirement_of_levels_1_and_2_is_answered_once():
    asked = {f"{section}.{n}" for section, count in SECTIONS.items() for n in range(1, count + 1)}
    assert len(asked) == 253
    assert answered() == Counter(asked)


def test_each_test_that_the_page_names_exists():
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", TEXT))
    assert len(named) > 20
    assert sorted(name for name in named if not (ROOT / name).is_file()) == []


def test_the_lock_makes_an_inventory_of_every_dependency(tmp_path: Path):
    file = tmp_path / "sbom.json"
    command = [
        sys.executable,
        "-m",
        "cyclonedx_py",
        "requirements",
        str(ROOT / "requirements.lock"),
    ]
    made = [*command, "--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible", "-o", str(file)]  # fmt: skip
    subprocess.run(made, check=True, capture_output=True)
    inventory = json.loads(file.read_text(encoding="utf-8"))
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([\w.-]+(?:\[\w+\])?)==(\S+)", lock, re.MULTILINE))
    assert inventory["bomFormat"] == "CycloneDX"
    assert {one["name"]: one["version"] for one in inventory["components"]} == {
        name.partition("[")[0]: version for name, version in pinned.items()
    }
