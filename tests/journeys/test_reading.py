"""What one lives while reading on a phone: nothing moves, keys go where the eyes go, pages end, paper holds all."""

import re

import pytest
from house import TEMPLATES
from playwright.sync_api import expect
from real_site import KINDS
from walked import ORDER, headings

SHIFTS = """window.shifts = 0;
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) window.shifts += shift.value;
}).observe({type: "layout-shift", buffered: true});"""
OUTSIDE = """() => {
  const drawn = ({ borderBottomWidth, borderLeftWidth, display }) =>
    borderBottomWidth !== "0px" && borderLeftWidth !== "0px" && !display.startsWith("inline");
  const free = ({ position, overflow }) => /absolute|fixed|sticky/.test(position) || overflow !== "visible";
  const beyond = (words, frame) => words.right > frame.right + 1 || words.left < frame.left - 1
    || words.bottom > frame.bottom + 1 || words.top < frame.top - 1;
  const found = [];
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    if (!node.data.trim() || !node.parentElement.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = [...range.getClientRects()].filter((line) => line.width > 2 && line.height > 2);
    for (let box = node.parentElement; box.tagName !== "MAIN" && !free(getComputedStyle(box)); box = box.parentElement) {
      const frame = box.getBoundingClientRect();
      if (drawn(getComputedStyle(box)) && lines.some((line) => beyond(line, frame))) found.push(node.data.trim());
    }
  }
  return found;
}"""
"""The words that leave the drawn box in which they are written, but where something is laid over or scrolls."""

LONG = {"cycle arbitré", "cycle ouvert"}
"""A decision is long by nature: its own menu of sections leads through it."""


PAINTED = """new Promise((done) => new PerformanceObserver((list) => {
  if (list.getEntriesByName("first-contentful-paint").length) done();
}).observe({type: "paint", buffered: true}))"""
SETTLED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 200))))"


def moved_by(chromium, url, late):
    """Return what the page of a phone moves (a layout shift score) when all that `late` names comes after it is read."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    page.add_init_script(SHIFTS)
    held, released = [], []
    page.route(late, lambda route: route.continue_() if released else held.append(route))
    page.goto(url, wait_until="commit")
    page.evaluate(PAINTED)
    page.evaluate(SETTLED)
    released.append(True)
    for route in held:
        route.continue_()
    page.wait_for_load_state("load")
    page.evaluate(SETTLED)
    moved = page.evaluate("window.shifts")
    context.close()
    assert held, f"nothing was asked of {late}"
    return moved


LATE = {"scripts": re.compile(r"/(?!theme)[a-z_]+\.js$"), "fonts": re.compile(r"\.woff2$")}
"""What may come long after the words; `theme.js` chooses light or dark before anything is painted."""


PLACES = """
[".page__main", ".toc"].map((name) => document.querySelector(name)?.getBoundingClientRect().toJSON() ?? null)
"""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("late", LATE)
def test_nothing_moves_when_scripts_or_fonts_come_after_the_words(chromium, address, kind, late):
    assert moved_by(chromium, address + KINDS[kind], LATE[late]) < 0.05


@pytest.mark.parametrize("kind", KINDS)
def test_the_tab_key_follows_the_eyes_on_a_phone(visit, kind):
    assert visit(KINDS[kind], width=390).evaluate(ORDER) == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in LONG])
def test_a_page_ends_within_ten_screens_of_a_phone(visit, kind):
    page = visit(KINDS[kind], width=390)

    assert page.evaluate("document.documentElement.scrollHeight") <= 10 * 900


@pytest.mark.parametrize("kind", KINDS)
def test_on_a_desk_the_text_has_most_of_the_width_and_its_parts_stand_after_it(visit, kind):
    text, parts = visit(KINDS[kind], width=1280).evaluate(PLACES)

    assert text["width"] >= 1280 * 0.45
    assert parts is None or parts["left"] >= text["right"]


@pytest.mark.parametrize("kind", KINDS)
def test_no_heading_holds_a_sign_and_no_two_follow_each_other_two_levels_down(visit, kind):
    assert headings(visit(KINDS[kind])) == []


@pytest.mark.parametrize("kind", ["accueil", "lettres", "numéro", "article", "public"])
def test_the_letter_is_offered_where_it_is_read(visit, kind):
    page = visit(KINDS[kind])
    invitation = page.locator("main").get_by_role("link", name="S’abonner à la lettre")
    invitation.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("S’abonner à la lettre d’information")


def test_on_paper_boxes_are_open_links_have_their_address_and_buttons_are_gone(visit):
    page = visit("documentation/recycler-une-facture/")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    expect(page.get_by_text("De « Brouillon » à", exact=False).first).to_be_visible()
    expect(page.locator(".site-search")).to_be_hidden()
    link = page.get_by_role("link", name="Traiter une facture").last
    written = link.evaluate("link => getComputedStyle(link, '::after').content")
    assert written.endswith('/documentation/traiter-une-facture/)"')
    announced = page.locator(".prose p:has(+ ul)").evaluate_all(
        "words => words.map((one) => getComputedStyle(one).breakAfter)"
    )
    assert set(announced) == {"avoid"}
    ground = "drawing => getComputedStyle(drawing).getPropertyValue('--_bg')"
    assert page.locator(".pele").first.evaluate(ground).strip() == "#fff"


def test_no_style_takes_a_sheet_of_paper_for_a_narrow_screen():
    styles = sorted((TEMPLATES / "site/theme/assets/css").glob("*.css"))

    assert [
        (style.name, query)
        for style in styles
        for query in re.findall(
            r"@media ([^{]*max-width[^{]*) {", style.read_text(encoding="utf-8")
        )
        if not query.startswith("screen and ")
    ] == []


def test_on_paper_no_sheet_is_blank_and_a_request_stands_on_one(visit):
    page = visit(KINDS["article"])
    printed = page.pdf(format="A4")
    page = visit(KINDS["cycle ouvert"])
    page.emulate_media(media="print")

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2
    expect(page.locator("details.sheet").first).to_have_css("break-inside", "avoid")


def test_on_paper_no_address_is_laid_over_a_door_of_the_home(visit):
    page = visit("")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    drawn = page.locator(".door a").evaluate_all(
        "links => links.map((link) => getComputedStyle(link, '::after').content)"
    )

    assert drawn == ["none"] * 5
    expect(page.locator("[role=search]").first).to_be_hidden()
    expect(page.locator(".printed-from")).to_be_visible()


def test_on_paper_the_parts_of_a_line_stay_apart_and_publics_have_no_address(visit):
    signs = "links => links.map((link) => getComputedStyle(link, '::after').content)"
    page = visit("lettres/2022-07/frais-de-deplacement/")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".byline a").evaluate_all(signs) == ['"·"']

    page = visit("lettres/2018-12/version-imprimable/")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert set(page.locator("a.public").evaluate_all(signs)) == {"none"}


def test_the_printed_letter_holds_what_its_articles_hold(visit):
    page = visit("lettres/2022-07/")
    titles = page.locator(".letter-card .card__title").all_inner_texts()
    page.get_by_role("link", name="Version imprimable").click()

    expect(page.locator(".letter-paper__article h2")).to_have_text(titles)
    expect(page.get_by_text("Téléchargez le bordereau")).to_be_visible()
