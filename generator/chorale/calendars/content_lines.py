"""iCalendar content lines written: escaping, quoting and folding (RFC 5545 §3.1, RFC 6868)."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

_UNCLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_SPECIAL = re.compile(r"[\\;,\n]")
WIDTH = 75


def clean(value: str) -> str:
    """Drop control characters and lone surrogates, and end every line with a line feed."""
    if _UNCLEAN.search(value) is None:
        return value
    return _UNCLEAN.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def text(value: str) -> str:
    """Escape a TEXT value (RFC 5545 §3.3.11)."""
    value = clean(value)
    if _SPECIAL.search(value) is None:
        return value
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def parameter(value: str) -> str:
    """Quote a parameter's value, with the carets of RFC 6868."""
    return '"' + clean(value).replace("^", "^^").replace('"', "^'").replace("\n", "^n") + '"'


def uri(value: str) -> str:
    """Return an address that cannot break its line."""
    return clean(value).replace("\n", "").replace(" ", "%20")


def utc(when: datetime) -> str:
    """Return an aware instant as 20181206T090000Z."""
    return local(when.astimezone(UTC)) + "Z"


def local(when: datetime) -> str:
    """Return the wall-clock form 20181206T100000."""
    return when.isoformat(timespec="seconds")[:19].replace("-", "").replace(":", "")


def whole_day(when: date) -> str:
    """Return the DATE form 20181206."""
    return when.isoformat().replace("-", "")


def fold(line: str) -> bytes:
    """Encode one content line, cut at 75 octets without ever cutting a character, with its final CRLF."""
    data = line.encode("utf-8")
    if len(data) <= WIDTH:
        return data + b"\r\n"
    pieces, start, room = [], 0, WIDTH
    while len(data) - start > room:
        end = start + room
        while data[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(data[start:end])
        start, room = end, WIDTH - 1
    pieces.append(data[start:])
    return b"\r\n ".join(pieces) + b"\r\n"


def block(lines: Iterable[str]) -> bytes:
    """Fold every line and join them."""
    return b"".join([fold(line) for line in lines])
