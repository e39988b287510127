"""The real community, built once as of 21 November 2026, and an atelier, served here, read in the system's Chromium."""

import functools
import http.server
import threading

import pytest
from atelier_desk import make_bench
from house import ROOT
from online import served
from quiet_server import Quiet
from real_site import TODAY

from chorale import publish as chorale_publish
from chorale.atelier.desk import Writer
from chorale.atelier.web.app import application
from chorale.atelier.web.doors import OwnMachine
from chorale.site import mkdocs_adapter


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Return the folder of the built site."""
    folder = tmp_path_factory.mktemp("site") / "site"
    mkdocs_adapter.build_site(ROOT, chorale_publish.edition(ROOT, TODAY), folder)
    return folder


@pytest.fixture(scope="session")
def address(site):
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(chromium, address):
    """Return a function that opens a page of the site; what it asked elsewhere, or said in error, fails the test."""
    contexts, faults = [], []

    def opened(path="", *, width=1280, dark=False, scripts=True, fonts=True):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", java_script_enabled=scripts,
            accept_downloads=True, locale="fr-FR", reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        if not fonts:  # a proxy may stop them: the reader's own letters are wider
            context.route("**/*.woff2", lambda route: route.abort())
        page = context.new_page()
        page.on(
            "request",
            lambda request: (
                request.url.startswith((address, "data:", "blob:")) or faults.append(request.url)
            ),
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(address + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def atelier(tmp_path):
    """Serve the atelier over the miniature community; give its bench and its address."""
    bench = make_bench(tmp_path)
    worker = Writer(key="anne", name="Anne", email="anne@exemple.fr")
    with served(application(bench.desk, OwnMachine(worker, bench.desk))) as address:
        object.__setattr__(bench.desk, "address", address)
        yield bench, f"{address}/atelier/"
    bench.store.close()


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
