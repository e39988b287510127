"""What would embarrass the sender of an issue: every check, each saying where it is and what to do."""

from collections.abc import Callable, Iterator

from generator.content.load import Loaded
from generator.content.model import Community, Issue
from generator.content.problems import Problem, Source
from generator.content.sources import Origins
from generator.outputs import (
    email_checks_contrast,
    email_checks_html,
    email_checks_parts,
    email_sheet,
    letter,
    mjml_templates,
    render,
)
from generator.outputs.email_sheet import Finding, Sheet
from generator.outputs.mjml import Unrenderable

Check = Callable[[Sheet], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (
    email_checks_html.frame,
    email_checks_html.headings,
    email_checks_html.pictures,
    email_checks_html.tables,
    email_checks_html.links,
    email_checks_html.hosts,
    email_checks_html.clients,
    email_checks_html.weight,
    email_checks_contrast.contrast,
    email_checks_parts.subject,
    email_checks_parts.tokens,
    email_checks_parts.footer,
    email_checks_parts.parity,
    email_checks_parts.spacing,
    email_checks_parts.envelope,
    email_checks_parts.markdown_traps,
    email_checks_parts.dates,
)
THOROUGH: tuple[Check, ...] = (*CHECKS, email_checks_parts.rebuilt)
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
    return mjml_templates.problems(render.EMAIL)


def problems(loaded: Loaded) -> tuple[Problem, ...]:
    """Return what forbids or clouds the sending of every issue that is no draft: for « build »."""
    community = loaded.community
    if community is None:
        return ()
    found = list(template_problems())
    for issue in letter.sendable(community):
        found.extend(issue_problems(community, issue, loaded.origins))
    return tuple(found)
