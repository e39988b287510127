"""A real server on loopback in a thread, and Chromium in front of it: for journeys of people."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from house import ROOT
from patience import PATIENCE, until
from playwright.sync_api import expect
from small_cycle import Circle, make_circle
from walked import walked

AXE = ROOT / "tests/helpers/vendor/axe.min.js"


@contextmanager
def served(app: Any, port: int = 0) -> Iterator[str]:
    """Serve an application; yield its address."""
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    address = server.servers[0].sockets[0].getsockname()
    try:
        yield f"http://localhost:{address[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=PATIENCE)


@contextmanager
def online(
    root: Path, url: str = "", files: dict[str, str] | None = None
) -> Iterator[tuple[Circle, str]]:
    """Serve a small cycle; its forms are accepted from the address it is reached at."""
    circle = make_circle(root, url, files)
    with served(circle.place.app) as address:
        object.__setattr__(circle.place.service.settings, "base_url", address)
        yield circle, address


def in_menu(page: Any, found: Any) -> Any:
    """Open the atelier's menu where a narrow screen folds it; give back what is sought there."""
    unfold = page.get_by_role("button", name="Menu", exact=True)
    expect(found.or_(unfold).first).to_be_visible()
    if unfold.is_visible():
        unfold.click()
        expect(found).to_be_visible()
    return found


def axe(page: Any) -> list[tuple[str, str]]:
    """Return (rule, first target) of every violation of axe on a page, and what axe does not see."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    seen = [(item["id"], str(item["nodes"][0]["target"])) for item in found["violations"]]
    return seen + walked(page)
