"""Inspection of a project: load the content, run every check, return the problems sorted by place."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from chorale.content import addresses, site_pages
from chorale.content.checks import accessibility as checks_accessibility
from chorale.content.checks import agenda as checks_agenda
from chorale.content.checks import (
    arbitration,
    attendance,
    bodies,
    constraints,
    cycles,
    fields,
    follow_up,
    frozen,
    links,
    named_days,
    nothing_lost,
    programmes,
    references,
)
from chorale.content.checks import ballots as checks_ballots
from chorale.content.checks import dialect as checks_dialect
from chorale.content.checks import forms as checks_forms
from chorale.content.checks import mails as checks_mails
from chorale.content.checks import pictures as checks_pictures
from chorale.content.checks import register as checks_register
from chorale.content.checks import search as checks_search
from chorale.content.checks.kept import ContentCheck
from chorale.content.load import Loaded, load
from chorale.content.one_file import reread
from chorale.content.problems import Problem
from chorale.garbage import uncollected

CHECKS: tuple[ContentCheck, ...] = (
    *references.CHECKS,
    *attendance.CHECKS,
    *programmes.CHECKS,
    *links.CHECKS,
    *fields.CHECKS,
    *bodies.CHECKS,
    *nothing_lost.CHECKS,
    *cycles.CHECKS,
    *checks_ballots.CHECKS,
    *arbitration.CHECKS,
    *constraints.CHECKS,
    *frozen.CHECKS,
    *follow_up.CHECKS,
    *checks_forms.CHECKS,
    *checks_mails.CHECKS,
    *checks_agenda.CHECKS,
    *named_days.CHECKS,
    *checks_search.CHECKS,
    *checks_accessibility.CHECKS,
    *checks_register.CHECKS,
    *checks_dialect.CHECKS,
    *checks_pictures.CHECKS,
)


def check(loaded: Loaded, pages: Iterable[str]) -> tuple[Problem, ...]:
    """Return every problem of a project, those of its reading included, sorted by place."""
    if loaded.community is None:
        return loaded.problems
    drafts = addresses.drafts(loaded.community)
    known = replace(loaded, pages=frozenset(pages), drafts=drafts)
    found = {problem for rule in CHECKS for problem in rule(known)}
    return tuple(sorted(found.union(loaded.problems)))


def inspect(
    root: Path, today: date, typed: Mapping[str, str] | None = None
) -> tuple[Loaded, tuple[Problem, ...]]:
    """Return what was read and every problem, sorted by place; bad content never raises.

    What is typed and not saved yet stands in place of the files of these paths.
    """
    with uncollected():
        return _checked(load(root, today, typed))


def with_typed(known: Loaded, today: date, path: str, text: str) -> Loaded:
    """Return a project with what is typed in place of one file; only that file is read when nothing depends on it."""
    found = reread(known, path, text)
    return load(known.root, today, {path: text}) if found is None else found


def inspect_typed(
    known: Loaded, today: date, path: str, text: str
) -> tuple[Loaded, tuple[Problem, ...]]:
    """Return a project with what is typed in place of one file, and every problem."""
    with uncollected():
        return _checked(with_typed(known, today, path, text))


def _checked(loaded: Loaded) -> tuple[Loaded, tuple[Problem, ...]]:
    pages = set(site_pages.pages(loaded.community)) if loaded.community else set()
    pages.update(filter(None, map(addresses.page_of, (*loaded.origins, *loaded.broken))))
    return loaded, check(loaded, pages)
