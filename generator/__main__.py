"""The command line: a table of commands, each imported only when it is called."""

import errno
import gettext
import os
from importlib import import_module
from pathlib import Path
from typing import Any

import click

COMMANDS = {
    "check": "Relire tout le contenu et dire chaque problème.",
    "build": "Publier dans build/ : site, lettres, calendriers, décisions.",
    "serve": "Voir le site pendant que l'on écrit ; chaque sauvegarde s'affiche.",
    "new": "Créer un webinaire, une rencontre, un numéro, un article, une demande.",
    "newsletter": "Relire, approuver et envoyer un numéro de la lettre ; tenir ses abonnés.",
    "calendar": "Contrôler ou importer un calendrier .ics.",
    "ipm": "Calculer, expliquer et vérifier la décision d'un cycle.",
    "service": "Faire tourner les formulaires en ligne.",
    "schema": "Récrire les schémas que lisent les éditeurs de texte.",
}


REFUSALS = {
    errno.ENOENT: "fichier ou dossier introuvable",
    errno.EACCES: "accès refusé",
    errno.EPERM: "opération refusée",
    errno.EISDIR: "c'est un dossier",
    errno.ENOTDIR: "ce n'est pas un dossier",
    errno.EEXIST: "existe déjà",
    errno.ENOSPC: "le disque est plein",
    errno.EROFS: "le disque est en lecture seule",
}


class Commands(click.Group):
    """A group whose commands live in generator.commands, one module each."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names, in the order of the guide."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"generator.commands.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what the machine refuses (no such folder, no right, no room) is one sentence, not a trace."""
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.filename is None:
                raise
            reason = REFUSALS.get(error.errno or 0, error.strerror or type(error).__name__)
            raise click.ClickException(f"« {error.filename} » : {reason}") from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list without importing any command."""
        with formatter.section("Commandes"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Commands,
    help="Chorale : un dossier de textes devient le site, la lettre, l'agenda et les priorités d'une communauté.",
)
@click.option("--project", type=click.Path(exists=True, file_okay=False), help="Dossier de la communauté.")
@click.version_option(
    package_name="chorale", prog_name="chorale", message="%(prog)s %(version)s", help="Montrer la version."
)
def chorale(project: str | None) -> None:
    """Hold the option that every command may read from its parent."""


def main() -> None:
    """Run the command line in French."""
    os.environ["LANGUAGE"] = "fr"
    gettext.bindtextdomain("messages", str(Path(__file__).with_name("locale")))
    chorale(prog_name="chorale", windows_expand_args=False)


if __name__ == "__main__":
    main()
