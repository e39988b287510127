"""Item 8: people answer with the keyboard alone, without JavaScript, on a phone, at 200 %, and axe finds nothing."""

import re
from pathlib import Path

import pytest
from online import axe, online
from small_cycle import BASE

from generator.service.cycle import deposits

playwright = pytest.importorskip("playwright.sync_api")
REQUESTS = "".join(
    f'- {{reference: DE-{n:02}, title: "Demande numéro {n}", theme: {"suivi" if n % 2 else "usages"}, cost: {{estimate: {20 + n}}}}}\n'
    for n in range(1, 27)
)
FILES = {"content/ipm/cycle-9/requests.yml": REQUESTS}


@pytest.fixture(scope="module")
def chromium(chromium):
    return Hurried(chromium)


@pytest.fixture
def site(tmp_path: Path):
    with online(tmp_path, files=FILES) as (circle, address):
        yield circle, address


class Hurried:
    """A browser whose contexts give up after twenty seconds."""

    def __init__(self, browser):
        self.browser = browser

    def new_context(self, **options):
        context = self.browser.new_context(**options)
        context.set_default_timeout(20_000)
        return context


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


def test_8_a_referent_answers_26_requests_with_the_keyboard_alone_in_under_90_presses(chromium, site):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = entered(context, site, "snp-referent")
    page.goto(f"{site[1]}{BASE}/proposition")
    faults = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    keys = Keys(page)
    page.locator("#points-DE-01").focus()
    for number in range(26):
        expected = page.evaluate("() => document.activeElement.name")
        assert re.fullmatch(r"points-DE-\d\d", expected), (number, expected)
        for digit in "3" if number < 24 else "14":
            keys.press(digit)
        keys.press("Tab")
        if number < 25:
            keys.press("Tab")  # past « Opposition ou commentaire »
    page.wait_for_function("() => document.querySelector('[data-total]').textContent.includes('Il reste 0')")
    keys.press("Enter")
    assert keys.count < 90
    page.evaluate("() => document.querySelector('form.points').requestSubmit(document.querySelector('.sticky button'))")
    page.wait_for_url("**/proposition?enregistre=1")
    assert "pas un dépôt" in page.locator(".done").inner_text()
    assert faults == []
    context.close()


def test_8_a_member_scores_26_requests_with_one_digit_each(chromium, site):
    context = chromium.new_context()
    page = entered(context, site, "snp-member")
    page.goto(f"{site[1]}{BASE}/notes")
    keys = Keys(page)
    page.locator("[data-score] input").first.focus()
    for _ in range(26):
        keys.press("4")
        keys.press("Tab")
        keys.press("Tab")
    assert keys.count < 90
    assert page.locator("[data-answered]").inner_text() == "26 sur 26 demandes notées"
    page.keyboard.press("Enter")
    page.wait_for_url("**/notes?enregistre=1")
    context.close()


def test_8_without_javascript_a_referent_enters_answers_corrects_and_deposits_by_keyboard(chromium, site):
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
    assert page.locator("pre.file").inner_text().endswith("points: {DE-01: 100}\n")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_8_axe_finds_nothing_and_nothing_overflows_on_any_page(chromium, site, scheme, width):
    if not (Path(__file__).parents[1] / "browser/vendor/axe.min.js").is_file():
        pytest.skip("axe.min.js is not vendored yet")
    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True)
    page = entered(context, site, "snp-referent")
    base = f"{site[1]}{BASE}"
    page.goto(f"{base}/notes")
    page.locator("[data-score] input[value='4']").first.check()
    page.get_by_role("button", name="Enregistrer mes notes").click()
    page.goto(f"{base}/proposition")
    page.get_by_role("button", name="Reprendre tous les points calculés").click()
    page.wait_for_url("**enregistre=1")
    page.goto(f"{base}/verification")
    page.get_by_role("button", name="Déposer").click()
    page.wait_for_url("**/accuses/1")
    for path in ("/", "/notes", "/proposition", "/verification", "/accuses/1", "/accuses/9"):
        page.goto(base + path)
        assert (path, axe(page)) == (path, [])
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), path
    page.goto(f"{base}/proposition")
    page.locator("#points-DE-01").fill("trois")
    page.get_by_role("button", name="Enregistrer le brouillon", exact=True).last.click()
    page.wait_for_selector(".summary")
    assert page.evaluate("() => document.activeElement.classList.contains('summary')")
    assert axe(page) == []
    page.goto(f"{site[1]}/participer/acces")
    assert axe(page) == []
    context.close()


def test_8_at_200_percent_on_a_phone_nothing_is_cut(chromium, site):
    context = chromium.new_context(viewport={"width": 640, "height": 480})
    page = entered(context, site, "snp-referent")
    for path in ("/", "/notes", "/proposition"):
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
    page.wait_for_timeout(300)
    assert page.url == f"{address}/participer/acces"
    assert page.locator("#code").input_value() == circle.secrets["snp-member"]
    assert context.cookies() == []
    context.close()
