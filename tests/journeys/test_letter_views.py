"""Both real issues as mailboxes show them: axe in light and dark, small screens, no styles, no pictures, the preview."""

import re

import pytest
from house import ROOT
from real_site import AXE, TODAY
from small_letter import only, with_body

from chorale.content.load import load
from chorale.newsletter import letter
from chorale.newsletter.email.compose import compose
from chorale.newsletter.review import issue_files

SLUGS = ("2018-12", "2022-07")
PLACE = "https://lettre.invalid/newsletters/"
NOT_FOR_EMAILS = {"region": {"enabled": False}, "landmark-one-main": {"enabled": False}}
STYLE = re.compile(r"<style[^>]*>.*?</style>", re.DOTALL)
TYPES = {
    "html": "text/html",
    "json": "application/json",
    "txt": "text/plain",
    "png": "image/png",
    "jpg": "image/jpeg",
    "svg": "image/svg+xml",
}
UNREADABLE = """() => [...document.images].filter(image => image.getAttribute('alt')).filter(image => {
    const box = image.getBoundingClientRect(), style = getComputedStyle(image);
    return image.naturalWidth > 0 || box.width < 20 || box.height < 12 || parseFloat(style.fontSize) < 12
        || style.visibility !== 'visible' || box.right > innerWidth;
}).map(image => image.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="session")
def community():
    """Return the real community; its sendable issues are those of the seeds."""
    found = load(ROOT, TODAY).community
    assert tuple(issue.slug for issue in letter.sendable(found)) == SLUGS
    return found


@pytest.fixture(scope="session")
def files(community):
    """Return what is built for each issue, by path from newsletters/, previews included."""
    return {
        file.path.removeprefix("newsletters/"): file.content
        for issue in letter.sendable(community)
        for file in issue_files.issue_files(community, issue)
    }


@pytest.fixture
def read(chromium, community, files):
    """Return a function that opens one of the files; its pictures come from memory, anything else fails the test."""
    pages, strange = [], []

    def answer(route):
        url = route.request.url
        base = community.url.rstrip("/") + "/lettres/"
        path = (
            url.removeprefix(PLACE)
            if url.startswith(PLACE)
            else url.replace(base, "").replace("/", "/apercu/", 1)
        )
        if path not in files:
            strange.append(url)
            route.abort()
        else:
            route.fulfill(
                body=files[path],
                content_type=TYPES[path.rpartition(".")[2]] + "; charset=utf-8",
            )

    def opened(path, *, width=700, dark=False, change=None):
        page = chromium.new_page(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            locale="fr-FR",
        )
        pages.append(page)
        page.route("**/*", answer)
        if change is not None:
            page.route(
                PLACE + path,
                lambda route: route.fulfill(
                    body=change(files[path].decode()), content_type="text/html"
                ),
            )
        page.goto(PLACE + path)
        return page

    yield opened
    for page in pages:
        page.close()
    assert strange == []


def violations(page, rules):
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "rules => axe.run(document, {resultTypes: ['violations'], rules})", rules
    )["violations"]
    return [
        (rule["id"], node["html"][:200], node["failureSummary"][:300])
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["clair", "sombre"])
@pytest.mark.parametrize("width", [320, 700])
@pytest.mark.parametrize("slug", SLUGS)
def test_axe_finds_nothing_in_an_email(read, slug, width, dark):
    page = read(f"{slug}/email.html", width=width, dark=dark)

    assert violations(page, NOT_FOR_EMAILS) == []


@pytest.mark.parametrize("slug", SLUGS)
def test_every_picture_of_an_email_is_shown(read, slug):
    page = read(f"{slug}/email.html")

    assert (
        page.evaluate(
            "[...document.images].filter(image => !image.naturalWidth).map(image => image.src)"
        )
        == []
    )


@pytest.mark.parametrize(
    "change", [None, lambda html: STYLE.sub("", html)], ids=["avec styles", "sans styles"]
)
@pytest.mark.parametrize("slug", SLUGS)
def test_an_email_never_scrolls_sideways(read, slug, change):
    page = read(f"{slug}/email.html", change=change)
    widths = {}
    for width in (320, 375, 700):
        page.set_viewport_size({"width": width, "height": 900})
        widths[width] = page.evaluate("document.documentElement.scrollWidth")

    assert widths == {320: 320, 375: 375, 700: 700}


HOURS = """| Nom | Lundi | Mardi | Mercredi | Jeudi | Vendredi |
|---|---|--:|---|---|---|
| Matin | 9 h – 12 h | 1 234,56 € | ouvert | fermé | ouvert sur rendez-vous |
| Après-midi | 14 h | 12 % | | non | oui |"""
CUT = """() => [...document.querySelectorAll('td:has(> .column)')].flatMap(cell => {
    const node = cell.lastChild, range = document.createRange();
    return [...node.data.matchAll(/[^\\s-]+/g)].filter(word => {
        range.setStart(node, word.index); range.setEnd(node, word.index + word[0].length);
        return range.getClientRects().length > 1;
    }).map(word => word[0]);
})"""


@pytest.mark.parametrize(("width", "shown"), [(320, "block"), (700, "table-cell")])
def test_a_table_of_six_columns_is_read_on_a_phone_and_no_word_is_cut(chromium, width, shown):
    made = with_body(HOURS)
    page = chromium.new_page(viewport={"width": width, "height": 900}, locale="fr-FR")
    page.set_content(compose(made, only(made)).html)
    kind = page.evaluate("getComputedStyle(document.querySelector('.wide td')).display")

    assert (page.evaluate("document.documentElement.scrollWidth"), kind) == (width, shown)
    assert page.evaluate(CUT) == []
    page.close()


@pytest.mark.parametrize("width", [320, 700])
@pytest.mark.parametrize("slug", SLUGS)
def test_without_pictures_their_words_are_read_in_their_place(read, slug, width):
    page = read(f"{slug}/apercu/sans-images.html", width=width)

    assert (
        page.evaluate("[...document.images].filter(image => image.getAttribute('alt')).length") > 0
    )
    assert page.evaluate(UNREADABLE) == []


@pytest.mark.parametrize("slug", SLUGS)
def test_axe_finds_nothing_in_the_preview(read, slug):
    page = read(f"{slug}/apercu.html", width=1280)

    assert violations(page, {}) == []
