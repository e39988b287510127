"""Table of the review checks of an issue, each with its place and remedy."""

from collections.abc import Callable, Iterable, Iterator
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

    Another letter, a page, an event read well enough to be announced: their mistakes are their authors'.
    """
    folder = f"{PurePosixPath(issue.path).parent}/"
    shown = [pattern for section in issue.sections for pattern in _shown(section)]
    return tuple(
        one
        for one in problems
        if one.source.path.startswith((folder, "templates/"))
        or one.source.path == HOME
        or any(
            one.source.path.startswith(beginning) and (strict or one.source.path in loaded.broken)
            for beginning, strict in shown
        )
    )


def _shown(section: Section) -> tuple[tuple[str, bool], ...]:
    """Return where stands what a section shows, and whether any mistake there counts: a decision is whole or false."""
    match section:
        case MeetingsSection():
            return (("content/meetings/", False),)
        case WebinarsSection():
            return (("content/webinars/", False),)
        case CycleSection(ipm=cycle):
            return ((f"content/ipm/{cycle}/", True), ("content/ipm/groups.yml", True))
        case ArticleSection() | EditoSection() | ReadingsSection() | TextSection():
            return ()
    assert_never(section)


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
