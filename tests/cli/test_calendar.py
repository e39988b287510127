"""chorale calendar, as one types it."""

import shutil
from datetime import date

import pytest
from click.testing import CliRunner
from house import GOLDEN

from chorale.calendars.partners import import_calendar
from chorale.cli import calendar
from chorale.cli.command_group import group
from chorale.content import register

command = group("calendar")

ICS = """\
BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:x\r
BEGIN:VEVENT\r
UID:a\r
DTSTAMP:20260101T000000Z\r
DTSTART:20260512T080000Z\r
DTEND:20260512T090000Z\r
SUMMARY:Atelier\r
LOCATION:29200 Brest\r
END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.fixture
def project(tmp_path):
    for part in ("content", "site"):
        shutil.copytree(GOLDEN / part, tmp_path / part)
    return tmp_path


def run(*words):
    return CliRunner().invoke(command, [str(word) for word in words])


def test_check_says_each_defect_and_fails(tmp_path):
    file = tmp_path / "x.ics"
    file.write_bytes(ICS.replace("VERSION:2.0\r\n", "").encode())
    done = run("check", file)
    assert (done.exit_code, done.output) == (
        1, f"{file}:1:1 : « VCALENDAR » sans « VERSION » ; ajouter une ligne « VERSION:… »\n1\u00a0défaut\n",
    )  # fmt: skip


def test_check_is_content_with_a_good_calendar(tmp_path):
    file = tmp_path / "x.ics"
    file.write_bytes(ICS.encode())
    done = run("check", file)
    assert (done.exit_code, done.output) == (0, "Aucun défaut.\n")


BREST = "content/meetings/2026-05-12-brest.md"


def test_import_tells_each_event_once_and_the_sum(tmp_path, project):
    file = tmp_path / "x.ics"
    file.write_bytes(ICS.encode())
    arguments = ("import", file, "--project", project, "--today", "2026-03-05")
    first, second = run(*arguments), run(*arguments)
    assert first.output == (
        f"pris  l. 4      2026-05-12 « Atelier » → {BREST}\n"
        "« x » : 1\u00a0pris.\nLes relire, puis lancer « chorale check ».\n"
    )
    assert (project / BREST).is_file()
    assert second.output == "« x » : 1\u00a0inchangé.\n"


def test_a_rehearsal_writes_nothing_and_says_so(tmp_path, project):
    file = tmp_path / "x.ics"
    file.write_bytes(ICS.encode())
    done = run("import", file, "--essai", "--project", project, "--today", "2026-03-05")
    assert (done.exit_code, (project / BREST).exists()) == (0, False)
    assert (project / "content/followed.jsonl").exists() is False
    assert done.output.endswith("Essai : rien n’a été écrit.\n")


def test_the_period_and_the_name_are_named_settings(tmp_path, project):
    file = tmp_path / "x.ics"
    file.write_bytes(ICS.encode())
    words = ("--from", "2026-06-01", "--until", "2026-07-01", "--source", "Agenda de la CCI")
    done = run("import", file, *words, "--project", project, "--today", "2026-03-05")
    assert done.output == (
        "1\u00a0rendez-vous avant le 2026-06-01 (--from).\n« Agenda de la CCI » : rien à prendre.\n"
    )
    backwards = run(
        "import", file, "--until", "2026-01-01", "--project", project, "--today", "2026-03-05"
    )
    assert (
        backwards.exit_code,
        "« --until 2026-01-01 » vient avant le 2026-03-05" in backwards.output,
    ) == (2, True)


def test_a_file_too_big_is_refused_with_its_line(tmp_path, project):
    file = tmp_path / "x.ics"
    file.write_bytes(b"BEGIN:VCALENDAR\r\n" * 9)
    done = run("import", file, "--project", project, "--today", "2026-03-05")
    assert done.exit_code == 1
    assert f"{file}:9:1 : plus de 8 niveaux ; demander une période plus courte" in done.output


def test_what_is_no_calendar_is_refused_in_one_sentence(tmp_path, project):
    file = tmp_path / "x.ics"
    file.write_bytes(b"bonjour")
    done = run("import", file, "--project", project, "--today", "2026-03-05")
    assert done.exit_code == 1
    assert f"{file} : aucun calendrier dans ce fichier" in done.output


def test_a_file_that_takes_too_long_is_given_up(tmp_path, project, monkeypatch):
    def endless(*_):
        while True:
            try:
                sum(range(1000))
            except Exception:  # noqa: BLE001 - a reader that swallows what it meets
                continue

    monkeypatch.setattr(calendar, "PATIENCE", 1)
    monkeypatch.setattr(import_calendar, "import_calendar", endless)
    file = tmp_path / "x.ics"
    file.write_bytes(ICS.encode())
    done = run("import", file, "--project", project, "--today", "2026-03-05")
    assert done.exit_code == 1
    assert "lecture abandonnée après 1 secondes" in done.output


def test_publish_keeps_the_register(project):
    (project / register.PATH).unlink()
    done = run("publish", "--project", project, "--today", "2026-03-05")
    assert (done.exit_code, done.output) == (
        0,
        "10 rendez-vous au registre (content/published.yml) : 10\u00a0nouveaux, 0\u00a0modifié\n"
        "7\u00a0pages au registre (content/published-pages.yml) : 0\u00a0nouvelle, 0\u00a0modifiée\n",
    )
    assert (project / register.PATH).read_bytes() == (GOLDEN / register.PATH).read_bytes()
    assert date(2026, 3, 5).isoformat() in (project / register.PATH).read_text(encoding="utf-8")


def test_publish_refuses_to_forget(project):
    (project / "content/meetings/2026-03-17-brest.md").unlink()
    before = (project / register.PATH).read_bytes()
    done = run("publish", "--project", project, "--today", "2026-03-05")
    assert (done.exit_code, (project / register.PATH).read_bytes()) == (1, before)
