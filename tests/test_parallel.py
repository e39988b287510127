"""A work beside another: both are done, and what either raises is raised, as if one had come after the other."""

import subprocess
import sys

import pytest

from chorale.parallel import meanwhile

PROGRAM = """
import os, sys
from pathlib import Path
from chorale.parallel import meanwhile
from chorale.publish import PublicationRefused

def work():
    Path("work").write_text(str(os.getpid()))
    {work}

try:
    with meanwhile(work, parallel=True):
        Path("block").write_text(str(os.getpid()))
        {block}
except BaseException as error:
    print(type(error).__name__, error)
else:
    print("done")
"""
REFUSED = "raise PublicationRefused('les lettres')"


@pytest.mark.parametrize(
    ("work", "block", "said"),
    [
        ("pass", "pass", "done"),
        (REFUSED, "pass", "PublicationRefused les lettres"),
        ("pass", "raise OSError('le site')", "OSError le site"),
        (REFUSED, "raise OSError('le site')", "PublicationRefused les lettres"),
        ("os.kill(os.getpid(), 9)", "pass", "EOFError "),
        ("import time; time.sleep(600)", "raise KeyboardInterrupt", "KeyboardInterrupt "),
    ],
    ids=["both", "work fails", "block fails", "both fail", "work is killed", "block is stopped"],
)
def test_a_process_without_threads_does_both_and_raises_what_either_raises(
    tmp_path, work, block, said
):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(work=work, block=block)],
        cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip

    assert (done.stdout, done.stderr) == (f"{said}\n", "")


def test_both_are_done_by_two_processes_where_there_are_two_cores(tmp_path):
    program = PROGRAM.format(work="pass", block="pass")
    two = "os.sched_getaffinity = lambda _: {0, 1}\n"
    one = "os.sched_getaffinity = lambda _: {0}\n"
    kept = {}
    for cores in (two, one):
        subprocess.run(
            [sys.executable, "-c", program.replace("\ndef work", f"\n{cores}\ndef work")],
            cwd=tmp_path, check=True, capture_output=True,
        )  # fmt: skip
        kept[cores] = (tmp_path / "work").read_text() == (tmp_path / "block").read_text()

    assert kept == {two: False, one: True}


def test_a_process_that_cannot_be_copied_does_the_work_first():
    done: list[str] = []

    with meanwhile(lambda: done.append("work"), parallel=False):
        done.append("block")

    assert done == ["work", "block"]
