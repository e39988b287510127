"""A long list of sign-ups: a page of it, a state of it, and addresses that name neither."""

from types import SimpleNamespace

import pytest

from chorale.atelier.registrant_list import cut

ORDER = ("waiting", "confirmed", "cancelled")
ROWS = [
    SimpleNamespace(id=number, state="confirmed" if number < 60 else "waiting")
    for number in range(75)
]


def shown(state, page):
    found = cut(ROWS, ORDER, state, page)
    ids = {one: [row.id for row in rows] for one, rows in found.groups.items()}
    return ids, found.state, found.page, found.pages, (found.first, found.last, found.count)


def test_the_states_follow_one_another_from_page_to_page():
    assert shown("", "") == (
        {"waiting": list(range(60, 75)), "confirmed": list(range(35))},
        *("", 1, 2, (1, 50, 75)),
    )
    assert shown("", "2") == ({"confirmed": list(range(35, 60))}, "", 2, 2, (51, 75, 75))


def test_one_state_is_looked_at_alone_and_all_are_still_counted():
    assert shown("waiting", "") == (
        {"waiting": list(range(60, 75))},
        *("waiting", 1, 1, (1, 15, 15)),
    )
    assert cut(ROWS, ORDER, "waiting", "").totals == {"waiting": 15, "confirmed": 60}


@pytest.mark.parametrize(
    ("state", "page", "number"),
    [("cancelled", "", 1), ("nowhere", "0", 1), ("", "-1", 1), ("", "99", 2), ("", "²", 1)],
    ids=["empty-state", "unknown-state", "negative", "beyond", "no-digit"],
)
def test_an_address_that_names_nothing_shows_the_whole_list(state, page, number):
    assert shown(state, page)[1:3] == ("", number)


def test_nobody_is_a_page_of_nobody():
    found = cut([], ORDER, "", "")
    assert (found.groups, found.totals, found.pages, found.count) == ({}, {}, 1, 0)
