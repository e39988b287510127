"""What is copied for the next time takes its date and its name; what is published keeps its name."""

import shutil
from datetime import date

import pytest
from planted import copied

from chorale.content.page_register import PATH
from chorale.content.project import inspect

TODAY = date(2026, 3, 5)
MEETING = "content/meetings/2026-03-17-brest.md"


def told(project):
    return [
        f"{one.source.path}:{one.source.line}: {one.sentence}"
        for one in inspect(project, TODAY)[1]
        if one.code == "date"
    ]


@pytest.fixture
def project(tmp_path):
    return copied(tmp_path)


def test_a_letter_whose_folder_is_of_another_month_is_told(project):
    letters = project / "content/newsletters"
    shutil.copytree(letters / "2026-03", letters / "2026-05")

    assert told(project) == [
        "content/newsletters/2026-05/issue.yml:3: daté du 2026-03-02, dans le dossier « 2026-05 » ; "
        "corriger la date, ou renommer le dossier"
    ]


@pytest.mark.parametrize("name", ["2026-03", "2026-02", "2026-03-02", "mars", "2026-03-special"])
def test_a_letter_of_the_days_around_its_month_or_without_one_is_right(project, name):
    letters = project / "content/newsletters"
    shutil.move(letters / "2026-03", letters / name)

    assert told(project) == []


def test_a_letter_already_published_keeps_its_folder(project):
    letters = project / "content/newsletters"
    shutil.move(letters / "2026-03", letters / "2026-05")
    line = '- {"address": "lettres/2026-05/", "file": "content/newsletters/2026-05/issue.yml", "updated": "2026-03-01", "words": ""}\n'
    (project / PATH).write_text(line, encoding="utf-8")

    assert told(project) == []


def test_a_meeting_copied_with_its_day_is_told(project):
    shutil.copy(project / MEETING, project / "content/meetings/2026-06-09-lyon.md")

    assert told(project) == [
        "content/meetings/2026-06-09-lyon.md:4: daté du 2026-03-17, dans le fichier « 2026-06-09-lyon » ; "
        "corriger la date, ou renommer le fichier"
    ]


def test_a_meeting_put_off_keeps_the_name_of_its_first_day(project):
    file = project / MEETING
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("date: 2026-03-17", "date: 2026-04-14\nstatus: moved\nmoved_from: 2026-03-17"),
        encoding="utf-8",
    )

    assert told(project) == []
