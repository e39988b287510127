"""chorale build: publish everything, after a clean check."""

import sys
from datetime import date
from pathlib import Path

import click

from generator.commands.project import project_option, say, today_option


@click.command(
    "build", help="Publier le site, les lettres, les calendriers et les décisions, après une relecture sans faute."
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Dossier publié (par défaut « build » dans la communauté) ; remplacé d'un coup, à la fin.",
)
@click.option(
    "--engine", type=click.Choice(["mkdocs", "zensical"]), default="mkdocs", show_default=True, help="Moteur de site."
)
@project_option
@today_option
def command(output: Path | None, engine: str, project: Path, today: date) -> None:
    """Build a project; exit 1 when the content forbids it, and nothing is written."""
    from generator.build import Refused

    target = output or project / "build"
    try:
        count = _publish(project, target, today, engine)
    except Refused as refused:
        _explain(refused, project)
        raise SystemExit(1) from None
    say(f"{count} fichiers publiés dans {_short(target)}/", style="green")


def _publish(project: Path, target: Path, today: date, engine: str) -> int:
    from generator.build import build

    if not sys.stderr.isatty():
        return build(project, target, today, builder=engine)
    from rich.console import Console

    with Console(stderr=True).status("Publication") as status:
        return build(project, target, today, status.update, builder=engine)


def _explain(refused: Exception, project: Path) -> None:
    from generator.outputs import report

    problems = getattr(refused, "problems", ())
    say(report.as_text(problems, project) if problems else str(refused))
    if problems:
        say(f"{report.summary(problems)} ; rien n'a été publié", style="red")


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
