"""Tabs of a text: the one that a reader chooses is chosen everywhere, and still is on the next page."""

import pytest
from house import TEMPLATES
from playwright.sync_api import expect

from chorale.text.markdown import markdown

ASSETS = TEMPLATES / "site/theme/assets"
TABS = """=== "Fournisseur"
    Déposer {0}.

=== "Maître d'œuvre"
    Valider {0}.

    <p id="suite-{0}">La suite de {0}.</p>
"""


@pytest.fixture
def page_of(chromium, tmp_path):
    """Return a function that opens a page whose texts have tabs, in one browser."""
    context = chromium.new_context(viewport={"width": 390, "height": 700})
    styles = "".join(
        f'<link rel="stylesheet" href="{ASSETS.as_uri()}/css/{name}.css">'
        for name in ("tokens", "page", "text", "dialect")
    )

    def opened(*names, anchor=""):
        written = tmp_path / f"{'-'.join(names)}.html"
        body = markdown("\n\n***\n\n".join(map(TABS.format, names)))
        written.write_text(
            f"<!doctype html><html lang=fr><meta charset=utf-8><title>Guide</title>{styles}"
            f'<article class="prose">{body}'
            f'</article><script src="{ASSETS.as_uri()}/js/text.js"></script>'
        )
        page = context.new_page()
        page.goto(written.as_uri() + anchor)
        return page

    yield opened
    context.close()


def test_the_tab_that_is_chosen_is_chosen_in_all_texts_and_on_the_next_page(page_of):
    page = page_of("facture", "avoir")
    expect(page.get_by_text("Déposer facture.")).to_be_visible()
    page.get_by_text("Maître d'œuvre", exact=True).first.click()
    expect(page.get_by_text("Valider facture.")).to_be_visible()
    expect(page.get_by_text("Valider avoir.")).to_be_visible()

    following = page_of("mémoire")
    expect(following.get_by_text("Valider mémoire.")).to_be_visible()
    expect(following.get_by_text("Déposer mémoire.")).to_be_hidden()


def test_a_link_into_a_tab_that_is_closed_opens_it(page_of):
    page = page_of("facture", anchor="#suite-facture")

    expect(page.get_by_text("La suite de facture.")).to_be_in_viewport()


def test_a_link_opens_its_tab_again_after_another_was_chosen(page_of):
    """squidfunk/mkdocs-material 3988."""
    page = page_of("facture", anchor="#suite-facture")
    page.evaluate(
        "document.body.insertAdjacentHTML('afterbegin', '<a href=\"#suite-facture\">La suite</a>')"
    )
    page.get_by_text("Fournisseur", exact=True).click()
    expect(page.get_by_text("La suite de facture.")).to_be_hidden()
    page.get_by_role("link", name="La suite").click()

    expect(page.get_by_text("La suite de facture.")).to_be_in_viewport()


def test_a_link_to_a_tab_opens_it_in_all_texts(page_of):
    """squidfunk/mkdocs-material 8364."""
    page = page_of("facture", "avoir", anchor="#__tabbed_1_2")

    expect(page.get_by_text("Valider facture.")).to_be_visible()
    expect(page.get_by_text("Valider avoir.")).to_be_visible()


def test_tabs_of_other_names_stay_as_they_are(page_of):
    page = page_of("facture")
    page.evaluate("localStorage.setItem('onglets', JSON.stringify(['Inconnu']))")
    page.reload()

    expect(page.get_by_text("Déposer facture.")).to_be_visible()


def test_what_else_a_text_gains_works_beside_tabs(chromium, tmp_path):
    """Without a section in the address, tabs stopped all that came after them; notes of code were copied with it."""
    body = markdown(
        TABS.format("facture")
        + "\n```python\nprint(1)  # (1)!\nprint(2)\n```\n\n1. La note.\n\nLa TVA.\n\n*[TVA]: Taxe\n"
    )
    written = tmp_path / "page.html"
    written.write_text(
        "<!doctype html><html lang=fr><meta charset=utf-8><title>Guide</title>"
        "<script>navigator.clipboard.writeText = async (words) => { window.copied = words; };</script>"
        f'<article class="prose">{body}</article><script src="{ASSETS.as_uri()}/js/text.js"></script>'
    )
    page = chromium.new_page()
    page.goto(written.as_uri())
    page.get_by_role("button", name="Copier").click()
    expect(page.get_by_role("button", name="Copié")).to_be_visible()
    page.get_by_text("TVA", exact=True).click()

    expect(page.get_by_role("tooltip")).to_have_text("Taxe")
    assert page.evaluate("window.copied") == "print(1)\nprint(2)\n"
    page.close()
