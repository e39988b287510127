"""chorale check: every problem of the content, all at once."""

from datetime import date
from pathlib import Path

import click

from generator.commands.project import project_option, say, today_option


@click.command("check", help="Relire tout le contenu et dire chaque problème, avec sa ligne et son remède.")
@click.option(
    "--format",
    "layout",
    type=click.Choice(["text", "github", "json"]),
    default="text",
    show_default=True,
    help="text pour lire, github pour annoter une demande de fusion, json pour un programme.",
)
@project_option
@today_option
def command(layout: str, project: Path, today: date) -> None:
    """Check a project; exit 1 when something forbids publication."""
    from generator.content.problems import errors
    from generator.outputs import report
    from generator.project import inspect

    _, problems = inspect(project, today)
    match layout:
        case "json":
            click.echo(report.as_json(problems))
        case "github" if problems:
            click.echo(report.as_github(problems))
        case "text" if problems:
            click.echo(report.as_text(problems, project))
    if layout == "text":
        say(report.summary(problems), style="red" if errors(problems) else "green")
    raise SystemExit(1 if errors(problems) else 0)
