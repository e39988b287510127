"""Realistic edits of a filled answers sheet, and hostile files: each made here, from the file that we send."""

import io
import re
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
from msoffcrypto.format.ooxml import OOXMLFile
from small_cycle import Circle

from chorale.service.questionnaire.definition import Questionnaire
from chorale.service.questionnaire.spreadsheets import sheet_code
from chorale.service.questionnaire.spreadsheets import workbook as spreadsheets_workbook

FIRST = spreadsheets_workbook.FIRST_ROW + 1
COLUMNS = {"reference": 1, "points": 5, "flag": 6, "opposition": 7, "comment": 8}


def questionnaire(circle: Circle) -> Questionnaire:
    return Questionnaire(circle.place.service.community.cycles[0])


def blank(circle: Circle, group: str = "snp") -> bytes:
    asked = questionnaire(circle)
    code = sheet_code.code(asked, group, circle.place.service.outbox.secret)
    chosen = next(item for item in asked.cycle.groups if item.key == group)
    return spreadsheets_workbook.workbook(asked, chosen, code, "vendredi 11 décembre 2026 à 18 h")


def filled(
    circle: Circle, edit: Callable[[Any, Any], object] | None = None, group: str = "snp"
) -> bytes:
    """Fill DE-01 60, DE-02 40, DE-01 indispensable, an opposition to DE-08, a comment on DE-02; then edit."""
    book = openpyxl.load_workbook(io.BytesIO(blank(circle, group)))
    sheet = book["Réponses"]
    put(sheet, "DE-01", "points", 60)
    put(sheet, "DE-02", "points", 40)
    put(sheet, "DE-01", "flag", "oui")
    put(sheet, "DE-08", "opposition", "Trop cher")
    put(sheet, "DE-02", "comment", "Après l'été")
    if edit:
        edit(book, sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


ANSWER = {
    "points-DE-01": "60",
    "points-DE-02": "40",
    "indispensable-1": "DE-01",
    "opposition-DE-08": "Trop cher",
    "commentaire-DE-02": "Après l'été",
}


def row_of(sheet: Any, reference: str) -> int:
    return next(row for row in range(1, 60) if sheet.cell(row, 1).value == reference)


def put(sheet: Any, reference: str, column: str, value: Any) -> None:
    sheet.cell(row_of(sheet, reference), COLUMNS[column]).value = value


def rows(sheet: Any) -> list[list[Any]]:
    return [
        [cell.value for cell in row]
        for row in sheet.iter_rows(min_row=FIRST, max_row=FIRST + 4, max_col=8)
    ]


def rewrite(sheet: Any, lines: list[list[Any]]) -> None:
    for number, line in enumerate(lines, start=FIRST):
        for column, value in enumerate(line, start=1):
            sheet.cell(number, column).value = value


def swap_columns(sheet: Any, one: int, other: int) -> None:
    for row in range(spreadsheets_workbook.FIRST_ROW, FIRST + 5):
        first, second = sheet.cell(row, one), sheet.cell(row, other)
        first.value, second.value = second.value, first.value


def set_cell(reference: str, column: str, value: Any) -> Callable[[Any, Any], None]:
    return lambda _, sheet: put(sheet, reference, column, value)


def _hidden(_: Any, sheet: Any) -> None:
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[FIRST + 3].hidden = True


def _formatted(_: Any, sheet: Any) -> None:
    sheet.cell(row_of(sheet, "DE-01"), 5).number_format = "0.00 €"
    sheet.cell(FIRST, 2).font = openpyxl.styles.Font(bold=True, color="FF0000")


HARMLESS: dict[str, Callable[[Any, Any], object]] = {
    "nothing": lambda _book, _sheet: None,
    "rows inserted above the table": lambda _, sheet: sheet.insert_rows(3, 2),
    "a row inserted inside the table": lambda _, sheet: sheet.insert_rows(FIRST + 2),
    "rows sorted by points": lambda _, sheet: rewrite(
        sheet, sorted(rows(sheet), key=lambda line: -(line[4] or 0))
    ),
    "rows reversed": lambda _, sheet: rewrite(sheet, rows(sheet)[::-1]),
    "two columns swapped with their headings": lambda _, sheet: swap_columns(sheet, 5, 8),
    "headings without their accents": lambda _, sheet: setattr(
        sheet.cell(FIRST - 1, 1), "value", "REFERENCE"
    ),
    "a heading with other accents": lambda _, sheet: setattr(
        sheet.cell(FIRST - 1, 1), "value", "Réference"
    ),
    "sheet renamed": lambda _, sheet: setattr(sheet, "title", "Feuille de SNP"),
    "a sheet of notes added": lambda book, _: book.create_sheet("Nos notes").append(
        ["Réunion du 3", "Points à voir"]
    ),
    "help sheet removed": lambda book, _: book.remove(book["Mode d'emploi"]),
    "points as text": set_cell("DE-01", "points", "60"),
    "points with no-break spaces": set_cell("DE-01", "points", "\u00a060\u202f"),
    "points as a decimal without decimals": set_cell("DE-01", "points", 60.0),
    "points written 60,0": set_cell("DE-01", "points", "60,0"),
    "zeros written": lambda _, sheet: [
        put(sheet, ref, "points", 0) for ref in ("DE-03", "DE-06", "DE-08")
    ],
    "flag in capitals": set_cell("DE-01", "flag", " OUI "),
    "flag refused in words": set_cell("DE-02", "flag", "non"),
    "reference in small letters with a blank": lambda _, sheet: setattr(
        sheet.cell(row_of(sheet, "DE-01"), 1), "value", "de-01 "
    ),
    "reference with another dash": lambda _, sheet: setattr(
        sheet.cell(row_of(sheet, "DE-01"), 1), "value", "DE‑01"
    ),
    "title column emptied": lambda _, sheet: [
        setattr(sheet.cell(row, 2), "value", None) for row in range(FIRST, FIRST + 5)
    ],
    "colours and formats": _formatted,
    "columns and rows hidden": _hidden,
    "headings decomposed (NFD)": lambda _, sheet: setattr(
        sheet.cell(FIRST - 1, 1), "value", "Re\u0301fe\u0301rence"
    ),
}


def _duplicate(_: Any, sheet: Any) -> None:
    for column, value in enumerate(rows(sheet)[0], start=1):
        sheet.cell(FIRST + 6, column).value = value


def _second_table(book: Any, sheet: Any) -> None:
    copy = book.copy_worksheet(sheet)
    copy.title = "Copie"


def _merged(_: Any, sheet: Any) -> None:
    sheet.merge_cells(start_row=FIRST, end_row=FIRST + 1, start_column=1, end_column=1)


def _unvalued(_: Any, sheet: Any) -> None:
    put(sheet, "DE-02", "points", "=20+20")


HARMFUL: dict[str, tuple[Callable[[Any, Any], object], str]] = {
    "a row deleted": (lambda _, sheet: sheet.delete_rows(FIRST + 3), "lignes absentes : DE-06"),
    "a row doubled": (_duplicate, "Réponses!A12 DE-01 est deux fois dans le tableau (déjà en Réponses!A6)"),
    "a range for points": (set_cell("DE-01", "points", "24 ou 25"), "Réponses!E6 DE-01 : Écrivez un nombre entier"),
    "an ordinal for points": (set_cell("DE-01", "points", "24e"), "Réponses!E6 DE-01 : Écrivez un nombre entier"),
    "a decimal": (set_cell("DE-01", "points", 59.5), "Réponses!E6 DE-01 : « 59,5 »"),
    "a negative number": (set_cell("DE-01", "points", -60), "Réponses!E6 DE-01 : Écrivez un nombre entier"),
    "a number too large": (set_cell("DE-01", "points", 160), "Réponses!E6 DE-01 : Le plus grand nombre accepté est 100."),
    "a total of 110": (set_cell("DE-06", "points", 10), "Réponses : Retirez 10 points : le total est 110 sur 100."),
    "a total of 90": (set_cell("DE-01", "points", 50), "Répartissez encore 10 points"),
    "a date for points": (set_cell("DE-01", "points", date(2026, 3, 1)), "nombre de points illisible « 1er mars 2026, une date »"),
    "a boolean for points": (set_cell("DE-01", "points", True), "Réponses!E6 DE-01 : nombre de points illisible « VRAI »"),
    "an error for points": (set_cell("DE-01", "points", "#REF!"), "Réponses!E6 DE-01 : la cellule contient une erreur"),
    "a formula without value": (_unvalued, "Réponses!E7 DE-02 : la cellule contient une erreur ou une formule"),
    "a reference mistyped": (
        lambda _, sheet: setattr(sheet.cell(FIRST, 1), "value", "DF-01"),
        "Réponses!A6 référence inconnue « DF-01 » ; vouliez-vous dire DE-01",
    ),
    "a reference turned into a date": (
        lambda _, sheet: setattr(sheet.cell(FIRST, 1), "value", date(2026, 1, 1)),
        "Réponses!A6 référence inconnue",
    ),
    "a reference emptied": (lambda _, sheet: setattr(sheet.cell(FIRST, 1), "value", None), "Réponses!A6 ligne remplie mais sans référence"),
    "points merged": (
        lambda _, sheet: sheet.merge_cells(start_row=FIRST, end_row=FIRST + 2, start_column=5, end_column=5),
        "Réponses!E8 DE-03 : cellule fusionnée avec E6 ; défusionner",
    ),
    "references merged": (_merged, "Réponses!A7 ligne remplie mais sans référence"),
    "three indispensable": (
        lambda _, sheet: [put(sheet, ref, "flag", "oui") for ref in ("DE-02", "DE-06")],
        "3 demandes indispensables (DE-01, DE-02, DE-06) ; deux au plus",
    ),
    "an unknown flag": (set_cell("DE-02", "flag", "peut-être"), "Réponses!F7 DE-02 : « peut-être » ; écrire « oui », ou rien"),
    "indispensable and opposed": (set_cell("DE-08", "flag", "oui"), "DE-08 porte aussi une opposition"),
    "a comment too long": (set_cell("DE-02", "comment", "x" * 601), "Réponses!H7 DE-02 : 600 caractères au plus ; il y en a 601."),
    "an invisible character": (set_cell("DE-02", "comment", "a\u200bb\u2028c"), "Réponses!H7 DE-02 : Retirez le caractère invisible"),
    "a number for an opposition": (set_cell("DE-08", "opposition", 12), "Réponses!G10 DE-08 : un texte est attendu, trouvé « 12 »"),
    "a heading renamed": (lambda _, sheet: setattr(sheet.cell(FIRST - 1, 5), "value", "Notes"), "aucune feuille ne contient le tableau"),
    "a heading misspelt": (lambda _, sheet: setattr(sheet.cell(FIRST - 1, 5), "value", "Poins"), "Réponses : « Poins » est mal écrit : « Points »"),
    "another heading misspelt": (
        lambda _, sheet: setattr(sheet.cell(FIRST - 1, 8), "value", "Comentaire"),
        "colonne « Commentaire » absente (« Comentaire » est mal écrit)",
    ),
    "a heading removed": (lambda _, sheet: setattr(sheet.cell(FIRST - 1, 8), "value", None), "colonne « Commentaire » absente"),
    "a heading doubled": (lambda _, sheet: setattr(sheet.cell(FIRST - 1, 9), "value", "POINTS"), "Réponses : colonne « Points » écrite 2 fois"),
    "two tables": (_second_table, "deux feuilles contiennent un tableau de réponses : Réponses, Copie"),
    "the code altered": (lambda _, sheet: setattr(sheet["A1"], "value", sheet["A1"].value.replace("|snp|", "|epn|")), "le code a été modifié"),
    "the code of another cycle": (lambda _, sheet: setattr(sheet["A1"], "value", sheet["A1"].value.replace("cycle-9", "cycle-8")), "autre cycle (cycle-8)"),
    "the code removed": (lambda _, sheet: setattr(sheet["A1"], "value", None), "le code de la première ligne"),
}  # fmt: skip


def zipped(entries: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target.getvalue()


def altered(
    good: bytes,
    changes: dict[str, Callable[[bytes], bytes]],
    added: dict[str, bytes] | None = None,
) -> bytes:
    """Rewrite some parts of a zip, and add others."""
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        entries = {
            name: changes.get(name, bytes)(archive.read(name)) for name in archive.namelist()
        }
    return zipped({**entries, **(added or {})})


SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def _false_size(data: bytes) -> bytes:
    """Say in the central directory that each part is a hundred bytes long."""
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        data = data[: place + 24] + struct.pack("<I", 100) + data[place + 28 :]
        place = data.find(b"PK\x01\x02", place + 4)
    return data


def _doctype(xml: bytes) -> bytes:
    bare = re.sub(rb"^<\?xml.*?\?>", b"", xml)
    return b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + bare


def _protected(good: bytes) -> bytes:
    """Encrypt as Excel does when asked for a password to open (ECMA-376, agile)."""
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(good)).encrypt("secret", target)
    return target.getvalue()


def _counts(xml: bytes) -> bytes:
    namespace = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return re.sub(
        rb"<sst [^>]*>",
        b"<sst " + namespace + b' count="99999999999999" uniqueCount="99999999999999">',
        xml,
    )


def hostile(good: bytes) -> dict[str, bytes]:
    """Return hostile or odd files by name, and others that people really send."""
    bomb = b"<a>" + b" " * 100_000_000
    loud = altered(good, {SHEET: lambda _: bomb})
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

    def far(xml):
        last_cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        return xml.replace(b"</sheetData>", last_cell)

    return {
        "zip bomb": loud,
        "zip bomb that lies about its size": _false_size(loud),
        "zip of 20,000 entries": zipped({f"xl/{number}.xml": b"" for number in range(20_000)}),
        "nested zip": zipped({"a.zip": good}),
        "DOCTYPE in a sheet": altered(good, {SHEET: _doctype}),
        "entity in the workbook": altered(good, {"xl/workbook.xml": _doctype}),
        "cell at XFD1048576": altered(good, {SHEET: far}),
        "false string counts": altered(good, {STRINGS: _counts}),
        "truncated": good[: len(good) // 2],
        "one byte missing": good[:-1],
        "header only": good[:30],
        "macros": altered(good, {}, {"xl/vbaProject.bin": b"\x00" * 100}),
        "password": _protected(good),
        "Outlook message (OLE)": ole
        + b"\x00" * 504
        + "__substg1.0_0037001F".encode("utf-16-le")
        + b"\x00" * 2000,
        "Word document": altered(good, {}, {"word/document.xml": b"<w/>"}),
        "OLE without a workbook": ole + b"\x00" * 5000,
        "HTML called xls": b"<html><table><tr><td>DE-01</td></tr></table></html>",
        "PDF called xlsx": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        "empty": b"",
        "picture": b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
        "random bytes": bytes(range(256)) * 40,
        "encrypted ODS": zipped(
            {
                "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                "META-INF/manifest.xml": b'<manifest:manifest xmlns:manifest="x"><manifest:encryption-data/></manifest:manifest>',
                "content.xml": b"\x01\x02",
            }
        ),
        "mojibake": "IPM|cycle-9|snp|X\nRÃ©fÃ©rence;Points\n".encode(),
        "XML spreadsheet": b'<?xml version="1.0"?><Workbook/>',
        "gzip": b"\x1f\x8b\x08\x00" + b"\x00" * 50,
        "five megabytes": b"a;b\n" * 1_500_000,
    }
