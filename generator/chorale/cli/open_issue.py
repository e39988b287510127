"""Opening an issue for the newsletter commands: loaded, checked, approved, its pages online."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from chorale.cli.options import say
from chorale.content.load import Loaded
from chorale.content.model import Community, Issue
from chorale.content.problems import errors
from chorale.french.phrases import plural
from chorale.french.suggestions import did_you_mean
from chorale.newsletter.review import approval
from chorale.newsletter.review.built_email import BuiltEmail


def opened(project: Path, today: date, slug: str) -> tuple[Loaded, Community, Issue]:
    """Load a project and find an issue, with what is told of it; its own errors end the command, others' do not."""
    from chorale.content import problems as content_problems
    from chorale.content.project import inspect
    from chorale.newsletter.review import checks

    loaded, problems = inspect(project, today)
    home = loaded.community
    if home is None:
        say(content_problems.as_text(tuple(errors(problems)), project))
        raise SystemExit(1)
    issue = next((one for one in home.issues if one.slug == slug), None)
    folder = f"content/newsletters/{slug}/"
    mine = (
        checks.concerned(loaded, issue, problems)
        if issue
        else tuple(one for one in problems if one.source.path.startswith(folder))
    )
    if errors(mine):
        say(content_problems.as_text(tuple(errors(mine)), project))
        raise SystemExit(1)
    if issue is None:
        near = did_you_mean(slug, [one.slug for one in home.issues])
        raise click.UsageError(f"numéro inconnu « {slug} »{' ; ' + near if near else ''}")
    return replace(loaded, problems=mine), home, issue


def approvals_of(project: Path, issue: Issue) -> tuple[approval.Approval, ...]:
    """Read who approved an issue; ends with one sentence when the file is unreadable."""
    try:
        return approval.given(project, issue)
    except ValueError as error:
        raise click.ClickException(f"{approval.FILE} : {error}") from None


def require_approval(project: Path, community: Community, issue: Issue, digest: str) -> None:
    """End with one sentence unless exactly this message was approved by enough people, and is no draft again."""
    if refused := approval.refusal(issue, ()):
        raise click.ClickException(refused)
    missing = approval.missing(approvals_of(project, issue), digest, community.approvals)
    if missing and community.approvals > 1:
        raise click.ClickException(
            f"il manque {plural(missing, 'approbation')} : « chorale newsletter approve {issue.slug} --by … »"
        )
    if missing:
        raise click.ClickException(
            f"ce message n'est pas approuvé : le relire, puis « chorale newsletter approve {issue.slug} --by … »"
        )


def require_online(project: Path, sheet: BuiltEmail, *, planned: bool = False) -> None:
    """End with one sentence unless what the letter points at is online; a planned sending has until its hour."""
    from chorale.newsletter.review import online

    found = online.proof(sheet, project / "build", online.ask_server)
    if found.missing and planned:
        say(online.sentence(sheet, found), style="yellow")
    elif found.missing:
        raise click.ClickException(online.sentence(sheet, found))
    elif found.seen == "build":
        where = sheet.community.url
        say(f"{where} ne répond pas d'ici : vérifié dans build/ seulement", style="yellow")
