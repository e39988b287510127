"""What would embarrass the sender of an issue: every check, each saying where it is and what to do."""

from collections.abc import Callable, Iterator

from generator.content.load import Loaded
from generator.content.model import Community, Issue
from generator.content.problems import Problem, Source
from generator.content.sources import Origins
from generator.outputs import render
from generator.outputs.letter import letter
from generator.outputs.mjml import templates
from generator.outputs.mjml.engine import Unrenderable
from generator.outputs.review import contrast, email_sheet, html_checks, part_checks
from generator.outputs.review.email_sheet import Finding, Sheet

Check = Callable[[Sheet], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (
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
    part_checks.markdown_traps,
    part_checks.dates,
)
THOROUGH: tuple[Check, ...] = (*CHECKS, part_checks.rebuilt)
"""With the second fabrication, which « build » spares."""


def issue_problems(community: Community, issue: Issue, origins: Origins) -> tuple[Problem, ...]:
    """Return everything found in an issue's email, in order of place; origins may be empty."""
    try:
        sheet = email_sheet.sheet(community, issue)
    except Unrenderable as error:
        place = Source("templates/email/letter.mjml")
        return (Problem(place, f"le gabarit ne se rend pas : {error}", "relire la dernière modification", "mjml"),)
    return sheet_problems(sheet, origins, THOROUGH)


def sheet_problems(sheet: Sheet, origins: Origins, checks: tuple[Check, ...] = CHECKS) -> tuple[Problem, ...]:
    """Return everything found on a sheet already laid out."""
    found = (finding for check in checks for finding in check(sheet))
    return tuple(sorted({email_sheet.problem(finding, sheet.issue, origins) for finding in found}))


def template_problems() -> tuple[Problem, ...]:
    """Return the faults of the email templates, at their own lines."""
    return templates.problems(render.EMAIL)


def problems(loaded: Loaded) -> tuple[Problem, ...]:
    """Return what forbids or clouds the sending of every issue that is no draft: for « build »."""
    community = loaded.community
    if community is None:
        return ()
    found = list(template_problems())
    for issue in letter.sendable(community):
        found.extend(issue_problems(community, issue, loaded.origins))
    return tuple(found)
