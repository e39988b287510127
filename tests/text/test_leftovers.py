"""Texts without the signs of a pattern are spared its search, and nothing that it would find is missed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chorale.text.leftovers import LEFTOVERS, concerned

SIGNS = "!#&()*+-/:<>=?[\\]^_`{|}~\n •a1Z"


@pytest.mark.parametrize("row", LEFTOVERS, ids=lambda row: row.message)
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_what_a_pattern_finds_stands_in_a_text_with_one_of_its_signs(row, data):
    text = data.draw(st.from_regex(row.pattern))

    assert row in list(concerned(text))


@given(st.text(SIGNS, max_size=40))
@settings(max_examples=300, deadline=None)
def test_a_row_left_out_finds_nothing(text):
    left_out = [row for row in LEFTOVERS if row not in list(concerned(text))]

    assert [row.message for row in left_out if row.pattern.search(text)] == []
