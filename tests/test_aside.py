"""Trees are made beside the place that they take; several builders may meet there, and one may be killed."""

import signal
import subprocess
import sys
import threading

from chorale.aside import aside, exchange

KILLED = """
import os, signal, sys
from pathlib import Path
from chorale.aside import aside

with aside(Path(sys.argv[1])) as fresh:
    fresh.mkdir()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def names(folder):
    return sorted(one.name for one in folder.iterdir())


def test_a_tree_made_aside_takes_the_place_of_the_previous_one(tmp_path):
    place = tmp_path / "build"
    place.mkdir()
    (place / "old.txt").write_text("a")
    with aside(place) as fresh:
        fresh.mkdir()
        (fresh / "new.txt").write_text("b")
        exchange(fresh, place)

    assert (names(tmp_path), names(place)) == (["build"], ["new.txt"])


def test_what_a_killed_builder_left_goes_when_the_next_one_begins(tmp_path):
    place = tmp_path / "build"
    killed = subprocess.run([sys.executable, "-c", KILLED, str(place)], check=False)
    left = names(tmp_path)
    with aside(place):
        mine = names(tmp_path)

    assert (killed.returncode, len(left), len(mine), set(left) & set(mine)) == (
        -signal.SIGKILL,
        1,
        1,
        set(),
    )


def test_the_tree_of_a_builder_at_work_stays(tmp_path):
    place = tmp_path / "build"
    with aside(place) as one:
        one.mkdir()
        with aside(place) as other:
            other.mkdir()

            assert (one.is_dir(), len(names(tmp_path))) == (True, 2)
        assert (one.is_dir(), len(names(tmp_path))) == (True, 1)


def test_what_somebody_else_put_beside_a_place_stays(tmp_path):
    for name in (".build.previous", ".build.settings", ".build.txt", ".other.abcdefgh"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text("a")
    (tmp_path / ".build.12345678").write_text("a file")
    before = names(tmp_path)
    with aside(tmp_path / "build"):
        pass

    assert names(tmp_path) == before


def test_two_builders_that_end_together_both_exchange(tmp_path):
    place, faults = tmp_path / "build", []

    def end(number, ready):
        fresh = tmp_path / f"fresh-{number}"
        fresh.mkdir()
        for name in "abcdefgh":
            (fresh / name).write_text(f"{number}")
        ready.wait()
        try:
            exchange(fresh, place)
        except OSError as fault:
            faults.append(str(fault))

    for _ in range(100):
        ready = threading.Barrier(2)
        both = [threading.Thread(target=end, args=(number, ready)) for number in (1, 2)]
        for one in both:
            one.start()
        for one in both:
            one.join()

    assert faults == []
    assert (names(tmp_path), names(place)) == (["build"], list("abcdefgh"))
    assert len({(place / name).read_text() for name in "abcdefgh"}) == 1
