"""Bytes that other programs wrote, as text: by their mark, by what they say of themselves, else as they can be read."""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAID = re.compile(
    rb"""(?i)<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w:.-]+)|\A<\?xml[^>]*?\bencoding\s*=\s*["']([\w:.-]+)"""
)
"""What a page says of its own letters."""
_HEAD = 2048
"""Bytes at the beginning of a page where it says so."""
_WINDOWS = "cp1252"
_AS_WINDOWS = frozenset({"ascii", "iso8859-1", "cp1252"})
"""What Windows called its own letters: browsers read all of them as those of Windows, and so do we."""


def decoded(data: bytes, said: str = "") -> str:
    """Return bytes as text; said is the name of their letters by whoever carried them, perhaps wrong.

    UTF-8 is known by itself: whatever is said, what reads as such and holds more than plain letters is that.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    known = _known(said) or _WINDOWS
    for name in (known, _WINDOWS) if data.isascii() else ("utf-8", known):
        try:
            return data.decode(name)
        except (LookupError, UnicodeError):  # « base64 » is a codec too, of no letters
            continue
    return data.decode(_WINDOWS, "replace")


def page(data: bytes, said: str = "") -> str:
    """Return the bytes of a page of HTML as text."""
    found = _SAID.search(data[:_HEAD])
    own = (found[1] or found[2]).decode("ascii") if found else ""
    return decoded(data, said or own)


def _known(said: str) -> str:
    """Return the letters that a name means, nothing for one that nobody knows."""
    try:
        name = codecs.lookup(said).name
    except (LookupError, ValueError):
        return ""
    return _WINDOWS if name in _AS_WINDOWS else name
