"""The values that are written as one text: how each is read, and what a text editor is told of it."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from types import UnionType
from typing import Any
from zoneinfo import ZoneInfo

from chorale.content import value_hints
from chorale.french.suggestions import slug, zone_meant

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""What a community may date: beyond, a year is a slip, and no calendar counts it."""
Convert = Callable[[str], Any]
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


class BadValue(ValueError):
    """A value that cannot be what the field asks for: what is expected, and what to write."""

    def __init__(self, expected: str, suggestion: str = "") -> None:
        super().__init__(expected)
        self.expected, self.suggestion = expected, suggestion


@dataclass(frozen=True)
class Scalar:
    """A type of value: its reader, which raises BadValue, and its JSON Schema."""

    read: Convert
    schema: Mapping[str, Any]


def _text(text: str) -> str:
    if found := _INVISIBLE.search(text):  # YAML can escape what a file may not hold
        raise BadValue("un texte sans caractère invisible", f"supprimer U+{ord(found[0]):04X}")
    return text.strip()


def _boolean(text: str) -> bool:
    try:
        return {"true": True, "oui": True, "false": False, "non": False}[text.lower()]
    except KeyError:
        raise BadValue("true ou false", value_hints.write(value_hints.truth(text))) from None


def _integer(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise BadValue("un nombre entier", value_hints.write(value_hints.whole(text)))
    return int(text)


class Seats(int):
    """A number of seats; NO_LIMIT says that they are not counted, whatever is common to several dates."""


NO_LIMIT, NO_LIMIT_WORDS = Seats(0), "sans limite"


def _seats(text: str) -> Seats:
    if slug(text) in ("sans-limite", "illimite", "illimitee", "illimitees"):
        return NO_LIMIT
    if not re.fullmatch(r"[0-9]{1,9}", text) or not int(text):
        if re.fullmatch(r"[0-9]{10,}", text):
            raise BadValue(f"un nombre de places de neuf chiffres au plus, ou « {NO_LIMIT_WORDS} »")
        meant = value_hints.write(value_hints.whole(text).lstrip("0")).removesuffix(" »")
        hint = f"{meant} » ou « {NO_LIMIT_WORDS} »" if meant else f"ou écrire « {NO_LIMIT_WORDS} »"
        raise BadValue("un nombre de places, une au moins", hint)
    return Seats(text)


def _decimal(text: str) -> Fraction:
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", text):
        if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
            raise BadValue("un nombre de douze chiffres et six décimales au plus")
        raise BadValue("un nombre décimal positif", value_hints.amount(text))
    return Fraction(text)


def _date(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise BadValue(
            "une date AAAA-MM-JJ",
            value_hints.write(value_hints.day(text)) or "par exemple « 2026-12-06 »",
        )
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise BadValue("une date qui existe") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise BadValue(f"une date de {FIRST_YEAR} à {LAST_YEAR}")
    return found


def _datetime(text: str) -> datetime:
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)", text)
    if not match:
        meant = value_hints.write(value_hints.moment(text))
        hourless = value_hints.day(text) and f"ajouter l'heure : « {value_hints.day(text)} 10:00 »"
        raise BadValue(
            "un jour et une heure AAAA-MM-JJ HH:MM",
            meant or hourless or "par exemple « 2026-12-06 10:00 »",
        )
    return datetime.combine(_date(match[1]), _time(match[2]))


def _moment(text: str) -> datetime | date:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return _date(text)
    try:
        return _datetime(text)
    except BadValue as refused:
        hint = refused.suggestion or "par exemple « 2026-12-06 10:00 »"
        raise BadValue(f"{refused.expected}, ou le jour seul", hint) from None


def _zone(text: str) -> ZoneInfo:
    """Read the zone of a place: pages say « heure de Paris », and « CET » names none."""
    with suppress(KeyError, ValueError, OSError):
        if "/" in text or text == "UTC":
            return ZoneInfo(text)
    raise BadValue("un fuseau horaire, par exemple « Europe/Paris »", zone_meant(text))


def _time(text: str) -> time:
    match = re.fullmatch(r"(\d\d):(\d\d)", text)
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return time(int(match[1]), int(match[2]))
    raise BadValue(
        "une heure HH:MM", value_hints.write(value_hints.hour(text)) or "par exemple « 14:30 »"
    )


def _duration(text: str) -> timedelta:
    match = re.fullmatch(r"(?:(\d{1,2})h)?(?:(\d{1,2})(?:min)?)?", text.replace(" ", ""))
    late = match is not None and match[1] is not None and int(match[2] or 0) >= 60
    if not match or late or not text or (match[1] is None and not text.endswith("min")):
        meant = value_hints.write(value_hints.length(text))
        raise BadValue("une durée", meant or "par exemple « 1h », « 1h30 » ou « 45min »")
    minutes = int(match[1] or 0) * 60 + int(match[2] or 0)
    if not 0 < minutes <= 24 * 60:
        raise BadValue("une durée de 1 minute à 24 heures")
    return timedelta(minutes=minutes)


_YES_OR_NO = Scalar(_boolean, {"enum": [True, False, "oui", "non"]})
SCALARS: Mapping[type | UnionType, Scalar] = {
    str: Scalar(_text, {"type": ["string", "number", "boolean"]}),
    bool: _YES_OR_NO,
    bool | None: _YES_OR_NO,
    int: Scalar(_integer, {"type": "integer"}),
    Seats: Scalar(
        _seats, {"anyOf": [{"type": "integer", "minimum": 1}, {"const": NO_LIMIT_WORDS}]}
    ),
    Fraction: Scalar(
        _decimal,
        {
            "type": ["number", "string"],
            "minimum": 0,
            "pattern": r"^[0-9]{1,12}(\.[0-9]{1,6})?$",
        },
    ),
    date: Scalar(_date, {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}),
    datetime: Scalar(_datetime, {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d$"}),
    datetime | date: Scalar(
        _moment, {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d([ T]\d\d:\d\d)?$"}
    ),
    ZoneInfo: Scalar(_zone, {"type": "string", "pattern": r"^[A-Za-z]+(/[A-Za-z_-]+)*$"}),
    time: Scalar(_time, {"type": "string", "pattern": r"^\d\d:\d\d$"}),
    timedelta: Scalar(_duration, {"type": "string", "pattern": r"^(\d{1,2}h)?(\d{1,2}(min)?)?$"}),
}
"""Every type of value that a file may hold."""
