"""Spreadsheets of unknown origin (XLSX, ODS, CSV) read as grids of cells, or refused in one sentence."""

import contextlib
import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from chorale.files import PACKAGE
from chorale.text import csv_files

LARGEST = 5_000_000
DEADLINE = 15
CellValue = str | int | float | bool | dict[str, str]

_STRANGERS = {
    b"%pdf": "un PDF",
    b"<!doctype html": "une page web",
    b"<html": "une page web",
    b"<table": "une page web",
    b"{\\rtf": "un texte RTF",
    b"<?xml": "un document XML",
}
_OLE = {
    "EncryptedPackage": "fichier protégé par un mot de passe",
    "__substg1.0_": "message Outlook (.msg) : l'enregistrer en .eml, ou en sortir le tableur",
    "WordDocument": "ce fichier est un document Word, pas un tableur : rendre le fichier XLSX, ODS, XLS ou CSV",
}
"""Streams whose names betray what an OLE file is, when it is no workbook that can be read."""
_NO_SPREADSHEET = "ce fichier n'est pas un tableur : rendre le fichier XLSX, ODS, XLS ou CSV"
_BINARIES = (
    b"\x78\x9f\x3e\x22",
    b"Rar!",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"\x89PNG",
    b"\xff\xd8\xff",
)


class UnreadableSpreadsheet(Exception):
    """Why a file cannot be read: one French sentence."""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A sheet: rows of cells from its first line and column; faulty names cells such as D2 that hold an error.

    merged holds ranges of several rows that are one cell: row, column, last row, last column, counted from 0.
    """

    name: str
    rows: Sequence[Sequence[CellValue]]
    faulty: frozenset[str] = field(default=frozenset())
    merged: Sequence[Sequence[int]] = ()


class SpreadsheetReader:
    """One bounded child for a folder of files: starting it is what takes long; after a bad file, another is started."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the child, if there is one."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def read(self, kind: str, data: bytes) -> dict[str, Any]:
        """Return what the child says of a file; raises UnreadableSpreadsheet."""
        child = self._started()
        with tempfile.TemporaryDirectory(prefix="chorale-") as folder:
            file = Path(folder) / f"recu.{kind}"
            file.write_bytes(data)
            line = _asked(child, json.dumps({"kind": kind, "file": str(file)}).encode() + b"\n")
        try:
            answer: dict[str, Any] = json.loads(line)
        except ValueError:
            self.stop()
            late = "fichier trop long à ouvrir" if line == _LATE else _BROKEN
            raise UnreadableSpreadsheet(f"{late} ; revenir au fichier d'origine") from None
        if "refused" in answer:
            self.stop()
            raise UnreadableSpreadsheet(answer["refused"])
        return answer

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._child is None:
            name = "chorale.service.questionnaire.spreadsheets.subprocess_reader"
            places = {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(PACKAGE.parent)}
            self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **places},
            )
        return self._child


_LATE = b"late"
_BROKEN = "fichier abîmé : son ouverture s'interrompt"


def _asked(child: "subprocess.Popen[bytes]", line: bytes) -> bytes:
    """Return the line that a child answers; what it had said when it died, or that it is late."""
    if child.stdin is None or child.stdout is None:
        raise ValueError("a child is spoken to by pipes")
    said, end = b"", time.monotonic() + DEADLINE
    with contextlib.suppress(BrokenPipeError):
        child.stdin.write(line)
        child.stdin.flush()
    while not said.endswith(b"\n"):
        ready, _, _ = select.select([child.stdout], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            return _LATE
        part = os.read(child.stdout.fileno(), 1 << 16)
        if not part:
            return said
        said += part
    return said


def grids(data: bytes, reader: SpreadsheetReader | None = None) -> list[Grid]:
    """Read a file by what it holds, never by its name; raises UnreadableSpreadsheet."""
    if len(data) > LARGEST:
        raise UnreadableSpreadsheet(
            f"fichier de {len(data) // 1_000_000} Mo : {LARGEST // 1_000_000} Mo au plus"
        )
    if not data.strip():
        raise UnreadableSpreadsheet("fichier vide")
    kind = _kind(data)
    if kind == "csv":
        return [_text_grid(data)]
    if reader is not None:
        return _isolated(reader.read(kind, data))
    with SpreadsheetReader() as alone:
        return _isolated(alone.read(kind, data))


def _kind(data: bytes) -> str:
    if data.startswith(b"PK"):
        if b"application/vnd.oasis.opendocument" in data[:200]:
            return "ods"
        return "xlsx"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        for stream, sentence in _OLE.items():
            if stream.encode("utf-16-le") in data:
                raise UnreadableSpreadsheet(sentence)
        return "xls"
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, name in _STRANGERS.items():
        if start.startswith(mark):
            raise UnreadableSpreadsheet(
                f"ce fichier est {name}, pas un tableur : rendre le fichier XLSX, ODS, XLS ou CSV"
            )
    if data.startswith(_BINARIES):
        raise UnreadableSpreadsheet(_NO_SPREADSHEET)
    return "csv"


def _isolated(answer: dict[str, Any]) -> list[Grid]:
    faulty = list(answer["faulty"].values())
    return [
        Grid(
            name=name,
            rows=rows,
            faulty=frozenset(faulty[place]) if place < len(faulty) else frozenset(),
            merged=answer["merged"].get(name, ()),
        )
        for place, (name, rows) in enumerate(answer["sheets"])
    ]


def _text_grid(data: bytes) -> Grid:
    try:
        return Grid(name="CSV", rows=csv_files.read(data).to_numpy().tolist())
    except csv_files.NotText:
        raise UnreadableSpreadsheet(_NO_SPREADSHEET) from None
    except csv_files.UnreadableTable as error:
        raise UnreadableSpreadsheet(str(error)) from None


def table(data: bytes) -> Any:
    """Return the first sheet that has any text; raises csv_files.UnreadableTable."""
    return tables(data)[0]


def tables(data: bytes) -> list[Any]:
    """Return a data frame of the text of each sheet that has any, each row under its number; one at least, even empty.

    Raises csv_files.UnreadableTable.
    """
    import pandas as pd

    try:
        if len(data) <= LARGEST and data.strip() and _kind(data) == "csv":
            return [csv_files.read(data)]
        filled = [grid.rows for grid in grids(data) if any(map(any, grid.rows))]
    except UnreadableSpreadsheet as error:
        raise csv_files.UnreadableTable(str(error)) from None
    sheets = ([[_words(cell) for cell in row] for row in rows] for rows in filled or [[]])
    return [pd.DataFrame(rows, index=range(1, len(rows) + 1), dtype=str) for rows in sheets]


def _words(cell: CellValue) -> str:
    return cell.get("date", "") if isinstance(cell, dict) else str(cell)
