"""Memoization of what a live preview computes again at every save."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
LONGEST = 64
"""Answers kept by each function; the oldest goes first."""


def memoized(function: Callable[P, R]) -> Callable[P, R]:
    """Keep the answers of a pure function whose arguments are frozen dataclasses, compared by all that they hold."""
    answers: dict[str, R] = {}

    @wraps(function)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        question = repr((args, sorted(kwargs.items())))
        if question not in answers:
            if len(answers) >= LONGEST:
                del answers[next(iter(answers))]
            answers[question] = function(*args, **kwargs)
        return answers[question]

    return answer
