"""chorale calendar: lint a calendar file, import a partner's, keep the register of published events."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

import click

from chorale.cli.options import project_option, say, today_option
from chorale.french.phrases import plural

PATIENCE = 20
HORIZON = timedelta(days=550)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(short_help="Dire chaque défaut d'un fichier .ics.")
@click.argument("files", metavar="FICHIER.ics...", nargs=-1, required=True, type=FILE)
def check(files: tuple[Path, ...]) -> None:
    """Lint calendars; exit 1 when a defect is found."""
    from chorale.calendars.partners.lint import lint

    problems = [problem for file in files for problem in lint(str(file), file.read_bytes())]
    for problem in problems:
        click.echo(f"{problem.source} : {problem.sentence}")
    if problems:
        say(plural(len(problems), "défaut"), style="red")
        raise SystemExit(1)
    say("Aucun défaut.", style="green")


@click.command(short_help="Créer les fichiers d'un calendrier .ics.")
@click.argument("file", metavar="FICHIER.ics", type=FILE)
@click.option(
    "--dry-run",
    "--essai",
    "rehearsal",
    is_flag=True,
    help="Dire ce qui serait créé, sans rien écrire.",
)
@project_option
@today_option
def import_(file: Path, rehearsal: bool, project: Path, today: date) -> None:
    """Import the events to come of a calendar."""
    from chorale.calendars.partners.import_events import ImportedEventFile, imported
    from chorale.calendars.partners.occurrences import occurrences
    from chorale.calendars.partners.parse import refusals
    from chorale.content.load import load
    from chorale.files import File, write

    community = load(project, today).community
    if community is None:
        raise click.ClickException(
            "ce dossier n'est pas une communauté lisible : lancer « chorale check »"
        )
    data = file.read_bytes()
    if refused := refusals(str(file), data):
        raise click.ClickException(
            "\n".join(f"{problem.source} : {problem.sentence}" for problem in refused)
        )
    try:
        with _patience():
            found = occurrences(data, today, today + HORIZON, ZoneInfo(community.timezone))
    except ValueError as error:
        raise click.ClickException(f"{file} : {error}") from None
    made, reasons = imported(found, community.audiences)
    fresh: list[ImportedEventFile] = [one for one in made if not (project / one.path).exists()]
    for one in fresh:
        click.echo(one.path)
    if not rehearsal:
        write(project, (File.of(one.path, one.content) for one in fresh))
    for one in made:
        if one not in fresh:
            say(f"Laissé tel quel : {one.path} existe déjà")
    for reason in reasons:
        say(f"Laissé de côté : {reason}", style="yellow")
    say(_summary(len(fresh), rehearsal=rehearsal), style="green")


@click.command(short_help="Tenir le registre des rendez-vous publiés.")
@project_option
@today_option
def publish(project: Path, today: date) -> None:
    """Write the register of published events; refuses while a published event is missing."""
    from chorale.content import register
    from chorale.content.problems import errors
    from chorale.content.project import inspect
    from chorale.files import File, write

    loaded, problems = inspect(project, today)
    if loaded.community is None or errors(problems):
        raise click.ClickException(
            "le contenu a des erreurs : lancer « chorale check » avant de publier"
        )
    found = register.published(loaded.community)
    write(project, [File.of(register.PATH, register.written(found))])
    before = {one.key: one for one in loaded.community.register}
    new = sum(one.key not in before for one in found)
    revised = sum(one.changes > before[one.key].changes for one in found if one.key in before)
    told = f" : {plural(new, 'nouveau', 'nouveaux')}, {plural(revised, 'modifié')}"
    say(f"{len(found)} rendez-vous au registre ({register.PATH}){told}", style="green")


def _summary(count: int, *, rehearsal: bool) -> str:
    if not count:
        return "Aucun fichier nouveau."
    made = (
        ("fichier serait créé", "fichiers seraient créés")
        if rehearsal
        else ("fichier créé", "fichiers créés")
    )
    return f"{plural(count, *made)}. Les relire, puis lancer « chorale check »."


class _Late(BaseException):
    """Time is up; not an Exception, because readers of calendars swallow those."""


@contextmanager
def _patience() -> Iterator[None]:
    """Stop a file that takes too long to read; raises ValueError."""

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise _Late

    if os.name != "posix":
        yield
        return
    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(PATIENCE)
    try:
        yield
    except _Late:
        raise ValueError(
            f"lecture abandonnée après {PATIENCE} secondes ; demander une période plus courte"
        ) from None
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
