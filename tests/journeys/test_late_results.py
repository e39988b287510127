"""The site on a slow line: results that come late take nothing away from who goes on typing, choosing or pressing."""

from late import Late
from playwright.sync_api import expect


def typing_more(visit, path, field, more):
    """Search « facture », then type on: the words of the site that begin so are still to come."""
    page = visit(path)
    page.add_init_script("delete window.Worker")
    page.reload()
    late = Late(page, f"**/pagefind/mots/{more[0]}.json")
    words = page.locator(field)
    words.fill("facture")
    return page, words, late


def test_the_results_stay_under_who_walks_them_and_change_once_they_are_left(visit):
    page, words, late = typing_more(visit, "recherche/", "#query", "brouillon")
    results = page.locator(".result h3 a")
    expect(results).to_have_count(10)
    first = results.first.inner_text()
    words.fill("facture brouillon")
    late.asked()
    words.press("ArrowDown")
    late.come()
    expect(results.first).to_be_focused()
    assert results.first.inner_text() == first
    words.focus()
    expect(results.first).to_have_text("Envoyer une facture restée en brouillon")
    expect(words).to_be_focused()


def test_more_results_that_are_asked_twice_come_once(visit):
    page = visit("recherche/?q=facture")
    results = page.locator(".result h3 a")
    expect(results).to_have_count(10)
    late = Late(page, "**/pagefind/pages/*.json")
    page.get_by_role("button", name="Voir la suite").dblclick()
    late.asked()
    words = page.locator("#query")
    words.focus()
    late.come()
    expect(results).to_have_count(20)

    shown = results.evaluate_all("all => all.map((one) => one.href)")
    assert len(set(shown)) == 20
    expect(words).to_be_focused()


def test_words_typed_before_the_script_of_the_search_came_are_searched(visit):
    page = visit()
    late = Late(page, "**/assets/js/search/page.js")
    page.goto(f"{page.url}recherche/", wait_until="commit")
    words = page.locator("#query")
    words.fill("brouillon")
    late.come()

    expect(page.locator(".result h3").first).to_have_text("Envoyer une facture restée en brouillon")
    expect(words).to_have_value("brouillon")


def test_a_suggestion_that_is_chosen_stays_when_others_come(visit):
    page, words, late = typing_more(visit, "aide/", "#site-search", "brouillon")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    chosen = options.first.get_attribute("href")
    words.fill("facture brouillon")
    late.asked()
    words.press("ArrowDown")
    late.come()
    expect(options.first).to_have_attribute("aria-selected", "true")
    words.press("Enter")

    page.wait_for_url(f"**{chosen}")


def test_words_just_typed_do_not_draw_the_agenda_anew_under_a_link_that_is_pressed(visit):
    page = visit("agenda/")
    page.get_by_text("Filtrer", exact=False).first.click()
    words = page.get_by_label("Mots", exact=True)
    link = page.locator(".event__title a").first
    target = link.get_attribute("href").removeprefix("../")
    link.scroll_into_view_if_needed()
    link.hover()
    words.evaluate("field => field.focus({ preventScroll: true })")
    page.keyboard.type("nantes")
    page.mouse.down()
    page.wait_for_timeout(400)
    page.mouse.up()

    page.wait_for_url(f"**/{target}")


def test_a_partner_s_list_shows_the_feed_that_was_asked_last(visit):
    page = visit("agenda/")
    feed = page.evaluate("async () => (await fetch('/flux/agenda.json')).json()")
    page.route("**/autre.json", lambda route: route.fulfill(json={**feed, "title": "Un autre"}))
    late = Late(page, "**/flux/agenda.json")
    page.set_content('<chorale-agenda flux="/flux/agenda.json">Voir l\'agenda</chorale-agenda>')
    page.add_script_tag(url="/assets/js/liste-agenda.js")
    late.asked()
    page.locator("chorale-agenda").evaluate("one => one.setAttribute('flux', '/autre.json')")
    whole = page.locator("chorale-agenda > a")
    expect(whole).to_have_text("Un autre")
    late.come()

    expect(whole).to_have_text("Un autre")
