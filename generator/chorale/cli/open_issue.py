"""Opening an issue for the newsletter commands: loaded, checked, with its approvals."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from chorale.cli.options import say
from chorale.content.load import Loaded
from chorale.content.model import Community, Issue
from chorale.content.problems import Problem, errors
from chorale.french.phrases import plural
from chorale.french.suggestions import did_you_mean
from chorale.newsletter.review import approval


def opened(project: Path, today: date, slug: str) -> tuple[Loaded, Community, Issue]:
    """Load a project whose content is clean enough to be laid out, with what is told of an issue, and find it."""
    from chorale.content import problems as content_problems
    from chorale.content.project import inspect

    loaded, problems = inspect(project, today)
    mine = tuple(problem for problem in problems if _concerns(problem, slug))
    home = loaded.community
    if home is None or errors(mine):
        say(content_problems.as_text(tuple(errors(mine)) or problems, project))
        raise SystemExit(1)
    for issue in home.issues:
        if issue.slug == slug:
            return replace(loaded, problems=mine), home, issue
    near = did_you_mean(slug, [issue.slug for issue in home.issues])
    raise click.UsageError(f"numéro inconnu « {slug} »{' ; ' + near if near else ''}")


def _concerns(problem: Problem, slug: str) -> bool:
    path = problem.source.path
    return path.startswith(f"content/newsletters/{slug}/") or not path.startswith(
        ("content/newsletters/", "site/")
    )


def approvals_of(project: Path, issue: Issue) -> tuple[approval.Approval, ...]:
    """Read who approved an issue; ends with one sentence when the file is unreadable."""
    path = (project / issue.path).with_name(approval.FILE)
    try:
        return approval.read(path.read_text(encoding="utf-8")) if path.exists() else ()
    except ValueError as error:
        raise click.ClickException(f"{path.name} : {error}") from None


def require_approval(project: Path, community: Community, issue: Issue, digest: str) -> None:
    """End with one sentence unless exactly this message was approved, by as many as the community asks."""
    missing = approval.missing(approvals_of(project, issue), digest, community.approvals)
    if missing and community.approvals > 1:
        raise click.ClickException(
            f"il manque {plural(missing, 'approbation')} : « chorale newsletter approve {issue.slug} --by … »"
        )
    if missing:
        raise click.ClickException(
            f"ce message n'est pas approuvé : le relire, puis « chorale newsletter approve {issue.slug} --by … »"
        )
