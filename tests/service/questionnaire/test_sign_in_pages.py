"""A right secret always enters: noise from elsewhere, a pasted link, an address behind a proxy."""

from pathlib import Path

import pytest
from places import ORIGIN
from small_cycle import BASE, Circle, make_circle

ENTRY = "/participer/acces"


@pytest.fixture
def circle(tmp_path: Path) -> Circle:
    return make_circle(tmp_path)


def test_the_noise_of_others_never_locks_a_group_out(circle):
    for number in range(320):
        circle.place.browser(f"198.51.100.{number % 250}").post(ENTRY, {"code": "x"})
    assert circle.enter("snp-referent", "203.0.113.1").get(f"{BASE}/").status == 200


def test_wrong_codes_from_one_network_are_slowed_and_a_right_one_from_it_still_enters(circle):
    browser = circle.place.browser()
    assert [browser.post(ENTRY, {"code": "x"}).status for _ in range(11)] == [403] * 10 + [429]
    assert circle.enter("snp-referent").get(f"{BASE}/").status == 200
    assert browser.post(ENTRY, {"code": "x"}).status == 429


def test_the_addresses_of_one_ipv6_network_are_one_source(circle):
    def tried(address: str) -> int:
        return circle.place.browser(address).post(ENTRY, {"code": "x"}).status

    assert [tried(f"2001:db8:0:1::{number:x}") for number in range(1, 12)] == [403] * 10 + [429]
    assert tried("2001:db8:0:2::1") == 403


def test_one_link_opens_no_more_than_thirty_sessions_in_ten_minutes(circle):
    for _ in range(30):
        circle.enter("snp-referent")
    code = {"code": circle.secrets["snp-referent"]}
    assert circle.place.browser("203.0.113.9").post(ENTRY, code).status == 429
    assert circle.enter("snp-member").get(f"{BASE}/").status == 200
    circle.place.clock.advance(minutes=11)
    assert circle.enter("snp-referent").get(f"{BASE}/").status == 200


@pytest.mark.parametrize(
    "typed",
    [
        f"{ORIGIN}{ENTRY}#%s",
        f" <{ORIGIN}{ENTRY}#%s>. ",
        "« %s »",
        f"{ORIGIN}{ENTRY}#\r\n%s",
    ],
)
def test_a_whole_link_pasted_as_a_code_enters(circle, typed):
    code = typed % circle.secrets["snp-referent"]
    answer = circle.place.browser().post(ENTRY, {"code": code})
    assert (answer.status, answer.headers["location"]) == (303, f"{BASE}/")
