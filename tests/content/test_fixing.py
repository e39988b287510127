"""« chorale check --fix »: what has one meaning is written into the file, every other byte stays."""

import json
import shutil
import unicodedata

import pytest
from click.testing import CliRunner
from house import GOLDEN

from chorale.__main__ import chorale
from chorale.content.fixing import mendings

PAGE = "site/documentation/quai.md"
HEAD = '---\ntitle: "Le quai"\ndescription: "Un quai."   # ce que l\'on y trouve\n---\n'


@pytest.fixture
def project(tmp_path):
    for part in ("content", "site"):
        shutil.copytree(GOLDEN / part, tmp_path / part)
    return tmp_path


def check(project, *options):
    """Run the command as an editor does; return its exit code, what it answers and what it says beside."""
    done = CliRunner().invoke(
        chorale, ["check", "--project", str(project), "--today", "2026-03-05", *options]
    )
    return done.exit_code, done.stdout, done.stderr.replace("\u00a0", " ")


def test_what_is_right_is_left_to_the_byte(project):
    assert list(mendings(project)) == []
    assert check(project, "--fix") == (0, "", "aucun fichier à reprendre\naucun problème\n")


def test_the_mending_is_written_and_shown_and_the_header_stays_as_it_was(project):
    (project / PAGE).write_text(
        f"{HEAD}\n# Le quai\n\nOn y trouve :\n• un banc\n• https://phare.example/\n",
        encoding="utf-8",
    )

    code, shown, said = check(project, "--fix")

    assert (project / PAGE).read_text(encoding="utf-8") == (
        f"{HEAD}\n# Le quai\n\nOn y trouve :\n\n- un banc\n- <https://phare.example/>\n"
    )
    assert (code, said) == (0, "1 fichier repris\naucun problème\n")
    assert (
        shown
        == f"""\
--- {PAGE} (avant)
+++ {PAGE} (après)
@@ -6,5 +6,6 @@
 # Le quai
{" "}
 On y trouve :
-• un banc
-• https://phare.example/
+
+- un banc
+- <https://phare.example/>
"""
    )


@pytest.mark.parametrize(
    "typed",
    [
        f"\ufeff{HEAD}\n# Le quai été\n".encode(),
        f"{HEAD}\n# Le quai été\n".replace("\n", "\r\n").encode(),
        f"{HEAD}\n# Le quai été\n".replace("\n", "\r").encode(),
        unicodedata.normalize("NFD", f"{HEAD}\n# Le quai été\n").encode(),
    ],
    ids=["byte order mark", "Windows line ends", "old Mac line ends", "accents apart"],
)
def test_bytes_that_nobody_sees_are_read_as_if_they_were_not_there_and_mended(project, typed):
    (project / PAGE).write_bytes(typed)

    assert check(project) == (0, "", "aucun problème\n")
    code, shown, _ = check(project, "--fix")

    assert (code, shown) == (0, f"{PAGE} : fins de ligne, accents ou marque d'ordre des octets\n")
    assert (project / PAGE).read_bytes() == f"{HEAD}\n# Le quai été\n".encode()


def test_a_link_is_written_as_the_file_is_named(project):
    (project / PAGE).write_text(
        f"{HEAD}\n# Le quai\n\n[La lentille](Lentille.md), [l'accueil](index.html) et [la lampe](lentille%2Emd#lentretien).\n",
        encoding="utf-8",
    )

    check(project, "--fix")

    assert (project / PAGE).read_text(encoding="utf-8").splitlines()[-1] == (
        "[La lentille](lentille.md), [l'accueil](index.md) et [la lampe](lentille.md#lentretien)."
    )


def test_a_name_whose_accents_stand_apart_is_written_whole(project):
    apart = unicodedata.normalize("NFD", "site/documentation/phare-allumé.md")
    (project / apart).write_text(f"{HEAD}\n# Le quai\n", encoding="utf-8")

    code, shown, _ = check(project, "--fix")

    assert (code, shown) == (0, f"{apart} renommé en site/documentation/phare-allumé.md\n")
    assert not (project / apart).exists()
    assert (project / "site/documentation/phare-allumé.md").is_file()


def test_a_program_reads_its_answer_alone(project):
    (project / PAGE).write_text(f"{HEAD}\n# Le quai\n\n• un [banc](rien.md)\n", encoding="utf-8")

    code, answer, said = check(project, "--fix", "--format", "json")

    assert code == 1
    assert [(one["path"], one["line"], one["message"]) for one in json.loads(answer)] == [
        (PAGE, 8, "page inconnue « rien.md »")
    ]
    assert "+- un [banc](rien.md)" in said


def test_a_problem_is_told_at_the_line_that_the_author_wrote(project):
    (project / PAGE).write_text(
        f"{HEAD}\n# Le quai\n\nOn y trouve :\n• un\n• deux\n[banc](rien.md)\n", encoding="utf-8"
    )

    assert [one["line"] for one in json.loads(check(project, "--format", "json")[1])] == [11]
