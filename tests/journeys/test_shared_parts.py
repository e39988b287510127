"""The parts that many pages take: a menu that says where one is, a table that one searches, whole without a script."""

import pytest
from house import TEMPLATES
from playwright.sync_api import expect

from chorale.overrides import TemplateFolders
from chorale.text import templates

ASSETS = TEMPLATES / "site/theme/assets"
MENU = """{% import "_parts.html" as parts %}
{% call parts.facts_box() %}<dl>{% call parts.fact("Date") %}le 3 mai{% endcall %}</dl>{% endcall %}
{{ parts.section_nav([("un", "Les groupes"), ("deux", "L'arbitrage")]) }}"""
ROWS = (("DE-01", "Motiver le rejet"), ("DE-02", "Œuvres à façon"), ("DE-03", "Rejets en masse"))


@pytest.fixture
def long_page(chromium, tmp_path):
    """Return a function that opens a long page with its menu and its table."""
    opened = []
    parts = templates.environment(TemplateFolders(), "site").from_string(MENU).render()
    rows = "".join(f"<tr><th scope=row>{name}<td>{words}" for name, words in ROWS)
    styles = "".join(
        f'<link rel="stylesheet" href="{ASSETS.as_uri()}/css/{name}.css">'
        for name in ("tokens", "page", "text", "parts")
    )
    written = tmp_path / "page.html"
    written.write_text(
        f"<!doctype html><html lang=fr><meta charset=utf-8><title>Cycle</title>{styles}"
        f'<script src="{ASSETS.as_uri()}/js/sections.js" defer></script>'
        f'<article class="prose"><h1>Cycle</h1>{parts}'
        '<section style="height: 1500px"><h2 id="un">Les groupes</h2></section>'
        '<section style="height: 1500px"><h2 id="deux">L\'arbitrage</h2>'
        '<table data-search="Chercher une demande" data-counted="demande,demandes">'
        f"<tbody>{rows}</tbody></table></section></article>"
    )

    def shown(*, width=1280, scripts=True):
        page = chromium.new_page(
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        opened.append(page)
        page.goto(written.as_uri())
        return page

    yield shown
    for page in opened:
        page.close()


def test_the_menu_stays_in_sight_and_says_where_one_is(long_page):
    page = long_page()
    menu = page.get_by_role("navigation", name="Sections de cette page")
    menu.get_by_role("link", name="L'arbitrage").click()

    expect(menu.locator("[aria-current=true]")).to_have_text("L'arbitrage")
    expect(menu).to_be_in_viewport()
    assert page.locator("#deux").bounding_box()["y"] >= menu.bounding_box()["height"]


def test_the_menu_is_whole_and_leads_without_a_script(long_page):
    page = long_page(scripts=False)

    assert page.locator(".section-nav a").all_inner_texts() == ["Les groupes", "L'arbitrage"]


def test_the_facts_stand_beside_the_text_when_there_is_room(long_page):
    wide, narrow = long_page(), long_page(width=390)
    beside, under = (one.locator(".facts-box").bounding_box() for one in (wide, narrow))

    assert (beside["x"] > 700, under["x"] < 40) == (True, True)


@pytest.mark.parametrize(
    ("typed", "shown", "told"),
    [
        ("rejet", ["DE-01", "DE-03"], "2 demandes sur 3"),
        ("oeuvre facon", ["DE-02"], "1 demande sur 3"),
        ("de-03", ["DE-03"], "1 demande sur 3"),
        ("zzz", [], "Aucun résultat sur 3 demandes"),
        ("", ["DE-01", "DE-02", "DE-03"], ""),
    ],
)
def test_a_table_is_searched_as_one_types(long_page, typed, shown, told):
    page = long_page()
    page.get_by_label("Chercher une demande").fill(typed)

    assert page.locator("tbody tr:not([hidden]) th").all_inner_texts() == shown
    expect(page.get_by_role("status")).to_have_text(told)


def test_without_a_script_the_table_is_whole_and_has_no_field(long_page):
    page = long_page(scripts=False)

    assert (page.locator("tbody tr").count(), page.locator("input").count()) == (3, 0)
