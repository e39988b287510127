"""Every file is written whole or not at all; private ones are their owner's only; of two writers of a key one wins."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from chorale import files
from chorale.files import File


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_reader_sees_the_old_file_or_the_new_one_and_never_the_one_beside_it(tmp_path):
    place = tmp_path / "lettre.txt"
    place.write_text("avant")
    with files.replacing(place) as stream:
        stream.write(b"apr")
        stream.flush()
        assert place.read_text() == "avant"
        stream.write(b"es")

    assert (place.read_text(), names(tmp_path)) == ("apres", ["lettre.txt"])


def test_a_writer_that_fails_half_way_leaves_things_as_they_were(tmp_path):
    place = tmp_path / "lettre.txt"
    place.write_text("avant")
    with pytest.raises(TypeError), files.replacing(place) as stream:
        stream.writelines([b"apr", "es"])

    assert (place.read_text(), names(tmp_path)) == ("avant", ["lettre.txt"])


@pytest.mark.parametrize(("private", "mode"), [(False, 0o640), (True, 0o600)])
def test_a_private_file_is_its_owner_s_only_and_another_follows_the_umask(tmp_path, private, mode):
    before = os.umask(0o027)
    try:
        files.store(tmp_path / "x", b"1", private=private)
    finally:
        os.umask(before)

    assert (tmp_path / "x").stat().st_mode & 0o777 == mode


def test_a_refusal_names_the_file_that_was_wanted(tmp_path):
    place = tmp_path / "absent" / "x.csv"
    for write in (files.store, files.create):
        with pytest.raises(FileNotFoundError) as told:
            write(place, b"1")
        assert (told.value.errno, told.value.filename) == (errno.ENOENT, str(place))


def test_a_name_as_long_as_the_disk_allows_can_be_written(tmp_path):
    name = "x" * 255
    files.store(tmp_path / name, b"1")

    assert names(tmp_path) == [name]


def test_of_twenty_writers_of_a_key_one_wins_and_the_others_are_told(tmp_path):
    place = tmp_path / "cle"

    def write(number):
        try:
            files.create(place, f"{number}".encode() * 1000)
        except FileExistsError as error:
            return error.filename
        return number

    with ThreadPoolExecutor(20) as pool:
        told = list(pool.map(write, range(10, 30)))

    winner = next(number for number in told if isinstance(number, int))
    assert sorted(map(str, told)) == sorted([f"{winner}", *[str(place)] * 19])
    assert place.read_bytes() == f"{winner}".encode() * 1000
    assert place.stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == ["cle"]


def test_a_memory_stick_without_hard_links_also_takes_a_new_key_and_keeps_the_first(
    tmp_path, monkeypatch
):
    def refuse(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    files.create(tmp_path / "cle", b"1")
    with pytest.raises(FileExistsError):
        files.create(tmp_path / "cle", b"2")

    assert ((tmp_path / "cle").read_bytes(), names(tmp_path)) == (b"1", ["cle"])


def test_a_file_that_already_holds_the_same_bytes_is_left_alone(tmp_path):
    files.write(tmp_path, [File.of("a/b.txt", "1")])
    before = (tmp_path / "a/b.txt").stat().st_mtime_ns
    os.utime(tmp_path / "a/b.txt", ns=(1, 1))
    files.write(tmp_path, [File.of("a/b.txt", "1"), File.of("a/c.txt", "2")])

    assert before != 1
    assert (tmp_path / "a/b.txt").stat().st_mtime_ns == 1
    assert names(tmp_path / "a") == ["b.txt", "c.txt"]
