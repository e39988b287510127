"""Headers of a mail folded without loss: subject and sender keep each of their blanks and accents."""

from email.header import Header
from email.policy import EmailPolicy
from email.utils import formataddr
from typing import Any


class SoundPolicy(EmailPolicy):
    """Encodes subject and sender whole: the standard library loses blanks between encoded words (CPython 92081)."""

    def fold(self, name: str, value: Any) -> str:
        """Return a header as lines of a message."""
        if name == "From":
            return _from(value.addresses[0], self.linesep)
        if name == "Subject":
            return _subject(str(value), self.linesep)
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return a header as bytes of a message."""
        return self.fold(name, value).encode("ascii", "surrogateescape")


def _from(address: Any, linesep: str) -> str:
    """Write the sender on as few lines as it takes."""
    name, mail = formataddr((address.display_name, address.addr_spec)).rsplit(" ", 1)
    if not address.display_name.isascii():
        name = _encoded(address.display_name, "From", linesep)
    whole = f"From: {name} {mail}"
    return (whole if len(whole) <= 78 else f"From: {name}{linesep} {mail}") + linesep


def _subject(text: str, linesep: str) -> str:
    """Write a subject as it is when it fits on a line, else wholly in encoded words (RFC 2047).

    Folded by the standard library, a long word begins an empty first line, and blanks between encoded words are lost.
    """
    whole = f"Subject: {text}"
    if len(whole) <= 78 and text.isascii() and "=?" not in text and text == " ".join(text.split()):
        return whole + linesep
    return f"Subject: {_encoded(text, 'Subject', linesep)}{linesep}"


def _encoded(text: str, name: str, linesep: str) -> str:
    """Write a text in encoded words of at most 75 signs; the library fills lines, and one may be a word of 76."""
    return Header(text, "utf-8", header_name=name, maxlinelen=75).encode(linesep=linesep)
