"""What the forges and the container engines read is well formed, and NOTICE.md names every file that others wrote."""

import re
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest
from house import ROOT

PROGRAMS = Path(sys.executable).parent
SCHEMAS = {
    ".github/workflows/ci.yml": "vendor.github-workflows",
    ".gitlab-ci.yml": "vendor.gitlab-ci",
    "compose.yml": "vendor.compose-spec",
}
NAMED = re.findall(r"^\| (`.+?) \|", (ROOT / "NOTICE.md").read_text(encoding="utf-8"), re.MULTILINE)
NAMES = [name for row in NAMED for name in re.findall(r"`(.+?)`", row)]
OURS = {"LICENSE", "NOTICE.md"}
COPYRIGHT = re.compile(rb"copyright (\(c\) |\xc2\xa9 )?[0-9]{4}", re.IGNORECASE)


def run(*command):
    """Return what a program says, and how it ends."""
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    return done.stdout + done.stderr, done.returncode


def tracked():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return [PurePosixPath(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]


def of_others(path):
    """Return whether a file is where others' files are kept, is a typeface, is packed, or claims a copyright."""
    kept = "vendor" in path.parts or path.is_relative_to("tests/data")
    packed = path.suffix in {".woff2", ".woff", ".ttf", ".otf"} or path.name.endswith(
        (".min.js", ".min.css")
    )
    return kept or packed or bool(COPYRIGHT.search((ROOT / path).read_bytes()))


def named(path):
    return any(
        path.is_relative_to(name) if name.endswith("/") else path.match(name) for name in NAMES
    )


@pytest.mark.parametrize("path", SCHEMAS)
def test_a_file_of_the_forges_follows_its_schema(path):
    said, code = run(PROGRAMS / "check-jsonschema", "--builtin-schema", SCHEMAS[path], path)

    assert (said, code) == ("ok -- validation done\n", 0)


def test_nothing_is_said_against_the_container_file():
    assert run(PROGRAMS / "hadolint", "Dockerfile") == ("", 0)


def test_every_file_of_others_is_named():
    unnamed = [
        str(path)
        for path in tracked()
        if of_others(path) and not named(path) and str(path) not in OURS
    ]

    assert unnamed == []


def test_every_file_named_is_there():
    files = tracked()
    absent = [
        name
        for name in NAMES
        if not name.endswith("/") and not any(path.match(name) for path in files)
    ]

    assert absent == []
