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


def test_the_latest_answer_at_a_place_serves_while_its_arguments_are_the_same():
    asked = []

    @memoization.latest_by(lambda _, place: place[0])
    def told(one, place):
        asked.append((one, place))
        return [one, *place]

    here, there = ["ici"], ["là"]
    said = [told("a", here), told("a", there), told("a", here), told("b", here), told("a", here)]

    assert said[0] is said[2]
    assert said == [["a", "ici"], ["a", "là"], ["a", "ici"], ["b", "ici"], ["a", "ici"]]
    assert asked == [("a", here), ("a", there), ("b", here), ("a", here)]
