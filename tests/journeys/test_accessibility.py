"""Zero axe violation, every rule and best practice, on every kind of page, in light and dark; nothing overflows."""

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect
from real_site import AXE, KINDS
from shown import english, shown, typed

LINK = re.compile(r"<a\b([^>]*\bhref=[^>]*)>(.*?)</a>", re.DOTALL)
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
PICTURE = re.compile(r'<img\b[^>]*\balt="([^"]*)"[^>]*>')
TABLE_OF_DAYS = re.compile(r'<table class="month">.*?</table>', re.DOTALL)


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


def targets(path: Path, site: Path) -> dict[str, set[str]]:
    """Return where the links of a page lead, by their names; in a table of days, the cell says the day."""
    place = f"https://site/{path.relative_to(site).as_posix()}"
    told: dict[str, set[str]] = {}
    page = TABLE_OF_DAYS.sub("", path.read_text(encoding="utf-8"))
    for attributes, inside in LINK.findall(page):
        given = dict(ATTRIBUTE.findall(attributes))
        alone = PICTURE.sub(r"\1", inside)
        name = given.get("aria-label") or " ".join(re.sub("<[^>]*>", " ", alone).split())
        if given.get("aria-hidden") != "true":
            told.setdefault(name, set()).add(urljoin(place, given["href"]))
    return told


def test_links_of_one_name_lead_to_one_page(site):
    told = {path.relative_to(site).as_posix(): targets(path, site) for path in site.rglob("*.html")}
    doubled = {
        (page, name): places
        for page, names in told.items()
        for name, places in names.items()
        if len(places) > 1
    }

    assert doubled == {}


def test_links_that_share_a_name_are_seen(tmp_path):
    page = tmp_path / "index.html"
    page.write_text(
        '<a href="a/">Lire</a> <a href="./b/"><b>Lire</b></a> <a href="c/">Voir</a> <a href="./c/">Voir</a>'
    )

    assert targets(page, tmp_path) == {
        "Lire": {"https://site/a/", "https://site/b/"},
        "Voir": {"https://site/c/"},
    }


def test_every_link_has_a_name(site):
    nameless = [
        path.relative_to(site).as_posix()
        for path in site.rglob("*.html")
        if "" in targets(path, site)
    ]

    assert nameless == []


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
