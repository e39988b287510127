"""Inspection of a project: load the content, run every check, return the problems sorted by place."""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from chorale.content import addresses
from chorale.content.checks import agenda as checks_agenda
from chorale.content.checks import (
    arbitration,
    bodies,
    cycles,
    fields,
    follow_up,
    frozen,
    links,
    nothing_lost,
    references,
    states,
)
from chorale.content.checks import ballots as checks_ballots
from chorale.content.checks import diagrams as checks_diagrams
from chorale.content.checks import dialect as checks_dialect
from chorale.content.checks import forms as checks_forms
from chorale.content.checks import register as checks_register
from chorale.content.checks import search as checks_search
from chorale.content.load import Loaded, load
from chorale.content.model import EditoSection, Issue, TextSection
from chorale.content.problems import Problem
from chorale.text import diagrams

ContentCheck = Callable[[Loaded], Iterator[Problem]]

CHECKS: tuple[ContentCheck, ...] = (
    *references.CHECKS,
    *states.CHECKS,
    *links.CHECKS,
    *fields.CHECKS,
    *bodies.CHECKS,
    *nothing_lost.CHECKS,
    *cycles.CHECKS,
    *checks_ballots.CHECKS,
    *arbitration.CHECKS,
    *frozen.CHECKS,
    *follow_up.CHECKS,
    *checks_forms.CHECKS,
    *checks_agenda.CHECKS,
    *checks_diagrams.CHECKS,
    *checks_search.CHECKS,
    *checks_register.CHECKS,
    *checks_dialect.CHECKS,
)


def check(loaded: Loaded, pages: Iterable[str]) -> tuple[Problem, ...]:
    """Return every problem of a project, those of its reading included, sorted by place."""
    if loaded.community is None:
        return loaded.problems
    known = replace(loaded, pages=frozenset(pages))
    found = {problem for rule in CHECKS for problem in rule(known)}
    return tuple(sorted(found.union(loaded.problems)))


def inspect(
    root: Path, today: date, typed: Mapping[str, str] | None = None
) -> tuple[Loaded, tuple[Problem, ...]]:
    """Return what was read and every problem, sorted by place; bad content never raises.

    What is typed and not saved yet stands in place of the files of these paths.
    """
    with _uncollected():
        loaded = drawn(load(root, today, typed))
        pages = set(addresses.pages(loaded.community)) if loaded.community else set()
        pages.update(filter(None, map(addresses.page_of, (*loaded.origins, *loaded.broken))))
        return loaded, check(loaded, pages)


def drawn(loaded: Loaded) -> Loaded:
    """Give each issue the pictures of its diagrams, for its messages, beside those of its folder."""
    home = loaded.community
    if home is None:
        return loaded
    issues = tuple(_with_diagrams(issue) for issue in home.issues)
    return replace(loaded, community=replace(home, issues=issues))


def _with_diagrams(issue: Issue) -> Issue:
    texts = [article.body for article in issue.articles]
    texts += [one.edito for one in issue.sections if isinstance(one, EditoSection)]
    texts += [one.text for one in issue.sections if isinstance(one, TextSection)]
    made = {name: data for text in texts for name, data in diagrams.pictures(text).items()}
    return replace(issue, pictures={**issue.pictures, **made}) if made else issue


@contextmanager
def _uncollected() -> Iterator[None]:
    """Suspend the garbage collector: a reading keeps all that it makes, walking it again costs a third."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
