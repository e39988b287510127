"""Answers on disk: many asked at once are what each alone would be, noted or written, whole or cut short."""

from contextlib import closing
from hashlib import sha256

import pytest

from chorale import disk_memory


def digest(number):
    return sha256(b"%d" % number).digest()


@pytest.fixture
def kept(tmp_path):
    memory = disk_memory.at(tmp_path / "cache")
    with closing(memory.file):
        yield memory


def test_many_questions_asked_at_once_have_the_answers_of_each_alone(kept):
    for number in range(1203):  # more than two batches, the last ones not written yet
        kept.keep(digest(number), {"number": number})
    asked = [digest(number) for number in (*range(1203), 5000, 5001)]
    found = kept.recall_all(asked)

    assert found == {digest(number): {"number": number} for number in range(1203)}
    assert [found.get(one) for one in asked] == [kept.recall(one) for one in asked]
    assert kept.recall_all([]) == {}


def test_an_answer_noted_again_is_told_before_the_one_that_is_written(kept):
    kept.keep(digest(1), "avant")
    kept.write()
    kept.keep(digest(1), "après")

    assert kept.recall_all([digest(1)]) == {digest(1): "après"}


def test_answers_cut_short_are_left_out_and_the_others_stay(kept):
    long = "phare " * disk_memory.LARGE
    for number, answer in enumerate(("court", long, "sain")):
        kept.keep(digest(number), answer)
    kept.write()
    for number in (0, 1):
        kept.file.execute(
            "UPDATE answers SET answer = substr(answer, 1, 4) WHERE question = ?", (digest(number),)
        )

    assert kept.recall_all([digest(0), digest(1), digest(2)]) == {digest(2): "sain"}


def test_a_file_that_fails_answers_nothing(kept):
    kept.keep(digest(1), "écrit")
    kept.write()
    kept.file.execute("DROP TABLE answers")

    assert kept.recall_all([digest(1)]) == {}
