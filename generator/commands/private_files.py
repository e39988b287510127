"""Tables of people, written where only the owner of the file reads them: CSV or XLSX, after the file's name."""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from generator.commands.operation import refuse

SUFFIXES = (".csv", ".xlsx")


def suffix(output: Path) -> str:
    """Return the kind of file that a name asks for, or end with one sentence."""
    if output.suffix.lower() not in SUFFIXES:
        raise click.UsageError(f"{output.name} : un nom en .csv ou en .xlsx est attendu")
    return output.suffix.lower()


def write(output: Path, rows: Sequence[Sequence[str]], title: str) -> None:
    """Keep a header and its rows as a table; no cell of it is ever run."""
    from generator.outputs.tables import table
    from generator.service.public import registration_files

    if suffix(output) == ".xlsx":
        content = registration_files.workbook(rows, title)
    else:
        content = table(rows[0], rows[1:]).encode("utf-8-sig")
    keep(output, content)


def keep(output: Path, content: bytes) -> None:
    """Write bytes aside, readable by their owner only, then give the file its name, or end with one sentence."""
    part = output.with_name(output.name + ".part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            stream.write(content)
        part.replace(output)
    except OSError as error:
        refuse(f"{output} ne peut pas être écrit ({error.strerror}) : choisissez un dossier qui existe")
