"""The « what-if » of a cycle's page: its answer against one frame of a screen, and 2,000 random cycles."""

import json
import statistics
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from tests.helpers.installed_browser import installed_browser

from benchmarks.ratio import Absent, Measure

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "templates/site/theme/assets/js/ipm"
CYCLES, SEED, FRAME = 2_000, 1, 16.0
LARGE = {100: FRAME, 300: 50.0}
"""How many milliseconds an answer may take, by number of requests."""

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
    chromium = installed_browser()
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

    community = load(ROOT, date(2026, 11, 21)).community
    cycle = next(one for one in community.cycles if one.slug == "cycle-5") if community else None
    if cycle is None:
        raise Absent("content/ipm/cycle-5")
    data = page_data(cycle, decide(cycle))
    page.set_content(PLACE % data)
    for name in page_scripts():
        page.add_script_tag(path=SCRIPTS / name)
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
    for count, most in LARGE.items():
        times = large(page, count)
        yield Measure(
            name=f"whole answer, {count} requests", ours=statistics.median(times), peer=most, limit=1,
            unit="ms", note=f"worst {max(times):.0f} ms",
        )  # fmt: skip
    random = Random(SEED)
    given = [inputs(random) for _ in range(CYCLES)]
    different = sum(
        made != decided(one) for one, made in zip(given, page.evaluate(DECIDED, given), strict=True)
    )
    yield Measure(name="cycles decided otherwise", ours=different, peer=CYCLES, limit=0, unit="")


def large(page: Any, count: int) -> list[float]:
    """Return how long the whole answer takes, with many requests, as the envelope is typed over."""
    given = cycle_of(count, Random(SEED))
    labels = {
        "cycle": "c", "number": 1, "unit": "jours", "places": 2, "cents": False, "groups": {}, "themes": {"t": "T"},
        "titles": {one["reference"]: one["reference"] for one in given["requests"]}, "rules": {},
    }  # fmt: skip
    held = json.dumps({"inputs": given, "retained": [], "labels": labels})
    other = page.context.browser.new_page()
    other.set_content(PLACE % held)
    for name in page_scripts():
        other.add_script_tag(path=SCRIPTS / name)
    start = int(given["envelope"]) - 400
    times: list[float] = other.evaluate(ANSWERED.replace("700", str(start)))
    other.close()
    return times


def page_scripts() -> list[str]:
    """Return the scripts of the page, by name."""
    from chorale.site.cycle.pages import SCRIPTS as NAMES

    return [Path(name).name for name in NAMES]


def cycle_of(count: int, random: Random) -> dict[str, Any]:
    """Return five groups that each share points between a third of many requests, some with a prerequisite."""
    names = [f"DE-{number:03d}" for number in range(1, count + 1)]
    requests = [
        {"reference": name, "theme": "t", "cost": str(random.randrange(20, 280, 5))}
        for name in names
    ]
    for place in random.sample(range(1, count), count // 7):
        requests[place]["requires"] = [random.choice(names[:place])]
    ballots = {
        f"g{group}": {name: str(random.randint(1, 9)) for name in random.sample(names, count // 3)}
        for group in range(5)
    }
    total = sum(int(one["cost"]) for one in requests)
    rule = {
        "method": "equal-shares", "completion": "points-per-cost", "tie_break": ["lower-cost", "reference"],
        "utility": "score", "overflow": "skip", "comparison": False, "bounds": {},
    }  # fmt: skip
    return {
        "envelope": str(total // 2), "unit": "jours", "kind": "points", "rule": rule, "requests": requests,
        "groups": [{"key": key, "weight": "1"} for key in ballots], "ballots": ballots,
    }  # fmt: skip
