"""What people come for, done as they do it: with a mouse, a keyboard, a phone, or without JavaScript."""

import re

import pytest
from playwright.sync_api import expect


def focused(page):
    return page.evaluate(
        "document.activeElement.textContent.trim() || document.activeElement.name || document.activeElement.tagName"
    )


def press_until(page, words, key="Tab", most=80):
    """Press a key until the focus is on these words."""
    for _ in range(most):
        page.keyboard.press(key)
        if words in focused(page):
            return
    pytest.fail(f"« {words} » n'est pas atteint au clavier")


def test_from_the_home_to_a_webinar_to_its_calendar_file(visit):
    page = visit()
    page.get_by_role("link", name="Factures rejetées").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Factures rejetées")
    with page.expect_download() as download:
        page.locator("main a[href$='.ics']").first.click()

    text = download.value.path().read_bytes()
    assert text.startswith(b"BEGIN:VCALENDAR\r\n")
    assert "SUMMARY" in text.decode()


def test_the_search_forgets_accents_and_plurals(visit):
    page = visit()
    page.get_by_label("Que cherchez-vous").fill("deplacements justice")
    page.get_by_role("main").get_by_role("button", name="Rechercher").click()

    expect(page.get_by_role("status")).to_contain_text("trouvée")
    page.locator(".result h3 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Frais de justice")


def test_the_search_follows_what_is_typed_and_the_address_keeps_it(visit):
    page = visit("recherche/")
    page.get_by_label("Vos mots").fill("recycl")
    expect(page.locator(".result h3 a").first).to_contain_text("Recycler")
    assert page.url.endswith("?q=recycl")

    page.get_by_label("Vos mots").fill("zzzz")
    expect(page.get_by_role("status")).to_contain_text("Aucune page ne répond")


def test_the_search_works_in_a_thread_of_its_own(visit):
    page = visit("recherche/?q=brouillon")
    expect(page.locator(".result h3").first).to_have_text("Envoyer une facture restée en brouillon")

    assert [worker.url.rpartition("/")[2] for worker in page.workers] == ["worker.js"]


def test_a_browser_that_gives_no_thread_searches_in_the_page(visit):
    page = visit()
    page.add_init_script("delete window.Worker")
    page.goto(page.url + "recherche/?q=brouillon")

    expect(page.locator(".result h3").first).to_have_text("Envoyer une facture restée en brouillon")
    assert page.workers == []


def test_a_thread_that_cannot_run_leaves_the_search_to_the_page(visit):
    page = visit()
    page.route("**/search/worker.js", lambda route: route.abort())
    page.goto(page.url + "recherche/?q=brouillon")

    expect(page.locator(".result h3").first).to_have_text("Envoyer une facture restée en brouillon")


def test_on_a_phone_the_first_result_is_seen_at_once_and_filters_that_serve_are_open(visit):
    page = visit("recherche/?q=facture", width=390)
    first = page.locator(".result h3").first
    expect(first).to_be_visible()
    assert first.bounding_box()["y"] < 550
    expect(page.get_by_label("Public")).to_be_hidden()

    page.goto(page.url + "&genre=Guide")
    expect(page.get_by_label("Genre de page")).to_have_value("Guide")
    expect(page.get_by_label("Genre de page")).to_be_visible()


def test_a_slip_is_corrected_in_words_and_one_may_insist(visit):
    page = visit("recherche/?q=brouilon")
    expect(page.locator("#search-heard")).to_have_text(
        "Résultats pour « brouillon ». Chercher à la lettre « brouilon »."
    )
    expect(page.locator(".result h3").first).to_have_text("Envoyer une facture restée en brouillon")

    page.locator("#search-heard a").click()
    expect(page.locator("#search-heard")).to_be_empty()
    assert page.url.endswith("?q=brouilon&lettre=oui")


def test_results_lead_to_sections_and_say_which_words_they_lack(visit):
    page = visit("recherche/?q=cycle+de+vie+bordereau")
    named = page.get_by_role("heading", name="Recycler une facture")
    guide = page.locator(".result").filter(has=named)
    expect(guide.locator(".result__lacking")).to_have_text("Sans « bordereau »")
    guide.get_by_role("link", name="Le cycle de vie d’une facture").click()

    page.wait_for_url("**/documentation/recycler-une-facture/#cycle-de-vie")


def test_an_excerpt_begins_no_line_with_a_sign_that_its_page_keeps_with_a_word(visit):
    page = visit("recherche/?q=facture")
    expect(page.locator(".result")).to_have_count(10)
    excerpts = page.locator(".result p:not(.result__facts)").evaluate_all(
        "all => all.map((one) => one.textContent)"
    )
    signs = re.findall("«.|….|.[;:!?»%…]|\\d (?=[a-zé])", "\n".join(excerpts))

    assert {"«\u00a0", "\u00a0»", "\u00a0:", "\u202f?"} <= set(signs)
    assert [sign for sign in signs if " " in sign] == []


def test_the_results_are_filtered_by_genre_and_by_audience(visit):
    page = visit("recherche/?q=facture")
    expect(page.get_by_role("status")).to_contain_text("pages trouvées")
    page.get_by_text("Filtrer par genre").click()
    page.get_by_label("Genre de page").select_option("Guide")
    page.get_by_label("Public").select_option("Prestataires de justice")

    expect(page.locator(".result h3")).to_have_text(
        ["Déclarer ses frais de déplacement (frais de justice)"]
    )
    assert page.url.endswith("?q=facture&genre=Guide&public=Prestataires+de+justice")


def test_the_results_are_walked_with_the_arrows_and_more_are_shown_on_demand(visit):
    page = visit("recherche/?q=facture")
    expect(page.locator(".result")).to_have_count(10)
    page.get_by_label("Vos mots").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert focused(page) == page.locator(".result h3 a").nth(1).inner_text()

    page.get_by_role("button", name="Voir la suite").click()
    expect(page.locator(".result")).to_have_count(20)
    assert focused(page) == page.locator(".result h3 a").nth(10).inner_text()


def test_the_keys_that_choose_a_sign_are_not_for_the_suggestions(visit):
    page = visit("aide/")
    field = page.get_by_role("combobox", name="Rechercher dans le site")
    field.press_sequentially("rattach")
    expect(page.get_by_role("option").first).to_be_visible()
    for key in ("ArrowDown", "Enter", "Escape"):
        field.dispatch_event("keydown", {"key": key, "isComposing": True, "bubbles": True})

    expect(page.get_by_role("option").first).to_be_visible()
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)


def test_pages_are_suggested_while_one_types_in_the_header(visit):
    page = visit("aide/")
    field = page.get_by_role("combobox", name="Rechercher dans le site")
    field.press_sequentially("rattach")
    options = page.get_by_role("listbox", name="Pages proposées").get_by_role("option")
    expect(options.first).to_contain_text("Supprimer des rattachements en une fois")
    told = page.locator("[aria-live]", has_text="proposée")
    expect(told).to_have_text(f"{options.count()}\u00a0pages proposées")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(told).to_have_count(0)
    assert field.input_value() == "rattach"

    field.press_sequentially("e")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Supprimer")


def test_hostile_words_are_only_words(visit):
    page = visit("recherche/?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%20facture")

    expect(page.get_by_role("status")).to_contain_text("trouvée")
    assert page.locator("main img").count() == 0


def test_with_the_keyboard_alone_skip_menu_search_and_webinar(visit):
    page = visit()
    page.keyboard.press("Tab")
    assert focused(page) == "Aller au contenu"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")

    press_until(page, "Factures rejetées")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Factures rejetées")

    press_until(page, "Documentation")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Documentation")

    press_until(page, "q")
    page.keyboard.type("dume")
    page.keyboard.press("Enter")
    expect(page.locator(".result h3 a").first).to_contain_text("DUME")


def test_after_a_click_on_a_text_the_tab_key_goes_on_from_there(visit):
    page = visit("documentation/recycler-une-facture/")
    page.get_by_role("heading", name="À lire aussi").click()
    page.keyboard.press("Tab")

    assert (
        page.evaluate("document.activeElement.closest('ul').previousElementSibling.id")
        == "a-lire-aussi"
    )


def test_the_focus_is_always_seen(visit):
    page = visit()
    for _ in range(30):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { let e = document.activeElement, s = getComputedStyle(e), d = e.closest('.door, .reading, .letter-card, .issue');
                       if (d) s = getComputedStyle(d);
                       const b = e.getBoundingClientRect();
                       return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 && b.width > 0 && b.right > 0 }"""
        )
        assert seen, focused(page)


def test_on_a_phone_the_menu_opens_closes_and_gives_the_focus_back(visit):
    page = visit(width=375)
    menu = page.get_by_role("button", name="Menu")
    expect(page.get_by_role("navigation", name="Menu principal")).to_be_hidden()

    menu.click()
    expect(menu).to_have_attribute("aria-expanded", "true")
    page.get_by_role("link", name="Agenda", exact=True).focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("navigation", name="Menu principal")).to_be_hidden()
    assert focused(page) == "Menu"

    menu.click()
    page.get_by_role("link", name="Documentation", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Documentation")


def test_a_closed_menu_takes_no_focus_on_a_phone(visit):
    page = visit(width=375)
    passed = []
    for _ in range(4):
        page.keyboard.press("Tab")
        passed.append(focused(page))

    assert passed[:3] == ["Aller au contenu", "Communauté Chorus Pro", "Menu"]
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("width", [375, 1280])
def test_without_javascript_the_menu_the_agenda_and_the_webinar_are_reached(visit, width):
    page = visit(width=width, scripts=False)
    page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Agenda").click()
    page.locator("main").get_by_role("link", name="Factures rejetées").first.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Factures rejetées")
    expect(page.locator("#menu-button")).to_be_hidden()
    expect(page.locator("#theme-button")).to_be_hidden()


def test_without_javascript_the_search_says_so_and_shows_the_way(visit):
    page = visit("recherche/?q=facture", scripts=False)

    expect(page.locator("main")).to_contain_text("La recherche a besoin de JavaScript")
    expect(page.locator("main").get_by_role("link", name="Documentation")).to_be_visible()


def test_the_chosen_light_lasts_from_page_to_page(visit):
    page = visit()
    body, dark = page.locator("body"), page.get_by_role("button", name="Thème sombre")
    light = body.evaluate("body => getComputedStyle(body).backgroundColor")
    dark.click()
    expect(body).not_to_have_css("background-color", light)
    chosen = body.evaluate("body => getComputedStyle(body).backgroundColor")
    page.get_by_role("link", name="Documentation", exact=True).first.click()
    page.wait_for_url("**/documentation/")

    expect(body).to_have_css("background-color", chosen)
    expect(dark).to_have_attribute("aria-pressed", "true")


def test_an_unknown_address_shows_the_way_back_even_from_deep(visit):
    page = visit("agenda/webinaires/jamais-vu/")
    page.locator("main").get_by_role("link", name="Retourner à l’accueil").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Communauté Chorus Pro")


def test_an_unknown_address_proposes_the_pages_that_its_words_find(visit):
    page = visit("documentation/recyclage-de-facture.html")
    page.get_by_role("heading", name="Vous cherchiez peut-être").wait_for()
    page.locator("#near-pages a").first.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Recycler une facture")


def test_a_slip_in_an_address_proposes_first_what_editors_answer_to_its_words(visit):
    page = visit("documentation/creer-un-conpte/")

    expect(page.locator("#near-pages a").first).to_have_text("Créer un compte")


@pytest.mark.parametrize(
    ("old", "title"),
    [
        ("documentation/cr%E9er-un-compte/", "Créer un compte"),
        ("agenda/rencontres/2027-03-25/", "Rencontre à Toulouse : réussir son raccordement EDI"),
        ("agenda/2027-02/", "Agenda de février 2027"),
        ("ipm/cycle-5/demande/de_9.php", "DE-09 : Exporter la liste des factures rejetées"),
    ],
)
def test_an_address_of_an_older_site_proposes_first_the_page_of_its_date_or_its_words(
    visit, old, title
):
    page = visit(old)

    expect(page.locator("#near-pages a").first).to_have_text(title)


def test_the_text_keeps_its_place_while_its_menus_are_still_to_be_read(visit):
    page = visit("documentation/recycler-une-facture/")
    page.set_viewport_size({"width": 1280, "height": 900})
    text = page.locator("main")
    before = text.bounding_box()
    page.evaluate("document.querySelectorAll('.shelf, .toc').forEach((menu) => menu.remove())")

    after = text.bounding_box()
    assert (after["x"], after["width"]) == (before["x"], before["width"])


def test_the_place_where_one_stands_is_told_without_colours(visit):
    page = visit("documentation/recycler-une-facture/")
    page.emulate_media(forced_colors="active")

    for name in ("Menu principal", "Dans cette rubrique"):
        here = page.get_by_role("navigation", name=name).locator("[aria-current]").first
        expect(here).to_have_css("text-decoration-line", "underline")


def test_the_contents_of_a_page_keep_its_no_break_spaces(visit):
    page = visit("documentation/frais-de-deplacement/")

    first = page.locator(".toc a").first
    assert first.text_content() == "Ce que comprennent les «\u00a0frais divers\u00a0»"


def test_an_abbreviation_first_met_in_what_is_folded_is_reached_by_tab_where_it_is_seen(visit):
    page = visit("documentation/frais-de-deplacement/")
    page.evaluate(
        """document.querySelector(".prose").innerHTML =
        '<details><summary>Plus</summary><p><abbr title="Langage">UBL</abbr> <abbr title="Langage">UBL</abbr></p></details>' +
        '<p><abbr title="Langage">UBL</abbr>, <abbr title="Langage">UBL</abbr></p>'"""
    )
    script = page.locator("script[src*='text.js']").evaluate("(one) => one.src")
    page.add_script_tag(url=f"{script}?encore")

    reached = page.locator(".prose abbr").evaluate_all("all => all.map((one) => one.tabIndex)")
    assert reached == [0, -1, 0, -1]


def test_what_explains_a_word_stays_under_the_pointer_and_with_the_focus(visit):
    page = visit("agenda/mois/2027-02/")
    page.clock.install()
    word, bubble = page.locator(".prose abbr").first, page.locator(".bubble")
    word.hover()
    expect(bubble).to_have_text("lundi")
    bubble.hover()
    page.clock.run_for(1000)
    expect(bubble).to_be_visible()
    page.mouse.move(1, 1)
    page.clock.run_for(1000)
    expect(bubble).to_be_hidden()
    word.focus()
    word.hover()
    page.mouse.move(1, 1)
    page.clock.run_for(1000)
    expect(bubble).to_be_visible()
    page.keyboard.press("Escape")
    expect(bubble).to_be_hidden()
