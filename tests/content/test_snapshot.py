"""One file holds what the service needs: the content but letters and answers, the community's own templates, nothing else."""

import io
import zipfile

import pytest

from chorale.content.snapshot import BadSnapshot, packed, stamps, unpacked
from chorale.files import File, write

FILES = {
    "content/community.yml": "name: x",
    "content/webinars/demarrer.md": "Programme.",
    "content/webinars/affiche.png": "image",
    "content/newsletters/2026-12/issue.yml": "title: x",
    "content/ipm/cycle-1/cycle.yml": "number: 1",
    "content/ipm/cycle-1/ballots/nord.yml": "group: nord",
    "content/ipm/cycle-1/arbitration.yml": "retained: []",
    "content/.cache/secret.yml": "caché",
    "templates/service/left.html": "Au revoir",
    "site/documentation/index.md": "# Guide",
    "mkdocs.yml": "theme: x",
}


@pytest.fixture
def project(tmp_path):
    write(tmp_path, (File.of(path, text) for path, text in FILES.items()))
    return tmp_path


def test_a_snapshot_holds_what_the_service_needs_and_nothing_else(project, tmp_path):
    unpacked(packed(project), tmp_path / "copie")

    found = {
        path.relative_to(tmp_path / "copie").as_posix(): path.read_text()
        for path in (tmp_path / "copie").rglob("*")
        if path.is_file()
    }
    assert found == {
        path: FILES[path]
        for path in (
            "content/community.yml",
            "content/ipm/cycle-1/cycle.yml",
            "content/webinars/demarrer.md",
            "templates/service/left.html",
        )
    }


def test_the_same_files_give_the_same_bytes_whenever_they_were_written(project):
    before = packed(project)
    write(project, [File.of("content/community.yml", "autre")])
    write(project, [File.of("content/community.yml", FILES["content/community.yml"])])

    assert packed(project) == before


def test_a_word_written_meanwhile_is_seen(project):
    before = stamps(project)
    write(project, [File.of("content/community.yml", "autre chose")])

    assert stamps(project) != before


@pytest.mark.parametrize("part", [b"", b"pas une archive", None])
def test_half_a_snapshot_is_refused_in_a_sentence(project, tmp_path, part):
    whole = packed(project)
    with pytest.raises(BadSnapshot) as refused:
        unpacked(whole[: len(whole) // 2] if part is None else part, tmp_path / "copie")

    assert str(refused.value) == "service.zip n'est pas entier : relancer « chorale build »"


def test_a_path_that_climbs_out_of_its_folder_stays_inside(tmp_path):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("../dehors.yml", "x")
    unpacked(raw.getvalue(), tmp_path / "copie")

    assert not (tmp_path / "dehors.yml").exists()
