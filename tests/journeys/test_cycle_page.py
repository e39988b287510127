"""A cycle's page as it is read: in every state, on a phone, on paper, and from a link to one request."""

import functools
import http.server
import re
import threading
from datetime import date
from itertools import pairwise

import pytest
from house import ROOT
from playwright.sync_api import expect
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
PARTS = [
    CYCLE + part
    for part in (
        "",
        "groupe/",
        "groupe/snp/",
        "demande/",
        "demande/DE-07/",
        "calcul/",
        "preuves/",
        "et-si/",
        "en-salle/",
    )
]


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
    for path in PARTS if words == STATES["clos"][1] else [CYCLE]:
        page.goto(address + path)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()


@pytest.mark.parametrize("path", [*PARTS, f"{CYCLE}releve.html", "ipm/cycle-9/"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_of_a_cycle_is_accessible_with_everything_unfolded(visit, path, width):
    page = visit(path, width=width)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


READ = {
    "ce qui est retenu": ".ipm-figures span:nth-child(1), .ipm-refs a:last-of-type",
    "à quel coût": ".ipm-figures span:nth-child(2)",
    "ce que la réunion a changé": ".ipm-essential__list div:nth-child(2) dd",
}


@pytest.mark.parametrize("scripts", [True, False], ids=["avec JavaScript", "sans JavaScript"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_the_first_screen_says_what_is_retained_at_what_cost_and_what_the_meeting_changed(
    chromium, address, width, height, scripts
):
    page = chromium.new_page(
        viewport={"width": width, "height": height}, java_script_enabled=scripts
    )
    page.goto(address + CYCLE)
    for selector in READ.values():
        for part in page.locator(selector).all():
            box = part.bounding_box()
            assert box["y"] + box["height"] <= height
    said = " ".join(page.inner_text(".ipm-essential").split())
    assert "14 demandes retenues sur 26" in said
    assert "1 185 jours-homme sur 1 200" in said.replace("\u202f", " ")
    assert "DE-04 retenue et DE-26 reportée" in said
    page.close()


@pytest.mark.parametrize("path", PARTS)
def test_no_page_of_a_cycle_is_long(visit, path):
    page = visit(path)
    screens = page.evaluate("document.documentElement.scrollHeight / 900")
    assert screens <= (3 if path == CYCLE else 4)


def test_the_menu_stays_in_sight_and_says_where_one_is(visit):
    page = visit(f"{CYCLE}calcul/")
    page.evaluate("window.scrollTo(0, 2000)")
    bar = page.locator(".ipm-nav")
    assert bar.bounding_box()["y"] == 0
    assert bar.locator("[aria-current=page]").inner_text() == "Le calcul"
    bar.get_by_role("link", name="Pour votre groupe").click()
    page.get_by_role("link", name="EPN", exact=True).click()
    expect(page.locator(".ipm-choice [aria-current=page]")).to_have_text("EPN")
    expect(page.locator(".ipm-nav [aria-current=true]")).to_have_text("Pour votre groupe")


@pytest.mark.parametrize(
    ("old", "new"),
    {
        "#de-07": "demande/DE-07/",
        "#pourquoi-de-26": "demande/DE-26/",
        "#groupe-snp": "groupe/snp/",
        "#tours": "calcul/#tours",
        "#audit": "preuves/#audit",
        "#verifier": "preuves/#verifier",
        "#arbitrage": "#arbitrage",
    }.items(),
)
def test_an_old_anchor_leads_to_the_page_that_took_its_place(visit, address, old, new):
    page = visit(CYCLE + old)
    page.wait_for_url(f"{address}{CYCLE}{new}")


def test_without_scripts_a_link_to_a_request_leads_to_its_line_and_its_sheet(visit):
    page = visit(f"{CYCLE}#de-07", scripts=False)
    line = page.locator("#de-07")
    assert line.is_visible()
    line.get_by_role("link", name="DE-07").click()
    expect(page.locator("#avis + ul")).to_contain_text(re.compile(r"SNP\s+opposition"))


def test_the_table_of_requests_is_filtered_by_words_theme_result_and_group(visit):
    page = visit(f"{CYCLE}demande/")
    rows = page.locator("#points tbody tr:visible td:first-of-type")
    status = page.locator(".ipm-filters__status")
    assert (rows.count(), status.inner_text()) == (26, "26 demandes sur 26")
    page.get_by_label("Référence ou mots du titre").fill("REJETEE")
    assert (rows.count(), status.inner_text()) == (2, "2 demandes sur 26")
    page.get_by_label("Référence ou mots du titre").fill("")
    page.get_by_label("Résultat").select_option("Changées par la réunion")
    assert page.locator("#points tbody tr:visible a").all_inner_texts() == ["DE-04", "DE-26"]
    page.get_by_label("Résultat").select_option("Retenues")
    page.get_by_label("Soutenue par").select_option("Ministères")
    page.get_by_label("Thème").select_option("Évolutions diverses")
    assert page.locator("#points tbody tr:visible a").all_inner_texts() == ["DE-22", "DE-23"]
    page.get_by_label("Référence ou mots du titre").fill("zzz")
    assert status.inner_text() == "Aucune demande ne répond à ces filtres."


def test_without_scripts_the_table_of_requests_is_whole(visit):
    page = visit(f"{CYCLE}demande/", scripts=False)
    assert page.locator("#points tbody td:first-of-type:visible").count() == 26
    assert page.locator("#filters").is_hidden()


@pytest.mark.parametrize("path", PARTS)
def test_on_paper_everything_is_open_in_light_and_what_only_a_screen_can_do_stays_there(
    visit, path
):
    page = visit(path)
    page.evaluate("document.documentElement.setAttribute('data-theme', 'dark')")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    hidden = page.evaluate(
        "() => [...document.querySelectorAll('.ipm details:not(.what-if details)')].filter((one) => !one.lastElementChild.checkVisibility()).length"
    )
    assert hidden == 0
    for only in ("#what-if", ".ipm-nav", ".room-bar", ".room-choice", ".ipm-receipt__drop"):
        assert page.locator(f"{only}:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
        "rgb(255, 255, 255)",
        "rgba(0, 0, 0, 0)",
    )


@pytest.mark.parametrize("path", PARTS)
def test_every_page_is_read_in_the_order_of_its_headings(visit, path):
    page = visit(path)
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
