"""What a publication takes of the one before: the very files, as long as their bytes are those that it asks for."""

import os
from hashlib import sha256
from pathlib import Path

import pytest
from manifests import write_manifest

from chorale import files, former_publication, memory
from chorale.files import File
from chorale.former_publication import NONE, former, keep_stamps


@pytest.fixture
def before(tmp_path, monkeypatch):
    monkeypatch.setenv(memory.FOLDER, str(tmp_path / "cache"))
    folder = tmp_path / "before"
    files.write(folder, [File.of("site/a/b.txt", "1"), File.of("site/c.txt", "2")])
    write_manifest(folder)
    with memory.opened():
        keep_stamps(folder)
        yield folder


@pytest.fixture
def read(monkeypatch):
    """Return the files whose bytes were read to be known."""
    asked, digest = [], files.file_digest

    def watched(place):
        asked.append(Path(place).name)
        return digest(place)

    monkeypatch.setattr(former_publication, "file_digest", watched)
    return asked


def digest(text):
    return sha256(text.encode()).hexdigest()


def names(folder):
    return files.paths(folder) if folder.is_dir() else []


def test_a_file_with_the_digest_that_is_asked_gets_a_second_name_and_is_not_read(
    before, tmp_path, read
):
    known = former(before)
    read.clear()
    taken = known.within("site").take("a/b.txt", tmp_path / "new", digest("1"))

    assert (taken, read) == (True, [])
    assert (tmp_path / "new/a/b.txt").samefile(before / "site/a/b.txt")


def test_a_file_that_the_manifest_says_otherwise_is_left(before, tmp_path):
    site = former(before).within("site")

    assert not site.take("a/b.txt", tmp_path / "new", digest("2"))
    assert not site.take("d.txt", tmp_path / "new", digest("1"))
    assert names(tmp_path / "new") == []


@pytest.mark.parametrize("how", ["longer", "same size", "same size and date, another file"])
def test_a_file_that_somebody_changed_is_not_taken(before, tmp_path, how):
    place = before / "site/a/b.txt"
    dates = place.stat().st_atime_ns, place.stat().st_mtime_ns
    if how.endswith("another file"):
        (tmp_path / "other").write_text("9")
        os.utime(tmp_path / "other", ns=dates)
        (tmp_path / "other").replace(place)
    else:
        place.write_text("12" if how == "longer" else "9")
        os.utime(place, ns=(dates[0], dates[1] + 1))

    assert not former(before).within("site").take("a/b.txt", tmp_path / "new", digest("1"))
    assert names(tmp_path / "new") == []


def test_a_file_that_was_copied_elsewhere_and_back_is_read_and_taken(before, tmp_path, read):
    place = before / "site/a/b.txt"
    os.utime(place, ns=(1, 1))
    known = former(before)
    read.clear()

    assert known.within("site").take("a/b.txt", tmp_path / "new", digest("1"))
    assert read == ["b.txt"]


def test_stamps_of_another_publication_serve_none(before, tmp_path):
    files.write(before, [File.of("site/d.txt", "3")])
    write_manifest(before)

    assert (former(before).stamps, sorted(former(before).digests)) == (
        {},
        ["site/a/b.txt", "site/c.txt", "site/d.txt"],
    )


def test_files_are_taken_all_or_none(before, tmp_path):
    site = former(before).within("site")
    one, two = digest("1"), digest("2")

    assert site.take_all(tmp_path / "new", {"a/b.txt": one, "c.txt": two})
    assert names(tmp_path / "new") == ["a/b.txt", "c.txt"]
    assert not site.take_all(tmp_path / "odd", {"a/b.txt": one, "c.txt": one})
    assert not site.take_all(tmp_path / "odd", {"a/b.txt": one, "d.txt": one})
    assert names(tmp_path / "odd") == []
    assert names(before / "site") == ["a/b.txt", "c.txt"]


def test_what_is_laid_shares_what_is_the_same_and_writes_the_rest(before, tmp_path):
    laid = [File.of("a/b.txt", "1"), File.of("c.txt", "3"), File.of("e/f.txt", "4")]
    former(before).within("site").lay(tmp_path / "new", laid)
    NONE.lay(tmp_path / "alone", laid)

    links = {one.path: (tmp_path / "new" / one.path).stat().st_nlink for one in laid}
    assert links == {"a/b.txt": 2, "c.txt": 1, "e/f.txt": 1}
    for folder in ("new", "alone"):
        assert [(tmp_path / folder / one.path).read_bytes() for one in laid] == [b"1", b"3", b"4"]
    assert (before / "site/c.txt").read_text() == "2"


def test_a_folder_without_a_readable_manifest_gives_nothing(tmp_path):
    (tmp_path / "manifest.json").write_text("[")
    (tmp_path / "a.txt").write_text("1")

    assert former(tmp_path) == former_publication.FormerPublication(tmp_path)
    assert not former(tmp_path).take("a.txt", tmp_path / "new", digest("1"))
