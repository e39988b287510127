"""Accents hidden from the indexer, which loads all words that begin with the same accented letters together.

Pagefind finds a word whatever its accents, but counts only those without any when it parts its index: on a large site,
one query would load « décision », « délai » and every « dé » there is. Each accented word is therefore given to it
plain, with a mark that it keeps and does not index, by which the word comes back in what readers are shown. So is a
number in groups of three digits: « 1 200 » is one word, which « 1200 » finds.
"""

import re
import unicodedata
from functools import lru_cache

_ACCENTED = re.compile(r"[a-zA-Z0-9]*+[^\x00-\x7f\W][^\W_]*+")
_THOUSANDS = re.compile(r"\d(?<![\w.,/-]\d)\d{0,2}(?:[ \xa0\u202f]\d{3})+(?!\w)")
"""A number in groups, with no word before it; its first digit comes first, which is found three times sooner."""
_BLANK = re.compile(r"\s")
NO_BREAK = "\xa0"
_SIGNS = ".!?+=|-/"
"""The eight digits of a mark: they end no word for the indexer, and mean nothing in HTML, JSON and its attributes."""
_MARKED = re.compile(rf"(?<![a-zA-Z0-9])([a-zA-Z0-9]++)_([{re.escape(_SIGNS)}]++)_")
_LETTER = re.compile(r"(7*[0-6])([0-7]{3})")
_AS_SIGNS, _AS_DIGITS = (
    str.maketrans(*pair) for pair in (("01234567", _SIGNS), (_SIGNS, "01234567"))
)
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "\xa0": ""})

_FIRST = 0x80
"""The code of the first letter that a mark can name; three digits go past the last one of Latin languages."""
_MANY = 7
"""Plain letters that one digit stands for, and others follow."""


def hide(text: str) -> str:
    """Return a text whose accented words, and numbers in groups, are plain ones with their mark."""
    plain = _THOUSANDS.sub(
        lambda found: _given(_grouped(found)), unicodedata.normalize("NFC", text)
    )
    return _ACCENTED.sub(lambda found: _given(found[0]), plain)


def thousands(text: str, between: str = NO_BREAK) -> str:
    """Return a text whose numbers have this between their groups of three digits."""
    return _THOUSANDS.sub(lambda found: _grouped(found, between), text)


def _grouped(number: re.Match[str], between: str = NO_BREAK) -> str:
    return _BLANK.sub(between, number[0])


def show(text: str) -> str:
    """Return a text with its words as they were written."""
    return _MARKED.sub(_shown, text)


@lru_cache(maxsize=32_768)
def _given(word: str) -> str:
    bare = unaccented(word)
    mark = _mark(word) if bare.isascii() else ""
    return f"{bare}_{mark}_" if mark else word


def _mark(word: str) -> str:
    """Return how many plain letters stand before each other one, then its code in three digits."""
    digits, plain = "", 0
    for letter in word:
        if letter.isascii():
            plain += 1
            continue
        code = ord(letter) - _FIRST
        if code >= 8**3:
            return ""
        digits += f"{_MANY}" * (plain // _MANY) + f"{plain % _MANY}{code:03o}"
        plain = 0
    return digits.translate(_AS_SIGNS)


def _shown(found: re.Match[str]) -> str:
    return _taken(found[1], found[2]) or found[0]


@lru_cache(maxsize=32_768)
def _taken(bare: str, mark: str) -> str:
    """Return the word of a mark; nothing when nobody gave this one."""
    word, at = "", 0
    for plain, code in _LETTER.findall(mark.translate(_AS_DIGITS)):
        letter = chr(_FIRST + int(code, 8))
        reached = at + sum(map(int, plain))
        word += bare[at:reached] + letter
        at = reached + len(unaccented(letter))
    word += bare[at:]
    return word if _given(word) == f"{bare}_{mark}_" else ""


@lru_cache(maxsize=32_768)
def unaccented(word: str) -> str:
    """Return a word without its accents and ligatures."""
    letters = unicodedata.normalize("NFD", word.translate(_LIGATURES))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
