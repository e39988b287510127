"""Registrations as files: the list exported for spreadsheets, attendance read from the webinar tool."""

import io
import json
from collections.abc import Iterable, Mapping, Sequence

import xlsxwriter
from sqlalchemy import Connection, select, update

from chorale.service.fields import Question
from chorale.service.forms.answers import email_key
from chorale.service.public_tables import registration
from chorale.text import csv_files
from chorale.text.csv_files import UnreadableTable

STATES = {
    "confirmed": "confirmée",
    "waiting": "en attente",
    "offered": "place proposée",
    "pending": "à confirmer",
    "cancelled": "annulée",
    "expired": "délai dépassé",
}
_FIXED = ("ordre", "etat", "nom", "adresse", "demandee", "confirmee", "presence")


def rows(connection: Connection, key: str, fields: Iterable[Question]) -> list[tuple[str, ...]]:
    """Return a header and one row per sign-up of a session, in the order of sign-up."""
    extra = [asked for asked in fields if asked.name not in ("name", "email")]
    found = connection.execute(
        select(registration).where(registration.c.sitting == key).order_by(registration.c.number)
    ).all()
    written = [(*_FIXED, *(asked.name for asked in extra))]
    for row in found:
        details = json.loads(row.details)
        came = "oui" if row.attended else ""
        fixed = (str(row.number), STATES[row.state], row.name, row.email, row.asked_at, row.confirmed_at or "", came)
        written.append((*fixed, *(_words(asked, details.get(asked.name)) for asked in extra)))
    return written


def answer_rows(contents: Iterable[Mapping[str, object]], fields: Sequence[Question]) -> list[tuple[str, ...]]:
    """Return a header and one row per answer to a form, oldest first."""
    found = [
        (str(content["received_at"]), *(_words(asked, content.get(asked.name)) for asked in fields))
        for content in contents
    ]
    return [("recue", *(asked.name for asked in fields)), *found]


def _words(asked: Question, value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(asked.choices.get(str(item), str(item)) for item in value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else asked.choices.get(str(value), str(value))


def workbook(table: Sequence[Sequence[str]], title: str) -> bytes:
    """Write a table as XLSX: every cell is text, none is a formula or a link."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True})
    for number, cells in enumerate(table):
        for column, cell in enumerate(cells):
            sheet.write_string(number, column, cell, bold if number == 0 else None)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(table[0]) - 1, 0), 22)
    book.close()
    return out.getvalue()


def attended(connection: Connection, key: str, raw: bytes) -> tuple[int, list[str]]:
    """Mark who came, matched on the address of a CSV; return how many, and the addresses that nobody had.

    Raises UnreadableTable, also when there is no address at all: nothing is then marked.
    """
    present = {email_key(line.address) for line in csv_files.lines(raw) if "@" in line.address}
    if not present:
        raise UnreadableTable(
            "aucune adresse électronique dans ce fichier : une colonne « email » ou « adresse » est attendue"
        )
    mine = registration.c.sitting == key
    known = {row.email_key for row in connection.execute(select(registration).where(mine))}
    for one in sorted(present & known):
        connection.execute(update(registration).where(mine, registration.c.email_key == one).values(attended=1))
    return len(present & known), sorted(present - known)
