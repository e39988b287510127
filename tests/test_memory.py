"""The cache on disk: the same answers with and without it, whatever happens to its file."""

import sqlite3

import pytest
from house import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chorale import disk_memory, memory
from chorale.content.checks import nothing_lost
from chorale.text import alike, markdown, mending

BODIES = [
    path.read_text(encoding="utf-8").split("---\n", 2)[-1]
    for path in sorted((ROOT / "content").rglob("*.md"))[:12]
]
PIECES = [line for body in BODIES for line in body.splitlines()] + [
    "• puce",
    "| a | b |",
    "</div>",
    "[lien] (https://a.fr)",
    "```mermaid",
    "\ud800",
    "a\u0301",
]
QUESTIONS = (
    (alike.is_alike, {}),
    (mending.rewritten, {}),
    (markdown.converted, {}),
    (nothing_lost.compared, {"voice": "letter"}),
    (nothing_lost.compared, {"voice": "page"}),
    (nothing_lost.compared, {"voice": "event"}),
    (markdown.converted_page, {}),
)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv(memory.FOLDER, str(tmp_path / "cache"))
    return tmp_path / "cache" / disk_memory.FILE


def counted():
    """Return a remembered function, and the texts that it was really asked."""
    asked = []

    @memory.remembered(str, str)
    def shout(text):
        asked.append(text)
        return text.upper()

    return shout, asked


def asked_twice(between=lambda: None):
    shout, asked = counted()
    with memory.opened():
        shout("bonjour")
    between()
    with memory.opened():
        assert shout("bonjour") == "BONJOUR"
    return asked


def test_a_second_run_computes_nothing_again():
    assert asked_twice() == ["bonjour"]


def test_an_answer_that_is_not_written_yet_is_not_computed_again():
    shout, asked = counted()
    with memory.opened():
        assert [shout("bonjour"), shout("bonjour"), shout("bonjour")] == ["BONJOUR"] * 3
    assert asked == ["bonjour"]


def test_a_change_of_the_program_forgets_its_answers(monkeypatch):
    changed = lambda: monkeypatch.setattr(memory, "program", lambda: "another")  # noqa: E731
    assert asked_twice(changed) == ["bonjour", "bonjour"]


def test_a_deleted_cache_costs_time_only(cache):
    assert asked_twice(cache.unlink) == ["bonjour", "bonjour"]


def test_a_file_that_is_no_database_is_begun_again(cache):
    assert asked_twice(lambda: cache.write_bytes(b"spoilt" * 999)) == ["bonjour", "bonjour"]
    assert asked_twice() == []


def test_an_answer_cut_short_is_computed_again(cache):
    def cut():
        with sqlite3.connect(cache) as file:
            file.execute("UPDATE answers SET answer = substr(answer, 1, 3)")
        file.close()

    assert asked_twice(cut) == ["bonjour", "bonjour"]


def test_an_empty_setting_keeps_nothing(cache, monkeypatch):
    monkeypatch.setenv(memory.FOLDER, "")
    assert asked_twice() == ["bonjour", "bonjour"]
    assert not cache.exists()


def test_a_folder_that_cannot_be_made_keeps_nothing(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("here")
    monkeypatch.setenv(memory.FOLDER, str(tmp_path / "file" / "cache"))
    assert asked_twice() == ["bonjour", "bonjour"]


def test_a_file_held_by_another_run_is_read_and_not_waited_for_long(cache):
    shout, asked = counted()
    with memory.opened():
        shout("bonjour")
    other = sqlite3.connect(cache)
    other.execute("BEGIN IMMEDIATE")
    with memory.opened():
        assert (shout("bonjour"), shout("bonsoir")) == ("BONJOUR", "BONSOIR")
    other.close()
    assert asked == ["bonjour", "bonsoir"]


def test_the_oldest_answers_go_first(cache, monkeypatch):
    monkeypatch.setattr(disk_memory, "MOST", 3)
    shout, asked = counted()
    with memory.opened():
        for word in "abcde":
            shout(word)
    asked.clear()
    with memory.opened():
        for word in "edcba":
            shout(word)
    assert asked == ["b", "a"]


def test_what_a_run_refuses_is_raised_and_what_it_computed_kept():
    shout, asked = counted()

    def fail():
        with memory.opened():
            shout("bonjour")
            raise OSError("disque")

    with pytest.raises(OSError, match="disque"):
        fail()
    with memory.opened():
        shout("bonjour")
    assert asked == ["bonjour"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=9))
def test_any_text_has_the_same_answers_from_the_cache(lines):
    text = "\n".join(lines).encode("utf-8", "replace").decode()
    for function, how in QUESTIONS:
        plain = function.__wrapped__(text, **how)
        with memory.opened():
            first = function(text, **how)
        with memory.opened():
            again = function(text, **how)
        assert (first, again) == (plain, plain)


def test_what_an_author_typed_hours_ago_is_let_go_and_what_each_reading_asks_stays():
    made = []

    @memory.keeping
    def words(text):
        made.append(text)
        yield text

    for rank in range(memory.ROUNDS * 3):
        assert (words("la page"), words(f"frappe {rank}")) == (("la page",), (f"frappe {rank}",))
        memory.next_round()
    kept = memory._kept.pop().answers

    assert made.count("la page") == 1
    assert len(kept) == memory.ROUNDS + 1


def test_the_rounds_in_which_nobody_asks_a_function_take_none_of_its_answers():
    made = []

    @memory.keeping
    def words(text):
        made.append(text)
        yield text

    words("une lettre")
    for _ in range(memory.ROUNDS * 2):
        memory.next_round()
    words("une lettre")
    memory._kept.pop()

    assert made == ["une lettre"]


def test_bytes_are_kept_as_they_are_and_many_heavy_ones_are_not_held():
    heavy = bytes(range(256)) * (disk_memory.HEAVY // 2 // 256)
    made = []

    def asked(number):
        def make():
            made.append(number)
            return heavy + b"%d" % number

        return memory.recalled_bytes("heavy", b"%d" % number, make)

    with memory.opened():
        first = [asked(number) for number in (1, 2, 3, 1)]
        held = len(memory._open[-1].fresh)
    with memory.opened():
        again = [asked(number) for number in (1, 2, 3, 1)]

    assert again == first == [heavy + b"1", heavy + b"2", heavy + b"3", heavy + b"1"]
    assert (made, held) == ([1, 2, 3], 1)


def test_without_a_cache_bytes_are_made_each_time(monkeypatch):
    monkeypatch.setenv(memory.FOLDER, "")
    made = iter([b"one", b"two"])
    with memory.opened():
        assert [memory.recalled_bytes("a", b"q", lambda: next(made)) for _ in range(2)] == [
            b"one",
            b"two",
        ]
