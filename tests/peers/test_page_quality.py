"""Others judge our pages: the W3C's HTML checker finds no error, Lighthouse gives them 95 of 100 at least."""

import functools
import http.server
import json
import os
import shutil
import subprocess
import threading

import pytest
from house import ROOT
from quiet_server import Quiet
from real_site import KINDS, TODAY
from required import program

from chorale import publish
from chorale.site import mkdocs_adapter

pytestmark = pytest.mark.peers
PACKAGES = ("vnu-jar@26.9.27", "lighthouse@12.8.2")
JUDGED = ("accueil", "fiche", "agenda", "numéro", "article", "formulaire ouvert")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "site"
    mkdocs_adapter.build_site(ROOT, publish.edition(ROOT, TODAY), folder)
    return folder


@pytest.fixture(scope="module")
def modules(tmp_path_factory):
    program("node")
    folder = tmp_path_factory.mktemp("node")
    options = ("--no-audit", "--no-fund", "--ignore-scripts", "--silent")
    command = (program("npm"), "install", *options, *PACKAGES)
    subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, check=True)
    return folder / "node_modules"


@pytest.fixture(scope="module")
def address(site):
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def test_the_html_checker_of_the_w3c_finds_no_error(site, modules):
    jar = modules / "vnu-jar/build/dist/vnu.jar"
    command = [program("java"), "-Xss8m", "-jar", str(jar), "--errors-only", "--skip-non-html", "."]
    judged = subprocess.run(
        command, cwd=site, capture_output=True, text=True, timeout=600, check=False
    )

    assert judged.stderr.splitlines() == []


@pytest.mark.parametrize("kind", JUDGED)
def test_lighthouse_gives_a_page_95_at_least(modules, address, tmp_path, kind):
    """On a desk computer: a phone's score swings with all that this machine does; journeys hold what a phone lives."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))))
    told = tmp_path / "told.json"
    command = [
        program("node"), str(modules / "lighthouse/cli/index.js"), address + KINDS[kind],
        "--quiet", "--preset=desktop", "--output=json", f"--output-path={told}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": chromium}
    subprocess.run(command, env=environment, capture_output=True, timeout=300, check=True)
    judged = json.loads(told.read_text())["categories"]

    assert {
        name: judged[name]["score"] for name in CATEGORIES if judged[name]["score"] < 0.95
    } == {}
