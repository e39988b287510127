"""chorale build: where it writes is counted from where one stands."""

import shutil

from click.testing import CliRunner
from house import GOLDEN

from chorale.cli.publish import build_command


def test_a_relative_output_is_counted_from_where_one_stands(tmp_path, monkeypatch):
    shutil.copytree(GOLDEN, tmp_path / "phare", ignore=shutil.ignore_patterns("expected"))
    monkeypatch.chdir(tmp_path)
    options = ["--project", "phare", "--output", "ici", "--today", "2026-03-05"]
    done = CliRunner().invoke(build_command, options)

    assert (done.exit_code, (tmp_path / "ici/site/index.html").is_file()) == (0, True)
