"""chorale newsletter: preview, check, approve and export an issue."""

import webbrowser
from datetime import date
from pathlib import Path

import click

from chorale.cli.open_issue import approvals_of, opened, require_approval
from chorale.cli.options import project_option, say, today_option
from chorale.content.model import Issue
from chorale.content.problems import errors

EXPORTS = "var/envois"
"""Where what was handed over is kept: « build » replaces its own folder."""


@click.command()
@click.argument("slug", metavar="NUMÉRO")
@click.option(
    "--engine",
    type=click.Choice(["eml", "listmonk", "sympa", "brevo"]),
    default="eml",
    show_default=True,
    help="Logiciel d'envoi.",
)
@click.option(
    "--list-url",
    metavar="ADRESSE",
    default="",
    help="Page de la liste sur Sympa : https://…/sympa/info/LISTE.",
)
@click.option(
    "--list-id",
    "lists",
    metavar="N",
    type=int,
    multiple=True,
    help="Numéro d'une liste (listmonk, Brevo) ; répétable.",
)
@click.option(
    "--template-id",
    "template",
    metavar="N",
    type=int,
    default=0,
    help="Numéro d'un modèle vide de listmonk.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Fichier écrit (par défaut dans var/envois/NUMÉRO/).",
)
@project_option
@today_option
def export(  # noqa: PLR0913, PLR0917 - one parameter for each option
    slug: str,
    engine: str,
    list_url: str,
    lists: tuple[int, ...],
    template: int,
    output: Path | None,
    project: Path,
    today: date,
) -> None:
    """Write one file for an engine; refused when the issue has errors, or was not approved as it is."""
    from chorale.files import File, write
    from chorale.newsletter.email import engines
    from chorale.newsletter.review import built_email, checks, issue_files

    loaded, community, issue = opened(project, today, slug)
    sheet = built_email.sheet(community, issue)
    if errors(checks.sheet_problems(sheet, loaded.origins)):
        raise click.ClickException(
            f"{slug} a des fautes : « chorale newsletter check {slug} » les dit"
        )
    if engine != "eml":
        require_approval(project, community, issue, issue_files.digest(sheet))
    try:
        file = engines.ENGINES[engine](
            community, issue, engines.EspTarget(list_url, lists, template)
        )
    except engines.Inexpressible as error:
        raise click.UsageError(str(error)) from None
    target = output or project / EXPORTS / slug / file.path
    write(target.parent, [File(target.name, file.content)])
    say(f"écrit : {target}", style="green")


issue_argument = click.argument("slug", metavar="NUMÉRO")


@click.command()
@issue_argument
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Dossier d'aperçu (par défaut « build » dans la communauté).",
)
@click.option("--open", "shown", is_flag=True, help="Ouvrir l'aperçu dans le navigateur.")
@project_option
@today_option
def preview(slug: str, output: Path | None, shown: bool, project: Path, today: date) -> None:
    """Write the files of one issue."""
    from chorale.files import write
    from chorale.newsletter.review import issue_files

    loaded, community, issue = opened(project, today, slug)
    target = output or project / "build"
    write(target, issue_files.issue_files(community, issue, loaded.origins))
    page = target / "newsletters" / slug / issue_files.PAGE
    say(f"aperçu : {page}", style="green")
    if shown:
        webbrowser.open(page.as_uri())


@click.command()
@issue_argument
@click.option(
    "--format",
    "layout",
    type=click.Choice(["text", "github", "json"]),
    default="text",
    show_default=True,
    help="Forme de la réponse.",
)
@project_option
@today_option
def check(slug: str, layout: str, project: Path, today: date) -> None:
    """Check one issue; exit 1 when something forbids sending it."""
    from chorale.content import problems
    from chorale.newsletter.review import approval, built_email, checks, issue_files

    loaded, community, issue = opened(project, today, slug)
    sheet = built_email.sheet(community, issue)
    approvals = approvals_of(project, issue)
    digest = issue_files.digest(sheet)
    found = (
        *(one for one in loaded.problems if one.source.path.startswith(_folder(issue))),
        *checks.template_problems(community),
        *checks.sheet_problems(sheet, loaded.origins, checks.THOROUGH),
        *approval.problems(approvals, digest, str(Path(issue.path).parent)),
    )
    if layout == "json":
        click.echo(issue_files.report(sheet, found), nl=False)
    elif found:
        click.echo(
            problems.as_github(found) if layout == "github" else problems.as_text(found, project)
        )
    names = [one.by for one in approval.standing(approvals, digest)]
    said = _approved(names, lapsed=bool(approvals))
    say(f"{slug} : {problems.summary(found) if found else 'rien à reprendre'} ; {said}")
    raise SystemExit(1 if errors(found) else 0)


def _folder(issue: Issue) -> str:
    return str(Path(issue.path).parent) + "/"


def _approved(names: list[str], *, lapsed: bool) -> str:
    if names:
        return f"approuvé par « {' », « '.join(names)} »"
    return "à approuver de nouveau" if lapsed else "pas encore approuvé"


@click.command()
@issue_argument
@click.option(
    "--by",
    required=True,
    metavar="NOM",
    help="Qui approuve : une fonction, par exemple « comité de rédaction ».",
)
@project_option
@today_option
def approve(slug: str, by: str, project: Path, today: date) -> None:
    """Record the digest of an issue without problem."""
    from chorale.files import File, write
    from chorale.newsletter.review import approval, built_email, checks, issue_files

    by = " ".join(by.split())
    if not by:
        raise click.UsageError(
            "donner après --by qui approuve, par exemple « comité de rédaction »"
        )
    loaded, community, issue = opened(project, today, slug)
    sheet = built_email.sheet(community, issue)
    if errors(checks.sheet_problems(sheet, loaded.origins)):
        raise click.ClickException(
            f"{slug} a des fautes : « chorale newsletter check {slug} » les dit"
        )
    if refused := approval.refusal(issue, loaded.problems):
        raise click.ClickException(refused)
    new = approval.Approval(today, issue_files.digest(sheet), by)
    approved = approval.write(approval.added(approvals_of(project, issue), new))
    write((project / issue.path).parent, [File.of(approval.FILE, approved)])
    say(f"{slug} approuvé par « {by} », empreinte {new.digest[:12]}…", style="green")
