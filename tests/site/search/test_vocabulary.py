"""Vocabulary: which words are kept, in which spelling, and when a phone loads them."""

from collections import Counter

from chorale.site.search import vocabulary


def test_the_words_are_kept_in_their_commonest_spelling_the_commonest_first():
    counts = Counter({"dépôt": 5, "depot": 1, "facture": 9, "œuvre": 2})

    assert vocabulary.spelling(counts) == ["facture", "dépôt", "œuvre"]


def test_common_words_and_the_forms_of_those_that_are_taught_are_loaded_at_once_others_by_their_initial(
    monkeypatch,
):
    monkeypatch.setattr(vocabulary, "COMMON", 2)
    listed = ["facture", "dépôt", "écluse", "phares", "étang", "2018", "marée"]

    assert vocabulary.parted(listed, {"phare"}) == (
        ["facture", "dépôt", "phares"],
        {"2": ["2018"], "e": ["écluse", "étang"], "m": ["marée"]},
    )


def test_words_of_a_page_are_those_of_its_text():
    assert vocabulary.words('<p class="lead">Le cycle 9, <b>DE-05</b> !</p>') == {
        "le", "cycle", "9", "de", "05",
    }  # fmt: skip
