"""The « what-if » of a cycle's page: its answer against one frame of a screen, and 2,000 random cycles."""

import json
import shutil
import statistics
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.ratio import Absent, Measure

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "templates/site/theme/assets/js/ipm"
CYCLES, SEED, FRAME = 2_000, 1, 16.0

TIMED = """given => {
  const times = [];
  for (let turn = 0; turn < 120; turn += 1) {
    const one = {...given, envelope: String(700 + 7 * turn)};
    const start = performance.now();
    ChoraleIPM.decide(one);
    times.push(performance.now() - start);
  }
  return times.slice(20);
}"""
ANSWERED = """() => {
  const field = document.getElementById("wi-envelope");
  const times = [];
  for (let turn = 0; turn < 120; turn += 1) {
    field.value = String(700 + 7 * turn);
    const start = performance.now();
    ChoraleIPM.what_if.update();
    times.push(performance.now() - start);
  }
  return times.slice(20);
}"""
DECIDED = """given => given.map(one => {
  const made = ChoraleIPM.decide(one);
  return made.impossible ? {impossible: true} : made;
})"""
PLACE = """<h2 id="et-si"></h2><div id="what-if" hidden></div>
<script type="application/json" id="what-if-data">%s</script>"""


def measure() -> Iterator[Measure]:
    """Yield the time of an answer, and how many random cycles are decided otherwise than by the program."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise Absent("playwright") from None
    chromium = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if chromium is None:
        raise Absent("Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        yield from compared(page)
        browser.close()


def compared(page: Any) -> Iterator[Measure]:
    """Measure in a page that holds what a cycle's page holds of the « what-if »."""
    sys.path[:0] = [str(ROOT / "tests/helpers")]
    from random_cycles import decided, inputs

    from chorale.content.load import load
    from chorale.ipm.decide import decide
    from chorale.site.cycle.decision_page import page_data
    from chorale.site.cycle.pages import SCRIPTS as NAMES

    community = load(ROOT, date(2026, 11, 21)).community
    cycle = next(one for one in community.cycles if one.slug == "cycle-5") if community else None
    if cycle is None:
        raise Absent("content/ipm/cycle-5")
    data = page_data(cycle, decide(cycle))
    page.set_content(PLACE % data)
    for name in NAMES:
        page.add_script_tag(path=SCRIPTS / Path(name).name)
    times = page.evaluate(TIMED, json.loads(data)["inputs"])
    yield Measure(
        name="decision 5 × 26, one frame",
        ours=statistics.median(times),
        peer=FRAME,
        limit=1,
        unit="ms",
    )
    times = page.evaluate(ANSWERED)
    answer, worst = statistics.median(times), f"worst {max(times):.0f} ms"
    yield Measure(
        name="whole answer, one frame", ours=answer, peer=FRAME, limit=1, unit="ms", note=worst
    )
    random = Random(SEED)
    given = [inputs(random) for _ in range(CYCLES)]
    different = sum(
        made != decided(one) for one, made in zip(given, page.evaluate(DECIDED, given), strict=True)
    )
    yield Measure(name="cycles decided otherwise", ours=different, peer=CYCLES, limit=0, unit="")
