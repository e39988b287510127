"""Search: from the address of a query to its first result, on a phone four times slower, on a site of 3,000 pages.

Each query is opened in a browser that knows nothing yet, from a server that compresses. Run it on an idle machine: the
time is that of a clock; the work, that of the page's own thread, is steadier. The browser slows the page's thread and
leaves the thread of the search at full speed: what that one works is told too, as slow as the page's.
"""

import gzip
import http.server
import os
import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from tests.helpers.installed_browser import installed_browser

from benchmarks import community, search_weight
from benchmarks.ratio import Absent, Measure
from chorale.publish import edition
from chorale.site import mkdocs_adapter
from chorale.site.search import indexer

SLOWER, QUERIES = 4, 36
MOST, KILOBYTES = 1.0, 250
"""Seconds and kilobytes that the first result may take."""

WATCH = """
document.addEventListener("DOMContentLoaded", () => {
  const list = document.getElementById("search-results");
  const seen = () => { if (list.children.length) window.firstResult ??= performance.now(); };
  new MutationObserver(seen).observe(list, { childList: true });
});
"""
TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
}
SOUGHT = ("/pagefind/", "/assets/js/search/")
SENT: Counter[str] = Counter()
"""Bytes sent of each file since a query was asked."""
THREAD = "DedicatedWorke"
"""As the system names the thread of a worker of Chromium."""


class Opened(NamedTuple):
    """What one query cost until its first result: seconds, seconds of work, bytes of the search, of the whole page.

    Beside is the work of the thread of the search, four times slower too.
    """

    seconds: float
    work: float
    beside: float
    sought: int
    whole: int


def measure() -> Iterator[Measure]:
    """Yield the median and the longest time, the work, and the heaviest weight of the queries that find something."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise Absent("Playwright") from None
    chromium = installed_browser()
    if chromium is None:
        raise Absent("Chromium")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        site = _site(Path(name))
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with _served(site) as address:
            asked = [
                _opened(browser, address, query) for query in search_weight.queries()[:QUERIES]
            ]
        browser.close()
    found = [one for one in asked if one]
    seconds = [one.seconds for one in found]
    what = f"of {len(found)} queries, {search_weight.PAGES:,} pages, CPU / {SLOWER}"
    yield Measure(
        name=f"median first result {what} / 1 s", ours=median(seconds), peer=MOST, limit=1
    )
    yield Measure(name=f"latest first result {what} / 1 s", ours=max(seconds), peer=MOST, limit=1)
    yield Measure(
        name=f"median work {what} / 1 s", ours=median(one.work for one in found), peer=MOST
    )
    yield Measure(
        name=f"median work of the search's thread {what} / 1 s",
        ours=median(one.beside for one in found),
        peer=MOST,
    )
    yield Measure(
        name=f"heaviest search {what} / what a phone may load",
        ours=max(one.sought for one in found) / 1000,
        peer=KILOBYTES,
        limit=1,
        unit="KB",
    )
    yield Measure(
        name=f"heaviest page with its search {what} / what a phone may load",
        ours=max(one.whole for one in found) / 1000,
        peer=KILOBYTES,
        unit="KB",
    )


def _site(root: Path) -> Path:
    """Build the pages of a small community, and give it the index of the large one."""
    large, small = root / "large", root / "small"
    community.write(small, community.Size(guides=1, webinars=0, meetings=0, issues=0))
    site = root / "site"
    mkdocs_adapter.build_site(small, edition(small, community.TODAY), site)
    shutil.rmtree(site / indexer.FOLDER, ignore_errors=True)
    shutil.copytree(search_weight.written(large) / indexer.FOLDER, site / indexer.FOLDER)
    return site


def _opened(browser: Any, address: str, query: str) -> Opened | None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.add_init_script(WATCH)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    SENT.clear()
    page.goto(f"{address}recherche/?q={quote(query)}")
    page.wait_for_function(
        "window.firstResult || /^Aucune/.test(document.getElementById('search-count').textContent)"
    )
    first = page.evaluate("window.firstResult ?? 0")
    told = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    beside = SLOWER * _worked(THREAD)
    page.close()
    if not first:
        return None
    sought = sum(size for path, size in SENT.items() if any(part in path for part in SOUGHT))
    return Opened(first / 1000, told["TaskDuration"], beside, sought, SENT.total())


def _worked(name: str) -> float:
    """Return the seconds of processor of the threads that bear a name, where the system tells them."""
    ticks = 0
    for told in Path("/proc").glob("[0-9]*/task/*/stat"):
        with suppress(OSError):  # it has ended
            thread, _, counts = told.read_text().rpartition(")")
            if name in thread:
                ticks += sum(map(int, counts.split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


class Compressing(http.server.SimpleHTTPRequestHandler):
    """Sends files as a server does: compressed when they are text, on a connection that stays open."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Send a file, compressed once for all."""
        path = Path(self.directory, unquote(urlsplit(self.path).path).lstrip("/"))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        content = path.read_bytes()
        kind = TYPES.get(path.suffix)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind or "application/octet-stream")
        self.send_header("Cache-Control", "max-age=900")
        if kind:
            content = gzip.compress(content, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        SENT[path.as_posix()] += len(content)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Compressing, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
