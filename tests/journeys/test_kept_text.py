"""In Chromium, a session that ends loses nothing that was typed; errors take the focus."""

from pathlib import Path

import pytest
from online import online
from playwright.sync_api import expect
from small_cycle import BASE
from tests.journeys.test_questionnaire import entered

from chorale.service.questionnaire import drafts

TYPED = "Une phrase longue & « précieuse »\nsur deux lignes ; 100 %"


@pytest.fixture
def site(tmp_path: Path):
    with online(tmp_path) as (circle, address):
        yield circle, address


def test_without_javascript_what_was_typed_before_the_session_ended_comes_back_and_is_sent_again(
    chromium, site
):
    circle, address = site
    context = chromium.new_context()
    page = entered(context, site, "snp-referent")
    cookies = context.cookies()
    context.close()
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{address}{BASE}/proposition")
    page.locator("#points-DE-01").fill("100")
    details = page.locator("#commentaire-DE-01").locator("xpath=ancestor::details")
    if details.count() and not details.first.evaluate("node => node.open"):
        details.first.locator("summary").click()
    page.locator("#commentaire-DE-01").fill(TYPED)
    circle.place.clock.advance(minutes=61)
    page.get_by_role("button", name="Enregistrer le brouillon", exact=True).last.click()
    page.get_by_role("heading", name="Votre saisie est encore là").wait_for()

    other = context.new_page()
    other.goto(f"{address}/participer/acces")
    other.locator("#code").fill(circle.secrets["snp-referent"])
    other.get_by_role("button", name="Entrer").click()
    other.wait_for_url(f"**{BASE}/")
    other.close()

    page.get_by_role("button", name="Renvoyer ma saisie").click()
    page.wait_for_url("**/proposition?enregistre=1")
    assert page.locator("#commentaire-DE-01").input_value() == TYPED
    assert page.locator("#points-DE-01").input_value() == "100"
    with circle.place.service.store.read() as connection:
        assert connection.execute(drafts.draft.select()).one().version == 1
    context.close()


def test_the_summary_of_errors_takes_the_focus_and_leads_to_each_field(chromium, site):
    _, address = site
    context = chromium.new_context()
    page = entered(context, site, "snp-referent")
    page.goto(f"{address}{BASE}/proposition")
    page.locator("#points-DE-01").fill("trois")
    page.locator("#points-DE-06").fill("101")
    page.get_by_role("button", name="Enregistrer le brouillon", exact=True).last.click()
    expect(page.locator(".summary")).to_be_focused()
    links = page.locator(".summary a")
    assert links.count() == 2
    for place, name in enumerate(("points-DE-01", "points-DE-06")):
        links.nth(place).click()
        field = page.locator(f"#{name}")
        expect(field).to_be_focused()
        assert field.get_attribute("aria-invalid") == "true"
        assert f"{name}-erreur" in field.get_attribute("aria-describedby")
        assert page.locator(f"#{name}-erreur").is_visible()
    context.close()
