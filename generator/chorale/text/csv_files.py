"""CSV files of unknown origin read (encoding, separator, address column), and formula-safe CSV written."""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from chorale.french.phrases import number

_MANGLED = re.compile(r"0\d+|\d{12,}")
"""What a spreadsheet takes for a quantity, and shortens."""
WORDED = "headings"
"""Where a data frame holds, among its attributes, the words that people read over its columns."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """Write rows as CSV (RFC 4180); a cell that a spreadsheet would run as a formula gets an apostrophe before it."""
    return "".join(table_parts(columns, rows, delimiter))


def table_parts(
    columns: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str = ","
) -> Iterator[str]:
    """Write the same, part after part, so that a table of any length is never whole in memory."""
    safe = ([harmless(cell) for cell in row] for row in chain((columns,), rows))
    return _written(safe, delimiter)


def for_excel(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write rows as the CSV that a French Excel opens by itself, and where a telephone keeps its zero."""
    cells = ([_as_text(cell) for cell in row] for row in chain((columns,), rows))
    return "".join(_written(cells, ";"))


def _as_text(cell: str) -> str:
    return f'="{cell}"' if _MANGLED.fullmatch(cell) else harmless(cell)


def data(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write rows as CSV for another program, every cell as it is."""
    return "".join(data_parts(columns, rows))


def data_parts(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Write the same, part after part."""
    return _written(chain((columns,), rows), ",")


def _written(rows: Iterator[Sequence[str]], delimiter: str) -> Iterator[str]:
    while some := list(islice(rows, _PART)):
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(some)
        yield out.getvalue()


def harmless(cell: str) -> str:
    """Keep a spreadsheet from running a cell of a CSV: an apostrophe before what begins like a formula."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


ADDRESSES = (
    "adresse", "email", "e-mail", "courriel", "mail", "adresse e-mail", "adresse électronique", "email address",
    "adresse email", "adresse mail", "adresse de messagerie", "adresse courriel", "e-mail address", "mél", "mel",
    "adresse mél", "adresse mel", "adresse de courriel", "adresse électronique professionnelle", "adresses",
    "courriels", "emails", "e-mails",
)  # fmt: skip
"""How columns of addresses are called, likeliest first."""
SEPARATORS = ";,\t|"
MOST_COLUMNS = 1000
LONGEST = 131_072
"""A cell of more signs is a quote that was left open."""
_SAMPLE = 50
"""Rows from which the separator is guessed."""
_PART = 10_000
"""Rows read, and written, at once."""
_TOLD = {"dtype": str, "na_filter": False, "skip_blank_lines": False}
_OPEN = re.compile(r"EOF inside string starting at row (\d+)")


class UnreadableTable(ValueError):
    """A file that is no table that can be read; its text is one French sentence."""


class NotText(UnreadableTable):
    """A file that is no text at all."""


def read(raw: bytes) -> Any:
    """Return a data frame of the cells of a CSV, all text, each row under its number in a spreadsheet.

    Raises UnreadableTable. pandas is imported here alone: commands that read no table start without it.
    """
    import pandas as pd

    frame = pd.concat(parts(raw))
    used = frame.ne("").any()
    return frame.iloc[:, : 1 + max(used.index[used], default=0)]


def alone(raw: bytes) -> list[Any]:
    """Return the only table of a CSV, where a workbook has several."""
    return [read(raw)]


def parts(raw: bytes) -> Iterator[Any]:
    """Return the same rows in data frames of a part each; raises UnreadableTable before the first of them."""
    text, separator = _separated(decoded(raw))
    return _frames(text, separator, _width(text, separator))


def _frames(text: str, separator: str, width: int) -> Iterator[Any]:
    import pandas as pd

    lines = io.StringIO(text, newline="")
    with pd.read_csv(lines, sep=separator, names=range(width), chunksize=_PART, **_TOLD) as reader:
        for frame in reader:
            if not isinstance(frame.index, pd.RangeIndex):  # pandas took the first columns for it
                raise pd.errors.ParserError("wider")
            yield frame.set_axis(frame.index + 1)


def _width(text: str, separator: str) -> int:
    """Return how wide a table is, all of it read once; when rows are wider than their lines, twice as wide is tried."""
    import pandas as pd

    width = 1 + max((line.count(separator) for line in io.StringIO(text, newline="")), default=0)
    while width <= MOST_COLUMNS:
        try:
            for frame in _frames(text, separator, width):
                _refuse_long(frame)
        except pd.errors.ParserError as error:
            if found := _OPEN.search(str(error)):
                raise UnreadableTable(
                    f"ligne {int(found[1]) + 1} : un guillemet ouvert n'est jamais fermé"
                ) from None
        else:
            return width
        width *= 2
    raise UnreadableTable(f"plus de {MOST_COLUMNS} colonnes : ce n'est pas un tableau CSV")


def _refuse_long(frame: Any) -> None:
    longest = frame.map(len).max(axis=1)
    if (longest > LONGEST).any():
        raise UnreadableTable(
            f"ligne {longest.idxmax()} : une case de plus de {number(LONGEST)} signes"
        )


def _separated(text: str) -> tuple[str, str]:
    """Return a text with the separator of its cells: the one that Excel names first, else the likeliest."""
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.rstrip("\r")) == len("sep=;"):
        return rest, first[4]
    return text, max(SEPARATORS, key=lambda separator: _likelihood(text, separator))


def _likelihood(text: str, separator: str) -> tuple[bool, int, int]:
    """Return whether the first row is well quoted, how many of the first have the commonest width, and that width."""
    well_quoted = any(True for _ in _until_a_fault(text, separator, strict=True))
    widths = Counter(map(len, _until_a_fault(text, separator)))
    wide = ((count, width) for width, count in widths.items() if width > 1)
    return well_quoted, *max(wide, default=(0, 0))


def _until_a_fault(text: str, separator: str, *, strict: bool = False) -> Iterator[list[str]]:
    sample = islice(io.StringIO(text, newline=""), _SAMPLE)
    try:
        yield from csv.reader(sample, delimiter=separator, strict=strict)
    except csv.Error:
        return


def decoded(raw: bytes) -> str:
    """Return a text in UTF-8, UTF-16 or Windows' Western European letters; raises UnreadableTable."""
    for name in _encodings(raw):
        try:
            text = raw.decode(name)
        except UnicodeDecodeError:
            continue
        if "Ã©" in text or "Ã¨" in text or "\ufffd" in text:
            raise UnreadableTable(
                "accents abîmés (« Ã© ») : enregistrer de nouveau le CSV en UTF-8"
            )
        if "\x00" not in text:
            return text.removeprefix("\ufeff")
    raise NotText("ce fichier n'est pas un tableau CSV : enregistrez-le au format CSV")


def _encodings(raw: bytes) -> tuple[str, ...]:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    for name, places in (("utf-16-le", raw[1::2]), ("utf-16-be", raw[::2])):
        if places.count(0) * 2 > len(
            places
        ):  # without its mark: one byte of two is zero in our letters
            return (name,)
    return "utf-8", "cp1252"


def plain(cell: object) -> str:
    """Return a cell's words, composed, small, without blanks around: two tools write « Rôle » in two ways."""
    text = unicodedata.normalize("NFC", str(cell))
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split()).casefold()


def named(frame: Any, names: Mapping[str, str]) -> Any:
    """Return the rows that say something, under the names that the first of them gives; a column unknown has none."""
    frame = frame[frame.map(str.strip).ne("").any(axis=1)]
    if frame.empty:
        return frame.iloc[:, :0]
    heads = [names.get(plain(cell), "") for cell in frame.iloc[0]]
    places = {name: heads.index(name) for name in heads if name}
    return frame.iloc[1:, list(places.values())].set_axis(list(places), axis=1)


def addresses(raw: bytes, *columns: str) -> Any:
    """Return the « adresse » of each row, and other columns by name, empty when absent; raises UnreadableTable.

    Without a heading that we know, it is the cell with « @ », or each cell where all have one, as copied from a mail.
    """
    import pandas as pd

    return pd.concat([pd.DataFrame(columns=["adresse", *columns]), *address_parts(raw, *columns)])


def address_parts(raw: bytes, *columns: str) -> Iterator[Any]:
    """Return the same in data frames of a part each; raises UnreadableTable before the first of them."""
    return _address_parts(parts(raw), columns)


def counted(raw: bytes) -> int:
    """Return how many addresses a file has; raises UnreadableTable, also when it has none."""
    if total := sum(map(len, address_parts(raw))):
        return total
    raise UnreadableTable(
        "aucune adresse dans ce fichier : une par ligne, ou une colonne « adresse », est attendue"
    )


def _address_parts(frames: Iterable[Any], columns: Sequence[str]) -> Iterator[Any]:
    heads: list[str] | None = None
    nameless: list[int] = []
    for frame in frames:
        cells = frame[frame.map(str.strip).ne("").any(axis=1)]
        if cells.empty:
            continue
        if heads is None:
            heads = _heads(cells.iloc[0], columns)
            nameless = [at for at, head in enumerate(cells.iloc[0]) if not head.strip()]
            cells = cells.iloc[int("adresse" in heads) :]
        if "adresse" in heads:
            places = {name: heads.index(name) for name in heads if name}
            found = cells.iloc[:, list(places.values())].set_axis(list(places), axis=1)
            rows = cells.iloc[:, [places["adresse"], *nameless]].itertuples(index=False, name=None)
            found = found.assign(adresse=[_apart(row) for row in rows])
        else:
            rows = cells.itertuples(index=False, name=None)
            found = cells.iloc[:, :0].assign(adresse=[_written_in(row) for row in rows])
        found = found.explode("adresse")
        yield found.reindex(columns=["adresse", *columns], fill_value="").astype(str)


def _apart(row: Sequence[str]) -> list[str]:
    """Return the addresses of a cell that holds several, and of the cells without heading that its separators made."""
    said = "; ".join([row[0], *(cell for cell in row[1:] if "@" in cell)])
    listed = [part.strip() for part in re.split("[;,\n]", said) if part.strip()]
    return listed if all("@" in part for part in listed) and listed else [said]


def _written_in(row: Sequence[str]) -> list[str]:
    """Return the addresses of a row without headings; several beside other words stay together, and are refused."""
    said = [cell for cell in row if cell.strip()]
    ours = [cell for cell in said if "@" in cell]
    if ours == said:
        return [part for cell in ours for part in re.split("[;,]", cell) if "@" in part]
    return ["; ".join(ours) or said[0]]


def _heads(cells: Iterable[str], columns: Sequence[str]) -> list[str]:
    """Return what each column holds, by the first row: the likeliest of those of addresses is « adresse »."""
    said = [plain(cell) for cell in cells]
    best = next((name for name in ADDRESSES if name in said), "")
    place = said.index(best) if best else -1
    return [
        "adresse" if at == place else name if name in columns else ""
        for at, name in enumerate(said)
    ]
