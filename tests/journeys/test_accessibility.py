"""Zero axe violation, every rule and best practice, on every kind of page, in light and dark; nothing overflows."""

import re

import pytest
from playwright.sync_api import expect
from real_site import AXE, KINDS
from shown import doubled, english, shown, typed


def violations(page):
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        (rule["id"], node["html"][:200], node["failureSummary"][:300])
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["clair", "sombre"])
@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(visit, kind, width, dark):
    page = visit(KINDS[kind], width=width, dark=dark)
    if "?q=" in KINDS[kind]:
        page.locator(".result").first.wait_for()

    assert violations(page) == []


@pytest.mark.parametrize("width", [375, 1280])
def test_axe_finds_nothing_in_the_pages_suggested_under_the_field(visit, width):
    page = visit("aide/", width=width)
    if width == 375:
        page.get_by_role("button", name="Menu").click()
    page.locator("#site-search").press_sequentially("facture")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")

    assert violations(page) == []


def test_axe_finds_nothing_in_the_open_menu_of_a_phone(visit):
    page = visit(width=375)
    page.get_by_role("button", name="Menu").click()

    assert violations(page) == []


@pytest.mark.parametrize("bare", [False, True], ids=["entière", "sans JavaScript ni polices"])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_overflows_at_320_pixels(visit, kind, bare):
    page = visit(KINDS[kind], width=320, scripts=not bare, fonts=not bare)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("kind", ["accueil", "fiche", "agenda", "cycle arbitré"])
def test_words_twice_as_large_still_fit(visit, kind):
    page = visit(KINDS[kind], width=640)
    page.add_style_tag(content="html { font-size: 212% !important }")

    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_every_header_cell_says_what_it_announces(site):
    silent = {
        path.relative_to(site).as_posix()
        for path in site.rglob("*.html")
        if re.search(r"<th(?![^>]*scope=)[ >]", path.read_text())
    }

    assert silent == set()


def test_every_table_has_a_name(site):
    silent = {
        path.relative_to(site).as_posix()
        for path in site.rglob("*.html")
        if re.search(r"<table\b[^>]*>(?!\s*<caption)", path.read_text())
    }

    assert silent == set()


def test_links_of_one_name_lead_to_one_page_and_each_has_a_name(site):
    pages = {path.relative_to(site).as_posix(): path for path in site.rglob("*.html")}
    found = {
        page: doubled(path.read_text(), f"https://site/{page}") for page, path in pages.items()
    }

    assert {page: names for page, names in found.items() if names} == {}


def test_every_page_is_in_printed_french(site):
    texts = {
        path.relative_to(site).as_posix(): shown(path.read_text()) for path in site.rglob("*.html")
    }
    foreign = {page: [*typed(said), *english(said)] for page, said in texts.items()}

    assert {page: found for page, found in foreign.items() if found} == {}


def test_a_heading_is_named_by_its_words_alone(visit):
    page = visit("documentation/recycler-une-facture/")
    heading = page.get_by_role("heading", name="Le cycle de vie d’une facture", exact=True)
    expect(heading).to_be_visible()
    stops = page.locator("main a:not([tabindex='-1'])").all_inner_texts()

    assert [words for words in stops if words == "¶"] == []


def test_every_box_that_scrolls_can_be_reached_by_keyboard(visit):
    page = visit("documentation/recycler-une-facture/", width=320)
    unreachable = page.evaluate(
        """() => [...document.querySelectorAll('.table-frame, pre, .diagram')]
            .filter(box => box.scrollWidth > box.clientWidth + 1 && (box.tabIndex < 0 || !box.getAttribute('aria-label')))
            .map(box => box.outerHTML.slice(0, 80))"""
    )

    assert unreachable == []
