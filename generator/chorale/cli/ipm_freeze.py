"""chorale ipm freeze, correct: fix in a cycle's file who counts, what is asked and what was decided; date a change."""

from datetime import date
from pathlib import Path

import click

from chorale.cli.options import DayParam, project_option, say, today_option
from chorale.content.writing import cycle_files
from chorale.content.writing.cycle_files import FreezeRefused
from chorale.french.suggestions import did_you_mean
from chorale.ipm.model import Cycle


@click.command()
@click.argument("cycle")
@click.option(
    "--meeting-over",
    is_flag=True,
    help="Figer l'arbitrage le jour même de la réunion, une fois finie.",
)
@project_option
@today_option
def freeze(cycle: str, project: Path, today: date, *, meeting_over: bool) -> None:
    """Write groups and fingerprint in cycle.yml."""
    found = _sound(project, cycle, today)
    try:
        text = _text_of(project, found)
        text, added = cycle_files.frozen(found, text, today, meeting_over=meeting_over)
    except FreezeRefused as refused:
        author = f" : « chorale ipm correct {cycle} --author … --reason … »"
        raise click.ClickException(f"{refused}{author}") from None
    _write(project, found, text)
    say(
        f"{cycle} : {cycle_files.named(added)} ne bougent plus."
        if added
        else f"{cycle} : tout ce qui peut l'être est déjà figé.",
        style="green",
    )


@click.command()
@click.argument("cycle")
@click.option("--author", required=True, help="Qui corrige, par exemple « Secrétariat ».")
@click.option("--reason", required=True, help="La raison, publiée avec la décision.")
@click.option(
    "--date", "day", type=DayParam(), help="Jour de la correction (le jour même par défaut)."
)
@project_option
@today_option
def correct(cycle: str, project: Path, today: date, day: date | None, **said: str) -> None:
    """Append a dated correction, and carry the new fingerprints."""
    found = _sound(project, cycle, today)
    try:
        text, moved = cycle_files.corrected(found, _text_of(project, found), day or today, **said)
    except FreezeRefused as refused:
        raise click.ClickException(str(refused)) from None
    _write(project, found, text)
    say(f"{cycle} : correction datée pour {cycle_files.named(moved)}.", style="green")


def _sound(project: Path, slug: str, today: date) -> Cycle:
    """Return a cycle that has no error, but for what it froze: that is what these commands are about."""
    from chorale.content.problems import as_text, errors
    from chorale.content.project import inspect

    loaded, problems = inspect(project, today)
    cycles = {cycle.slug: cycle for cycle in loaded.community.cycles} if loaded.community else {}
    own = (f"/ipm/{slug}/", "/ipm/groups.yml")
    wrong = [
        problem
        for problem in errors(problems)
        if any(part in problem.source.path for part in own) and problem.code != "empreinte"
    ]
    if wrong:
        raise click.ClickException(
            f"le cycle « {slug} » contient des erreurs : les corriger avant de figer.\n{as_text(wrong, project)}"
        )
    if slug not in cycles:
        advice = did_you_mean(slug, cycles) or f"cycles lus : {', '.join(cycles) or 'aucun'}"
        raise click.ClickException(f"cycle inconnu « {slug} » ; {advice}")
    return cycles[slug]


def _text_of(project: Path, cycle: Cycle) -> str:
    return (project / cycle.path).read_text(encoding="utf-8")


def _write(project: Path, cycle: Cycle, text: str) -> None:
    from chorale.files import store

    store(project / cycle.path, text.encode())
