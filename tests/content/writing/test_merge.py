"""Two people on one file: what does not clash is kept from both, what clashes is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorale.content.writing.merge import TextClash, merged, paragraphs

TREES = st.recursive(
    st.sampled_from(["", "a", "b", "un\n\ndeux\n"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "both"),
    [
        ({"a": "1", "b": "2"}, {"a": "9", "b": "2"}, {"a": "1", "b": "8"}, {"a": "9", "b": "8"}),
        ({"a": "1"}, {"a": "1", "c": "3"}, {"a": "1", "b": "2"}, {"a": "1", "c": "3", "b": "2"}),
        ({"a": "1", "b": "2"}, {"b": "2"}, {"a": "1", "b": "3"}, {"b": "3"}),
        (["a", "b"], ["b", "a"], ["a", "b", "c"], ["b", "c", "a"]),
        (["a", "b", "c"], ["a", "c"], ["a", "b", "c", "d"], ["a", "c", "d"]),
        (["a"], ["a", "m"], ["t", "a"], ["t", "a", "m"]),
        (
            [{"article": "x"}, {"edito": "oui"}],
            [{"edito": "oui"}, {"article": "x"}],
            [{"article": "x"}, {"edito": "non"}],
            [{"edito": "non"}, {"article": "x"}],
        ),
        (["a"], ["a", "n"], ["a", "n"], ["a", "n"]),
        (
            "un\n\ndeux\n\ntrois\n",
            "UN\n\ndeux\n\ntrois\n",
            "un\n\ndeux\n\nTROIS\n",
            "UN\n\ndeux\n\nTROIS\n",
        ),
    ],
)
def test_what_does_not_clash_is_kept_from_both(base, mine, theirs, both):
    assert merged(base, mine, theirs) == (both, ())


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "clashes"),
    [
        ({"a": "1"}, {"a": "2"}, {"a": "3"}, [(("a",), "2", "3")]),
        ({"a": "1"}, {}, {"a": "3"}, [(("a",), None, "3")]),
        (
            ["a", "b", "c"],
            ["c", "a", "b"],
            ["b", "a", "c"],
            [((), ["c", "a", "b"], ["b", "a", "c"])],
        ),
    ],
)
def test_what_clashes_goes_on_with_theirs_and_keeps_mine_to_be_shown(base, mine, theirs, clashes):
    made, found = merged(base, mine, theirs)

    assert made == theirs
    assert found == tuple(TextClash(path=path, mine=one, theirs=two) for path, one, two in clashes)


@given(base=TREES, mine=TREES)
def test_who_is_alone_gets_what_they_wanted(base, mine):
    assert merged(base, mine, base) == (mine, ())
    assert merged(base, base, mine) == (mine, ())
    assert merged(base, mine, mine) == (mine, ())


@given(base=st.text("ab\n ", max_size=30), mine=st.text("ab\n ", max_size=30))
def test_a_text_that_one_person_changed_is_theirs(base, mine):
    assert paragraphs(base, mine, base) == mine
    assert paragraphs(base, base, mine) == mine


def test_a_paragraph_that_both_changed_is_not_guessed():
    assert paragraphs("un\n\ndeux\n", "un !\n\ndeux\n", "un ?\n\ndeux\n") is None
