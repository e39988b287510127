"""Two ways of doing one job, run in turn on the same machine: what counts is the ratio of their medians."""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Cost = Callable[[], float]


class Absent(Exception):
    """A peer that is not installed here: its comparison is left out, and the table says so."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One comparison, both sides in the same unit; limit is the largest ratio promised, None when only shown."""

    name: str
    ours: float
    peer: float
    limit: float | None = None
    unit: str = "s"
    note: str = ""

    @property
    def ratio(self) -> float:
        """Return how many times the peer's cost ours is."""
        return self.ours / self.peer if self.peer else float("inf")

    @property
    def kept(self) -> bool:
        """Return whether the promise holds."""
        return self.limit is None or self.ratio <= self.limit


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What a child process cost, its own children included: CPU seconds (user and system), peak memory in KiB."""

    cpu: float
    memory: int


def compare(
    name: str, ours: Cost, peer: Cost, limit: float | None = None, rounds: int = 5
) -> Measure:
    """Run both in turn after one warm-up each, and keep the medians."""
    ours(), peer()
    pairs = [(ours(), peer()) for _ in range(rounds)]
    return median(name, [mine for mine, _ in pairs], [theirs for _, theirs in pairs], limit)


def median(
    name: str,
    ours: Sequence[float],
    peer: Sequence[float],
    limit: float | None = None,
    unit: str = "s",
) -> Measure:
    """Compare two series of costs by their medians; the note says between what bounds the ratios of pairs lie."""
    mine, theirs = statistics.median(ours), statistics.median(peer)
    ratios = sorted(a / b for a, b in zip(ours, peer, strict=False) if b)
    spread = f"{ratios[0]:.2f}–{ratios[-1]:.2f}" if len(ratios) > 1 else ""
    return Measure(name=name, ours=mine, peer=theirs, limit=limit, unit=unit, note=spread)


def cpu(function: Callable[[], object]) -> Cost:
    """Return the CPU seconds of each call of a function, in this process."""

    def cost() -> float:
        start = time.process_time()
        function()
        return time.process_time() - start

    return cost


_LAUNCHER = """
import os, sys
child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(child, 0)
with open(sys.argv[1], "w") as told:
    told.write(f"{used.ru_utime + used.ru_stime} {used.ru_maxrss}")
sys.exit(os.waitstatus_to_exitcode(status) and 1)
"""


AS_PEOPLE_RUN = {"PYTHONDONTWRITEBYTECODE": ""}
"""Python keeps what it compiled, unless who measures said otherwise."""


def run(
    command: Sequence[str], cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Usage:
    """Run a program to its end and return what it cost; raises RuntimeError with its own words when it fails.

    A bare interpreter starts it: Linux counts the memory of whoever starts a program in that program's peak.
    """
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "usage"
        done = subprocess.run(
            [sys.executable, "-IS", "-c", _LAUNCHER, str(told), *command],
            cwd=cwd,
            env={**os.environ, **AS_PEOPLE_RUN, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            said = (done.stdout + done.stderr).decode("utf-8", "replace")
            raise RuntimeError(f"{' '.join(command)}\n{said[-4000:]}")
        seconds, kibibytes = told.read_text().split()
    return Usage(cpu=float(seconds), memory=int(kibibytes))


def python(*arguments: str) -> tuple[str, ...]:
    """Return a command for this very interpreter."""
    return (sys.executable, *arguments)


def cpu_spent() -> float:
    """Return the CPU seconds of this process and of the programs that it waited for."""
    mine = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in mine)
