"""A community gives the service's pages and letters a look of its own, one file at a time."""

import re

import pytest
from places import make_place
from small_public import FILES

from chorale.files import data

PATH = "/participer/formulaires/avis/"
LAYOUT = data("templates/service/_layout.html").read_text(encoding="utf-8")
OWN = {
    "templates/service/_layout.html": LAYOUT.replace("</body>", "<p>Un pied à nous</p></body>"),
    "templates/service/assets/page.js": "// à nous\n",
}


@pytest.fixture
def make(tmp_path):
    made = []

    def make(name, files):
        made.append(make_place(tmp_path / name, files=files))
        return made[-1].browser()

    yield make
    for place in made:
        place.service.store.close()


def address(page, name):
    return re.search(rf'"(/participer/assets/{re.escape(name)}\?v=\w+)"', page)[1]


def test_a_page_and_an_asset_are_replaced_where_they_are_and_nowhere_else(make):
    plain, own = make("sans", FILES), make("avec", FILES | OWN)
    before, after = plain.get(PATH).text, own.get(PATH).text

    assert ("Un pied à nous" in before, "Un pied à nous" in after) == (False, True)
    assert own.get(address(after, "page.js")).text == OWN["templates/service/assets/page.js"]
    assert address(before, "page.js") != address(after, "page.js")
    assert address(before, "service.css") == address(after, "service.css")


def test_the_colours_of_the_site_are_those_of_the_service(make):
    tokens = ":root { --ink: #101010; }\n"
    browser = make("site", FILES | {"templates/site/theme/assets/css/tokens.css": tokens})

    assert browser.get(address(browser.get(PATH).text, "service.css")).text.startswith(
        ":root { --ink: #101010; }\n"
    )
