"""chorale serve: the site while one writes."""

from datetime import date
from pathlib import Path

import click

from generator.commands.project import project_option, say, today_option


@click.command("serve", help="Voir le site et les lettres pendant que l'on écrit ; chaque sauvegarde s'affiche.")
@click.option("--address", default="127.0.0.1:8000", show_default=True, metavar="HÔTE:PORT", help="Où lire le site.")
@project_option
@today_option
def command(address: str, project: Path, today: date) -> None:
    """Serve a project until Ctrl+C; refuse an address that cannot be listened to."""
    from generator.preview import serve_site

    if not address.rpartition(":")[2].isdigit():
        raise click.UsageError(f"« {address} » n'est pas une adresse HÔTE:PORT, par exemple 127.0.0.1:8000")
    try:
        serve_site(project, today, address, say)
    except OSError as error:
        say(f"Impossible d'écouter sur {address} : {error.strerror or error}", style="red")
        raise SystemExit(1) from None
