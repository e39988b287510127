"""Subprocess that reads spreadsheets, one after the other, under limits of memory and time, as JSON lines.

Run by `grids` as « python -m … »; nothing of a file is trusted, not even its sizes.
"""

import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

MEMORY, SECONDS = 512 * 1024 * 1024, 10
UNZIPPED_MOST, CELLS_MOST = 60_000_000, 200_000
RawCell = str | int | float | bool | dict[str, str]


class SpreadsheetRefused(Exception):
    """Why a file is not read, in French."""


def main() -> int:
    """Answer each line {"kind", "file"} by a line {"sheets": [[name, rows], …], …} or {"refused": sentence}."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        asked = json.loads(line)
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime) + 1 + SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))
        json.dump(_answered(asked["kind"], asked["file"]), sys.stdout)
        sys.stdout.write("\n")
        sys.stdout.flush()
    return 0


def _answered(kind: str, file: str) -> dict[str, Any]:
    try:
        if kind in ("xlsx", "ods"):
            _refuse_archive(file)
        return {
            "sheets": list(_sheets(kind, file)),
            "faulty": _faulty(file) if kind == "xlsx" else {},
            "merged": _merged(file) if kind != "ods" else {},
        }
    except SpreadsheetRefused as refused:
        return {"refused": str(refused)}
    except MemoryError:
        return {"refused": "fichier trop lourd à ouvrir"}
    except Exception as error:  # noqa: BLE001 - whatever a hostile file provokes becomes one sentence
        word = "password" in str(error).lower() or "encrypt" in str(error).lower()
        said = "fichier protégé par un mot de passe" if word else "fichier abîmé ou illisible"
        return {"refused": said}


def _refuse_archive(file: str) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if len(entries) > 2000:
                raise SpreadsheetRefused("archive anormale : trop de fichiers à l'intérieur")
            if sum(entry.file_size for entry in entries) > UNZIPPED_MOST:
                raise SpreadsheetRefused("archive anormale : contenu démesuré")
            _refuse_other_kinds({entry.filename for entry in entries})
            _refuse_contents(archive, entries)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise SpreadsheetRefused("fichier abîmé ou incomplet") from error


def _refuse_other_kinds(names: set[str]) -> None:
    if any(name.startswith("word/") for name in names):
        raise SpreadsheetRefused(
            "ce fichier est un document Word, pas un tableur : rendre le fichier XLSX, ODS, XLS ou CSV"
        )
    if not names & {"[Content_Types].xml", "content.xml"}:
        raise SpreadsheetRefused("archive ZIP : joindre le tableur lui-même")


def _refuse_contents(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    total = 0
    for entry in entries:
        if entry.filename.endswith("vbaProject.bin") or entry.filename.startswith("Basic/"):
            raise SpreadsheetRefused(
                "le fichier contient des macros : l'enregistrer en XLSX sans macros"
            )
        with archive.open(entry) as stream:
            start = stream.read(4096)
            total += len(start)
            while chunk := stream.read(1 << 20):
                total += len(chunk)
                if total > UNZIPPED_MOST:
                    raise SpreadsheetRefused("archive anormale : contenu démesuré")
        if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
            raise SpreadsheetRefused(
                "le fichier contient une déclaration DOCTYPE : il n'est pas ouvert"
            )
        if entry.filename == "META-INF/manifest.xml" and b"encryption-data" in archive.read(entry):
            raise SpreadsheetRefused("fichier protégé par un mot de passe")


def _sheets(kind: str, file: str) -> Iterator[tuple[str, list[list[RawCell]]]]:
    left = CELLS_MOST
    for name, frame in _frames(kind, file).items():
        left -= frame.size
        if left < 0:
            raise SpreadsheetRefused("tableau démesuré : revenir au fichier d'origine")
        yield str(name), [[_cell(value) for value in row] for row in frame.to_numpy().tolist()]


def _frames(kind: str, file: str) -> dict[Any, Any]:
    """Return the cells of every sheet, from its first line and column; calamine cannot read an ODS of indented XML."""
    import defusedxml
    import pandas as pd
    from python_calamine import CalamineError

    defusedxml.defuse_stdlib()
    read = partial(
        pd.read_excel,
        file,
        sheet_name=None,
        header=None,
        dtype=object,
        keep_default_na=False,
        na_values=[],
    )
    try:
        found: dict[Any, Any] = read(engine="calamine")
    except CalamineError:
        if kind != "ods":
            raise
        found = read(engine="odf")
    return found


def _cell(value: Any) -> RawCell:
    if isinstance(value, datetime | date | time | timedelta):
        return {"date": str(value)}
    if isinstance(value, bool | str | int):
        return value
    if isinstance(value, float):
        return "" if value != value else int(value) if value.is_integer() else value  # noqa: PLR0124 - NaN is not itself
    return "" if value is None else str(value)


def _faulty(file: str) -> dict[str, list[str]]:
    """Return, for each sheet's part, the cells with an error or an unvalued formula: calamine reads them as empty."""
    found = {}
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                text = archive.read(name).decode("utf-8", "replace")
                found[name] = [where for where, fault in _cells(text) if fault]
    return found


def _merged(file: str) -> dict[str, list[list[int]]]:
    """Return, for each sheet, the ranges of several rows that are one cell: [row, column, last row, last column]."""
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(file) as book:
        sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
        return {
            name: [
                [*first, *last]
                for first, last in sheet.merged_cell_ranges or ()
                if first[0] < last[0]
            ]
            for name, sheet in sheets.items()
        }


def _cells(text: str) -> Iterator[tuple[str, bool]]:
    for match in re.finditer(r"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", text, re.DOTALL):
        where = re.search(r'\br="([A-Z]+[0-9]+)"', match[1])
        inside = match[2] or ""
        error = re.search(r'\bt="e"', match[1]) is not None
        empty = (
            re.search(r"<(?:\w+:)?f\b", inside) is not None
            and re.search(r"<(?:\w+:)?v>[^<]", inside) is None
        )
        if where:
            yield where[1], error or empty


if __name__ == "__main__":
    sys.exit(main())
