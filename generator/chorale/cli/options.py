"""Options that every command shares (project, day) and the printing of messages and help."""

import re
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from chorale.french.phrases import apostrophes

F = TypeVar("F", bound=Callable[..., Any])
_QUOTED = re.compile(r"(?<![^\s(])'([^'\s]+(?: [^'\s]+)*)'(?!\w)")

for kind, name in ((click.STRING, "texte"), (click.INT, "nombre"), (click.IntRange, "nombre")):
    kind.name = name  # written in helps, in capitals


class DayParam(click.ParamType[date]):
    """A day written AAAA-MM-JJ."""

    name = "AAAA-MM-JJ"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date, or end with a usage error."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"« {value} » n'est pas une date AAAA-MM-JJ", param, ctx)


class MomentParam(click.ParamType[datetime]):
    """A local date and hour written « AAAA-MM-JJ HH:MM »."""

    name = "AAAA-MM-JJ HH:MM"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the wall-clock time, or end with a usage error."""
        if isinstance(value, datetime):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - a wall clock's time; its zone is the community's
        except ValueError:
            self.fail(
                f"« {value} » n'est pas une date et une heure « AAAA-MM-JJ HH:MM »", param, ctx
            )


class NoCommunity(click.ClickException):
    """No community is here, and none was named."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__(
            "aucune communauté ici : ni ce dossier ni ceux qui le contiennent n'ont de « content/community.yml » ; "
            "donner son dossier avec --project, ou en créer une : chorale init DOSSIER"
        )


def find_project(start: Path) -> Path | None:
    """Return the nearest folder, upwards, that holds a community."""
    return next(
        (one for one in (start, *start.parents) if (one / "content" / "community.yml").is_file()),
        None,
    )


def _named_or_found(ctx: click.Context, _: click.Parameter, value: Path | None) -> Path | None:
    chosen = value or (ctx.find_root().params.get("project") if ctx.parent else None)
    return Path(chosen).resolve() if chosen else find_project(Path.cwd())


def _needed(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path | None:
    project = _named_or_found(ctx, param, value)
    if project is None and not ctx.resilient_parsing:
        raise NoCommunity
    return project


FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FOLDER.name = "dossier"  # made before the language is chosen


def _option(callback: Callable[..., Path | None]) -> Callable[[F], F]:
    return click.option(
        "--project",
        type=FOLDER,
        callback=callback,
        help="Dossier de la communauté (celui qui contient « content/ »).",
    )


project_option = _option(_needed)
"""Add --project: the folder of the community, which the command cannot do without."""

optional_project_option = _option(_named_or_found)
"""Add --project for a command that may be about a file alone: the folder is None when there is none."""


def today_option(function: F) -> F:
    """Add --today: what is past and what is to come."""
    return click.option(
        "--today",
        type=DayParam(),
        default=lambda: datetime.now(ZoneInfo("Europe/Paris")).date(),
        show_default="le jour même",
        help="Jour qui sépare ce qui est passé de ce qui est à venir.",
    )(function)


def say(message: str, *, style: str = "") -> None:
    """Write a sentence for the person at the keyboard, on the error stream, coloured only on a terminal."""
    said = click.style(apostrophes(message), fg=style or None)
    click.echo(said, err=True, color=sys.stderr.isatty() and None)


def tell(text: str, *, nl: bool = True) -> None:
    """Write what was asked for, to be read by a person; what programs read is written as it is, by click."""
    click.echo(apostrophes(text), nl=nl)


class PrintedHelp(click.HelpFormatter):
    """Help as printers write it."""

    def getvalue(self) -> str:
        """Return what was written."""
        return apostrophes(super().getvalue())


class Quoted(str):
    """A word that click writes between the quotation marks of programs: here, between those of printers."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"«\u00a0{self}\u00a0»"


def printed(text: str) -> str:
    """Return what click says as printers write it."""
    return apostrophes(_QUOTED.sub(lambda found: repr(Quoted(found[1])), text))


class PrintedContext(click.Context):
    """What a command runs in: its help and its refusals are printed French."""

    formatter_class = PrintedHelp

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> bool | None:
        """Write a refusal as printers do, on its way out."""
        if isinstance(exc_value, click.ClickException):
            object.__setattr__(exc_value, "message", printed(exc_value.message))
        if isinstance(exc_value, click.BadParameter) and exc_value.param:
            exc_value.param_hint = printed(exc_value.param.get_error_hint(self))
        if isinstance(exc_value, click.NoSuchOption | click.NoSuchCommand):
            object.__setattr__(
                exc_value, "possibilities", list(map(Quoted, exc_value.possibilities or ()))
            )
        return super().__exit__(exc_type, exc_value, tb)
