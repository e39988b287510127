"""The characters of pasted text: line feeds, composed accents, plain letters, and nothing that no reader sees."""

import io
import re
import unicodedata
from difflib import SequenceMatcher

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
_UNSEEN = "\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
"""Marks of no width, of direction, and the hyphens that Word keeps for the end of a line."""
_WINDOWS = "\x80-\x9f"
"""What Windows wrote while it said that it was Latin-1."""
_DRESSED = "\U0001d400-\U0001d7ff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
"""The bold and the wide letters of social networks: no voice reads them, no search finds them."""
_ODD = re.compile(f"[{''.join(_LIGATURES)}{_UNSEEN}{_WINDOWS}{_DRESSED}]")
_LINE_END = re.compile(r"\r\n?")


def characters(text: str) -> str:
    """Return a text with line feeds, composed accents, whole letters, and nothing that no reader sees."""
    if not text.isascii():
        text = _ODD.sub(_plain, unicodedata.normalize("NFC", text))
    return _LINE_END.sub("\n", text) if "\r" in text else text


def as_before(former: bytes, text: str) -> bytes:
    """Return the bytes of a text; its lines that say what they said keep theirs, the others end as the first one did.

    What is read has line feeds and no sign that nobody sees: the file may have others (Windows, an older editor).
    """
    known = former.decode("utf-8", "replace")
    if characters(known) == known:
        return text.encode()
    lines = list(io.StringIO(known, newline=""))
    fresh = list(io.StringIO(text, newline="\n"))
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    made: list[str] = []
    pairs = SequenceMatcher(None, [characters(line) for line in lines], fresh, autojunk=False)
    for word, first, last, begin, stop in pairs.get_opcodes():
        same = word == "equal"
        made += lines[first:last] if same else [one.replace("\n", end) for one in fresh[begin:stop]]
    return "".join(made).encode()


def _plain(found: re.Match[str]) -> str:
    sign = found[0]
    if sign in _LIGATURES:
        return _LIGATURES[sign]
    if re.match(f"[{_UNSEEN}]", sign):
        return ""
    if ord(sign) < 0xA0:
        return bytes([ord(sign)]).decode("cp1252", "ignore")
    return unicodedata.normalize("NFKC", sign)
