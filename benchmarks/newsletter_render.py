"""One full issue through our engine and through npm's mjml 5 on the same MJML, its start left out."""

import json
import os
import statistics
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.ratio import Absent, Measure, compare, cpu
from chorale.content.load import load
from chorale.content.model import Community
from chorale.newsletter import letter
from chorale.newsletter.email import compose, mjml
from chorale.newsletter.review import issue_files

ROOT = Path(__file__).parents[1]
ISSUES = 100
TURNS = 5
SCRIPT = """
const load = require(process.argv[1] + '/node_modules/mjml');
const mjml = load.default || load;
const source = require('fs').readFileSync(process.argv[2], 'utf8');
(async () => {
  const costs = [];
  for (let round = 0; round < 25; round += 1) {
    const before = process.cpuUsage();
    await mjml(source, { validationLevel: 'skip' });
    const spent = process.cpuUsage(before);
    if (round >= 5) { costs.push((spent.user + spent.system) / 1e6); }
  }
  console.log(JSON.stringify(costs));
})();
"""


def community() -> Community:
    """Return the real content, one day among others."""
    found = load(ROOT, date(2026, 11, 21)).community
    assert found is not None
    return found


def source(known: Community) -> str:
    """Return the MJML of the longest issue."""
    speaker = compose.voice(known, known.issues[-1])
    return compose.mjml_source(speaker, letter.blocks(speaker))


def npm(folder: str, text: str) -> float:
    """Return the median CPU seconds of a render in a warm Node process."""
    import tempfile

    with tempfile.NamedTemporaryFile("w", suffix=".mjml", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        command = ["node", "-e", SCRIPT, folder, file.name]
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
    return statistics.median(json.loads(answer.stdout))


def ours(text: str) -> float:
    """Return the median CPU seconds of a render, inlining included."""
    costs, css = [], compose.editorial(community())
    for _ in range(25):
        before = time.process_time()
        mjml.render(text, css)
        costs.append(time.process_time() - before)
    return statistics.median(costs[5:])


def measure() -> Iterator[Measure]:
    """MJML_FOLDER names a folder where « npm install mjml@5 » was run by hand."""
    known = community()
    one = known.issues[-1]
    many = replace(
        known, issues=tuple(replace(one, slug=f"{one.slug}-{rank}") for rank in range(ISSUES))
    )
    alone = [replace(known, issues=(issue,)) for issue in many.issues]
    yield compare(
        f"{ISSUES} issues published together / one by one",
        cpu(lambda: list(issue_files.files(many))),
        cpu(lambda: [list(issue_files.files(single)) for single in alone]),
        limit=1.2,
        rounds=1,
    )
    folder = os.environ.get("MJML_FOLDER", "")
    if not folder:
        raise Absent("npm mjml 5 (MJML_FOLDER)")
    text = source(known)
    turns = [
        (ours(text), npm(folder, text)) for _ in range(TURNS)
    ]  # in turns: a busy neighbour slows both alike
    best, peer = (min(costs) for costs in zip(*turns, strict=True))
    yield Measure(name="one issue rendered / npm mjml 5", ours=best, peer=peer, limit=0.2)
