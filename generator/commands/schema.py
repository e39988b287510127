"""chorale schema: the files that let a text editor complete and check the content."""

import click

from generator.commands.project import PROGRAM, say


@click.command("schema", help="Récrire docs/schemas/*.json d'après le programme.")
def command() -> None:
    """Write every schema in the program's checkout."""
    from generator.content.json_schema import schemas
    from generator.outputs.files import File, write

    write(PROGRAM / "docs" / "schemas", (File.of(name, text) for name, text in schemas().items()))
    say(f"{len(schemas())} schémas dans docs/schemas/", style="green")
