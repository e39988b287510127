"""The command line, in French: what the machine refuses is one sentence, never a trace."""

import atexit
import gc
import gettext
import os
from pathlib import Path
from typing import Any

import click

from chorale.cli.command_group import ListedGroup
from chorale.cli.commands import COMMANDS
from chorale.cli.options import FOLDER
from chorale.files import data
from chorale.french.os_errors import refusal
from chorale.overrides import BrokenTemplate


class Commands(ListedGroup):
    """The first level, where what the machine refuses becomes a sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what the machine refuses (no such folder, no right, no room) is one sentence, not a trace."""
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as missing:
            if not missing.name or missing.name.startswith("chorale"):
                raise
            sentence = f"il manque la bibliothèque « {missing.name} » ; installer : pip install 'chorale[service]'"
            raise click.ClickException(sentence) from None
        except BrokenTemplate as broken:
            raise click.ClickException(str(broken)) from None
        except OSError as error:
            if error.filename is None:
                raise
            raise click.ClickException(refusal(error)) from None


@click.group(
    cls=Commands,
    listed=COMMANDS,
    help="Chorale : un dossier de textes devient le site, la lettre, l'agenda et les priorités d'une communauté.",
)
@click.option("--project", type=FOLDER, help="Dossier de la communauté.")
@click.version_option(
    package_name="chorale",
    prog_name="chorale",
    message="%(prog)s %(version)s",
    help="Montrer la version.",
)
def chorale(project: Path | None) -> None:
    """Hold the option that every command may read from its parent."""


def main() -> None:
    """Run the command line in French."""
    os.environ["LANGUAGE"] = "fr"
    # no matrix is computed here, for which numpy's library starts threads that spin
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # at the end all is let go: looking for circles in it took up to a second
    atexit.register(gc.freeze)
    gettext.bindtextdomain("messages", str(data("locale")))
    chorale(prog_name="chorale", windows_expand_args=False)


if __name__ == "__main__":
    main()
