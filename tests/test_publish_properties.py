"""Whatever is edited, a build over the publication before publishes what a build from nothing does."""

from random_edits import compared_builds

EDITS, SEED = 8, 11


def test_a_build_over_the_one_before_never_publishes_what_a_new_one_would_not(tmp_path):
    steps = list(compared_builds(tmp_path, EDITS, SEED))

    assert [(number, before[-4:], apart) for number, before, apart, _ in steps if apart] == []
    assert sum(refused for *_, refused in steps) < EDITS / 2
