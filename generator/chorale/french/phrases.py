"""French typography, numbers, lists, plurals, and nouns with their article."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

NO_BREAK = "\u00a0"
NARROW = "\u202f"
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_AFTER = r"(?:(?<=\S)|\A) +"
"""The blanks after a word; a text that begins with them follows a tag that closes."""
_RULES = (
    (re.compile(rf"{_AFTER}(?=[;!?](?:\s|$|[»)\]…]))"), NARROW),
    (re.compile(rf"{_AFTER}(?=:(?:\s|$|»))"), NO_BREAK),
    (re.compile(r"«[ \u00a0\u202f]*"), "«" + NO_BREAK),
    (re.compile(r"[ \u00a0\u202f]*»"), NO_BREAK + "»"),
    (re.compile(r"(?:(?<=\d)|\A) +(?=[%€])"), NO_BREAK),
    (re.compile(r"(?<=\d) +(?=(?:euros?|jours?|heures?|h|min|places?|Ko|Mo|km)\b)"), NO_BREAK),
    (re.compile(r"(?<=\d)h(?=\d\d\b)"), NO_BREAK + "h" + NO_BREAK),
    (re.compile(r"(?<=\d[ \u00a0]h) +(?=[0-5]\d\b)"), NO_BREAK),
    (re.compile(r"(?<=\d) (?=\d{3}\b)"), NARROW),
    (re.compile(r"\b([nN][°º]) *(?=\d)"), rf"\1{NO_BREAK}"),
    (
        re.compile(rf"(?:(?<=\b\d)|(?<=\b\d\d)|(?<=\b1er)) +(?=(?:{'|'.join(MONTHS)})\b)"),
        NO_BREAK,
    ),
)
_CONCERNED = re.compile(r"[;!?:«»°º]|\d(?:[ \u00a0h]|er )|\A +[%€]")
"""What every rule above needs: most texts of a page have none of it."""
_WORD = re.compile(r"(?<![^ \n])[^ \n]*'[^ \n]*")
_TYPED = re.compile(r"'(?<=[^\W\d_]')(?=[\w«“<&\u00a0])")
"""The apostrophe of keyboards, inside a word or between two."""


def apostrophes(text: str) -> str:
    """Write the apostrophe of printers where keyboards type another sign; addresses and paths stay."""
    return _WORD.sub(_printed, text) if "'" in text else text


def printed(data: Any) -> Any:
    """Write them in every text of data for programs, its keys aside."""
    match data:
        case str():
            return apostrophes(data)
        case Mapping():
            return {key: printed(value) for key, value in data.items()}
        case list() | tuple():
            return [printed(value) for value in data]
        case _:
            return data


def _printed(word: re.Match[str]) -> str:
    return word[0] if "/" in word[0] or "@" in word[0] else _TYPED.sub("’", word[0])


def typography(text: str) -> str:
    """Put the apostrophes and no-break spaces of French into plain text; doing it twice changes nothing."""
    text = apostrophes(text)
    if not _CONCERNED.search(text):
        return text
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def letter(text: str) -> str:
    """Put them into each line of a plain text that has no address: a program makes a link of the others."""
    return "\n".join(line if "://" in line else typography(line) for line in text.split("\n"))


@lru_cache(maxsize=4096)
def number(value: Fraction | int, places: int = 2) -> str:
    """Return « 1 234,5 » : at most that many decimals, rounded half up, no trailing zero."""
    scaled = abs(Fraction(value)) * 10**places
    digits = int(scaled + Fraction(1, 2))
    whole, part = divmod(digits, 10**places)
    decimals = f"{part:0{places}}".rstrip("0") if places else ""
    grouped = f"{whole:,}".replace(",", NARROW)
    sign = "\u2212" if value < 0 and digits else ""
    return sign + grouped + (f",{decimals}" if decimals else "")


def capital(text: str) -> str:
    """Return a text that begins a sentence."""
    return text[:1].upper() + text[1:]


def naming(name: str) -> str:
    """Return a name before what it names, « Coût : »; one that ends by its own sign, « Quand ? », keeps it."""
    return name if name.endswith(("?", "!", ":", "…")) else f"{name}{NO_BREAK}:"


def listing(words: Sequence[str], last: str = "et") -> str:
    """Return « a, b et c », or with another last word « a, b ou c »."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def runs(
    found: Sequence[tuple[Fraction, Fraction]], say: Callable[[Fraction], str] = number
) -> str:
    """Return « de 1 230 à 1 254 ou de 1 278 »."""
    words = [
        f"de {say(low)}" if low == high else f"de {say(low)} à {say(high)}" for low, high in found
    ]
    return listing(words, "ou")


def spelled(count: int, singular: str) -> str:
    """Return « trois groupes »: a masculine count in letters, as far as it is one word and short."""
    known = dict(
        enumerate(
            ["un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"], 1
        )
    )
    word = known.get(count, number(count))
    return f"{word} {agreed(count, singular)}"


def plural(count: Fraction | int, singular: str, plural_form: str = "") -> str:
    """Return « 1 place » or « 3 places »."""
    return f"{number(count)}{NO_BREAK}{agreed(count, singular, plural_form)}"


def agreed(count: Fraction | int, singular: str, plural_form: str = "") -> str:
    """Return « place » or « places »: whatever is below two is singular in French."""
    return singular if -2 < count < 2 else plural_form or singular + "s"


_ARTICLE = re.compile(r"(?:l['’]|le +|la +|les +)", re.IGNORECASE)
_CONTRACTED = {"le": "du ", "les": "des "}
_ELIDED = "aeiouyàâéèêîïôû"


def bare(noun: str) -> str:
    """Return « conseil » for « le conseil »; a name without article stays as it is."""
    return noun[len(_article(noun)) :]


def label(noun: str) -> str:
    """Return « Conseil » for « le conseil »: how a list, a tag or a title begins."""
    return capital(bare(noun))


def of(noun: str) -> str:
    """Return « du conseil », « de la commission », « des usagers », « de l'assemblée », « de Phare », « d'Unisson »."""
    article = _article(noun)
    contracted = _CONTRACTED.get(article.strip().lower())
    if contracted:
        return contracted + bare(noun)
    if article:
        return f"de {article.lower()}{bare(noun)}"
    return f"d'{noun}" if noun[:1].lower() in _ELIDED else f"de {noun}"


def _article(noun: str) -> str:
    found = _ARTICLE.match(noun)
    return found[0] if found else ""


def plain(words: str) -> str:
    """Return words as one looks for them or puts them in order: neither capitals nor accents."""
    letters = unicodedata.normalize("NFD", words.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).strip()
