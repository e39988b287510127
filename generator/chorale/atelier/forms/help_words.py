"""Help of a field in the words of the screen: what the choices beside it already say is not said in a file's keys."""

import re
from collections.abc import Iterable, Mapping

from chorale.atelier.forms.labels import WORDS
from chorale.atelier.forms.screen_words import on_screen
from chorale.french.phrases import capital

_TRUE = re.compile(r"^Vrai (?=si\b|tant que\b|pour\b)")
_COMMAND = re.compile(r"\s*(?:\(« chorale [^»]*»\)|par « chorale [^»]*»)")
_OF_KEYS = re.compile(r"\s*\([Cc]lés? [^)]*\)")
_LIST = re.compile(r"\[([^\[\]]+)\]")
_OF_CODES = re.compile(r"^(?:Nom d|Clé d|Références? d|Références? r)")
_ASIDE = re.compile(r"\(([a-z]+(?:, [a-z]+)*)\)")
_ANSWERS: Mapping[str, str] = {"check": "À cocher ", "word": "Oui "}


def help_words(words: str, label: str, widget: str, choices: Iterable[str]) -> str:
    """Return what stands under a field's label; nothing where the label, or what is offered, says it already."""
    told = _TRUE.sub(_ANSWERS.get(widget, ""), _COMMAND.sub("", words))
    if widget in ("word", "boxes", "ranked"):
        told = _unlisted(_OF_KEYS.sub("", told), [one for one in choices if one])
    told = on_screen(_LIST.sub(r"\1", _ASIDE.sub(_aside, told)))
    return "" if told.rstrip(".").lower() == label.lower() else told


def _aside(found: re.Match[str]) -> str:
    """Return words of closed lists, in brackets, as their lists show them."""
    known = [WORDS.get(one) for one in found[1].split(", ")]
    return found[0] if None in known else f"({', '.join(str(one) for one in known).lower()})"


def _unlisted(told: str, choices: list[str]) -> str:
    """Return a sentence without the list of what is offered beside it, nor the way a file writes it."""
    if not choices:
        return told
    if _OF_CODES.match(told):
        return ""
    one = rf"(?:{'|'.join(map(re.escape, choices))})(?:…| \([^)]*\))?"
    listed = re.compile(rf"(?:^| : ){one}(?:,? (?:ou )?{one}| ou {one})*(?=[ .,;:]|$)")
    rest = listed.sub("", told, count=1).lstrip(" ,:")
    return "" if rest.strip(".") == "" or rest.startswith("ou ") else capital(rest)
