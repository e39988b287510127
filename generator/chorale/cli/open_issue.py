"""Opening an issue for the newsletter commands: loaded, checked, approved, its pages online."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import assert_never

import click

from chorale.cli.options import say
from chorale.content.load import Loaded
from chorale.content.model import Community, Issue
from chorale.content.problems import errors
from chorale.french.phrases import plural
from chorale.french.suggestions import did_you_mean
from chorale.newsletter.review import approval
from chorale.newsletter.review.built_email import BuiltEmail
from chorale.newsletter.review.online import OnlineProof


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
    path = (project / issue.path).with_name(approval.FILE)
    try:
        return approval.read(path.read_text(encoding="utf-8")) if path.exists() else ()
    except ValueError as error:
        raise click.ClickException(f"{path.name} : {error}") from None


def require_approval(project: Path, issue: Issue, digest: str) -> None:
    """End with one sentence unless exactly this message was approved, and its issue is no draft again."""
    if refused := approval.refusal(issue, ()):
        raise click.ClickException(refused)
    if not approval.standing(approvals_of(project, issue), digest):
        raise click.ClickException(
            f"ce message n'est pas approuvé : le relire, puis « chorale newsletter approve {issue.slug} --by … »"
        )


def require_online(project: Path, sheet: BuiltEmail, *, planned: bool = False) -> None:
    """End with one sentence unless what the letter points at is online; a planned sending has until its hour."""
    from chorale.newsletter.review import online

    found = online.proof(sheet, project / "build", online.ask_server)
    if found.missing and planned:
        say(_not_online(sheet, found), style="yellow")
    elif found.missing:
        raise click.ClickException(_not_online(sheet, found))
    elif found.seen == "build":
        where = sheet.community.url
        say(f"{where} ne répond pas d'ici : vérifié dans build/ seulement", style="yellow")


def _not_online(sheet: BuiltEmail, found: OnlineProof) -> str:
    count = plural(len(found.missing), "adresse")
    shown = ", ".join(found.missing[:3]) + ("…" if len(found.missing) > 3 else "")
    after = "publier le site (« chorale build », puis le mettre en ligne) avant d'envoyer"
    match found.seen:
        case "site":
            return f"la lettre mène à {count} que le site ne montre pas : {shown} ; {after}"
        case "build":
            where = f"{sheet.community.url} ne répond pas d'ici, et build/"
            return f"la lettre mène à {count} absentes : {where} ne contient pas {shown} ; {after}"
        case "nowhere":
            where = f"{sheet.community.url} ne répond pas d'ici et build/ est vide"
            return f"rien ne prouve que les pages de la lettre sont en ligne : {where} ; {after}"
    assert_never(found.seen)
