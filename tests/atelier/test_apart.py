"""A file read apart: what a reader says of it, and what is said once the memory given to it is used up."""

import pytest

from chorale.atelier import apart

READER = '''
"""A reader that takes the memory it is told to, then fails as libraries do."""
DAMAGED = "Ce fichier est abîmé."

def answer(data, said):
    held = bytearray(int(data))
    if said:
        raise ValueError("no element found")
    return b"%d" % len(held)
'''


@pytest.fixture(autouse=True)
def reader(tmp_path, monkeypatch):
    (tmp_path / "a_reader.py").write_text(READER, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(apart, "MEMORY", 400_000_000)


def test_what_a_reader_answers_comes_back():
    assert apart.read("a_reader", b"1000", "") == b"1000"


def test_a_file_that_makes_its_reader_fail_is_damaged():
    with pytest.raises(apart.Unread, match=r"^Ce fichier est abîmé\.$"):
        apart.read("a_reader", b"1000", "bad")


@pytest.mark.parametrize("size", [b"300000000", b"900000000"], ids=["nearly all", "all"])
def test_a_failure_with_no_memory_left_is_told_as_one_of_weight(size):
    with pytest.raises(apart.TooHeavy):
        apart.read("a_reader", size, "bad")
