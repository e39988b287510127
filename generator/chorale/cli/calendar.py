"""chorale calendar: lint a calendar file, import a partner's, keep the register of published events."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from types import FrameType

import click

from chorale.cli.options import DayParam, project_option, say, tell, today_option
from chorale.french.phrases import plural

PATIENCE = 60
"""Seconds of computing, whatever else the machine does."""
HORIZON = timedelta(days=550)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("files", metavar="FICHIER.ics...", nargs=-1, required=True, type=FILE)
def check(files: tuple[Path, ...]) -> None:
    """Lint calendars; exit 1 when a defect is found."""
    from chorale.calendars.partners.lint import lint

    problems = [problem for file in files for problem in lint(str(file), file.read_bytes())]
    for problem in problems:
        tell(f"{problem.source} : {problem.sentence}")
    if problems:
        say(plural(len(problems), "défaut"), style="red")
        raise SystemExit(1)
    say("Aucun défaut.", style="green")


@click.command()
@click.argument("file", metavar="FICHIER.ics", type=FILE)
@click.option(
    "--dry-run",
    "--essai",
    "rehearsal",
    is_flag=True,
    help="Dire ce qui serait fait, sans rien écrire.",
)
@click.option(
    "--from", "first", type=DayParam(), help="Premier jour lu (par défaut, le jour même)."
)
@click.option(
    "--until",
    "last",
    type=DayParam(),
    help=f"Dernier jour lu (par défaut, {HORIZON.days} jours après le premier).",
)
@click.option(
    "--most",
    type=click.IntRange(1, 2_000),
    metavar="N",
    default=60,
    show_default=True,
    help="Nombre de dates d'une même série, au-delà duquel elle est laissée.",
)
@click.option("--source", "name", default="", help="Nom du calendrier, s'il n'en dit pas.")
@project_option
@today_option
def import_(  # noqa: PLR0913, PLR0917 - an argument for each word that one types
    file: Path,
    rehearsal: bool,
    first: date | None,
    last: date | None,
    most: int,
    name: str,
    project: Path,
    today: date,
) -> None:
    """Follow a partner's calendar."""
    from chorale.calendars.partners.encodings import refusals
    from chorale.calendars.partners.import_calendar import ImportSettings, import_calendar
    from chorale.calendars.partners.partner_calendar import lines
    from chorale.content.load import load

    data = file.read_bytes()
    if refused := refusals(str(file), data):
        told = (f"{problem.source} : {problem.sentence}" for problem in refused)
        raise click.ClickException("\n".join(told))
    community = load(project, today).community
    if community is None:
        raise click.ClickException(
            "ce dossier n'est pas une communauté lisible : lancer « chorale check »"
        )
    begin = first or today
    settings = ImportSettings(
        first=begin, last=last or begin + HORIZON, most=most, name=name, file=file.name
    )
    if settings.last < settings.first:
        raise click.UsageError(f"« --until {settings.last} » vient avant le {settings.first}")
    try:
        with _patience():
            made = import_calendar(project, community, data, settings)
    except ValueError as error:
        raise click.ClickException(f"{file} : {error}") from None
    if not rehearsal:
        made.write(project)
    if table := "\n".join(lines(made.rows)):
        tell(table)
    for sentence in made.summary(rehearsal=rehearsal):
        say(sentence, style="green")


@click.command()
@project_option
@today_option
def publish(project: Path, today: date) -> None:
    """Write the registers of what was published, events and pages; refuses while one is missing."""
    from chorale.atelier.repository import Repository
    from chorale.content import registers
    from chorale.content.problems import errors
    from chorale.content.project import inspect
    from chorale.files import File, write

    loaded, problems = inspect(project, today)
    if loaded.community is None or errors(problems):
        raise click.ClickException(
            "le contenu a des erreurs : lancer « chorale check » avant de publier"
        )
    found = registers.following(loaded.community, Repository(project).last_changes())
    write(project, (File.of(path, text) for path, text in found.texts.items()))
    for sentence in found.sentences:
        say(sentence, style="green")


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
    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    try:
        yield
    except _Late:
        raise ValueError(
            f"lecture abandonnée après {PATIENCE} secondes de calcul ; demander une période plus courte"
        ) from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
