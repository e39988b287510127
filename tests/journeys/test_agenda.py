"""The agenda by hand: filters that are instant with JavaScript and honest without, months as tables, one tab at a time."""

import re

import pytest
from playwright.sync_api import expect
from tests.journeys.test_accessibility import violations

KINDS = {
    "mois": "agenda/mois/2026-12/",
    "jalons": "agenda/ipm/",
    "ville": "agenda/villes/lyon/",
    "public": "agenda/publics/travaux/",
    "année passée": "agenda/2018/",
    "changements": "agenda/changements/",
    "annulés": "agenda/annules/",
    "en ligne": "agenda/webinaires/",
    "séance déplacée": "agenda/webinaires/frais-de-justice-frais-divers/",
    "séance annulée": "agenda/webinaires/entites-publiques-traiter-ses-factures/",
    "rencontre passée": "agenda/rencontres/2018-12-04-orleans/",
}


@pytest.mark.parametrize("dark", [False, True], ids=["clair", "sombre"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(visit, kind, dark):
    assert violations(visit(KINDS[kind], width=375, dark=dark)) == []


@pytest.mark.parametrize(
    "path", ["agenda/", "calendriers/", "agenda/webinaires/travaux-maitrises-d-oeuvre/"]
)
def test_what_unfolds_is_as_sound_as_the_rest(visit, path):
    page = visit(path, width=320)
    page.evaluate("document.querySelectorAll('details').forEach(box => box.open = true)")

    assert (violations(page), page.evaluate("document.documentElement.scrollWidth")) == (
        [],
        320,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_overflows_at_320_pixels(visit, kind):
    assert visit(KINDS[kind], width=320).evaluate("document.documentElement.scrollWidth") <= 320


def shown(page):
    return page.locator(".agenda .event:visible .event__title").all_inner_texts()


def test_choices_narrow_the_list_at_once_and_the_address_keeps_them(visit):
    page = visit("agenda/")
    everything = shown(page)
    page.get_by_role("button", name="Marchés de travaux").click()
    page.get_by_role("button", name="Rencontres").click()

    assert shown(page) == ["Rencontre à Nantes\u00a0: les marchés de travaux"]
    expect(page.get_by_role("status")).to_have_text("1\u00a0rendez-vous à venir pour ces choix")
    assert page.url.endswith("agenda/?public=travaux&genre=rencontre")
    expect(page.get_by_role("button", name="Rencontres")).to_have_attribute("aria-pressed", "true")
    assert page.locator(".agenda__month:visible").count() == 1

    page.reload()
    assert len(shown(page)) == 1
    page.go_back()
    expect(page.get_by_role("button", name="Rencontres")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Marchés de travaux").click()
    assert shown(page) == everything


def test_choices_are_made_with_the_keyboard_alone(visit):
    page = visit("agenda/")
    page.get_by_role("button", name="Fournisseurs").focus()
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/agenda/?public=travaux")

    assert page.evaluate("document.activeElement.value") == "travaux"


def test_from_a_page_made_in_advance_a_choice_adds_to_that_of_the_page(visit):
    page = visit("agenda/publics/travaux/")
    page.get_by_role("button", name="Rencontres").click()
    page.wait_for_url("**/agenda/?public=travaux&genre=rencontre")

    assert shown(page) == ["Rencontre à Nantes\u00a0: les marchés de travaux"]
    page.get_by_role("link", name="Voir tout l'agenda").click()
    page.wait_for_url("**/agenda/")
    assert len(shown(page)) == page.locator(".agenda .event").count()


def test_pressing_the_choice_of_a_page_made_in_advance_gives_it_up(visit):
    page = visit("agenda/villes/lyon/")
    page.get_by_role("button", name="Lyon").click()
    page.wait_for_url("**/agenda/")


def test_on_a_phone_the_choices_are_folded_until_asked_for(visit):
    page = visit("agenda/", width=360)
    choice = page.get_by_role("button", name="Marchés de travaux")
    expect(choice).to_be_hidden()
    page.get_by_text("Filtrer par public").press("Enter")
    choice.click()

    expect(page.get_by_role("status")).to_contain_text("pour ces choix")
    page.reload()
    expect(choice).to_be_visible()


def test_without_javascript_each_choice_is_a_page(visit):
    page = visit("agenda/", scripts=False)
    page.get_by_role("button", name="Marchés de travaux").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Agenda\u00a0: Marchés de travaux")
    assert re.search(r"/agenda/publics/travaux/\?public=travaux$", page.url)
    expect(page.get_by_role("button", name="Marchés de travaux")).to_have_attribute(
        "aria-pressed", "true"
    )
    assert len(shown(page)) > 1


def test_without_javascript_the_agenda_is_whole(visit):
    with_script, without = visit("agenda/"), visit("agenda/", scripts=False)

    assert shown(without) == shown(with_script)


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_month_is_a_table_that_fits_its_screen_with_marks_wide_enough_for_a_finger(
    visit, width, scripts
):
    page = visit("agenda/mois/2026-12/", width=width, scripts=scripts)
    table = page.get_by_role("table", name="Décembre 2026, jour par jour")
    boxes = [link.bounding_box() for link in table.get_by_role("link").all()]

    assert table.get_by_role("columnheader").count() == 7
    assert table.bounding_box()["width"] <= width
    assert min(min(box["width"], box["height"]) for box in boxes) >= (24 if width < 768 else 17)
    expect(table.get_by_role("cell", name="10").get_by_role("link")).to_have_accessible_name(
        re.compile("^Rencontre à Lyon")
    )


def test_an_event_lands_in_a_calendar_file(visit):
    page = visit("agenda/")
    page.get_by_role("link", name="Rencontre à Lyon").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Ajouter à mon agenda").click()

    assert download.value.suggested_filename == "2026-12-10-lyon.ics"
    assert "SUMMARY:Rencontre à Lyon" in download.value.path().read_text(encoding="utf-8")
