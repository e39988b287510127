"""Elections of whole cities: equal shares against pabutools, which runs in an environment of its own (never ours).

CHORALE_PEERS names the Python of that environment, CHORALE_PABULIB the folder of `.pb` files. The selected sets
must be the same. Reading the file is left out on both sides.
"""

import json
import os
import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.ratio import Absent, Measure
from chorale.ipm.decide import decide_election
from chorale.ipm.large.pabulib_reader import read_pabulib
from chorale.ipm.model import Rule

FILES = ("France_Toulouse_2022", "Netherlands_Amsterdam_285", "Poland_Warszawa_2020_Wawer")
LIMIT = 1 / 60
ROUNDS = 5
REPEATS = 5
"""Ours ends before the caches are its own again after the peer's seconds: it runs a few times in each round."""
PEER = """
import json, sys, time
from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.rules import method_of_equal_shares
instance, profile = parse_pabulib(sys.argv[1])
start = time.process_time()
chosen = method_of_equal_shares(instance, profile, sat_class=Cost_Sat)
print(json.dumps([time.process_time() - start, sorted(project.name for project in chosen)]))
"""


def measure() -> Iterator[Measure]:
    """Yield one comparison for each file."""
    python, folder = os.environ.get("CHORALE_PEERS"), os.environ.get("CHORALE_PABULIB")
    if not python or not folder:
        raise Absent("pabutools (CHORALE_PEERS, CHORALE_PABULIB)")
    for name in FILES:
        yield against(python, Path(folder) / f"{name}.pb")


def against(python: str, path: Path) -> Measure:
    """Run both in turn on one file; raise when the selected sets differ."""
    text = path.read_text(encoding="utf-8")
    ours, theirs = [], []
    for _ in range(ROUNDS):
        for _ in range(REPEATS):
            election = read_pabulib(text).election
            start = time.process_time()
            decision = decide_election(election, Rule(utility="cost", completion="none"))
            ours.append(time.process_time() - start)
        said = subprocess.run(
            [python, "-c", PEER, str(path)], capture_output=True, text=True, check=False
        )
        if said.returncode:
            raise Absent(f"pabutools ({said.stderr.splitlines()[-1]})")
        cost, selected = json.loads(said.stdout)
        theirs.append(cost)
        if sorted(decision.retained) != selected:
            raise AssertionError(f"{path.name}: the selected sets differ")
    return Measure(
        name=f"{path.stem} ({len(election.references)} × {len(election.voters)}) against pabutools",
        ours=statistics.median(ours),
        peer=statistics.median(theirs),
        limit=LIMIT,
        note=f"×{statistics.median(theirs) / statistics.median(ours):.0f}",
    )
