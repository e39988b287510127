"""Problems of the content: place, sentence and remedy, printed as text, GitHub annotations or JSON."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from chorale.french.phrases import listing, plural, typography

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


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return what forbids publication."""
    return [problem for problem in problems if problem.severity == "error"]


def as_text(problems: Iterable[Problem], root: Path) -> str:
    """Return one block per problem: its place and sentence, then the line and a caret where there is one."""
    lines: dict[str, list[str]] = {}
    blocks = []
    for problem in problems:
        source = problem.source
        if source.path not in lines:
            lines[source.path] = _lines(root / source.path)
        sentence = ("attention : " if problem.severity == "warning" else "") + problem.sentence
        blocks.append(
            f"{source}: {typography(sentence)}"
            + _excerpt(lines[source.path], source.line, source.column)
        )
    return "\n".join(blocks)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_bytes()[:2_000_000].decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def _excerpt(lines: list[str], line: int, column: int, width: int = 100) -> str:
    if not 0 < line <= len(lines) or not lines[line - 1].strip():
        return ""
    start = max(0, column - width // 2) if column > width else 0
    shown = lines[line - 1][start : start + width].replace("\t", " ")
    return f"\n    {shown}\n    {' ' * (column - 1 - start)}^"


def as_github(problems: Iterable[Problem]) -> str:
    """Return workflow commands that annotate the changed files."""
    return "\n".join(
        f"::{problem.severity} file={_property(problem.source.path)},line={problem.source.line},"
        f"col={problem.source.column},title={_property(problem.code)}::{_data(problem.sentence)}"
        for problem in problems
    )


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def row(problem: Problem) -> dict[str, str | int]:
    """Return a problem's parts by name, for JSON."""
    return {
        "path": problem.source.path,
        "line": problem.source.line,
        "column": problem.source.column,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "suggestion": problem.suggestion,
    }


def as_json(problems: Iterable[Problem]) -> str:
    """Return a JSON list of objects: path, line, column, severity, code, message, suggestion."""
    rows = [row(problem) for problem in problems]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def summary(problems: Iterable[Problem]) -> str:
    """Return the closing sentence: how many must be mended, how many are only to be looked at."""
    found = list(problems)
    serious = len(errors(found))
    counts = {"erreur": serious, "avertissement": len(found) - serious}
    return (
        listing([plural(count, word) for word, count in counts.items() if count])
        or "aucun problème"
    )
