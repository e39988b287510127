"""chorale init: a small community that builds at once, in a folder of its own."""

from datetime import date
from importlib.metadata import version
from pathlib import Path

import click

from chorale.cli.options import say, today_option


@click.command()
@click.argument("folder", metavar="DOSSIER", type=click.Path(path_type=Path))
@click.option(
    "--name",
    default="Notre communauté",
    show_default=True,
    metavar="NOM",
    help="Nom de la communauté.",
)
@click.option(
    "--url",
    default="https://communaute.example/",
    show_default=True,
    metavar="ADRESSE",
    help="Adresse « https://…/ » du site publié.",
)
@click.option(
    "--container", is_flag=True, help="Ajouter un Dockerfile pour le service des formulaires."
)
@today_option
def command(folder: Path, name: str, url: str, container: bool, today: date) -> None:
    """Write a community that the check finds sound; refuse a folder that holds something."""
    from chorale import starter

    address = url if url.endswith("/") else f"{url}/"
    asked = starter.Starter(
        name=name, url=address, version=version("chorale"), today=today, container=container
    )
    try:
        starter.lay(folder.resolve(), asked)
    except starter.InitRefused as refused:
        raise click.ClickException(str(refused)) from None
    say(f"« {name} » est prête dans « {folder.resolve()} »", style="green")
    say(
        "Ensuite, dans ce dossier : « chorale serve » montre le site ; README.md dit ce qui est à remplacer."
    )
