"""A save that is cut short leaves the file whole, old or new; what was acknowledged is kept."""

import os
import signal
import subprocess
import sys
import time

from atelier_desk import WEBINAR, make_bench, opened

SAVER = """
import sys
sys.path[:0] = {path!r}
from pathlib import Path
from datetime import datetime
from atelier_desk import ISSUE, WEBINAR, Bench, opened
from places import ORIGIN, PARIS, FrozenClock
from chorale.atelier.desk import Desk
from chorale.service.store import Store

root, folder = Path(sys.argv[1]), Path(sys.argv[2])
store = Store(f"sqlite:///{{folder / 'atelier.sqlite'}}")
clock = FrozenClock(datetime(2026, 3, 5, 10, 0, tzinfo=PARIS))
bench = Bench(root, Desk(root=root, folder=folder, store=store, clock=clock, address=ORIGIN), store, clock)
rank = int(sys.argv[3])
while True:
    rank += 1
    answer = opened(bench.browser(), WEBINAR).set("title", f"Titre {{rank}}").press("enregistrer")
    assert answer.status == 303, answer.words
    print(rank, flush=True)
"""


def test_no_acknowledged_save_is_lost_and_nothing_is_half_written(tmp_path):
    bench = make_bench(tmp_path)
    before, acknowledged = bench.text(WEBINAR), 0
    script = SAVER.format(path=[one for one in sys.path if "tests" in one])
    for rank in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(bench.root), str(tmp_path / "var"), str(acknowledged)],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        acknowledged = int(process.stdout.readline())
        time.sleep(0.05 * rank)
        os.kill(process.pid, signal.SIGKILL)
        left = process.stdout.read().split()
        process.wait()
        acknowledged = int(left[-1]) if left else acknowledged

        lines = bench.text(WEBINAR).splitlines()
        titles = [line for line in lines if line.startswith("title: ")]
        assert titles in (
            [f'title: "Titre {acknowledged}"'],
            [f'title: "Titre {acknowledged + 1}"'],
        )
        assert [line for line in lines if not line.startswith("title: ")] == [
            line for line in before.splitlines() if not line.startswith("title: ")
        ]
    assert opened(bench.browser(), WEBINAR).set("title", "Après").press("enregistrer").status == 303
    bench.store.close()
