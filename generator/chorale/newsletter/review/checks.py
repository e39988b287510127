"""Table of the review checks of an issue, each with its place and remedy."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import assert_never

from chorale.content.kinds import HOME
from chorale.content.load import Loaded
from chorale.content.model import (
    ArticleSection,
    Community,
    CycleSection,
    EditoSection,
    Issue,
    MeetingsSection,
    Period,
    ReadingsSection,
    Section,
    TextSection,
    WebinarsSection,
)
from chorale.content.problems import Problem, Source
from chorale.content.sources import Origins
from chorale.newsletter import letter
from chorale.newsletter.email import mjml
from chorale.newsletter.email.mjml import Unrenderable
from chorale.newsletter.review import built_email, contrast, html_checks, part_checks
from chorale.newsletter.review.built_email import BuiltEmail, Finding

EmailCheck = Callable[[BuiltEmail], Iterator[Finding]]
CHECKS: tuple[EmailCheck, ...] = (
    html_checks.frame,
    html_checks.headings,
    html_checks.pictures,
    html_checks.tables,
    html_checks.links,
    html_checks.hosts,
    html_checks.clients,
    html_checks.weight,
    contrast.contrast,
    part_checks.subject,
    part_checks.tokens,
    part_checks.footer,
    part_checks.parity,
    part_checks.spacing,
    part_checks.envelope,
    part_checks.dates,
)
THOROUGH: tuple[EmailCheck, ...] = (*CHECKS, part_checks.rebuilt)
"""With the second fabrication, which « build » spares."""


def issue_problems(community: Community, issue: Issue, origins: Origins) -> tuple[Problem, ...]:
    """Return everything found in an issue's email, in order of place; origins may be empty."""
    try:
        sheet = built_email.sheet(community, issue)
    except Unrenderable as error:
        place = Source("templates/email/letter.mjml")
        return (
            Problem(
                place,
                f"le gabarit ne se rend pas : {error}",
                "relire la dernière modification",
                "mjml",
            ),
        )
    return sheet_problems(sheet, origins, THOROUGH)


def sheet_problems(
    built: BuiltEmail, origins: Origins, checks: tuple[EmailCheck, ...] = CHECKS
) -> tuple[Problem, ...]:
    """Return everything found on a sheet already laid out."""
    found = (finding for check in checks for finding in check(built))
    return tuple(sorted({built_email.problem(finding, built.issue, origins) for finding in found}))


def concerned(loaded: Loaded, issue: Issue, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems that change an issue: those of its folder, of the community, of what its sections show.

    Another letter, a page, an event read well enough to be announced, or of other days: mistakes of their authors.
    """
    folder = f"{PurePosixPath(issue.path).parent}/"
    shown = tuple(_shown(section) for section in issue.sections)
    return tuple(
        one
        for one in problems
        if one.source.path.startswith((folder, "templates/"))
        or one.source.path == HOME
        or any(changes(loaded, one.source) for changes in shown)
    )


def _shown(section: Section) -> Callable[[Loaded, Source], bool]:
    """Return what tells whether a mistake somewhere changes what a section shows: a decision is whole or false."""
    match section:
        case MeetingsSection(meetings=period):
            return partial(_hides, "content/meetings/", period)
        case WebinarsSection(webinars=period):
            return partial(_hides, "content/webinars/", period)
        case CycleSection(ipm=cycle):
            places = (f"content/ipm/{cycle}/", "content/ipm/groups.yml")
            return lambda _, place: place.path.startswith(places)
        case ArticleSection() | EditoSection() | ReadingsSection() | TextSection():
            return lambda _, __: False
    assert_never(section)


def _hides(folder: str, period: Period, loaded: Loaded, place: Source) -> bool:
    """Return whether a mistake may keep an event of a period from being announced."""
    broken = place.path.startswith(folder) and place.path in loaded.broken
    return broken and not _of_other_days(loaded.texts.get(place.path, ""), place, period)


def _of_other_days(text: str, place: Source, period: Period) -> bool:
    """Return whether an event that cannot be read is surely not of a period: its days are apart, none is at fault."""
    lines = text.splitlines()
    at_fault = lines[place.line - 1] if 0 < place.line <= len(lines) else "0"
    days = sorted(_DAY.findall(text))
    known = bool(days) and not any(sign.isdigit() for sign in at_fault)
    return known and (days[-1] < period.from_.isoformat() or days[0] > period.to.isoformat())


_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def template_problems(community: Community) -> tuple[Problem, ...]:
    """Return the faults of the email templates, at their own lines."""
    return mjml.problems(community.templates.folders("email"))


def problems(loaded: Loaded) -> tuple[Problem, ...]:
    """Return what forbids or clouds the sending of every issue that is no draft: for « build »."""
    community = loaded.community
    if community is None:
        return ()
    found = list(template_problems(community))
    for issue in letter.sendable(community):
        found.extend(issue_problems(community, issue, loaded.origins))
    return tuple(found)
