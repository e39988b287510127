"""The register is the only memory of what calendars were told: revisions, identifiers, the same in every copy."""

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chorale.calendars import ics
from chorale.content import register
from chorale.content.agenda import events
from chorale.content.load import load
from chorale.content.published_events import Changed
from chorale.files import File, write

FIRST, LATER = date(2027, 1, 10), date(2027, 1, 20)
HOME = """\
url: "https://essai.example/"
name: "Essai"
timezone: Europe/Paris
audiences: {a: "A"}
sender: {name: "Essai", address: "essai@essai.example", identity: "Essai"}
"""
ONE = "start: 2027-02-04 11:00, duration: 1h"
ROOM = "title: R\ndate: 2027-02-04\ncity: Lyon\nstart: 14:00\naddress: {}"


def webinar(*sessions, title="Séance"):
    return (
        f'---\ntitle: "{title}"\nsessions:\n'
        + "".join(f"  - {{{one}}}\n" for one in sessions)
        + "---\n"
    )


@pytest.fixture
def project(tmp_path):
    """Return a function that writes files of the content, or removes them, and reads the community."""
    (tmp_path / "content/webinars").mkdir(parents=True)
    (tmp_path / "content/meetings").mkdir()
    (tmp_path / "content/community.yml").write_text(HOME, encoding="utf-8")

    def read(files=(), today=FIRST):
        for path, content in dict(files).items():
            if content is None:
                (tmp_path / "content" / path).unlink()
            else:
                (tmp_path / "content" / path).write_text(content, encoding="utf-8")
        loaded = load(tmp_path, today)
        assert loaded.problems == ()
        return loaded.community

    def publish(files=(), today=FIRST):
        lines = register.published(read(files, today))
        write(tmp_path, [File.of(register.PATH, register.written(lines))])

    read.publish = publish
    return read


def at(day):
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def memory(community):
    return {
        register.uid(community, one): register.changed(community, one) for one in events(community)
    }


UID = "x-20270204T1100@essai.example"


def test_an_event_that_was_never_published_is_of_today(project):
    community = project({"webinars/x.md": webinar(ONE)})
    assert memory(community) == {UID: Changed(at=at(FIRST), times=0)}


def test_what_was_published_keeps_its_stamp_whatever_the_day(project):
    project.publish({"webinars/x.md": webinar(ONE)})
    assert memory(project(today=LATER)) == {UID: Changed(at=at(FIRST), times=0)}


@pytest.mark.parametrize(
    ("session", "changes"),
    [
        (f'{ONE}, replay: "https://v.example/"', 0),
        ("start: 2027-02-04 11:00, duration: 1h30", 1),
        (f"{ONE}, status: cancelled, note: x", 1),
        ("start: 2027-02-04 14:00, duration: 1h", 1),
        ("start: 2027-03-04 11:00, duration: 1h, status: moved, moved_from: 2027-02-04 11:00", 1),
    ],
    ids=["a recording", "a length", "a state", "an hour of the same day", "another day"],
)
def test_an_edit_is_told_of_the_day_of_the_build_with_a_new_revision_if_a_fact_changed(
    project, session, changes
):
    project.publish({"webinars/x.md": webinar(ONE)})
    edited = project({"webinars/x.md": webinar(session)}, LATER)
    assert memory(edited) == {UID: Changed(at=at(LATER), times=changes)}

    project.publish(today=LATER)
    assert memory(project(today=date(2027, 1, 30))) == memory(edited)


def test_a_date_that_moves_leaves_the_one_that_was_told_before(project):
    room = f"---\n{ROOM.format('Ici')}\n---\n"
    project.publish({"meetings/m.md": room})
    project.publish({"meetings/m.md": room.replace("02-04", "02-11")}, LATER)
    (line,) = project(today=LATER).register

    assert (line.when, line.before) == ("2027-02-11 14:00", "2027-01-20=2027-02-04 14:00")
    assert [line.told(day) for day in (FIRST, LATER)] == ["2027-02-04 14:00", "2027-02-11 14:00"]


def test_a_title_is_told_without_a_new_revision(project):
    project.publish({"webinars/x.md": webinar(ONE)})
    assert memory(project({"webinars/x.md": webinar(ONE, title="Autre")}, LATER)) == {
        UID: Changed(at=at(LATER), times=0)
    }


def test_a_place_that_changes_after_a_comma_is_a_change(project):
    project.publish({"meetings/m.md": f"---\n{ROOM.format('1 rue X, 69000 Lyon')}\n---\n"})
    moved = project({"meetings/m.md": f"---\n{ROOM.format('1 rue X, 69001 Lyon')}\n---\n"}, LATER)
    assert memory(moved) == {"m@essai.example": Changed(at=at(LATER), times=1)}


def test_a_session_that_changes_does_not_change_its_neighbour(project):
    two = "start: 2027-02-11 11:00, duration: 1h"
    project.publish({"webinars/x.md": webinar(ONE, two)})
    edited = project({"webinars/x.md": webinar(f"{ONE}, status: cancelled, note: x", two)}, LATER)
    assert memory(edited) == {
        UID: Changed(at=at(LATER), times=1),
        "x-20270211T1100@essai.example": Changed(at=at(FIRST), times=0),
    }


def test_a_line_of_a_former_version_says_what_it_kept_and_nothing_else(project, tmp_path):
    old = (
        '- {key: "x-20270204T1100", file: "content/webinars/x.md", title: "Séance", when: "2027-02-04 11:00", '
        'status: "confirmed", changes: 3, changed: "2026-11-21T22:21:08Z"}\n'
    )
    (tmp_path / register.PATH).write_text(register.HEAD + old, encoding="utf-8")
    known = Changed(at=datetime(2026, 11, 21, 22, 21, 8, tzinfo=UTC), times=3)
    assert memory(project({"webinars/x.md": webinar(ONE)})) == {UID: known}
    project.publish()
    assert memory(project(today=LATER)) == {UID: known}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"webinars/x.md": webinar(ONE)}, {"webinars/x.md": None, "webinars/y.md": webinar(ONE)}),
        (
            {"webinars/x.md": webinar(ONE, "start: 2027-02-11 11:00, duration: 1h")},
            {
                "webinars/x.md": webinar("start: 2027-02-11 11:00, duration: 1h"),
                "webinars/y.md": webinar(ONE, title="Séance approfondie"),
            },
        ),
        (
            {"webinars/x.md": webinar(ONE)},
            {"community.yml": HOME.replace("essai.example/", "autre.example/")},
        ),
        (
            {"webinars/x.md": webinar(ONE)},
            {
                "webinars/x.md": None,
                "webinars/y.md": webinar(
                    "start: 2027-03-04 09:00, duration: 1h, status: moved, moved_from: 2027-02-04 11:00"
                ),
            },
        ),
    ],
    ids=[
        "a file renamed",
        "a webinar split",
        "another address of the site",
        "renamed and moved at once",
    ],
)
def test_an_identifier_is_for_life(project, before, after):
    project.publish(before)
    known = set(memory(project(today=LATER)))
    assert set(memory(project(after, LATER))) == known

    project.publish(today=LATER)
    assert set(memory(project(today=date(2027, 1, 30)))) == known


def test_a_renamed_event_that_then_moves_is_still_itself(project):
    project.publish({"webinars/x.md": webinar(ONE)})
    project.publish({"webinars/x.md": None, "webinars/y.md": webinar(ONE)}, LATER)
    moved = "start: 2027-03-04 09:00, duration: 1h, status: moved, moved_from: 2027-02-04 11:00"
    assert memory(project({"webinars/y.md": webinar(moved)}, LATER)) == {
        UID: Changed(at=at(LATER), times=1)
    }


def test_the_name_that_a_renamed_event_left_makes_another_event(project):
    project.publish({"webinars/x.md": webinar(ONE)})
    project.publish({"webinars/x.md": None, "webinars/y.md": webinar(ONE)})
    both = project({"webinars/x.md": webinar(ONE, title="Une autre")})
    assert set(memory(both)) == {UID, "x-20270204T1100-bis@essai.example"}
    project.publish()
    assert memory(project(today=LATER)) == memory(both)


def test_the_zone_of_the_community_is_a_fact_of_each_event(project):
    project.publish({"webinars/x.md": webinar(ONE)})
    elsewhere = project({"community.yml": HOME.replace("Europe/Paris", "Indian/Reunion")}, LATER)
    assert memory(elsewhere) == {UID: Changed(at=at(LATER), times=1)}


@pytest.mark.parametrize("copy", ["shallow", "archive"])
def test_every_copy_of_one_tree_makes_the_same_bytes_after_an_edit(project, tmp_path, copy):
    project.publish({"webinars/x.md": webinar(ONE)})
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    commit(tmp_path)
    project({"webinars/x.md": webinar("start: 2027-02-04 15:00, duration: 1h")})
    commit(tmp_path)
    there = tmp_path.parent / f"{tmp_path.name}-{copy}"
    if copy == "shallow":
        git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{tmp_path}", str(there))
    else:
        shutil.copytree(tmp_path, there, ignore=shutil.ignore_patterns(".git"))

    def made(root):
        return {file.path: file.content for file in ics.files(load(root, LATER).community)}

    assert made(there) == made(tmp_path)
    assert b"SEQUENCE:1\r\n" in made(there)["calendriers/rendez-vous.ics"]


def git(root, *command):
    name = ("-c", "user.name=e", "-c", "user.email=e@e.example")
    subprocess.run(("git", *name, *command), cwd=root, check=True, capture_output=True)


def commit(root):
    git(root, "add", "-A")
    git(root, "commit", "--quiet", "-m", "x")


def test_a_register_that_was_written_is_read_back(project):
    community = project({"webinars/x.md": webinar(ONE, title='« Été », \\"deux\\" : {a}')})
    project.publish()
    assert project().register == register.published(community)


def test_what_is_gone_stays_in_the_register(project):
    project.publish(
        {
            "webinars/x.md": webinar(ONE),
            "webinars/y.md": webinar("start: 2027-03-04 11:00, duration: 1h"),
        }
    )
    before = project().register
    without = project({"webinars/y.md": None})
    assert register.published(replace(without, today=LATER)) == before
