"""Rules on typed text shared with the browser (text_rules.json): blank, allowed characters, length, e-mail."""

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from chorale.files import data

RULES: Mapping[str, Any] = json.loads(data("content/text_rules.json").read_text(encoding="utf-8"))
MESSAGES: Mapping[str, str] = RULES["messages"]
_BLANKS = RULES["blanks"]
_FORBIDDEN = re.compile(
    "[^" + "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in RULES["allowed"]) + "]"
)
_LOCAL, _LABEL = re.compile(RULES["email"]["local"]), re.compile(RULES["email"]["label"])
_ACCENTED, _HELD = re.compile(RULES["email"]["accented"]), re.compile(RULES["email"]["held"])
_DIGITS = re.compile(RULES["digits"])


class Invalid(ValueError):
    """A value that breaks a rule; its text is the French message shown beside the field."""

    def __init__(self, name: str, **values: int) -> None:
        super().__init__(MESSAGES[name].format(**values))


def clean(raw: str) -> str:
    """Return text with LF line ends, composed (NFC), without blanks at its ends; raises Invalid.

    Characters are judged before composition, because engines know different versions of Unicode: the allowed ranges
    leave out what was added or may be re-ordered since version 14.
    """
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    if found := _FORBIDDEN.search(text):
        raise Invalid("forbidden", place=found.end())
    return unicodedata.normalize("NFC", text).strip(_BLANKS)


def line(raw: str, most: int) -> str:
    """Return one line of text of at most so many code points; raises Invalid."""
    text = clean(raw)
    if "\n" in text or "\t" in text:
        raise Invalid("line")
    return _short(text, most)


def paragraph(raw: str, most: int) -> str:
    """Return text of at most so many code points; raises Invalid."""
    return _short(clean(raw), most)


def email(raw: str) -> str:
    """Return an address as it was written, alone, its domain in lower case and as mail servers know it; raises Invalid.

    « Nom <a@b.fr> » and « mailto:a@b.fr », as programs copy them, hold an address; user@café.fr is user@xn--caf-dma.fr.
    """
    text = clean(raw)
    held = _HELD.search(text)
    local, _, domain = (held[1] if held else text).rpartition("@")
    labels = [_label(label) for label in domain.lower().split(".")]
    text = f"{local}@{'.'.join(labels)}"
    sizes = len(local) <= RULES["email"]["local_most"] and len(text) <= RULES["email"]["most"]
    if not (
        sizes
        and len(labels) > 1
        and _LOCAL.match(local)
        and all(_LABEL.match(label) for label in labels)
    ):
        raise Invalid(_email_fault(local))
    return text


def _email_fault(local: str) -> str:
    """Say what is wrong before the last « @ »: another address, an accent, or something else."""
    if "@" in local:
        return "email_several"
    return "email" if local.isascii() else "email_accent"


def _label(label: str) -> str:
    """Return a part of a domain as servers know it (RFC 3492); letters that .fr does not take stay, and are refused."""
    ascii_ = label.isascii() or not _ACCENTED.match(label)
    return label if ascii_ else "xn--" + label.encode("punycode").decode()


def email_advice(raw: str) -> str:
    """Return what to write instead of an address that cannot be read: the one that it holds, if there is one."""
    try:
        held = email(raw)
    except Invalid:
        held = "nom@exemple.fr"
    return f"écrire « {held} »"


def is_email(text: str) -> bool:
    """Return whether a text is an address as it stands, with nothing around it."""
    try:
        return email(text).casefold() == text.casefold()
    except Invalid:
        return False


def whole(raw: str, least: int, most: int) -> int:
    """Return a whole number between two bounds; raises Invalid."""
    text = clean(raw)
    if not _DIGITS.match(text):
        raise Invalid("whole")
    number = int(text)
    if number < least:
        raise Invalid("least", least=least)
    if number > most:
        raise Invalid("most", most=most)
    return number


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise Invalid("long", most=most, length=len(text))
    return text
