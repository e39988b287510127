"""What `chorale init` writes is sound on any day, says what it invents, and never mixes with what is there."""

import re
import subprocess
from dataclasses import replace
from datetime import date, timedelta

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from chorale import starter
from chorale.__main__ import chorale
from chorale.content.project import inspect
from chorale.files import write
from chorale.newsletter.review import checks

TODAY = date(2026, 11, 28)
ASKED = starter.Starter(
    name="Communauté d'essai",
    url="https://essai.example/",
    version="0.4.0",
    today=TODAY,
    container=True,
)
NAMES = [
    "L'été : « vif » & <b>gras</b>",
    '"',
    "# {{ 7 * 7 }} {% raw %}",
    "a\\b",
    "é" * 60,
    "- liste",
    "*",
]


def problems(folder, asked):
    write(folder, starter.files(asked))
    loaded, found = inspect(folder, asked.today)
    letters = (
        checks.issue_problems(loaded.community, issue, loaded.origins)
        for issue in loaded.community.issues
    )
    return [
        str(problem.source) + problem.sentence
        for problem in (*found, *(one for some in letters for one in some))
    ]


@given(st.dates(date(2024, 1, 1), date(2040, 12, 31)))
@settings(max_examples=40, deadline=None)
def test_a_new_community_has_no_problem_whatever_the_day(tmp_path_factory, day):
    assert problems(tmp_path_factory.mktemp("jour"), replace(ASKED, today=day)) == []


@pytest.mark.parametrize(
    "day", [date(2028, 2, 29), date(2026, 12, 31), date(2027, 3, 27), date(2027, 4, 4)]
)
def test_nothing_is_planned_on_a_holiday_nor_at_an_hour_that_does_not_exist(tmp_path, day):
    assert problems(tmp_path, replace(ASKED, today=day)) == []


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_only_words(tmp_path, name):
    assert problems(tmp_path, replace(ASKED, name=name)) == []
    assert inspect(tmp_path, TODAY)[0].community.name == name


def test_everything_to_come_is_to_come_and_is_said_to_be_invented(tmp_path):
    write(tmp_path, starter.files(ASKED))
    community = inspect(tmp_path, TODAY)[0].community
    asking = [one for one in community.forms if one.serves != "subscription"]
    invented = (*community.webinars, *community.meetings, *community.cycles, *asking)

    assert [item.illustrative for item in invented] == [True] * 4
    assert [
        session.start.date() > TODAY for item in community.webinars for session in item.sessions
    ] == [True]
    assert [item.date > TODAY + timedelta(days=28) for item in community.meetings] == [True]
    assert [(issue.date, issue.draft) for issue in community.issues] == [(TODAY, False)]


def test_nothing_names_the_first_community():
    words = re.compile(r"chorus|aife|facture|cinq groupes", re.IGNORECASE)
    texts = (file for file in starter.files(ASKED) if not file.path.startswith("docs/schemas/"))

    assert [file.path for file in texts if words.search(file.content.decode())] == []


def test_text_files_end_with_a_newline_and_have_no_blank_at_the_end_of_a_line():
    texts = {file.path: file.content.decode() for file in starter.files(ASKED)}

    assert [
        path
        for path, text in texts.items()
        if not text.endswith("\n") or re.search(r"[ \t]$", text, re.MULTILINE)
    ] == []


@pytest.mark.parametrize("path", [".github/workflows/publier.yml", ".gitlab-ci.yml", "mkdocs.yml"])
def test_the_settings_of_other_programs_are_well_formed(path):
    text = next(file.content for file in starter.files(ASKED) if file.path == path)

    assert isinstance(yaml.safe_load(text), dict)


def init(*words):
    result = CliRunner().invoke(chorale, ["init", *words, "--today", str(TODAY)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output.translate({0xA0: " ", 0x202F: " "})


def test_a_new_folder_is_made_with_its_parents(tmp_path):
    code, _ = init(str(tmp_path / "a/b"), "--name", "Le Phare", "--url", "https://phare.example")

    assert code == 0
    assert (tmp_path / "a/b/README.md").read_text().startswith("# Le Phare\n")
    assert inspect(tmp_path / "a/b", TODAY)[0].community.url == "https://phare.example/"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a"]


def test_the_container_file_comes_only_when_asked(tmp_path):
    init(str(tmp_path / "sans"))
    init(str(tmp_path / "avec"), "--container")
    without, wanted = (
        {path.name for path in (tmp_path / name).iterdir()} for name in ("sans", "avec")
    )

    assert wanted - without == {"Dockerfile", ".dockerignore"}


def test_a_fresh_clone_is_empty_enough(tmp_path):
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)

    assert init(str(tmp_path))[0] == 0
    assert (tmp_path / "content/community.yml").is_file()


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path):
    (tmp_path / "lettre.txt").write_text("à garder")

    assert init(str(tmp_path)) == (
        1,
        f"Error: « {tmp_path} » n’est pas vide (« lettre.txt ») : donner un dossier vide, ou un nom nouveau\n",
    )
    assert [path.name for path in tmp_path.iterdir()] == ["lettre.txt"]


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "x").write_text("à garder")

    assert init(str(tmp_path / "x")) == (
        1,
        f"Error: « {tmp_path / 'x'} » est un fichier : donner un dossier vide, ou un nom nouveau\n",
    )


def test_a_wrong_address_is_told_and_nothing_is_written(tmp_path):
    code, said = init(str(tmp_path / "x"), "--url", "http://phare.example/")

    assert (code, said.splitlines()[0]) == (
        1,
        "Error: content/community.yml:4:6: adresse « http://phare.example/ » ; écrire « https://…/ », avec « / » final",
    )
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_moved_in_leaves_nothing_behind(tmp_path, monkeypatch):
    target = tmp_path / "x"
    moved = []

    def rename(self, place):
        if len(moved) == 3 and place.parent == target:
            raise OSError(28, "plus de place", str(place))
        moved.append(place)
        return original(self, place)

    original = starter.Path.rename
    monkeypatch.setattr(starter.Path, "rename", rename)
    with pytest.raises(OSError, match="plus de place"):
        starter.lay(target, ASKED)

    assert list(target.iterdir()) == []


def test_a_new_community_may_be_subscribed_to_at_once(tmp_path):
    write(tmp_path, starter.files(ASKED))
    community = inspect(tmp_path, TODAY)[0].community

    assert [one.slug for one in community.forms if one.serves == "subscription"] == ["s-abonner"]
