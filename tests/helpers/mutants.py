"""Mutation sample: break a pure module at a random place, and see whether the tests that speak of it notice.

mutmut runs every mutant of what it is given, and changes functions while tests that start programs of their own read
the old ones; cosmic-ray rewrites the working tree. Here a few places are drawn, in a copy, from a seed that is printed.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from house import ROOT

LEFT_OUT = (
    ".git",
    ".venv",
    "node_modules",
    "build",
    "var",
    "vendor",
    ".*_cache",
    "__pycache__",
    "*.egg-info",
)
SUBJECTS = {
    "ipm/**/*.py": "ipm/**/test_*.py",
    "french/*.py": "french/test_*.py",
    "french/[dp]*.py": "text/test_sanitise.py",
    "french/phrases.py": "french/test_nouns.py",
    "text/feed_formats.py": "text/test_feed_formats.py",
    "site/agenda/feeds.py": "journeys/test_agenda_truth.py",
    "site/link_checker.py": "site/test_link_checker.py",
    "calendars/add_links.py": "journeys/test_agenda_truth.py",
    "calendars/ics.py": "calendars/test_ics*.py",
    "calendars/content_lines.py": "calendars/test_*.py",
}
"""Pure modules, and the tests that speak of them."""

COMPARISONS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OPERATORS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """One place of one module, and what is written there instead; places are counted in bytes."""

    path: Path
    line: int
    start: int
    end: int
    old: str
    new: str
    tests: tuple[str, ...]

    def written(self) -> bytes:
        source = (ROOT / self.path).read_bytes()
        return source[: self.start] + self.new.encode() + source[self.end :]

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.old!r} -> {self.new!r}"


def every() -> list[Mutant]:
    found: dict[Path, set[str]] = {}
    for modules, tests in SUBJECTS.items():
        for path in files("generator/chorale", modules):
            found.setdefault(path, set()).update(map(Path.as_posix, files("tests", tests)))
    return [
        mutant for path in sorted(found) for mutant in mutants(path, tuple(sorted(found[path])))
    ]


def files(folder: str, pattern: str) -> list[Path]:
    """Return the files that a pattern finds; one that finds nothing speaks of a module that has moved."""
    found = [path.relative_to(ROOT) for path in (ROOT / folder).glob(pattern)]
    return found or sys.exit(f"No file of {folder} is named {pattern}")


def mutants(path: Path, tests: tuple[str, ...]) -> Iterator[Mutant]:
    source = (ROOT / path).read_bytes()
    lines = [0]
    for line in source.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    for node in places(ast.parse(source)):
        for new in replacements(node):
            start, end = (
                lines[node.lineno - 1] + node.col_offset,
                lines[node.end_lineno - 1] + node.end_col_offset,
            )
            old = source[start:end].decode()
            yield Mutant(path, node.lineno, start, end, old, new, tests)


def places(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what may be changed; docstrings, annotations and the inside of f-strings may not."""
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            if (
                isinstance(child, ast.AST)
                and not docstring
                and not isinstance(child, ast.JoinedStr)
            ):
                yield child
                yield from places(child)


def replacements(node: ast.AST) -> Iterator[str]:
    """Yield the expressions that a slip of the hand could have put in the place of one."""
    match node:
        case ast.Compare(left=left, ops=[operator], comparators=right):
            yield ast.unparse(ast.Compare(left, [COMPARISONS[type(operator)]()], right))
        case ast.BoolOp(op=operator, values=values):
            yield f"({ast.unparse(ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values))})"
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in OPERATORS:
            yield f"({ast.unparse(ast.BinOp(left, OPERATORS[type(operator)](), right))})"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield ast.unparse(operand)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield f"({ast.unparse(ast.IfExp(test, orelse, body))})"
        case ast.Name(id=name) if name in NAMES:
            yield NAMES[name]
        case ast.Constant(value=value):
            yield from words(value)
        case ast.Return(value=ast.AST()):
            yield "return None"
        case ast.Continue():
            yield "break"


def words(value: object) -> Iterator[str]:
    match value:
        case bool() | None:
            yield str(not value)
        case int():
            yield str(value + 1)
        case str() if value:
            yield repr(value + "~")


def copy(folder: Path) -> Path:
    project = folder / "project"
    shutil.copytree(ROOT, project, ignore=shutil.ignore_patterns(*LEFT_OUT), symlinks=True)
    return project


def notice(project: Path, tests: tuple[str, ...], seconds: float | None) -> bool:
    """Say whether a test fails; to be so slow that it is stopped is a failure too."""
    command = (sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests)
    path = os.pathsep.join((str(project), str(project / "generator")))
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        ended = subprocess.run(
            command,
            cwd=project,
            env=environment,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    return ended.returncode != 0


def patience(project: Path, tests: tuple[str, ...], known: dict[tuple[str, ...], float]) -> float:
    """Return how long these tests may take: they are first run on the code as it is, where they pass."""
    if tests not in known:
        start = time.monotonic()
        if notice(project, tests, None):
            sys.exit(f"These tests fail before any change: {' '.join(tests)}")
        known[tests] = 10 + 3 * (time.monotonic() - start)
    return known[tests]


def sample(count: int, seed: int) -> list[Mutant]:
    survivors, known = [], {}
    drawn = random.Random(seed).sample(every(), count)
    with tempfile.TemporaryDirectory() as folder:
        project = copy(Path(folder))
        for number, mutant in enumerate(drawn, 1):
            seconds = patience(project, mutant.tests, known)
            (project / mutant.path).write_bytes(mutant.written())
            seen = notice(project, mutant.tests, seconds)
            (project / mutant.path).write_bytes((ROOT / mutant.path).read_bytes())
            sys.stdout.write(f"{number}/{count} {'killed  ' if seen else 'SURVIVED'} {mutant}\n")
            sys.stdout.flush()
            survivors += [] if seen else [mutant]
    return survivors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--count", type=int, default=20, help="how many places are changed, one at a time"
    )
    parser.add_argument(
        "--seed", type=int, default=random.randrange(10_000), help="draws the same places again"
    )
    asked = parser.parse_args()
    survivors = sample(asked.count, asked.seed)
    sys.stdout.write(
        f"\n{len(survivors)} of {asked.count} mutants survived (--seed {asked.seed})\n"
    )
    sys.stdout.writelines(f"  {mutant}\n" for mutant in survivors)


if __name__ == "__main__":
    main()
