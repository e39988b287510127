"""CSV files of unknown origin read (encoding, separator, address column), and formula-safe CSV written."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write rows as CSV (RFC 4180); a cell that a spreadsheet would run as a formula gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in row] for row in (columns, *rows))
    return out.getvalue()


def harmless(cell: str) -> str:
    """Keep a spreadsheet from running a cell of a CSV: an apostrophe before what begins like a formula."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


NAMES = ("adresse", "email", "e-mail", "courriel", "mail", "adresse e-mail", "adresse électronique", "email address")
_SAMPLE = 2000
"""Characters in which the commonest separator is looked for."""


@dataclass(frozen=True, kw_only=True)
class AddressRow:
    """One line: its number in the file, its address as written, its cells by the names of the header."""

    number: int
    address: str
    cells: Mapping[str, str]


class UnreadableTable(ValueError):
    """A file that is no table of addresses; its text is one French sentence."""


def decoded(raw: bytes) -> str:
    """Return the text of a CSV in UTF-8, UTF-16 or Windows' Western European letters; raises UnreadableTable."""
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for name in (encoding, "cp1252"):
        try:
            text = raw.decode(name)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableTable("ce fichier n'est pas un tableau CSV : enregistrez-le au format CSV")


def lines(raw: bytes) -> Iterator[AddressRow]:
    """Yield the lines that say something; without a header that we know, the first cell with « @ » is the address."""
    text = decoded(raw)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=text[:_SAMPLE].count))
    header: list[str] = []
    try:
        for row, cells in enumerate(table):
            known = [cell.strip().lower() for cell in cells]
            if row == 0 and any(name in known for name in NAMES):
                header = known
            elif any(known):
                yield _line(table.line_num, cells, header)
    except csv.Error as error:
        raise UnreadableTable(f"ligne {table.line_num} : ce n'est pas un tableau CSV") from error


def _line(number: int, cells: list[str], header: list[str]) -> AddressRow:
    named = dict(zip(header, (cell.strip() for cell in cells), strict=False))
    if header:
        address = next((named.get(name, "") for name in NAMES if name in header), "")
    else:
        address = next((cell.strip() for cell in cells if "@" in cell), cells[0].strip())
    return AddressRow(number=number, address=address, cells=named)
