"""What to write instead of a value that a field refuses, when what its author meant can be told."""

import re
from collections.abc import Iterable
from datetime import date

from chorale.french import phrases
from chorale.french.suggestions import slug

_SHORTENED = {
    "janv": 1,
    "fev": 2,
    "fevr": 2,
    "avr": 4,
    "juil": 7,
    "sept": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_MONTHS = {slug(name): rank for rank, name in enumerate(phrases.MONTHS, 1)} | _SHORTENED
_NUMERIC = (
    (re.compile(r"(\d{4})[/.-](\d\d?)[/.-](\d\d?)"), (1, 2, 3)),
    (re.compile(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})"), (3, 2, 1)),
    (re.compile(r"(\d\d?)[/.-](\d\d?)[/.-](\d\d)"), (3, 2, 1)),
    (re.compile(r"(\d{4})(\d\d)(\d\d)"), (1, 2, 3)),
    (re.compile(r"(\d{4})-(\d\d)-(\d\d)T[\d:]+Z?"), (1, 2, 3)),
)
"""Ways to write a day in figures, and where its year, its month and its day stand."""
_SPOKEN = re.compile(r"(?:\w+\.?\s+)?(\d\d?)(?:er)?[\s-]+([^\W\d_]+)\.?[\s-]+(\d{4}|\d\d)")
_FOUR = re.compile(r"(?a)([01]\d|2[0-3])([0-5]\d)")
_CLOCK = re.compile(r"(?a)(?:à\s*)?(\d\d?)\s*(?:h|H|heures?|[:.,])\s*(\d\d?)?(?::\d\d)?")
_OF_DAY = re.compile(r"(?i)\s+(?:(précises?|pile|environ|du matin)|(de l['’]après-midi|du soir))$")
_HALVES = re.compile(r"(am|pm)$", re.IGNORECASE)
_YES, _NO = {"yes", "y", "on", "1", "vrai", "o", "x"}, {"no", "n", "off", "0", "faux"}
_FIGURES = re.compile(r"(?a)(\d{1,12}(?:[.,]\d{1,6})?|[.,]\d{1,6})[.,]?(?:[^\d].*)?")
_TWO_WAYS = re.compile(r"(?a)[1-9]\d{0,2}[.,]\d{3}")
_GROUPED = re.compile(r"(?a)[1-9]\d{0,2}(?:(?:\.\d{3}){2,}|(?:\.\d{3})+(?=,))(?:,\d{1,6})?(?!\d)")
"""A number whose points part thousands, and nothing else."""
_THOUSANDFOLD = re.compile(
    r"(?i)\d *(?:k|m|md|mds|mn|milliers?|millions?|milliards?)(?![^\W\d_])|[km]€"
)
"""A number of thousands or of millions."""
_EXPONENT = re.compile(r"(?a)(\d{1,6})[eE]\+?(\d)")
_LENGTH = re.compile(r"(?a)(\d{1,2})(?:[.,](\d))?\s*(heures?|h|minutes?|min|mn|m)?\s*(\d\d?)?.*")
_THOUSANDS = re.compile(r"(?<=\d)[ _'\u00a0\u202f\u2009](?=\d{3})")


def write(text: str) -> str:
    """Return the sentence that says what to write; nothing for nothing."""
    return f"écrire « {text} »" if text else ""


def day(text: str) -> str:
    """Return a day as files say it: « 7 janvier 2027 », « 07/01/2027 » and « 2027-1-7 » are 2027-01-07."""
    text = text.strip("«»“”'\u2019 \u00a0\u202f")
    found = next(
        (
            [int(made[part]) for part in order]
            for way, order in _NUMERIC
            if (made := way.fullmatch(text))
        ),
        None,
    )
    if (said := _SPOKEN.fullmatch(text)) and slug(said[2]) in _MONTHS:
        found = [int(said[3]), _MONTHS[slug(said[2])], int(said[1])]
    try:
        return date(found[0] + 2000 * (found[0] < 100), *found[1:]).isoformat() if found else ""
    except ValueError:
        return ""


def hour(text: str) -> str:
    """Return an hour as files say it: « 14h », « 9:5 », « 2pm » and « midi »."""
    if slug(text) in ("midi", "minuit"):
        return {"midi": "12:00", "minuit": "00:00"}[slug(text)]
    if four := _FOUR.fullmatch(text):
        return f"{four[1]}:{four[2]}"
    if part := _OF_DAY.search(text):
        text = text[: part.start()] + "pm" * bool(part[2])
    late = _HALVES.search(text)
    plain = _HALVES.sub("", text).strip()
    found = _CLOCK.fullmatch(f"{plain}h" if plain.isdigit() and late else plain)
    if found is None:
        return ""
    hours, minutes = int(found[1]), int(found[2] or 0)
    if late:
        hours = hours % 12 + 12 * (late[1].lower() == "pm")
    if (hours, minutes) == (24, 0):
        return "23:59"
    return f"{hours:02}:{minutes:02}" if hours < 24 and minutes < 60 else ""


def moment(text: str) -> str:
    """Return a day and its hour, from each of them."""
    text = text.removeprefix("le ").strip()
    first, _, rest = text.partition("T" if "T" in text else " ")
    cut = re.fullmatch(r"(.*?\d{4}|\d{4}\S*)[ T,]+(.*)", text)
    first, rest = (cut[1], cut[2]) if cut else (first, rest)
    known = first if re.fullmatch(r"\d{4}-\d\d-\d\d", first) else day(first)
    return f"{known} {hour(rest.strip())}" if known and hour(rest.strip()) else ""


def truth(text: str) -> str:
    """Return « true » or « false » for another word that means it."""
    low = text.lower()
    return "true" if low in _YES else "false" if low in _NO else ""


def number(text: str) -> str:
    """Return a number without what people put around its figures: « 1 000 », « 12,5 », « 60 jours », « 1e3 »."""
    if power := _EXPONENT.fullmatch(text):
        return power[1] + "0" * int(power[2])
    bare = re.sub(r"(?i)^(?:\+|n[°º] *)", "", text.strip())
    if _GROUPED.match(bare):
        bare = bare.replace(".", "")
    found = _FIGURES.fullmatch(_THOUSANDS.sub("", bare))
    if (
        found is None
        or _THOUSANDFOLD.search(text)
        or "/" in text
        or "%" in text
        or re.search(r"\d", found[0][len(found[1]) :])
    ):
        return ""
    made = found[1].replace(",", ".")
    return f"0{made}" if made.startswith(".") else made


def two_ways(text: str) -> bool:
    """Return whether a sign before three figures may part thousands or decimals."""
    return _TWO_WAYS.fullmatch(text) is not None


def doubtful(text: str, others: Iterable[str]) -> bool:
    """Return whether an amount may be read in two ways, and no other beside it shows that a point parts decimals."""
    return two_ways(text) and not any("." in one and not two_ways(one) for one in others)


def doubt(name: str, text: str) -> tuple[str, str]:
    """Return what is said of such an amount, and what to write."""
    said = f"« {name} » : trouvé « {text} », lu avec trois décimales"
    return said, thousands_or_decimals(text)


def thousands_or_decimals(text: str) -> str:
    """Return both ways to write an amount that may be read in two, each with one meaning."""
    whole, _, part = text.replace(",", ".").partition(".")
    short = f"{whole}.{part}".rstrip("0").rstrip(".")
    return f"écrire « {whole}{part} », ou « {short + '0' * two_ways(short)} »"


def amount(text: str) -> str:
    """Return what to write for an amount, in each of its meanings."""
    return thousands_or_decimals(text) if two_ways(text) else write(number(text))


def whole(text: str) -> str:
    """Return the same of a number that has no decimals."""
    if two_ways(text):
        return re.sub("[.,]", "", text)
    made = number(text)
    kept, _, part = made.partition(".")
    return kept if kept.isdigit() and not part.strip("0") else ""


def length(text: str) -> str:
    """Return a duration as files say it: « 1,5h », « 1 heure », « 90 minutes », « 1h75 »."""
    if clock := re.fullmatch(r"(?a)(\d\d?):([0-5]\d)", text.strip()):
        text = f"{clock[1]}h{clock[2]}"
    found = _LENGTH.fullmatch(text.strip())
    if found is None or not found[3]:
        return ""
    unit = 60 if found[3].startswith("h") else 1
    total = int(found[1]) * unit + int(found[2] or 0) * unit // 10 + int(found[4] or 0)
    if not 0 < total <= 24 * 60:
        return ""
    hours, minutes = divmod(total, 60)
    if not hours:
        return f"{minutes}min"
    return f"{hours}h{minutes:02}" if minutes else f"{hours}h"
