"""The rule book: every check across files, in one list; each yields problems and never raises."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from generator.content import agenda_checks, ballot_checks, body_checks, cycle_checks, forms_checks, reference_checks
from generator.content.load import Loaded
from generator.content.problems import Problem

Check = Callable[[Loaded], Iterator[Problem]]

CHECKS: tuple[Check, ...] = (
    *reference_checks.CHECKS,
    *body_checks.CHECKS,
    *cycle_checks.CHECKS,
    *ballot_checks.CHECKS,
    *forms_checks.CHECKS,
    *agenda_checks.CHECKS,
)


def check(loaded: Loaded, pages: Iterable[str]) -> tuple[Problem, ...]:
    """Return every problem of a project, those of its reading included, sorted by place."""
    if loaded.community is None:
        return loaded.problems
    known = replace(loaded, pages=frozenset(pages))
    found = {problem for rule in CHECKS for problem in rule(known)}
    return tuple(sorted(found.union(loaded.problems)))
