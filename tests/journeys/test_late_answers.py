"""The atelier on a slow line: what comes late takes nothing away from who goes on typing, choosing or pressing."""

import re

import pytest
from atelier_desk import ISSUE, WEBINAR
from cycle_team import make_cycle_team
from late import Late
from online import served
from playwright.sync_api import expect

ARTICLE = "content/newsletters/2026-03/nettoyer-la-lentille.md"
DROP = """(text) => {
  const held = new DataTransfer();
  held.items.add(new File([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))], "x.png", { type: "image/png" }));
  document.getElementById("c-corps").dispatchEvent(
    new DragEvent("drop", { dataTransfer: held, bubbles: true, cancelable: true }));
}"""
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def opened(page, atelier, path):
    page.goto(f"{atelier[1]}fiche/{path}")


def text_of(page):
    return page.get_by_role("textbox", name="Texte", exact=True)


def title_of(page):
    return page.get_by_role("textbox", name="Titre", exact=True)


def begin_press(page, found):
    """Put the pointer on something, and the button down."""
    found.scroll_into_view_if_needed()
    found.hover()
    page.mouse.down()


def test_nothing_is_typed_in_a_form_that_a_list_is_about_to_replace(atelier, page):
    opened(page, atelier, ISSUE)
    before = page.locator(".items > .item > details > summary").all_inner_texts()
    late = Late(page, "**/atelier/fiche/**", method="POST")
    up = page.locator('button[value="sections.1.monter"]')
    up.press("Enter")
    late.asked()
    page.keyboard.press("Enter")
    page.evaluate("document.getElementById('c-title').focus()")
    page.keyboard.type("perdu ")
    shown = title_of(page).input_value()
    late.come()

    expect(page.locator("#c-sections-0 > details > summary")).to_have_text(before[1].strip())
    expect(page.locator("#c-sections-0")).to_be_focused()
    expect(title_of(page)).to_have_value(shown)
    assert late.seen == 1
    title_of(page).fill("Un titre")
    expect(page.locator("#etat")).to_have_text("Brouillon gardé.")


def test_a_list_that_is_taken_up_leaves_who_went_on_beside_the_sheet(atelier, page):
    opened(page, atelier, ISSUE)
    before = page.locator(".items > .item > details > summary").all_inner_texts()
    late = Late(page, "**/atelier/fiche/**", method="POST")
    page.locator("summary", has_text="Commenter").press("Enter")
    page.locator('button[value="sections.1.monter"]').press("Enter")
    late.asked()
    comment = page.get_by_label("Commentaire", exact=True)
    comment.focus()
    late.come()
    expect(page.locator("#c-sections-0 > details > summary")).to_have_text(before[1].strip())
    page.keyboard.type("Bien vu.")

    expect(comment).to_have_value("Bien vu.")


def test_a_block_and_a_passage_follow_the_text_that_a_list_replaced(atelier, page):
    opened(page, atelier, WEBINAR)
    text_of(page).fill("Avant.")
    page.locator('button[value="questions.ajouter"]').click()
    expect(page.locator('button[value="questions.0.retirer"]')).to_be_visible()
    text_of(page).evaluate("area => { area.focus(); area.setSelectionRange(0, 5); area.blur(); }")
    page.locator("summary", has_text="Commenter").press("Enter")
    expect(page.get_by_label("Passage, s’il y en a un")).to_have_value("Avant")
    text_of(page).evaluate("area => area.setSelectionRange(6, 6)")
    page.locator("#bloc > summary").press("Enter")
    page.get_by_label("Du (webinaires et rencontres)").fill("2026-03-01")
    page.get_by_label("Au", exact=True).fill("2026-03-15")
    page.get_by_role("button", name="Insérer le bloc").press("Enter")

    expect(text_of(page)).to_have_value(re.compile("Webinaires du 1er au 15 mars 2026"))


def test_a_block_that_is_asked_twice_is_inserted_once(atelier, page):
    opened(page, atelier, ARTICLE)
    text_of(page).fill("")
    late = Late(page, "**/atelier/bloc?**", most=2)
    page.locator("#bloc > summary").press("Enter")
    page.get_by_label("Du (webinaires et rencontres)").fill("2026-03-01")
    page.get_by_label("Au", exact=True).fill("2026-03-15")
    page.get_by_role("button", name="Insérer le bloc").press("Enter")
    page.get_by_role("button", name="Insérer le bloc").press("Enter")
    late.asked()
    late.come()

    expect(text_of(page)).to_be_focused()
    assert (text_of(page).input_value().count("Webinaires du"), late.seen) == (1, 1)


def test_a_picture_that_comes_late_leaves_the_focus_where_one_went_on(atelier, page):
    page.on("dialog", lambda dialog: dialog.accept("Un phare"))
    opened(page, atelier, ARTICLE)
    text_of(page).fill("Avant.")
    late = Late(page, "**/atelier/image/**")
    page.evaluate(DROP, DOT)
    late.asked()
    title_of(page).fill("")
    late.come()
    expect(text_of(page)).to_have_value(re.compile(r"!\[Un phare\]\("))
    page.keyboard.type("Un titre")

    expect(title_of(page)).to_have_value("Un titre")


def test_pages_found_late_move_nothing_under_who_presses(atelier, page):
    opened(page, atelier, ARTICLE)
    page.locator("summary", has_text="Lien d’action").first.press("Enter")
    late = Late(page, "**/atelier/liens?**")
    page.locator("#c-link-url").fill("tenir journal")
    late.asked()
    label = page.locator("#c-link-label")
    begin_press(page, label)
    before = label.bounding_box()
    late.come()

    assert label.bounding_box() == before
    page.mouse.up()
    expect(page.locator(".found button").first).to_be_visible()


def test_problems_of_an_older_text_do_not_come_back_after_those_of_a_newer_one(atelier, page):
    opened(page, atelier, ARTICLE)
    late = Late(page, "**/atelier/problemes/**", read=True)
    title_of(page).fill("")
    title_of(page).press("Tab")
    late.asked()
    error = page.locator('[data-champ="title"] > .error')
    with page.expect_response("**/atelier/problemes/**"):
        title_of(page).fill("Un titre")
    expect(error).to_be_hidden()
    late.come()

    expect(error).to_be_hidden()


def test_who_reads_the_preview_stays_in_it_when_it_is_renewed(atelier, page):
    opened(page, atelier, ARTICLE)
    seen = page.locator(".frames iframe:visible")
    expect(seen).to_have_attribute("title", "Aperçu\u00a0: Page")
    late = Late(page, "**/atelier/apercu/**", most=1)
    text_of(page).fill("Un autre mot.")
    late.asked()
    seen.focus()
    late.come()
    expect(page.locator(".frames iframe")).to_have_count(1)

    expect(seen).to_be_focused()


def test_a_page_that_is_followed_waits_for_the_finger_to_be_lifted(atelier, page):
    page.route(
        "**/atelier/publier/etat",
        lambda route: route.fulfill(json={"phase": "building", "etape": "…"}),
    )
    page.goto(f"{atelier[1]}publier")
    page.get_by_role("button", name="Préparer la publication").click()
    expect(page.get_by_text("Préparation en cours")).to_be_visible()
    begin_press(page, page.get_by_role("link", name="Accueil").first)
    page.evaluate("window.same = true")
    page.unroute("**/atelier/publier/etat")
    with page.expect_response("**/atelier/publier/etat"):
        page.route("**/atelier/publier/etat", lambda route: route.fulfill(json={"phase": "ready"}))
    page.wait_for_timeout(400)
    assert page.evaluate("window.same") is True
    page.mouse.up()

    page.wait_for_url(atelier[1])


BALLOTS = {
    f"content/ipm/cycle-2/ballots/{name}.yml": f"group: {name}\npoints: {{{points}}}\n"
    for name, points in {"nord": "DE-01: 60, DE-02: 40", "ouest": "DE-06: 100", "sud": "DE-08: 70, DE-01: 30"}.items()
}  # fmt: skip


@pytest.fixture
def arbitration(tmp_path, page):
    """Open the page of the arbitration of a cycle that closed."""
    team = make_cycle_team(tmp_path, files=BALLOTS)
    team.clock.advance(days=40)
    with served(team.app) as address:
        object.__setattr__(team.service.settings, "base_url", address)
        page.goto(f"{address}/atelier/entrer#{team.code('Anna', 'secretariat')}")
        page.get_by_role("button", name="Entrer", exact=True).click()
        page.get_by_role("heading", level=1, name="Bonjour Anna").wait_for()
        page.goto(f"{address}/atelier/cycles/cycle-2/arbitrage")
        yield page


def test_the_effect_of_an_arbitration_moves_no_button_under_who_presses_it(arbitration):
    late = Late(arbitration, "**/arbitrage", method="POST")
    arbitration.set_viewport_size({"width": 390, "height": 844})
    arbitration.evaluate("document.documentElement.style.overflowAnchor = 'none'")  # as in Safari
    arbitration.locator("fieldset", has_text="DE-06").get_by_text("Reportée").click()
    late.asked()
    save = arbitration.get_by_role("button", name="Enregistrer l’arbitrage")
    begin_press(arbitration, save)
    before = save.bounding_box()
    late.come()

    assert save.bounding_box() == before
    arbitration.mouse.up()
    expect(arbitration.locator(".summary")).to_contain_text("nul ne dit pourquoi")


PASTE = """(html) => {
  const held = new DataTransfer();
  held.setData("text/html", html);
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }));
}"""


def put_hand(page, place):
    text_of(page).focus()
    text_of(page).evaluate(
        "(area, place) => area.setSelectionRange(place, place)",
        text_of(page).input_value().index(place),
    )


@pytest.mark.parametrize("first", [0, 1], ids=["as asked", "reversed"])
@pytest.mark.parametrize(
    ("places", "landed"),
    [
        (("b", "d"), "a **1**b c **2**d"),
        (("d", "b"), "a **2**b c **1**d"),
        (("c", "c"), "a b **1****2**c d"),
    ],
    ids=["one after the other", "the second before", "at one place"],
)
def test_two_pastes_land_where_they_were_pasted_and_in_that_order(
    atelier, page, places, landed, first
):
    opened(page, atelier, ARTICLE)
    text_of(page).fill("a b c d")
    late = Late(page, "**/atelier/coller", most=2)
    for number, place in enumerate(places, start=1):
        put_hand(page, place)
        page.evaluate(PASTE, f"<p><b>{number}</b></p>")
        late.asked(number)
    title_of(page).focus()
    late.come(first)
    late.come()

    expect(text_of(page)).to_have_value(landed)
    expect(title_of(page)).to_be_focused()


def test_what_is_typed_while_pastes_are_read_moves_them_and_stays_under_the_hand(atelier, page):
    opened(page, atelier, ARTICLE)
    text_of(page).fill("a b c d")
    late = Late(page, "**/atelier/coller", most=1)
    put_hand(page, "c")
    page.evaluate(PASTE, "<p><b>1</b></p>")
    late.asked()
    page.keyboard.type("x")
    put_hand(page, "a")
    page.keyboard.type("Début ")
    late.come()
    page.keyboard.type("et ")

    expect(text_of(page)).to_have_value("Début et a b **1**xc d")


def test_a_button_waits_for_what_is_being_pasted(atelier, page):
    opened(page, atelier, ARTICLE)
    text_of(page).fill("Avant. ")
    late = Late(page, "**/atelier/coller")
    page.evaluate(PASTE, "<p><b>Collé</b></p>")
    late.asked()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    late.come()
    expect(page.locator(".done")).to_have_text("C’est enregistré.")

    assert atelier[0].text(ARTICLE).endswith("\nAvant. **Collé**\n")


KEEP = """(title) => {
  const form = document.getElementById("fiche");
  const sent = new URLSearchParams(new FormData(form));
  sent.set("title", title);
  sent.set("op", "garder");
  localStorage.setItem(`atelier ${form.dataset.personne} ${form.dataset.fiche}`, sent);
}"""


def kept_here(page, atelier, title):
    """Leave in the browser a title that the atelier did not receive; open its sheet again."""
    opened(page, atelier, ARTICLE)
    page.evaluate(KEEP, title)
    opened(page, atelier, ARTICLE)


def test_what_is_taken_back_replaces_nothing_typed_since_without_asking(atelier, page):
    kept_here(page, atelier, "Avant la panne")
    asked = []
    page.once("dialog", lambda one: (asked.append(one.message), one.dismiss()))
    title_of(page).fill("Après la panne")
    expect(page.locator("#etat")).to_have_text("Brouillon gardé.")
    page.get_by_role("button", name="Le reprendre").click()

    assert asked == ["Remplacer ce qui est tapé dans cette page\u202f?"]
    expect(title_of(page)).to_have_value("Après la panne")
    opened(page, atelier, ARTICLE)  # what waited for an answer still does, whatever was kept since
    expect(title_of(page)).to_have_value("Après la panne")
    page.get_by_role("button", name="Le reprendre").click()
    expect(title_of(page)).to_have_value("Avant la panne")
    expect(page.get_by_role("button", name="Le reprendre")).to_have_count(0)


def test_nothing_is_typed_in_a_sheet_that_is_about_to_be_taken_back(atelier, page):
    kept_here(page, atelier, "Avant la panne")
    late = Late(page, "**/atelier/fiche/**", method="POST")
    page.get_by_role("button", name="Le reprendre").click()
    late.asked()
    expect(page.locator("#fiche")).to_have_js_property("inert", True)
    late.leave()

    expect(title_of(page)).to_have_value("Avant la panne")


def test_a_button_pressed_before_its_script_came_asks_on_a_page_of_its_own(atelier, page):
    opened(page, atelier, ARTICLE)
    title_of(page).fill("Un titre en brouillon")
    expect(page.locator("#etat")).to_have_text("Brouillon gardé.")
    late = Late(page, "**/atelier.js*")
    page.goto(f"{atelier[1]}fiche/{ARTICLE}", wait_until="commit")
    late.asked()
    page.get_by_role("button", name="Abandonner").click()
    page.get_by_role("heading", name="Abandonner ce brouillon ?").wait_for()
    page.go_back()
    expect(title_of(page)).to_have_value("Un titre en brouillon")
    page.once("dialog", lambda one: one.accept())
    page.get_by_role("button", name="Abandonner").click()

    expect(page.locator(".done")).to_contain_text("Le brouillon est abandonné")
