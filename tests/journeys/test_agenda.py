"""The agenda by hand: filters that are instant with JavaScript and honest without, months as tables, one tab at a time."""

import re

import pytest
from playwright.sync_api import expect
from tests.journeys.test_accessibility import violations

KINDS = {
    "mois": "agenda/mois/2026-12/",
    "semaine": "agenda/semaines/2026-s50/",
    "calendriers": "calendriers/",
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


def choices(page):
    """Unfold the choices of a list."""
    page.get_by_text("Filtrer", exact=False).first.click()


def narrowed(page, count):
    expect(page.get_by_role("status")).to_have_text(
        f"{count}\u00a0rendez-vous à venir pour ces choix"
    )


def test_the_first_event_is_seen_without_scrolling(visit):
    page = visit("agenda/", width=1280)
    assert page.locator(".event").first.bounding_box()["y"] < 900 - 100


def test_several_choices_narrow_the_list_and_the_address_keeps_them(visit):
    page = visit("agenda/")
    everything = shown(page)
    choices(page)
    page.get_by_role("checkbox", name="Marchés de travaux").check()
    page.get_by_role("checkbox", name="Rencontres").check()
    narrowed(page, 1)

    assert shown(page) == ["Rencontre à Nantes\u00a0: les marchés de travaux"]
    assert page.url.endswith("agenda/?public=travaux&genre=rencontre")
    page.reload()
    narrowed(page, 1)
    choices(page)
    page.get_by_role("checkbox", name="Webinaires").check()
    expect(page.get_by_role("status")).not_to_have_text("1\u00a0rendez-vous à venir pour ces choix")
    assert len(shown(page)) > 1
    for name in ("Marchés de travaux", "Rencontres", "Webinaires"):
        page.get_by_role("checkbox", name=name).uncheck()
    assert shown(page) == everything


def test_words_are_searched_without_their_accents(visit):
    page = visit("agenda/")
    choices(page)
    page.get_by_label("Mots", exact=True).fill("reussir edi")
    narrowed(page, 1)

    assert shown(page) == ["Rencontre à Toulouse\u00a0: réussir son raccordement EDI"]
    assert page.url.endswith("?q=reussir+edi")


@pytest.mark.parametrize(
    "typed", ["l'Exemple Nantes", "l’Exemple Nantes"], ids=["keyboard", "printed"]
)
def test_either_apostrophe_finds_the_same_places(visit, typed):
    page = visit("agenda/")
    choices(page)
    page.get_by_label("Mots", exact=True).fill(typed)
    narrowed(page, 1)

    assert [title.split("\u00a0")[0] for title in shown(page)] == ["Rencontre à Nantes"]


def test_choices_are_made_with_the_keyboard_alone(visit):
    page = visit("agenda/")
    page.get_by_text("Filtrer par public").press("Enter")
    page.get_by_role("checkbox", name="Marchés de travaux").focus()
    page.keyboard.press("Space")
    page.wait_for_url("**/agenda/?public=travaux")

    assert page.evaluate("document.activeElement.value") == "travaux"


def test_the_calendar_of_the_choices_is_followed_or_made_in_the_page(visit):
    page = visit("agenda/?public=travaux&genre=rencontre")
    narrowed(page, 1)
    link = page.get_by_role("link", name="S’abonner à ces rendez-vous")
    assert link.get_attribute("href").startswith("webcal://")
    assert link.get_attribute("href").endswith("/calendriers/rencontres-travaux.ics")
    choices(page)
    page.get_by_label("Mots", exact=True).fill("Nantes")
    page.wait_for_url("**q=Nantes**")
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger ces rendez-vous").click()
    made = download.value.path().read_bytes()

    assert (made.count(b"BEGIN:VEVENT"), made.count(b"BEGIN:VTIMEZONE")) == (1, 1)
    assert b"UID:2027-02-11-nantes@" in made
    assert made.endswith(b"END:VEVENT\r\nEND:VCALENDAR\r\n")


def test_from_a_page_made_in_advance_a_choice_adds_to_that_of_the_page(visit):
    page = visit("agenda/publics/travaux/")
    choices(page)
    # leads to another page, where the choices are folded
    page.get_by_role("checkbox", name="Rencontres").click()
    page.wait_for_url("**/agenda/?public=travaux&genre=rencontre")
    narrowed(page, 1)

    page.get_by_role("link", name="Voir tout l’agenda").click()
    page.wait_for_url("**/agenda/")
    assert len(shown(page)) == page.locator(".agenda .event").count()


def test_giving_up_the_choice_of_a_page_made_in_advance_leads_to_everything(visit):
    page = visit("agenda/villes/lyon/")
    choices(page)
    page.get_by_role("checkbox", name="Lyon").click()
    page.wait_for_url("**/agenda/")


@pytest.mark.parametrize("dark", [False, True], ids=["clair", "sombre"])
def test_axe_finds_nothing_among_the_choices(visit, dark):
    page = visit("agenda/?public=travaux", width=375, dark=dark)
    choices(page)
    assert violations(page) == []


def test_without_javascript_each_choice_is_a_page(visit):
    page = visit("agenda/", scripts=False)
    choices(page)
    choice = page.locator("#filtres").get_by_role("link", name="Marchés de travaux", exact=True)
    choice.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Agenda\u00a0: Marchés de travaux")
    assert re.search(r"/agenda/publics/travaux/$", page.url)
    choices(page)
    expect(choice).to_have_attribute("aria-current", "page")
    assert len(shown(page)) > 1


def test_without_javascript_the_agenda_is_whole(visit):
    with_script, without = visit("agenda/"), visit("agenda/", scripts=False)

    assert shown(without) == shown(with_script)


def test_a_partner_s_page_shows_the_next_events(visit):
    page = visit("agenda/")
    page.set_content(
        '<chorale-agenda flux="/flux/agenda.json" nombre="2">Voir l\'agenda</chorale-agenda>'
    )
    page.add_script_tag(url="/assets/js/liste-agenda.js")
    rows = page.locator("chorale-agenda li")
    expect(rows).to_have_count(2)

    assert "2026" in rows.first.inner_text()
    expect(page.locator("chorale-agenda > a")).to_have_count(1)


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
    expect(table.get_by_role("link", name=re.compile(r"^14\sh Rencontre à Lyon"))).to_have_count(1)


def test_an_event_lands_in_a_calendar_file(visit):
    page = visit("agenda/")
    page.get_by_role("link", name="Rencontre à Lyon").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Ajouter à mon agenda").click()

    assert download.value.suggested_filename == "2026-12-10-lyon.ics"
    assert "SUMMARY:Rencontre à Lyon" in download.value.path().read_text(encoding="utf-8")


def test_a_month_on_a_sheet_of_paper_says_its_events_whatever_its_width(visit):
    page = visit("agenda/mois/2026-12/", width=390)
    words = page.locator(".month__words").first
    expect(words).to_have_css("position", "absolute")
    page.emulate_media(media="print")

    expect(words).to_have_css("position", "static")
    expect(page.locator("a.month__event").first).to_have_css("font-size", "9.33333px")


def test_a_month_prints_on_one_sheet_without_the_addresses_of_its_links(visit):
    page = visit("agenda/mois/2026-12/")
    printed = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="print")

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    after = "getComputedStyle(document.querySelector('a.month__event'), '::after').content"
    assert page.evaluate(after) == "none"
