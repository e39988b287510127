"""Answers kept in this process: the same objects or words are the same question, anything else is another."""

from functools import partial

from chorale import memoization


def test_an_answer_is_made_again_only_of_other_objects_or_other_words():
    asked = []

    def told(one, words):
        asked.append((one, words))
        return f"{words} {one}"

    first, twin, known = ["phare"], ["phare"], {}
    questions = ((first, "le"), (first, "l" + "e"), (twin, "le"), (twin, "un"), ((first,), "un"))
    said = [
        memoization.again("ici", (one, words), partial(told, one, words), known)
        for one, words in (*questions, ((first,), "un"))
    ]

    assert said == [
        "le ['phare']",
        "le ['phare']",
        "le ['phare']",
        "un ['phare']",
        "un (['phare'],)",
        "un (['phare'],)",
    ]
    assert asked == [questions[0], *questions[2:]]


def test_tuples_of_the_very_same_objects_are_the_same_question():
    asked = []

    @memoization.by_identity
    def counted(*some):
        asked.append(some)
        return sum(map(len, some))

    one, two = ["a"], ["b"]
    said = [counted((one, two)), counted((one, two)), counted((one, ["b"])), counted((one,))]

    assert (said, len(asked)) == ([2, 2, 2, 1], 3)
