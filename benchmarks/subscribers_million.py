"""A million subscribers imported, exported and enrolled for a letter: the memory is that of ten thousand."""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner

from benchmarks.delivery_send import ISSUE, ROOT, peak
from benchmarks.ratio import Measure, python, run

MANY, FEW = 1_000_000, 10_000
ENGINES: dict[str, tuple[str, ...]] = {
    "csv": (),
    "listmonk": ("--engine", "listmonk"),
    "brevo": ("--engine", "brevo", "--list-id", "1"),
}


STEPS = {"import": 3.0, "csv": 1.3, "listmonk": 1.3, "brevo": 2.0, "enrol": 1.3}
"""How many times the memory of the few: an import holds its file as bytes and as text, Brevo its 8 MB twice."""


def measure() -> Iterator[Measure]:
    """Compare the peak memory of each step at both sizes; the notes say its CPU seconds for the million."""
    with tempfile.TemporaryDirectory() as folder:
        found = {count: _steps(Path(folder) / str(count), count) for count in (MANY, FEW)}
    for step, (cpu, memory) in found[MANY].items():
        yield Measure(
            name=f"{step}: memory of {MANY} subscribers / of {FEW}",
            ours=memory,
            peer=found[FEW][step][1],
            limit=STEPS[step],
            unit="MiB",
            note=f"{cpu:.0f} s CPU for the million",
        )


def _steps(folder: Path, count: int) -> dict[str, tuple[float, float]]:
    """Return what each step cost, each in a program of its own: CPU seconds, peak MiB."""
    folder.mkdir()
    return {step: _child(folder, step, count) for step in STEPS}


def _child(folder: Path, step: str, count: int) -> tuple[float, float]:
    told = folder / f"{step}.json"
    words = ("-m", "benchmarks.subscribers_million", str(folder), step, str(count), str(told))
    run(python(*words), cwd=ROOT, env={"CHORALE_VAR": str(folder)})
    cost = json.loads(told.read_text())
    return cost["cpu"], cost["memory"]


def _work(folder: Path, step: str, count: int) -> None:
    if step == "enrol":
        _enrol(folder)
        return
    words = ["newsletter", "subscribers"]
    if step == "import":
        listed = folder / "liste.csv"
        with listed.open("w", encoding="utf-8") as out:
            out.write("adresse;sujets\n")
            out.writelines(
                f"prenom.nom{rank}@exemple{rank % 97}.example;\n" for rank in range(count)
            )
        words += ["import", str(listed), "--consent", "essai"]
    else:
        words += ["export", *ENGINES[step], "--output", str(folder / f"abonnes-{step}.csv")]
    from chorale.__main__ import chorale

    done = CliRunner().invoke(chorale, [*words, "--project", str(ROOT)])
    if done.exit_code:
        raise RuntimeError(done.output) from done.exception


def _enrol(folder: Path) -> None:
    """Write down whom a letter goes to, before its first message."""
    from chorale.service.delivery import records
    from chorale.service.store import Store
    from chorale.service.timestamps import system_clock

    store = Store(f"sqlite:///{folder / 'chorale.sqlite'}")
    plan = records.DeliveryPlan(issue=ISSUE, digest="")
    with store.write() as connection:
        found = records.plan(connection, plan, system_clock())
        people = records.recipients(connection, "secret", plan)
        records.start(connection, found, people, "exemple.example", system_clock())
    store.close()


if __name__ == "__main__":
    begun = time.process_time()
    _work(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
    told = {"cpu": time.process_time() - begun, "memory": peak()}
    Path(sys.argv[4]).write_text(json.dumps(told))
