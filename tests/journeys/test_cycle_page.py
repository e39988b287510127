"""A cycle's page as it is read: in every state, on a phone, on paper, and from a link to one request."""

import functools
import http.server
import threading
from datetime import date
from itertools import pairwise

import pytest
from house import ROOT
from quiet_server import Quiet
from real_site import AXE

from chorale import publish as chorale_publish
from chorale.site import mkdocs_adapter

STATES = {
    "à venir": (date(2022, 9, 1), "À venir"),
    "ouvert": (date(2022, 9, 20), "Questionnaire ouvert"),
    "clos": (date(2022, 10, 5), "Réponses closes, arbitrage à venir"),
}
CYCLE = "ipm/cycle-5/"


@pytest.fixture(scope="module", params=STATES)
def state(request, tmp_path_factory):
    """Serve the site as it stood on one day of the cycle; return its address and what the page should then say."""
    day, words = STATES[request.param]
    folder = tmp_path_factory.mktemp("site") / "site"
    mkdocs_adapter.build_site(ROOT, chorale_publish.edition(ROOT, day), folder)
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", words
    server.shutdown()
    server.server_close()


def violations(page):
    """Open all that is folded, and return what axe finds."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [(rule["id"], node["html"][:200]) for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("dark", [False, True], ids=["clair", "sombre"])
def test_every_state_is_accessible_fits_a_phone_and_says_where_it_stands(chromium, state, dark):
    address, words = state
    page = chromium.new_page(
        viewport={"width": 320, "height": 800}, color_scheme="dark" if dark else "light"
    )
    page.clock.set_fixed_time(
        next(f"{day}T12:00:00Z" for day, said in STATES.values() if said == words)
    )
    page.goto(address + CYCLE)
    assert page.inner_text(".card__state .badge >> nth=0") == words
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()


@pytest.mark.parametrize("path", [CYCLE, f"{CYCLE}releve.html", "ipm/cycle-9/"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_arbitrated_page_its_minutes_and_the_open_cycle_are_accessible_with_everything_unfolded(
    visit, path, width
):
    page = visit(path, width=width)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("scripts", [True, False], ids=["avec JavaScript", "sans JavaScript"])
def test_a_link_to_a_request_opens_its_sheet(visit, scripts):
    page = visit(f"{CYCLE}#de-07", scripts=scripts)
    assert page.locator("#de-07").is_visible()
    assert "SNP opposition" in " ".join(page.inner_text("#de-07").split())
    assert page.locator("#de-08").is_hidden()


def test_on_paper_everything_is_open_in_light_and_the_what_if_stays_on_the_screen(visit):
    page = visit(CYCLE)
    page.evaluate("document.documentElement.setAttribute('data-theme', 'dark')")
    page.emulate_media(media="print")
    hidden = page.evaluate(
        "() => [...document.querySelectorAll('.ipm details:not(.what-if details)')].filter((one) => !one.lastElementChild.checkVisibility()).length"
    )
    assert hidden == 0
    assert page.locator("#what-if").is_hidden()
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.ipm-lines')).backgroundColor")
        == "rgb(255, 255, 255)"
    )


def test_the_page_is_read_in_the_order_of_its_headings(visit):
    page = visit(CYCLE)
    levels = page.evaluate(
        "[...document.querySelectorAll('main :is(h1, h2, h3, h4)')].map((one) => Number(one.tagName[1]))"
    )
    assert levels[0] == 1
    assert [(one, other) for one, other in pairwise(levels) if other > one + 1] == []


def test_a_page_built_before_the_close_says_by_itself_that_it_has_come(chromium):
    page = chromium.new_page()
    page.clock.install(time="2030-01-20T17:59:50Z")
    page.set_content(
        '<button id="menu-button"></button><nav id="menu"></nav><button id="theme-button"></button>'
        '<span data-turns="2030-01-20T18:00:00+00:00" data-then="Clos">Ouvert</span>'
        '<p id="before" data-turns="2030-01-20T18:00:00+00:00">avant</p>'
        '<p id="after" data-turns="2030-01-20T18:00:00+00:00" hidden>après</p>'
    )
    page.add_script_tag(path=str(ROOT / "templates/site/theme/assets/js/page.js"))

    def seen():
        shown = [page.locator(name).is_visible() for name in ("#before", "#after")]
        return [page.locator("span").inner_text(), *shown]

    assert seen() == ["Ouvert", True, False]
    page.clock.run_for(40_000)
    assert seen() == ["Clos", False, True]
    page.close()
