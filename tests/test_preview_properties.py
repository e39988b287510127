"""Whatever is edited, a preview that has seen all the states before shows what one that begins from nothing shows."""

from random_edits import compared

EDITS, SEED = 20, 7


def test_a_preview_never_shows_what_a_new_one_would_not(tmp_path):
    steps = list(compared(tmp_path, EDITS, SEED))

    assert [(number, before[-4:], apart) for number, before, apart, _ in steps if apart] == []
    assert sum(refused for *_, refused in steps) < EDITS / 2
