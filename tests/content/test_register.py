"""A calendar's stamps come from git's memory, else from the register; the same in every copy of the project."""

import os
import shutil
import subprocess
from datetime import UTC, date, datetime

import pytest

from chorale.content import register
from chorale.content.load import load
from chorale.content.model import Changed

TODAY = date(2027, 1, 10)
MIDNIGHT = datetime(2027, 1, 10, tzinfo=UTC)
PATH = "content/webinars/x.md"
HOME = """\
url: "https://essai.example/"
name: "Essai"
timezone: Europe/Paris
audiences: {a: "A"}
sender: {name: "Essai", address: "essai@essai.example", identity: "Essai"}
"""


def webinar(session, title="Séance", more=""):
    return f'---\ntitle: "{title}"\nsessions:\n  - {{{session}}}\n{more}---\n'


@pytest.fixture
def repository(tmp_path):
    root = tmp_path / "project"
    (root / "content/webinars").mkdir(parents=True)
    (root / "content/community.yml").write_text(HOME, encoding="utf-8")
    git(root, "init", "--quiet", "--initial-branch=main")
    return root


def git(root, *command, when=1_700_000_000):
    stamp = f"{when} +0530"
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    names = {
        "GIT_AUTHOR_NAME": "e",
        "GIT_AUTHOR_EMAIL": "e@e.example",
        "GIT_COMMITTER_NAME": "e",
        "GIT_COMMITTER_EMAIL": "e@e.example",
    }
    variables = (
        clean
        | names
        | {
            "GIT_AUTHOR_DATE": stamp,
            "GIT_COMMITTER_DATE": stamp,
            "GIT_CONFIG_GLOBAL": os.devnull,
        }
    )
    subprocess.run(("git", *command), cwd=root, env=variables, check=True, capture_output=True)


def commit(root, text, when):
    (root / PATH).write_text(text, encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "--quiet", "-m", "x", when=when)


def at(seconds):
    return datetime.fromtimestamp(seconds, UTC)


def test_a_new_file_was_never_changed(repository):
    commit(repository, webinar("start: 2027-02-04 11:00, duration: 1h"), 1_700_000_000)
    assert register.last_changes(repository, TODAY)[PATH] == Changed(at=at(1_700_000_000), times=0)


def test_only_dates_places_and_states_count_but_every_change_has_its_date(repository):
    commit(repository, webinar("start: 2027-02-04 11:00, duration: 1h"), 1_700_000_000)
    commit(
        repository,
        webinar("start: 2027-02-04 11:00, duration: 1h", title="Autre titre"),
        1_700_000_100,
    )
    assert register.last_changes(repository, TODAY)[PATH] == Changed(at=at(1_700_000_100), times=0)
    commit(
        repository,
        webinar("start: 2027-02-04 11:30, duration: 1h", title="Autre titre"),
        1_700_000_200,
    )
    assert register.last_changes(repository, TODAY)[PATH] == Changed(at=at(1_700_000_200), times=1)
    commit(
        repository,
        webinar("start: 2027-02-04 11:30, duration: 1h, status: cancelled, note: x"),
        1_700_000_300,
    )
    assert register.last_changes(repository, TODAY)[PATH] == Changed(at=at(1_700_000_300), times=2)


def test_a_session_that_is_added_changes_no_other(repository):
    commit(repository, webinar("start: 2027-02-04 11:00, duration: 1h"), 1_700_000_000)
    added = webinar(
        "start: 2027-02-04 11:00, duration: 1h",
        more="  - {start: 2027-03-04 11:00, duration: 1h}\n",
    )
    commit(repository, added, 1_700_000_100)
    assert register.last_changes(repository, TODAY)[PATH] == Changed(at=at(1_700_000_100), times=0)


def test_a_recording_or_seats_added_to_a_session_change_no_date(repository):
    commit(repository, webinar("start: 2027-02-04 11:00, duration: 1h"), 1_700_000_000)
    commit(
        repository,
        webinar('start: 2027-02-04 11:00, duration: 1h, replay: "https://v.example/"'),
        1_700_000_100,
    )
    assert register.last_changes(repository, TODAY)[PATH] == Changed(at=at(1_700_000_100), times=0)
    commit(
        repository,
        webinar('start: 2027-02-04 11:00, duration: 1h30, replay: "https://v.example/"'),
        1_700_000_200,
    )
    assert register.last_changes(repository, TODAY)[PATH] == Changed(at=at(1_700_000_200), times=1)


def test_a_place_that_changes_after_a_comma_is_a_change(repository):
    def at_number(postcode):
        return f'---\ntitle: "R"\ndate: 2027-02-04\ncity: Lyon\naddress: 1 rue X, {postcode} Lyon\n---\n'

    commit(repository, at_number(69000), 1_700_000_000)
    commit(repository, at_number(69001), 1_700_000_100)
    assert register.last_changes(repository, TODAY)[PATH] == Changed(at=at(1_700_000_100), times=1)


def test_an_edit_not_yet_committed_is_of_today(repository):
    commit(repository, webinar("start: 2027-02-04 11:00, duration: 1h"), 1_700_000_000)
    (repository / PATH).write_text(
        webinar("start: 2027-02-04 14:00, duration: 1h"), encoding="utf-8"
    )
    assert register.last_changes(repository, TODAY)[PATH] == Changed(at=MIDNIGHT, times=1)


def test_a_clone_says_the_same(repository, tmp_path):
    commit(repository, webinar("start: 2027-02-04 11:00, duration: 1h"), 1_700_000_000)
    commit(repository, webinar("start: 2027-02-04 14:00, duration: 1h"), 1_700_000_100)
    git(tmp_path, "clone", "--quiet", str(repository), "clone")
    assert register.last_changes(tmp_path / "clone", TODAY) == register.last_changes(
        repository, TODAY
    )


def published(repository):
    """Write the register as « chorale calendar publish » does."""
    from dataclasses import replace

    community = replace(
        load(repository, TODAY).community, history=register.last_changes(repository, TODAY)
    )
    (repository / register.PATH).write_text(
        register.written(register.published(community, ())), encoding="utf-8"
    )


@pytest.mark.parametrize("copy", ["tarball", "shallow"])
def test_a_copy_without_its_past_reads_the_register(repository, tmp_path, copy):
    commit(repository, webinar("start: 2027-02-04 11:00, duration: 1h"), 1_700_000_000)
    commit(
        repository,
        webinar(
            "start: 2027-02-04 14:00, duration: 1h, status: moved, moved_from: 2027-02-04 11:00"
        ),
        1_700_000_100,
    )
    published(repository)
    whole = register.last_changes(repository, TODAY)
    git(repository, "add", "-A")
    git(repository, "commit", "--quiet", "-m", "registre", when=1_700_000_200)
    if copy == "shallow":
        git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository}", "copy")
    else:
        shutil.copytree(repository, tmp_path / "copy", ignore=shutil.ignore_patterns(".git"))
    assert (
        register.last_changes(tmp_path / "copy", TODAY)[PATH]
        == whole[PATH]
        == Changed(at=at(1_700_000_100), times=1)
    )


def test_the_number_of_changes_never_falls_when_the_past_is_rewritten(repository):
    commit(repository, webinar("start: 2027-02-04 11:00, duration: 1h"), 1_700_000_000)
    commit(
        repository,
        webinar(
            "start: 2027-02-04 14:00, duration: 1h, status: moved, moved_from: 2027-02-04 11:00"
        ),
        1_700_000_100,
    )
    published(repository)
    shutil.rmtree(repository / ".git")
    git(repository, "init", "--quiet", "--initial-branch=main")
    git(repository, "add", "-A")
    git(repository, "commit", "--quiet", "-m", "x", when=1_700_000_300)
    assert register.last_changes(repository, TODAY)[PATH] == Changed(at=at(1_700_000_300), times=1)


def test_without_git_and_register_there_is_no_history(tmp_path):
    assert register.last_changes(tmp_path, TODAY) == {}


def test_the_settings_of_whoever_builds_change_nothing(repository, monkeypatch):
    commit(repository, webinar("start: 2027-02-04 11:00, duration: 1h"), 1_700_000_000)
    commit(repository, webinar("start: 2027-02-04 14:00, duration: 1h"), 1_700_000_100)
    before = register.last_changes(repository, TODAY)
    for key, value in {
        "diff.noprefix": "true",
        "diff.mnemonicPrefix": "true",
        "color.ui": "always",
        "log.showSignature": "true",
        "log.date": "relative",
    }.items():
        git(repository, "config", key, value)
    monkeypatch.setenv("TZ", "Pacific/Noumea")
    assert register.last_changes(repository, TODAY) == before
