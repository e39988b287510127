"""chorale newsletter: look at an issue, check it, approve exactly what was read, hand it over."""

import webbrowser
from datetime import date
from pathlib import Path

import click

from generator.commands import newsletter_bounces, newsletter_delivery, newsletter_export, subscribers
from generator.commands.issues import approvals_of, opened
from generator.commands.project import project_option, say, today_option
from generator.content.problems import errors


@click.group("newsletter", help="Relire, approuver et envoyer un numéro de la lettre ; tenir ses abonnés.")
def command() -> None:
    """Hold the verbs of the newsletter."""


issue_argument = click.argument("slug", metavar="NUMÉRO")


@command.command(
    "preview", help="Fabriquer l'aperçu d'un numéro, brouillon compris : ordinateur, téléphone, sombre, texte."
)
@issue_argument
@click.option(
    "--output", type=click.Path(path_type=Path), help="Dossier d'aperçu (par défaut « build » dans la communauté)."
)
@click.option("--open", "shown", is_flag=True, help="Ouvrir l'aperçu dans le navigateur.")
@project_option
@today_option
def preview(slug: str, output: Path | None, shown: bool, project: Path, today: date) -> None:
    """Write the files of one issue."""
    from generator.outputs.files import write
    from generator.outputs.review import email_files, email_preview

    loaded, community, issue = opened(project, today, slug)
    target = output or project / "build"
    write(target, email_files.issue_files(community, issue, loaded.origins))
    page = target / "newsletters" / slug / email_preview.PAGE
    say(f"aperçu : {page}", style="green")
    if shown:
        webbrowser.open(page.as_uri())


@command.command("check", help="Dire tout ce qui empêche d'envoyer un numéro, où, et quoi faire.")
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
    from generator.outputs import report
    from generator.outputs.review import approval, checks, email_files, email_sheet

    loaded, community, issue = opened(project, today, slug)
    sheet = email_sheet.sheet(community, issue)
    approvals = approvals_of(project, issue)
    digest = email_files.digest(sheet)
    found = (
        *checks.template_problems(),
        *checks.sheet_problems(sheet, loaded.origins, checks.THOROUGH),
        *approval.problems(approvals, digest, str(Path(issue.path).parent)),
    )
    if layout == "json":
        click.echo(email_files.report(sheet, found), nl=False)
    elif found:
        click.echo(report.as_github(found) if layout == "github" else report.as_text(found, project))
    names = [one.by for one in approval.standing(approvals, digest)]
    said = _approved(names, lapsed=bool(approvals))
    say(f"{slug} : {report.summary(found) if found else 'rien à reprendre'} ; {said}")
    raise SystemExit(1 if errors(found) else 0)


def _approved(names: list[str], *, lapsed: bool) -> str:
    if names:
        return f"approuvé par « {' », « '.join(names)} »"
    return "à approuver de nouveau" if lapsed else "pas encore approuvé"


@command.command("approve", help="Approuver exactement le message tel qu'il se fabrique aujourd'hui.")
@issue_argument
@click.option(
    "--by", required=True, metavar="NOM", help="Qui approuve : une fonction, par exemple « comité de rédaction »."
)
@project_option
@today_option
def approve(slug: str, by: str, project: Path, today: date) -> None:
    """Record the digest of an issue without problem."""
    from generator.outputs.files import File, write
    from generator.outputs.review import approval, checks, email_files, email_sheet

    by = " ".join(by.split())
    if not by:
        raise click.UsageError("donner après --by qui approuve, par exemple « comité de rédaction »")
    loaded, community, issue = opened(project, today, slug)
    sheet = email_sheet.sheet(community, issue)
    if errors(checks.sheet_problems(sheet, loaded.origins)):
        raise click.ClickException(f"{slug} a des fautes : « chorale newsletter check {slug} » les dit")
    new = approval.Approval(today, email_files.digest(sheet), by)
    approved = approval.write(approval.added(approvals_of(project, issue), new))
    write((project / issue.path).parent, [File.of(approval.FILE, approved)])
    say(f"{slug} approuvé par « {by} », empreinte {new.digest[:12]}…", style="green")


for extra in (
    *newsletter_export.COMMANDS,
    *newsletter_delivery.COMMANDS,
    *newsletter_bounces.COMMANDS,
    *subscribers.COMMANDS,
):
    command.add_command(extra)
