"""Same input, same bytes: two builds in other time zones, hash seeds, umasks and folders; failures leave the old one."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from datetime import date

import pytest
from house import GOLDEN, ROOT

from chorale import publish as chorale_publish

TODAY = date(2026, 3, 5)


def built(folder, **environment):
    """Build the golden community in a process of its own and return {path: (mode, digest)}."""
    project = folder / "projet"
    shutil.copytree(GOLDEN / "content", project / "content")
    shutil.copytree(GOLDEN / "site", project / "site")
    mask = int(environment.pop("UMASK"), 8)
    subprocess.run(
        [
            sys.executable,
            "-m",
            "chorale",
            "build",
            "--project",
            str(project),
            "--today",
            "2026-03-05",
        ],
        cwd=ROOT,
        env={**os.environ, **environment},
        umask=mask,
        capture_output=True,
        check=True,
    )
    return {
        path.relative_to(project).as_posix(): (oct(path.stat().st_mode), digest(path))
        for path in sorted((project / "build").rglob("*"))
    }


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "dossier"


def test_two_builds_give_the_same_bytes(tmp_path):
    first = built(tmp_path / "a", TZ="Pacific/Noumea", PYTHONHASHSEED="1", UMASK="022")
    second = built(tmp_path / "b", TZ="America/Guadeloupe", PYTHONHASHSEED="2", UMASK="077")

    assert first == second


@pytest.fixture
def project(tmp_path):
    shutil.copytree(GOLDEN / "content", tmp_path / "content")
    shutil.copytree(GOLDEN / "site", tmp_path / "site")
    (tmp_path / "build/site").mkdir(parents=True)
    (tmp_path / "build/site/index.html").write_text("la version d'hier")
    return tmp_path


def test_bad_content_leaves_the_previous_publication_whole(project):
    (project / "content/community.yml").write_text("name: a\n")

    with pytest.raises(chorale_publish.PublicationRefused):
        chorale_publish.build(project, project / "build", TODAY)

    assert (project / "build/site/index.html").read_text() == "la version d'hier"
    assert sorted(entry.name for entry in project.iterdir()) == ["build", "content", "site"]


@pytest.mark.parametrize("accident", [KeyboardInterrupt, MemoryError, OSError])
def test_an_interruption_leaves_the_previous_publication_whole(project, monkeypatch, accident):
    def interrupted(*_):
        raise accident

    monkeypatch.setitem(chorale_publish.SITE_BUILDERS, "mkdocs", interrupted)

    with pytest.raises(accident):
        chorale_publish.build(project, project / "build", TODAY)

    assert (project / "build/site/index.html").read_text() == "la version d'hier"
    assert sorted(entry.name for entry in project.iterdir()) == ["build", "content", "site"]


def test_what_did_not_change_keeps_its_date_so_that_subscribers_are_told_that_nothing_is_new(
    project,
):
    chorale_publish.build(project, project / "build", TODAY)
    for path in (project / "build").rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    meeting = project / "content/meetings/2026-03-17-brest.md"
    meeting.write_text(
        meeting.read_text(encoding="utf-8").replace("Maison du port", "Capitainerie"),
        encoding="utf-8",
    )
    chorale_publish.build(project, project / "build", TODAY)

    calendars = project / "build/site/calendriers"
    kept = {path.name for path in calendars.glob("*.ics") if path.stat().st_mtime == 1_700_000_000}
    assert kept == {
        path.name for path in calendars.glob("*.ics") if b"Capitainerie" not in path.read_bytes()
    }
    assert {"webinaires.ics", "ville-paris.ics"} <= kept
    assert "rencontres.ics" not in kept


def test_the_manifest_lists_every_file_with_its_digest(project):
    chorale_publish.build(project, project / "build", TODAY)

    listed = json.loads((project / "build/manifest.json").read_text())
    found = {
        path.relative_to(project / "build").as_posix(): digest(path)
        for path in (project / "build").rglob("*")
        if path.is_file()
    }
    found.pop("manifest.json")

    assert listed == found
