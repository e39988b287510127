"""Pages made once for whoever asks: each reader has a seal of their own, and nobody reads what changed since."""

import re

import pytest
from places import make_place
from small_cycle import FILES as CYCLE
from small_cycle import Circle, admit_all
from small_public import FILES, PATH, sign_up
from starlette.responses import HTMLResponse

from chorale.service.web import shared_pages
from chorale.service.web.shared_pages import SEAL, SharedPages


@pytest.fixture
def place(tmp_path):
    made = make_place(tmp_path, files=FILES)
    yield made
    made.service.store.close()


def sealed(pages, state, seal, words):
    made = []
    response = pages.page(
        state, seal, lambda: made.append(1) or HTMLResponse(f"{words} {SEAL} fin")
    )
    return response.body.decode(), len(made)


def test_a_state_is_rendered_once_and_sealed_for_each():
    pages = SharedPages()

    assert sealed(pages, "ouvert", "un", "é") == ("é un fin", 1)
    assert sealed(pages, "ouvert", "deux", "é") == ("é deux fin", 0)
    assert sealed(pages, "complet", "trois", "à") == ("à trois fin", 1)


def test_pages_do_not_pile_up(monkeypatch):
    monkeypatch.setattr(shared_pages, "MOST", 2)
    pages = SharedPages()

    for state in range(5):
        sealed(pages, state, "un", "é")

    assert len(pages.made) <= 2


def seal_of(page):
    return re.search(r'name="jeton" value="([^"]*)"', page.text)[1]


def test_two_visitors_read_the_same_page_under_two_seals(place):
    one, other = place.browser().get(PATH), place.browser().get(PATH)

    assert seal_of(one) != seal_of(other)
    assert one.text.replace(seal_of(one), "") == other.text.replace(seal_of(other), "")
    assert SEAL not in one.text


def test_a_seat_taken_is_read_at_once(place):
    assert "2 places libres" in place.browser().get(PATH).words

    sign_up(place, "ada")

    assert "1 place libre" in place.browser().get(PATH).words


def test_the_page_of_who_is_signed_in_is_theirs_alone(tmp_path):
    place = make_place(tmp_path, files=FILES | CYCLE)
    circle = Circle(place, admit_all(place))

    inside = circle.enter("snp-referent").get(PATH).text

    assert 'class="who"' in inside
    assert 'class="who"' not in place.browser().get(PATH).text
