"""chorale search-report, as editors run it."""

import shutil

import pytest
from click.testing import CliRunner
from house import GOLDEN

from chorale.cli.publish import search_report_command


@pytest.fixture
def project(tmp_path):
    shutil.copytree(GOLDEN, tmp_path / "phare", ignore=shutil.ignore_patterns("expected"))
    return tmp_path / "phare"


def plain(text):
    return text.replace("\u00a0", " ")


def said(project, *options):
    return CliRunner().invoke(
        search_report_command, ["--project", str(project), "--today", "2026-03-05", *options]
    )


def test_the_report_says_which_queries_miss_and_how_many_find(project):
    queries = project / "content/search-queries.yml"
    queries.write_text(queries.read_text() + "- query: lentille\n  pages: [ipm/index.md]\n")
    shown = said(project)

    assert shown.exit_code == 0
    assert plain(shown.stdout).splitlines() == [
        "« lentille » : ipm/index.md introuvable ; en premier : documentation/lentille/"
    ]
    assert plain(shown.stderr) == (
        "3 questions : la bonne page vient en premier pour 67 %, parmi les 3 premières pour 67 % ; 0 sans aucune réponse\n"
    )


def test_all_shows_the_queries_that_find_too(project):
    assert plain(said(project, "--all").stdout).splitlines() == [
        "« netoyer la lentile » (compris « nettoyer la lentile ») : lettres/2026-03/nettoyer-la-lentille/ en premier",
        "« prochaine rencontre » : agenda/ en premier",
    ]


def test_without_queries_the_report_says_where_to_write_them(project):
    (project / "content/search-queries.yml").unlink()

    assert said(project).stderr == (
        "aucune question dans content/search-queries.yml : en écrire, telles que les lecteurs les tapent\n"
    )


def test_bad_content_is_told(project):
    (project / "content/search.yml").write_text("synonymes: []\n")
    shown = said(project)

    assert shown.exit_code == 1
    assert "clé inconnue « synonymes »" in shown.stderr
