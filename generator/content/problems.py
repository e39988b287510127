"""A problem is a sentence about a place in a file: what was found, what is expected, what to write instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

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


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """Return « vouliez-vous dire … ? » for the nearest choice, else the list of what is accepted."""
    known = sorted(choices)
    near = get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    if near:
        return f"vouliez-vous dire « {near[0]} » ?"
    return "attendu : " + ", ".join(known) if 0 < len(known) <= 12 else ""


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return what forbids publication."""
    return [problem for problem in problems if problem.severity == "error"]
