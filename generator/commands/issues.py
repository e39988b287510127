"""An issue as the commands of the newsletter open it: clean enough to be laid out, with its approvals."""

from datetime import date
from pathlib import Path

import click

from generator.commands.project import say
from generator.content.load import Loaded
from generator.content.model import Community, Issue
from generator.content.problems import Problem, did_you_mean, errors
from generator.outputs.review import approval


def opened(project: Path, today: date, slug: str) -> tuple[Loaded, Community, Issue]:
    """Load a project whose content is clean enough to be laid out, and find an issue in it."""
    from generator.outputs import report
    from generator.project import inspect

    loaded, problems = inspect(project, today)
    found = [problem for problem in errors(problems) if _concerns(problem, slug)]
    if loaded.community is None or found:
        say(report.as_text(tuple(found) or problems, project))
        raise SystemExit(1)
    for issue in loaded.community.issues:
        if issue.slug == slug:
            return loaded, loaded.community, issue
    near = did_you_mean(slug, [issue.slug for issue in loaded.community.issues])
    raise click.UsageError(f"numéro inconnu « {slug} »{' ; ' + near if near else ''}")


def _concerns(problem: Problem, slug: str) -> bool:
    path = problem.source.path
    return path.startswith(f"content/newsletters/{slug}/") or not path.startswith(("content/newsletters/", "site/"))


def approvals_of(project: Path, issue: Issue) -> tuple[approval.Approval, ...]:
    """Read who approved an issue; ends with one sentence when the file is unreadable."""
    path = (project / issue.path).with_name(approval.FILE)
    try:
        return approval.read(path.read_text(encoding="utf-8")) if path.exists() else ()
    except ValueError as error:
        raise click.ClickException(f"{path.name} : {error}") from None
