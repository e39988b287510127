"""Octets of a calendar file: its encoding, read rightly or told, and what is too big to be opened at all."""

import re
from collections.abc import Iterator

from chorale.content.problems import Problem, Source

EncodingFault = tuple[str, str]
"""What was found, and what is expected."""
_UTF8, _UTF16 = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
_UTF32 = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
PACKED = "fichier compressé"
_PACKED = (b"PK\x03\x04", b"\x1f\x8b")
_UNLIKELY = re.compile(
    "[ƒˆ‰ŠŽ˜šžŸ¢¤¥¦¬¯±¸¹¼½¾ÐÞðþ]|‚(?=\\w)|(?<=\\w)‚"
)  # in French words, they betray another encoding
_TWICE = re.compile("Ã[\x80-\xbf©¨ª§´®¹»¯‰€ˆ ]|â€[™œ\x9d“”¦]")
LOST = "\ufffd"


def one_encoding(data: bytes) -> tuple[bytes, tuple[EncodingFault, ...]]:
    """Return a file's octets in UTF-8 with line feeds, as far as the whole file tells, and what had to be changed."""
    faults: list[EncodingFault] = []
    if data.startswith(_PACKED):
        return b"", ((PACKED, "le décompresser, puis donner le fichier .ics"),)
    if data.startswith(_UTF32):
        faults.append(("fichier en UTF-32", "enregistrer en UTF-8"))
        data = data.decode("utf-32", "replace").encode("utf-8", "replace")
    if data.startswith(_UTF8):
        faults.append(("marque d'ordre des octets (BOM) en tête", "enregistrer en UTF-8 sans BOM"))
        data = data[len(_UTF8) :]
    elif data.startswith(_UTF16) or _is_wide(data):
        faults.append(("fichier en UTF-16", "enregistrer en UTF-8"))
        little = data.startswith(_UTF16[0]) or (
            not data.startswith(_UTF16[1]) and data[1:2] == b"\0"
        )
        text = data.decode("utf-16-le" if little else "utf-16-be", "replace").lstrip("\ufeff")
        data = text.encode("utf-8", "replace")
    if b"\n" not in data and b"\r" in data:
        faults.append(
            ("lignes séparées par des retours chariot seuls", "terminer chaque ligne par CR LF")
        )
        data = data.replace(b"\r", b"\r\n")
    return data, tuple(faults)


def _is_wide(data: bytes) -> bool:
    """Return whether every other octet of the beginning is nul: UTF-16 without its mark."""
    head = data[:12]
    return len(head) == 12 and (not any(head[1::2]) or not any(head[::2]))


def words(octets: bytes) -> str:
    """Return the words of octets that are no UTF-8: those of Windows, or marks of what is lost."""
    if not re.search(rb"[\xc3\xc5][\x80-\xbf]|\xe2\x80", octets):  # no UTF-8 beside
        try:
            text = octets.decode("cp1252")
        except UnicodeDecodeError:
            text = ""
        if text and not _UNLIKELY.search(text):
            return text
    return octets.decode("utf-8", "replace")


def damage(text: str) -> str:
    """Return the first damaged piece of a text, with what is around it; nothing of a sound one."""
    if text.isascii():
        return ""
    found = re.search(LOST, text) or _TWICE.search(text)
    if found is None:
        return ""
    return " ".join(text[max(0, found.start() - 12) : found.end() + 12].split())


LARGEST, MOST_LINES, MOST_COMPONENTS, DEEPEST = 12_000_000, 600_000, 60_000, 8
"""Octets, lines, components (an event and its alarm are two), and levels of components within another."""
SHORTER = "demander une période plus courte"


def refusals(name: str, data: bytes) -> tuple[Problem, ...]:
    """Return why a file is not opened."""
    return tuple(
        Problem(Source(name, line), message, hint, "import") for line, message, hint in _sizes(data)
    )


def _sizes(data: bytes) -> Iterator[tuple[int, str, str]]:
    if len(data) > LARGEST:
        yield 1, f"fichier de {len(data) // 1000} ko : {LARGEST // 1000} ko au plus", SHORTER
        return
    count = data.count(b"\n")
    if count > MOST_LINES:
        yield 1, f"{count} lignes : {MOST_LINES} au plus", SHORTER
        return
    depth = components = 0
    for number, line in enumerate(data.split(b"\n"), start=1):
        begins = line[:6].upper() == b"BEGIN:"
        components += begins
        depth += begins - (line[:4].upper() == b"END:")
        if depth > DEEPEST or components > MOST_COMPONENTS:
            deep, many = f"plus de {DEEPEST} niveaux", f"plus de {MOST_COMPONENTS} composants"
            yield number, deep if depth > DEEPEST else many, SHORTER
            return
