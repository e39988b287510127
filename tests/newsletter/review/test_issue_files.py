"""The files of a letter in a publication: those of the one before serve again, unless somebody touched them."""

import pytest
from manifests import write_manifest
from small_letter import changed, full, only, png

from chorale import files, memory
from chorale.former_publication import former
from chorale.newsletter.review import issue_files

LETTER = "newsletters/2026-11"


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv(memory.FOLDER, str(tmp_path / "cache"))


def laid(made, root, before="none"):
    with memory.opened():
        issue_files.lay(made, root, former(root.parent / before))
    texts = {path: (root / path).read_bytes() for path in files.paths(root)}
    write_manifest(root)
    return texts


def whole(made):
    return {file.path: file.content for file in issue_files.issue_files(made, only(made))}


def test_a_letter_that_did_not_change_shares_the_files_of_the_publication_before(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    assert laid(full(), first) == laid(full(), second, "first") == whole(full())
    assert all((first / path).samefile(second / path) for path in whole(full()))


@pytest.mark.parametrize("name", ["email.html", "apercu/sans-style.html"])
def test_a_file_that_somebody_changed_or_deleted_is_made_again(tmp_path, name):
    first, second, third = tmp_path / "first", tmp_path / "second", tmp_path / "third"
    laid(full(), first)
    (first / LETTER / name).write_text("autre chose")
    assert laid(full(), second, "first") == whole(full())
    (first / LETTER / name).unlink()
    assert laid(full(), third, "first") == whole(full())
    assert not (first / LETTER / name).exists()


def test_a_letter_whose_pictures_changed_is_made_again(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    before, after = full(), changed(full(), pictures={"vue.png": png(1200, 400)})
    assert laid(before, first) == whole(before)
    assert laid(after, second, "first") == whole(after)
    assert (second / LETTER / "apercu/vue.png").read_bytes() == png(1200, 400)
