"""The texts that pages were opened on are found again by their digest, and forgotten with drafts."""

import os

from chorale.atelier import shown_texts


def test_a_text_is_found_again_by_the_name_that_its_page_was_given(bench):
    name = shown_texts.remember(bench.desk, "Un texte.\n")

    assert shown_texts.remember(bench.desk, "Un texte.\n") == name
    assert shown_texts.recall(bench.desk, name) == "Un texte.\n"


def test_a_name_that_is_none_of_ours_gives_nothing(bench):
    found = [shown_texts.recall(bench.desk, one) for one in ("", "../atelier.lock", "0" * 64)]

    assert found == [None, None, None]


def test_what_no_page_showed_for_long_is_forgotten(bench):
    old = shown_texts.remember(bench.desk, "Ancien.\n")
    os.utime(bench.desk.folder / "textes-montres" / old, (0, 0))
    shown_texts.remember(bench.desk, "Nouveau.\n")

    assert shown_texts.recall(bench.desk, old) is None
