"""Files of a project as text: read again as soon as they changed, however alike their stamps are."""

import os
import time

import pytest

from chorale.content import source_files
from chorale.content.source_files import SETTLED, text

LONG_AGO = SETTLED + 3600


def written(root, words, age):
    """Write a file as if that had been some seconds ago, and as its disk would say it."""
    file = root / "page.md"
    file.write_text(words, encoding="utf-8")
    then = time.time() - age
    os.utime(file, (then, then))
    return file


def test_a_file_that_changes_within_the_tick_of_a_clock_is_read_again(tmp_path):
    written(tmp_path, "avant", 0)
    assert text(tmp_path, "page.md") == "avant"
    for words in ("apres", "encor", "enfin"):
        written(tmp_path, words, 0)
        assert text(tmp_path, "page.md") == words


def test_a_file_put_back_with_its_former_day_and_size_is_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr(source_files, "SETTLED", -LONG_AGO)
    file = written(tmp_path, "avant", LONG_AGO)
    before = file.stat()
    assert text(tmp_path, "page.md") == "avant"

    while (
        file.stat().st_ctime_ns == before.st_ctime_ns
    ):  # a disk's clock ticks every few milliseconds
        file.write_text("apres", encoding="utf-8")
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert (file.stat().st_mtime_ns, file.stat().st_size) == (before.st_mtime_ns, before.st_size)
    assert text(tmp_path, "page.md") == "apres"


def test_a_file_that_stays_as_it_was_is_not_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr(source_files, "SETTLED", -LONG_AGO)
    written(tmp_path, "avant", LONG_AGO)
    first = text(tmp_path, "page.md")
    monkeypatch.setattr(source_files, "_bytes", lambda *_: pytest.fail("read once more"))

    assert text(tmp_path, "page.md") is first


def test_a_file_that_grew_beyond_what_is_read_is_refused_though_it_was_read(tmp_path, monkeypatch):
    monkeypatch.setattr(source_files, "SETTLED", -LONG_AGO)
    written(tmp_path, "x" * 2000, LONG_AGO)
    assert text(tmp_path, "page.md", largest=3000) == "x" * 2000

    with pytest.raises(source_files.UnreadableFile):
        text(tmp_path, "page.md", largest=1000)


def test_a_link_is_followed_each_time(tmp_path, monkeypatch):
    monkeypatch.setattr(source_files, "SETTLED", -LONG_AGO)
    written(tmp_path, "avant", LONG_AGO)
    (tmp_path / "lien.md").symlink_to("page.md")
    assert text(tmp_path, "lien.md") == "avant"
    written(tmp_path, "apres", LONG_AGO)

    assert text(tmp_path, "lien.md") == "apres"
