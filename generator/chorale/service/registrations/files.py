"""Registrations and answers as files: lists exported for spreadsheets and for programs."""

import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from sqlalchemy import Connection, select

from chorale.service.fields import Question
from chorale.service.public_tables import registration
from chorale.service.timestamps import instant
from chorale.text import csv_files
from chorale.text.csv_files import WORDED

STATES = {
    "confirmed": "confirmée",
    "waiting": "en attente",
    "offered": "place proposée",
    "pending": "à confirmer",
    "refused": "refusée",
    "cancelled": "annulée",
    "expired": "délai dépassé",
}
_FIXED = {
    "ordre": registration.c.number,
    "etat": registration.c.state,
    "nom": registration.c.name,
    "adresse": registration.c.email,
    "demandee": registration.c.asked_at,
    "confirmee": registration.c.confirmed_at,
    "presence": registration.c.attended,
}
HEADINGS = {
    "ordre": "Ordre",
    "etat": "État",
    "nom": "Nom",
    "adresse": "Adresse électronique",
    "demandee": "Demandée le",
    "confirmee": "Confirmée le",
    "presence": "Présence",
    "numero": "Numéro",
    "recue": "Reçue le",
}
"""What heads, in a table that people open, the columns that programs know by a name; a question heads its own."""
TYPES = {
    "excel": "text/csv; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""How a table leaves: each kind of file with its type; « excel » is the CSV that a French Excel opens by itself."""
ENDINGS = {"excel": "-excel.csv", "csv": ".csv", "xlsx": ".xlsx"}
"""How the name of each kind of file ends."""

_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def rows(connection: Connection, key: str, fields: Iterable[Question]) -> Any:
    """Return a data frame of the sign-ups of a session, in their order: what all have, then each question."""
    import pandas as pd

    wanted = select(
        *(column.label(name) for name, column in _FIXED.items()), registration.c.details
    )
    mine = wanted.where(registration.c.sitting == key).order_by(registration.c.number)
    found = pd.read_sql_query(mine, connection)
    details = found.pop("details").map(json.loads)
    found["ordre"] = found["ordre"].astype(str)
    found["etat"] = found["etat"].map(STATES)
    found["confirmee"] = found["confirmee"].fillna("")
    found["presence"] = found["presence"].map({0: "", 1: "oui"})
    asked = [one for one in fields if one.name not in ("name", "email")]
    return _headed(found, _answered(details, asked), asked)


def answer_rows(contents: Sequence[Mapping[str, object]], fields: Sequence[Question]) -> Any:
    """Return a data frame of the answers to a form, oldest first."""
    import pandas as pd

    found, asked = pd.Series(list(contents), dtype=object), list(fields)
    received = pd.DataFrame(
        {
            "numero": found.map(lambda content: str(content["number"])),
            "recue": found.map(lambda content: str(content["received_at"])),
        }
    )
    return _headed(received, _answered(found, asked), asked)


def _headed(first: Any, answers: Any, asked: Iterable[Question]) -> Any:
    """Return both side by side, with the words over each column."""
    import pandas as pd

    made = pd.concat([first, answers], axis=1)
    made.attrs[WORDED] = [*(HEADINGS[name] for name in first), *(one.label for one in asked)]
    return made


def _answered(contents: Any, fields: Iterable[Question]) -> Any:
    """Return one column a question, in words."""
    import pandas as pd

    asked = list(fields)
    told = [[words(one, content.get(one.name)) for one in asked] for content in contents]
    return pd.DataFrame(
        told, columns=[one.name for one in asked], index=contents.index, dtype=object
    )


def words(asked: Question, value: object) -> str:
    """Return an answer as people read it."""
    if isinstance(value, (list, tuple)):
        return ", ".join(asked.choices.get(str(item), str(item)) for item in value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else asked.choices.get(str(value), str(value))


def encoded(table: Any, kind: str, title: str, zone: str = "UTC") -> bytes:
    """Write a data frame of text as a file of one of TYPES; no cell of it is ever run.

    A CSV has instants in UTC, for programs; what people open has them on the clock of a zone, and the CSV of a French
    Excel parts its cells by semicolons.
    """
    names, cells = list(table.columns), table.itertuples(index=False, name=None)
    if kind == "csv":
        return csv_files.table(names, cells).encode("utf-8-sig")
    heads = table.attrs.get(WORDED, names)
    told = [[_local(cell, ZoneInfo(zone)) for cell in row] for row in cells]
    if kind == "xlsx":
        return workbook([heads, *told], title)
    written = [
        [cell if isinstance(cell, str) else f"{cell:%d/%m/%Y %H:%M}" for cell in row]
        for row in told
    ]
    return csv_files.for_excel(heads, written).encode("utf-8-sig")


def _local(cell: str, zone: ZoneInfo) -> str | datetime:
    """Return what a cell says, an instant on the clock of a zone, as spreadsheets have them: without a zone."""
    return instant(cell).astimezone(zone).replace(tzinfo=None) if _STAMP.fullmatch(cell) else cell


def workbook(table: Sequence[Sequence[str | datetime]], title: str) -> bytes:
    """Write a table as XLSX: every cell is a text or an instant, none is a formula or a link."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet(title[:31])
    bold, dated = (
        book.add_format({"bold": True}),
        book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
    )
    for number, cells in enumerate(table):
        for column, cell in enumerate(cells):
            if isinstance(cell, datetime):
                sheet.write_datetime(number, column, cell, dated)
            else:
                sheet.write_string(number, column, cell, bold if number == 0 else None)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(table[0]) - 1, 0), 22)
    book.close()
    return out.getvalue()
