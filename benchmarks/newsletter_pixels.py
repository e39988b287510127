"""Our engine's pages against npm's mjml 5, as a browser paints them at 700 and 375 pixels: how many are the same."""

import json
import os
import re
import subprocess
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.helpers.installed_browser import installed_browser

from benchmarks.newsletter_render import community, source
from benchmarks.ratio import Absent, Measure
from chorale.newsletter.email import mjml

WIDTHS = (700, 375)
NOTES = 20
"""Templates of mjmlio/email-templates that were painted alike when this was first measured."""
DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAMLCwgAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw=="
SCRIPT = """
const load = require(process.argv[1] + '/node_modules/mjml');
const mjml = load.default || load;
const fs = require('fs');
(async () => {
  const made = {};
  for (const path of process.argv.slice(2)) {
    made[path] = (await mjml(fs.readFileSync(path, 'utf8'), { validationLevel: 'skip' })).html;
  }
  console.log(JSON.stringify(made));
})();
"""


COMPARE = """
async ([first, second]) => {
  const read = async (text) => {
    const image = new Image();
    image.src = 'data:image/png;base64,' + text;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const brush = canvas.getContext('2d');
    brush.drawImage(image, 0, 0);
    return brush.getImageData(0, 0, image.width, image.height);
  };
  const [a, b] = [await read(first), await read(second)];
  if (a.width !== b.width || a.height !== b.height) { return 1; }
  const [x, y] = [new Uint32Array(a.data.buffer), new Uint32Array(b.data.buffer)];
  return x.reduce((count, pixel, index) => count + (pixel !== y[index]), 0) / x.length;
}
"""
ALIKE = 1e-4


def measure() -> Iterator[Measure]:
    """MJML_TEMPLATES names a folder of .mjml files, MJML_FOLDER one where npm mjml 5 is installed."""
    folder, templates = os.environ.get("MJML_FOLDER"), os.environ.get("MJML_TEMPLATES")
    if not folder or not templates:
        raise Absent("npm mjml 5 with real templates (MJML_FOLDER, MJML_TEMPLATES)")
    known = community()
    with tempfile.TemporaryDirectory() as place:
        ours = Path(place, "ours.mjml")
        ours.write_text(source(known), encoding="utf-8")
        paths = [*sorted(Path(templates).glob("*.mjml")), ours]
        command = ["node", "-e", SCRIPT, folder, *map(str, paths)]
        theirs = json.loads(
            subprocess.run(command, capture_output=True, text=True, check=True).stdout
        )
        pairs = [
            (path.stem, mjml.render(path.read_text("utf-8")), theirs[str(path)]) for path in paths
        ]
        same = painted_alike(pairs)
    for name, alike in same:
        print(f"  {name}: {'same' if alike else 'different'}")
    real = sum(alike for name, alike in same if name != "ours")
    count = len(same) - 1
    yield Measure(
        name="real templates rendered, of all",
        ours=count,
        peer=count,
        limit=1,
        unit="templates",
    )
    yield Measure(
        name="identical at first / identical now",
        ours=NOTES,
        peer=real,
        limit=1,
        unit="templates",
    )
    yield Measure(
        name="our letter painted otherwise",
        ours=float(not same[-1][1]),
        peer=1,
        limit=0,
        unit="",
    )


def painted_alike(pairs: list[tuple[str, str, str]]) -> list[tuple[str, bool]]:
    """Return, for each pair of documents, whether under 0.01 % of the pixels differ at every width."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(
            executable_path=installed_browser(), args=["--no-sandbox"]
        )
        pages = [browser.new_page(viewport={"width": width, "height": 800}) for width in WIDTHS]
        found = []
        for name, *documents in pairs:
            found.append(
                (
                    name,
                    all(_difference(page, *map(_offline, documents)) < ALIKE for page in pages),
                )
            )
        browser.close()
    return found


def _difference(page: Any, first: str, second: str) -> float:
    shots = []
    for document in (first, second):
        page.set_content(document)
        shots.append(page.screenshot(full_page=True))
    if shots[0] == shots[1]:
        return 0.0
    return float(page.evaluate(COMPARE, [b64encode(shot).decode() for shot in shots]))


def _offline(html: str) -> str:
    """Replace what the network would bring by one grey dot."""
    html = re.sub(r'(<img[^>]*?src=)"[^"]*"', rf'\1"{DOT}"', html)
    html = re.sub(r"@import url\([^)]*\);?|<link[^>]*>", "", html)
    return re.sub(r"url\((['\"]?)https?:[^)]*\)", f"url({DOT})", html)
