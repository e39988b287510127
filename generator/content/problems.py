"""A problem is a sentence about a place in a file: what was found, what is expected, what to write instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from heapq import nlargest
from typing import Literal

MANY = 100
Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Source:
    """A place in a file; path is from the project's root, line and column count from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Problem:
    """Something an author must mend (error) or look at (warning); code names the rule for machines."""

    source: Source
    message: str
    suggestion: str = ""
    code: str = "contenu"
    severity: Severity = "error"

    @property
    def sentence(self) -> str:
        """Return the message with its suggestion, in French."""
        return f"{self.message} ; {self.suggestion}" if self.suggestion else self.message


@lru_cache(20_000)
def _pairs(word: str) -> frozenset[str]:
    return frozenset(word[index : index + 2] for index in range(len(word) - 1))


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """Return « vouliez-vous dire … ? » for the nearest choice, else the list of what is accepted."""
    known = sorted(choices)
    if len(known) > MANY:  # difflib alone would take half a second for each slip among 10,000 pages
        known = nlargest(MANY, known, key=lambda choice: len(_pairs(choice) & _pairs(word.lower())))
    near = get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    if near:
        return f"vouliez-vous dire « {near[0]} » ?"
    return "attendu : " + ", ".join(known) if 0 < len(known) <= 12 else ""


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return what forbids publication."""
    return [problem for problem in problems if problem.severity == "error"]
