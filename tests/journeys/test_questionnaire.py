"""People answer with the keyboard alone, without JavaScript, on a phone, at 200 %, and axe finds nothing."""

import re
from pathlib import Path

import pytest
from late import Late
from online import axe, online
from playwright.sync_api import expect
from small_cycle import BASE, make_circle

from chorale.service.questionnaire import deposits

REQUESTS = "".join(
    f'- {{reference: DE-{n:02}, title: "Demande numéro {n}", theme: {"suivi" if n % 2 else "usages"}, cost: {{estimate: {20 + n}}}}}\n'
    for n in range(1, 27)
)
FILES = {"content/ipm/cycle-9/requests.yml": REQUESTS}


@pytest.fixture
def site(tmp_path: Path):
    with online(tmp_path, files=FILES) as (circle, address):
        yield circle, address


class Keys:
    """Presses keys and counts them, digits apart."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, key):
        self.page.keyboard.press(key)
        self.count += not key.isdigit()


def entered(context, site, name):
    """Open a personal link as a person does: the address, then the button."""
    circle, address = site
    page = context.new_page()
    page.goto(f"{address}/participer/acces#{circle.secrets[name]}")
    page.wait_for_function("() => location.hash === ''")
    page.get_by_role("button", name="Entrer").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{BASE}/")
    return page


def focused(page):
    return page.evaluate("() => document.activeElement.name")


def test_a_referent_gives_points_to_26_requests_with_27_presses_beyond_the_numbers(chromium, site):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = entered(context, site, "snp-referent")
    page.goto(f"{site[1]}{BASE}/proposition")
    faults = []
    page.on(
        "console",
        lambda message: faults.append(message.text) if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: faults.append(str(error)))
    keys, asked = Keys(page), []
    page.locator("[data-points]").first.focus()
    for number in range(26):
        asked.append(focused(page))
        for digit in "3" if number < 24 else "14":
            keys.press(digit)
        keys.press("Enter")
    page.wait_for_function(
        "() => document.querySelector('[data-total]').textContent.includes('Il reste 0')"
    )
    keys.press("Enter")
    page.wait_for_url("**/proposition?enregistre=1")
    assert keys.count == 27
    assert sorted(asked) == [f"points-DE-{number:02}" for number in range(1, 27)]
    assert "pas un dépôt" in page.locator(".done").inner_text()
    assert faults == []
    page.reload()
    values = [field.input_value() for field in page.locator("[data-points]").all()]
    assert values == ["3"] * 24 + ["14"] * 2
    context.close()


def test_with_tab_alone_26_requests_take_fewer_than_90_presses(chromium, site):
    context = chromium.new_context()
    page = entered(context, site, "snp-referent")
    page.goto(f"{site[1]}{BASE}/proposition")
    keys = Keys(page)
    page.locator("[data-points]").first.focus()
    for number in range(26):
        assert re.fullmatch(r"points-DE-\d\d", focused(page)), number
        keys.press("3")
        keys.press("Tab")
        if number < 25:
            keys.press("Tab")  # past « Description, opposition, commentaire »
    assert keys.count == 51
    assert [field.input_value() for field in page.locator("[data-points]").all()] == ["3"] * 26
    context.close()


def test_a_number_left_with_a_fault_says_so_at_once_across_its_row_and_takes_it_back(
    chromium, site
):
    context = chromium.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    page = entered(context, site, "snp-referent")
    page.goto(f"{site[1]}{BASE}/proposition")
    field, note = page.locator("#points-DE-01"), page.locator("#points-DE-01-erreur")
    assert not note.is_visible()
    field.fill("3,5")
    field.press("Tab")
    assert note.inner_text() == "Écrivez un nombre entier, en chiffres, sans virgule."
    assert field.get_attribute("aria-invalid") == "true"
    assert "points-DE-01-erreur" in field.get_attribute("aria-describedby").split()
    assert note.bounding_box()["width"] > 250
    assert axe(page) == []
    field.fill("35")
    field.press("Tab")
    assert (note.is_visible(), field.get_attribute("aria-invalid")) == (False, None)
    context.close()


def test_taking_the_computed_points_or_none_fills_the_page_and_saves_only_when_asked(
    chromium, site
):
    context = chromium.new_context()
    page = entered(context, site, "snp-referent")
    page.goto(f"{site[1]}{BASE}/notes")
    for name, value in (("DE-01", "5"), ("DE-02", "3")):
        page.locator(f"#note-{name} input[value='{value}']").check()
    page.locator("[data-save]").click()
    page.wait_for_url("**/notes?enregistre=1")
    page.goto(f"{site[1]}{BASE}/proposition")
    first, second, third = (page.locator(f"#points-DE-0{number}") for number in (1, 2, 3))
    third.fill("trois")
    page.get_by_role("button", name="Reprendre tous les points calculés").click()
    assert [field.input_value() for field in (first, second, third)] == ["63", "37", ""]
    assert not page.locator("#points-DE-03-erreur").is_visible()
    assert page.locator("[data-told]").inner_text() == "Saisie pas encore enregistrée."
    page.get_by_role("button", name="Vider les points").click()
    assert [field.input_value() for field in (first, second, third)] == ["", "", ""]
    context.close()


def test_arrows_move_between_numbers_and_what_is_typed_next_replaces_the_number(chromium, site):
    context = chromium.new_context()
    page = entered(context, site, "snp-referent")
    page.goto(f"{site[1]}{BASE}/proposition")
    first, second = page.locator("[data-points]").nth(0), page.locator("[data-points]").nth(1)
    first.focus()
    for key in ("4", "0", "ArrowDown", "6", "0", "ArrowUp", "3", "5"):
        page.keyboard.press(key)
    assert (first.input_value(), second.input_value()) == ("35", "60")
    page.wait_for_function(
        "() => document.querySelector('[data-total]').textContent.includes('Il reste 5')"
    )
    context.close()


def test_a_member_ranks_26_requests_from_0_to_5_with_27_presses_beyond_the_numbers(chromium, site):
    context = chromium.new_context()
    page = entered(context, site, "snp-member")
    page.goto(f"{site[1]}{BASE}/notes")
    keys, asked = Keys(page), []
    page.locator("[data-score] input").first.focus()
    for number in range(26):
        asked.append(focused(page))
        keys.press(str(number % 6))
        keys.press("Enter")
    assert page.locator("[data-answered]").inner_text() == "26 sur 26 demandes notées"
    keys.press("Enter")
    page.wait_for_url("**/notes?enregistre=1")
    assert keys.count == 27
    assert sorted(asked) == [f"note-DE-{number:02}" for number in range(1, 27)]
    page.reload()
    kept = page.locator("[data-score] input:checked")
    assert [kept.nth(number).get_attribute("value") for number in range(26)] == [
        str(number % 6) for number in range(26)
    ]
    context.close()


@pytest.mark.parametrize("path", ["/notes", "/proposition"])
def test_on_a_phone_the_bar_of_the_button_never_hides_what_has_the_focus(chromium, site, path):
    context = chromium.new_context(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    page = entered(context, site, "snp-referent")
    page.goto(site[1] + BASE + path)
    page.locator("[data-points], [data-score] input").first.focus()
    hidden = []
    for _ in range(26):
        page.keyboard.press("3")
        hidden += page.evaluate("""() => {
            const box = document.activeElement.getBoundingClientRect();
            const bar = document.querySelector(".board").getBoundingClientRect();
            return box.bottom > bar.top && box.top < bar.bottom ? [document.activeElement.name] : [];
        }""")
        page.keyboard.press("Enter")
    assert hidden == []
    context.close()


def test_the_requests_stand_in_an_order_of_each_members_own_and_keep_it(tmp_path):
    circle = make_circle(tmp_path, files=FILES)
    orders = {}
    for name in ("snp-member", "snp-referent", "epn-member", "epn-referent"):
        pages = [circle.enter(name).get(f"{BASE}/notes").text for _ in range(2)]
        first, again = (
            tuple(dict.fromkeys(re.findall(r'id="note-(DE-\d\d)"', page))) for page in pages
        )
        assert first == again
        orders[name] = first
    assert len(set(orders.values())) == 4
    assert {frozenset(order) for order in orders.values()} == {
        frozenset(f"DE-{number:02}" for number in range(1, 27))
    }


def test_a_save_that_fails_is_said_beside_the_button_and_what_was_typed_stays(chromium, site):
    context = chromium.new_context()
    page = entered(context, site, "snp-referent")
    page.goto(f"{site[1]}{BASE}/proposition")
    page.locator("#points-DE-01").fill("40")
    context.set_offline(True)
    page.locator("[data-save]").click()
    page.wait_for_selector("[data-failed]:visible")
    told = page.locator("[data-failed]").inner_text()
    assert told == (
        "Rien n’est enregistré\u00a0: le service ne répond pas. Réessayez dans un instant. Votre saisie est restée dans cette page."
    )
    context.set_offline(False)
    page.locator("[data-save]").click()
    page.wait_for_url("**/proposition?enregistre=1")
    assert not page.locator("[data-failed]").is_visible()
    page.reload()
    assert page.locator("#points-DE-01").input_value() == "40"
    context.close()


def test_what_is_typed_while_a_save_is_under_way_is_told_as_not_saved_and_keeps_the_page(
    chromium, site
):
    context, asked = chromium.new_context(), []
    page = entered(context, site, "snp-referent")
    page.goto(f"{site[1]}{BASE}/proposition")
    late = Late(page, "**/proposition", method="POST")
    page.locator("#points-DE-01").fill("40")
    page.locator("[data-save]").click()
    late.asked()
    page.locator("#points-DE-02").fill("20")
    late.come()
    page.wait_for_url("**/proposition?enregistre=1")
    expect(page.locator("[data-told]")).to_have_text("Saisie pas encore enregistrée.")
    page.on("dialog", lambda dialog: asked.append(dialog.type) or dialog.accept())
    page.reload()
    assert asked == ["beforeunload"]
    assert page.locator("#points-DE-01").input_value() == "40"
    page.locator("#points-DE-02").fill("20")
    page.locator("[data-save]").click()
    expect(page.locator("[data-told]")).to_contain_text("pas un dépôt")
    page.reload()
    assert page.locator("#points-DE-02").input_value() == "20"
    assert asked == ["beforeunload"]
    context.close()


def test_when_the_session_is_over_the_page_says_so_keeps_the_text_and_saves_after_a_new_entry(
    chromium, site
):
    circle, _ = site
    context = chromium.new_context()
    page = entered(context, site, "snp-member")
    page.goto(f"{site[1]}{BASE}/notes")
    page.locator("#note-DE-01 input[value='4']").check(force=True)
    circle.place.clock.advance(hours=2)
    page.locator("[data-save]").click()
    page.wait_for_selector("[data-failed]:visible")
    assert "Votre session est terminée" in page.locator("[data-failed]").inner_text()
    entered(context, site, "snp-member").close()
    page.locator("[data-save]").click()
    page.wait_for_url("**/notes?enregistre=1")
    context.close()


def test_what_the_share_could_buy_follows_the_points_as_they_are_typed_and_saves_nothing(
    chromium, site
):
    context = chromium.new_context()
    page = entered(context, site, "snp-referent")
    page.goto(f"{site[1]}{BASE}/proposition")
    assert page.locator(".bought li").count() == 0
    page.locator("#points-DE-26").fill("30")
    page.wait_for_selector(".bought li")
    assert page.locator(".bought li").all_inner_texts() == ["DE-26, Demande numéro 26\n46"]
    page.goto(f"{site[1]}{BASE}/verification")
    assert "Aucune proposition n’est encore enregistrée" in page.locator("main").inner_text()
    context.close()


def test_what_the_share_could_buy_moves_no_button_under_who_presses_it(chromium, tmp_path):
    with online(tmp_path) as site:
        context = chromium.new_context(viewport={"width": 1280, "height": 720})
        page = entered(context, site, "snp-referent")
        page.goto(f"{site[1]}{BASE}/proposition")
        late = Late(page, "**/apercu")
        page.locator("[data-points]").last.fill("100")
        late.asked()
        page.evaluate("scrollTo({ top: 100000, behavior: 'instant' })")
        save = page.locator("[data-save]")
        save.hover()
        page.mouse.down()
        before = save.bounding_box()
        late.come()
        assert save.bounding_box() == before
        page.mouse.up()
        page.wait_for_url("**/proposition?enregistre=1")
        page.locator(".bought li").wait_for()
        context.close()


def test_without_javascript_a_referent_enters_answers_corrects_and_deposits_by_keyboard(
    chromium, site
):
    circle, address = site
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/participer/acces")
    page.locator("#code").focus()
    page.keyboard.type(circle.secrets["snp-referent"])
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{BASE}/")
    page.goto(f"{address}{BASE}/proposition")
    page.locator("#points-DE-01").focus()
    page.keyboard.type("cent")
    page.keyboard.press("Enter")
    assert page.locator(".summary").get_by_role("link").inner_text().startswith("DE-01, points")
    page.locator("#points-DE-01").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("100")
    page.keyboard.press("Enter")
    page.wait_for_url("**/proposition?enregistre=1")
    page.get_by_role("link", name="Vérifier et déposer").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Déposer la réponse du groupe").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/accuses/1")
    with circle.place.service.store.read() as connection:
        assert [item.number for item in deposits.receipts(connection, "cycle-9", "snp")] == [1]
    assert "cycle-9-snp-1.yml" in page.locator("main").inner_text()
    context.close()


def sound(page, *paths):
    """Assert that axe finds nothing and nothing overflows, here or on each of these pages."""
    for path in paths or [page.url]:
        page.goto(path) if paths else None
        assert (path, axe(page)) == (path, [])
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_overflows_on_any_page(chromium, site, scheme, width):
    context = chromium.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True
    )
    page = entered(context, site, "snp-referent")
    base = f"{site[1]}{BASE}"
    sound(page, f"{base}/verification", f"{base}/proposition")
    page.goto(f"{base}/notes")
    page.locator("[data-score] input[value='4']").first.check()
    page.locator("[data-save]").click()
    page.wait_for_url("**enregistre=1")
    sound(page)
    page.goto(f"{base}/proposition")
    page.get_by_role("button", name="Reprendre tous les points calculés").click()
    page.get_by_role("button", name="Enregistrer et vérifier").click()
    page.wait_for_url("**/verification?enregistre=1")
    page.goto(f"{base}/verification")
    page.get_by_role("button", name="Déposer").click()
    page.wait_for_url("**/accuses/1")
    sound(
        page,
        *(
            base + path
            for path in (
                "/",
                "/notes",
                "/proposition",
                "/verification",
                "/accuses/1",
                "/accuses/9",
            )
        ),
    )
    page.goto(f"{base}/proposition")
    for summary in page.locator("details summary").all()[:2]:
        summary.click()
    page.locator("#points-DE-01").fill("trois")
    page.locator("[data-save]").click()
    expect(page.locator(".summary")).to_be_focused()
    sound(page)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_before_after_and_outside_the_questionnaire(chromium, site, scheme):
    circle, address = site
    context = chromium.new_context(
        color_scheme=scheme, viewport={"width": 360, "height": 800}, bypass_csp=True
    )
    pages = [f"{address}{BASE}{path}" for path in ("/", "/notes", "/proposition", "/verification")]
    for jump in (
        {"hours": -10},
        {"hours": 10, "days": 25, "minutes": 390},
        {"hours": 2},
    ):  # to come, late, closed
        circle.place.clock.advance(**jump)
        page = entered(context, site, "epn-referent")
        sound(page, *pages)
        page.close()
    page = context.new_page()
    circle.place.clock.advance(hours=3)
    sound(page, pages[0], f"{address}/participer/acces")  # the session is over; the entrance
    page.locator("#code").fill("FAUX")
    page.keyboard.press("Enter")
    page.wait_for_selector(".summary")
    sound(page)
    context.close()


def test_at_200_percent_on_a_phone_nothing_is_cut(chromium, site):
    context = chromium.new_context(viewport={"width": 640, "height": 480})
    page = entered(context, site, "snp-referent")
    for path in ("/", "/notes", "/proposition", "/verification"):
        page.goto(site[1] + BASE + path)
        page.evaluate("() => { document.documentElement.style.fontSize = '212%'; }")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), path
    context.close()


def test_the_secret_leaves_the_address_bar_and_a_script_alone_opens_nothing(chromium, site):
    circle, address = site
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{address}/participer/acces#{circle.secrets['snp-member']}")
    page.wait_for_function("() => location.hash === ''")
    page.wait_for_load_state("networkidle")
    assert page.url == f"{address}/participer/acces"
    assert page.locator("#code").input_value() == circle.secrets["snp-member"]
    assert context.cookies() == []
    context.close()
