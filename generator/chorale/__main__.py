"""The command line: a table of commands, each imported only when it is called."""

import gettext
import os
from importlib import import_module
from typing import Any

import click

from chorale.files import data
from chorale.french.os_errors import refusal
from chorale.overrides import BrokenTemplate

COMMANDS = {
    "init": ("init:command", "Créer une communauté prête à publier, dans un dossier vide."),
    "check": ("publish:check_command", "Relire tout le contenu et dire chaque problème."),
    "build": (
        "publish:build_command",
        "Publier dans build/ : site, lettres, calendriers, décisions.",
    ),
    "serve": (
        "publish:serve_command",
        "Voir le site pendant que l'on écrit ; chaque sauvegarde s'affiche.",
    ),
    "atelier": (
        "atelier:command",
        "Écrire, relire et publier dans un navigateur, sur sa propre machine.",
    ),
    "new": (
        "new:command",
        "Créer un webinaire, une rencontre, un numéro, un article, une demande.",
    ),
    "newsletter": (
        "newsletter:command",
        "Relire, approuver et envoyer un numéro de la lettre ; tenir ses abonnés.",
    ),
    "calendar": ("calendar:command", "Contrôler ou importer un calendrier .ics."),
    "ipm": ("ipm:command", "Calculer, expliquer et vérifier la décision d'un cycle."),
    "secretariat": (
        "secretariat:command",
        "Inviter, relancer, prolonger ; tenir les inscrits d'une séance.",
    ),
    "service": (
        "service:command",
        "Faire tourner les formulaires en ligne, sauvegarder, effacer.",
    ),
    "schema": (
        "publish:schema_command",
        "Récrire les schémas que lisent les éditeurs de texte.",
    ),
}
"""Each command: where it is in chorale.cli (module:function), and its line of help."""


class Commands(click.Group):
    """A group whose commands live in chorale.cli, imported only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names, in the order of the guide."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(f"chorale.cli.{module}"), name)
        return command

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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list without importing any command."""
        with formatter.section("Commandes"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(
    cls=Commands,
    help="Chorale : un dossier de textes devient le site, la lettre, l'agenda et les priorités d'une communauté.",
)
@click.option(
    "--project", type=click.Path(exists=True, file_okay=False), help="Dossier de la communauté."
)
@click.version_option(
    package_name="chorale",
    prog_name="chorale",
    message="%(prog)s %(version)s",
    help="Montrer la version.",
)
def chorale(project: str | None) -> None:
    """Hold the option that every command may read from its parent."""


def main() -> None:
    """Run the command line in French."""
    os.environ["LANGUAGE"] = "fr"
    gettext.bindtextdomain("messages", str(data("locale")))
    chorale(prog_name="chorale", windows_expand_args=False)


if __name__ == "__main__":
    main()
