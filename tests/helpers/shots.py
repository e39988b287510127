"""Photograph every kind of page in five views, one contact sheet a kind: make shots KINDS="numéro article"."""

import functools
import http.server
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from house import ROOT
from installed_browser import installed_browser
from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from quiet_server import Quiet
from real_site import KINDS, TODAY

from chorale import publish
from chorale.french.suggestions import slug
from chorale.site import mkdocs_adapter

SHEETS = ROOT / "var/shots"


class View(NamedTuple):
    """A window that a page is seen in."""

    width: int
    dark: bool = False
    printed: bool = False


VIEWS = (
    View(width=390),
    View(width=768),
    View(width=1280),
    View(width=1920, dark=True),
    View(width=720, printed=True),
)
SHOWN = {390: 390, 768: 560, 1280: 760, 1920: 1000, 720: 560}
"""How wide a view stands on its sheet, for the width of its window."""

TALLEST = 2600
"""Pixels of a page that a sheet shows; what follows is seen in the browser."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the built site; yield its address."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def photograph(browser: Browser, address: str, target: Path, view: View) -> Image.Image:
    """Return a page as it is seen in a window."""
    page = browser.new_page(
        viewport={"width": view.width, "height": 900},
        color_scheme="dark" if view.dark else "light",
        reduced_motion="reduce",
    )
    if view.printed:
        page.emulate_media(media="print")
    page.goto(address, wait_until="networkidle")
    page.screenshot(path=target, full_page=True)
    page.close()
    with Image.open(target) as taken:
        return taken.convert("RGB")


def sheet(views: list[Image.Image]) -> Image.Image:
    """Return the views side by side."""
    shown = []
    for view in views:
        width = SHOWN[view.width]
        small = view.resize(
            (width, round(view.height * width / view.width)), Image.Resampling.LANCZOS
        )
        shown.append(small.crop((0, 0, width, min(small.height, TALLEST))))
    made = Image.new(
        "RGB", (sum(one.width + 20 for one in shown), max(one.height for one in shown)), "#888"
    )
    left = 0
    for one in shown:
        made.paste(one, (left, 0))
        left += one.width + 20
    return made


def shoot(wanted: list[str]) -> None:
    """Write the contact sheets of some kinds of page, of all of them when none is named."""
    SHEETS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder, "site")
        mkdocs_adapter.build_site(ROOT, publish.edition(ROOT, TODAY), site)
        browser = playwright.chromium.launch(
            executable_path=installed_browser(), args=["--no-sandbox"]
        )
        with served(site) as address:
            for kind in wanted or KINDS:
                views = [
                    photograph(browser, address + KINDS[kind], Path(folder, "shot.png"), view)
                    for view in VIEWS
                ]
                path = SHEETS / f"{slug(kind)}.png"
                sheet(views).save(path)
                sys.stdout.write(f"{path.relative_to(ROOT)}\n")
        browser.close()


if __name__ == "__main__":
    shoot(sys.argv[1:])
