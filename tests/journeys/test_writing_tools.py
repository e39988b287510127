"""The tools above a text, as people press them: what they write is read as it was meant, and a second press undoes it."""

import pytest
from atelier_desk import WEBINAR
from playwright.sync_api import expect

TOOLS = {
    "bold without the blank that a double click takes": ("mot suivant", (0, 4), "Control+b", "**mot** suivant"),
    "bold over paragraphs": ("un\n\ndeux", (0, 8), "Control+b", "**un**\n\n**deux**"),
    "bold over items": ("- un\n- deux", (0, 11), "Control+b", "- **un**\n- **deux**"),
    "bold taken back over items": ("- **un**\n- **deux**", (0, 19), "Control+b", "- un\n- deux"),
    "italic inside bold": ("**gras**", (2, 6), "Control+i", "***gras***"),
    "bold where nothing is chosen": ("un ", (3, 3), "Control+b", "un ****"),
    "numbers that count": ("un\ndeux", (0, 7), "Liste numérotée", "1. un\n2. deux"),
    "numbers taken back": ("1. un\n2. deux", (0, 13), "Liste numérotée", "un\ndeux"),
    "a table below a blank line": ("abc", (3, 3), "Tableau", "abc\n\n| Colonne | Colonne |\n| --- | --- |\n| | |\n"),
    "the next item": ("- un\n- deux", (11, 11), "Enter", "- un\n- deux\n- "),
    "the next number": ("9. un", (5, 5), "Enter", "9. un\n10. "),
    "the next task": ("- [x] fait", (10, 10), "Enter", "- [x] fait\n- [ ] "),
    "an item cut in two": ("- undeux", (4, 4), "Enter", "- un\n- deux"),
    "an empty item ends its list": ("- un\n- ", (7, 7), "Enter", "- un\n"),
    "a line that is no item": ("un", (2, 2), "Enter", "un\n"),
}  # fmt: skip


def choose(page, text, place):
    area = page.locator("#c-corps")
    area.fill(text)
    area.evaluate("(area, place) => area.setSelectionRange(...place)", place)
    return area


@pytest.fixture
def sheet(atelier, page):
    page.goto(f"{atelier[1]}fiche/{WEBINAR}")
    return page


def test_each_tool_writes_what_was_meant(sheet):
    found = {}
    for name, (text, place, tool, _) in TOOLS.items():
        area = choose(sheet, text, place)
        if tool in ("Enter", "Control+b", "Control+i"):
            sheet.keyboard.press(tool)
        else:
            sheet.get_by_role("button", name=tool, exact=True).click()
        found[name] = area.input_value()

    assert found == {name: wanted for name, (_, _, _, wanted) in TOOLS.items()}


def test_an_address_with_blanks_and_brackets_makes_one_link(sheet):
    area = choose(sheet, "voir la page", (5, 12))
    sheet.keyboard.press("Control+k")
    sheet.keyboard.type("https://exemple.fr/a_(b) c")
    sheet.keyboard.press("Enter")

    expect(area).to_have_value("voir [la page](https://exemple.fr/a_%28b%29%20c)")


def test_the_keys_that_save_keep_the_draft_at_once(sheet):
    sheet.clock.install()  # no pause of the draft ever ends
    choose(sheet, "Un texte.", (0, 0))
    sheet.keyboard.press("Control+s")

    expect(sheet.locator("#etat")).to_have_text("Brouillon gardé.")


def test_a_text_to_import_has_no_tool_that_needs_a_sheet(atelier, page):
    page.goto(f"{atelier[1]}importer")
    tools = page.get_by_role("toolbar").get_by_role("button")

    expect(tools.last).to_have_accessible_name("Lien (Ctrl+K)")
