"""chorale newsletter export: an approved issue, written for the engine that will send it."""

from datetime import date
from pathlib import Path

import click

from generator.commands.issues import opened, require_approval
from generator.commands.project import project_option, say, today_option
from generator.content.problems import errors


@click.command("export", help="Écrire le message pour le logiciel qui l'enverra ; il doit être approuvé, sauf « eml ».")
@click.argument("slug", metavar="NUMÉRO")
@click.option(
    "--engine",
    type=click.Choice(["eml", "listmonk", "sympa", "brevo"]),
    default="eml",
    show_default=True,
    help="Logiciel d'envoi.",
)
@click.option(
    "--list-url", metavar="ADRESSE", default="", help="Page de la liste sur Sympa : https://…/sympa/info/LISTE."
)
@click.option(
    "--list-id", "lists", metavar="N", type=int, multiple=True, help="Numéro d'une liste (listmonk, Brevo) ; répétable."
)
@click.option(
    "--template-id", "template", metavar="N", type=int, default=0, help="Numéro d'un modèle vide de listmonk."
)
@click.option(
    "--output", type=click.Path(path_type=Path), help="Fichier écrit (par défaut dans build/newsletters/NUMÉRO/)."
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
    from generator.outputs.email import export as engines
    from generator.outputs.files import File, write
    from generator.outputs.review import checks, email_files, email_sheet

    loaded, community, issue = opened(project, today, slug)
    sheet = email_sheet.sheet(community, issue)
    if errors(checks.sheet_problems(sheet, loaded.origins)):
        raise click.ClickException(f"{slug} a des fautes : « chorale newsletter check {slug} » les dit")
    if engine != "eml":
        require_approval(project, issue, email_files.digest(sheet))
    try:
        file = engines.ENGINES[engine](community, issue, engines.Target(list_url, lists, template))
    except engines.Inexpressible as error:
        raise click.UsageError(str(error)) from None
    target = output or project / "build" / "newsletters" / slug / file.path
    write(target.parent, [File(target.name, file.content)])
    say(f"écrit : {target}", style="green")


COMMANDS = (export,)
