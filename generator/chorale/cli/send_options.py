"""The options of « newsletter send », parsed and checked as one value."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


class Moment(click.ParamType[datetime]):
    """A day and an hour, local to the community."""

    name = "AAAA-MM-JJ HH:MM"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the moment, or end with a usage error."""
        try:
            return datetime.strptime(value, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - the community's zone is not known yet
        except ValueError:
            self.fail(f"« {value} » n'est pas un jour et une heure AAAA-MM-JJ HH:MM", param, ctx)


@dataclass(frozen=True, kw_only=True)
class SendOptions:
    """The options, as given."""

    tests: tuple[str, ...]
    dry_run: bool
    topic: str
    moment: datetime | None
    early: bool
    due: bool
    cancel: bool
    connections: int
    pace: int
    logs: tuple[Path, ...]
    doubt: str | None


def clash(asked: SendOptions) -> str:
    """Say which of two options that ask different things is too many; nothing when all agree."""
    given = {
        "--test": bool(asked.tests),
        "--dry-run": asked.dry_run,
        "--cancel": asked.cancel,
        "--due": asked.due,
        "--at": asked.moment is not None,
        "--topic": bool(asked.topic),
    }
    for one, other in _APART:
        if given[one] and given[other]:
            return f"{one} et {other} demandent deux choses : n'en garder qu'une"
    return ""


_APART = (
    ("--test", "--dry-run"),
    ("--test", "--cancel"),
    ("--test", "--due"),
    ("--test", "--at"),
    ("--cancel", "--dry-run"),
    ("--cancel", "--due"),
    ("--cancel", "--at"),
    ("--due", "--at"),
    ("--due", "--topic"),
)
"""What a person cannot want together."""

_OPTIONS = (
    click.option(
        "--test",
        "tests",
        multiple=True,
        metavar="ADRESSE",
        help="N'envoyer qu'à cette adresse, sans rien noter.",
    ),
    click.option(
        "--dry-run",
        is_flag=True,
        help="Dire à combien, et ce qui empêcherait l'envoi, sans rien envoyer.",
    ),
    click.option(
        "--topic", default="", metavar="PUBLIC", help="Seulement les abonnés de ce sujet."
    ),
    click.option(
        "--at",
        "moment",
        type=Moment(),
        help="Prévoir l'envoi à cette heure ; une minuterie lance « send --due ».",
    ),
    click.option(
        "--early", is_flag=True, help="Laisser partir une lettre avant le jour qu'elle porte."
    ),
    click.option(
        "--due",
        is_flag=True,
        help="Envoyer ce qui est prévu et dont l'heure est venue (pour une minuterie).",
    ),
    click.option("--cancel", is_flag=True, help="Annuler un envoi prévu."),
    click.option(
        "--connections",
        metavar="N",
        default=4,
        show_default=True,
        type=click.IntRange(1, 16),
        help="Connexions au serveur.",
    ),
    click.option(
        "--pace",
        default=0,
        metavar="N",
        type=click.IntRange(0),
        help="Messages par minute et par domaine, au plus.",
    ),
    click.option(
        "--log",
        "logs",
        multiple=True,
        type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path),
        help="Journal de Postfix, pour reprendre un envoi interrompu ; répétable.",
    ),
    click.option(
        "--in-doubt",
        "doubt",
        type=click.Choice(["sent", "again"]),
        help="Sans journal : tenir les envois en doute pour partis (sent), ou les refaire (again).",
    ),
)


def options(function: F) -> F:
    """Add every option to a command."""
    return reduce(lambda command, option: option(command), reversed(_OPTIONS), function)
