"""Accents hidden from the indexer, which loads all words that begin with the same accented letters together.

Pagefind finds a word whatever its accents, but counts only those without any when it parts its index: on a large site,
one query would load « décision », « délai » and every « dé » there is. Each accented word is therefore given to it
plain; how a page writes it is kept beside, by plain word. A plain word that a page writes in two ways (« a », « à »)
has a mark that the indexer keeps and does not index, by which it comes back in what readers are shown; a part of a word
that a tag cuts is given as it is. A number in groups of three digits has a mark too: « 1 200 » is found by « 1200 ».
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

Spellings = Mapping[str, str]
"""How a page writes the words that it always writes in one way, by the word that the indexer is given."""

_TAGS = re.compile(r"(<(?!i data-pagefind-meta)[^>]*>)")
"""What is no word of the page; what Pagefind knows of the page stands in tags of its own."""
_TAG = "\0"
_ACCENTED = re.compile(r"([a-zA-Z0-9]*+[^\x00-\x7f\W][^\W_]*+)")
_LETTER_LEFT = re.compile(r"[^\x00-\x7f\W]")
_PLAIN, _WORDS = re.compile(r"([a-zA-Z0-9]+)"), re.compile(r"([^\W_]+)")
"""Words of plain letters, and of any: the first are found twice sooner."""
_GLUED = re.compile(rf"{_TAG}(?<=[^\W_]{_TAG}){_TAG}*+(?=[^\W_])")
"""Tags with a letter on both sides."""
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


def hide(html: str) -> tuple[str, dict[str, str]]:
    """Return a page whose accented words and grouped numbers are plain or marked, and how it writes the plain ones."""
    parts = _TAGS.split(unicodedata.normalize("NFC", html.replace(_TAG, "")))
    text = _THOUSANDS.sub(lambda found: _marked(_grouped(found)), _TAG.join(parts[::2]))
    words = _ACCENTED.split(text)
    given = {word: word for word in _cut(text)}
    found = (word for word in dict.fromkeys(words[1::2]) if word not in given)
    spellings = _alone(found, _plain(" ".join(words[::2])))
    given |= {word: bare for bare, word in spellings.items()}
    words[1::2] = [given.get(word) or _marked(word) for word in words[1::2]]
    parts[::2] = "".join(words).split(_TAG)
    return "".join(parts), spellings


def _alone(words: Iterable[str], other: set[str]) -> dict[str, str]:
    """Return the words that no other one has the plain letters of, by these letters."""
    ways: dict[str, list[str]] = {}
    for word in words:
        ways.setdefault(unaccented(word), []).append(word)
    return {
        bare: spelled[0]
        for bare, spelled in ways.items()
        if len(spelled) == 1 and bare not in other and bare.isascii()
    }


def _plain(text: str) -> set[str]:
    """Return the words of plain letters: what stands between blanks is looked into once."""
    return set(_PLAIN.findall(" ".join(set(text.replace(_TAG, " ").split()))))


def _cut(text: str) -> Iterator[str]:
    """Yield what stands on both sides of tags that cut a word, or that nothing else parts from the next."""
    for tags in _GLUED.finditer(text):
        yield _WORDS.findall(text[: tags.start()].rpartition(_TAG)[2])[-1]
        yield _WORDS.findall(text[tags.end() :].partition(_TAG)[0])[0]


def thousands(text: str, between: str = NO_BREAK) -> str:
    """Return a text whose numbers have this between their groups of three digits."""
    return _THOUSANDS.sub(lambda found: _grouped(found, between), text)


def _grouped(number: re.Match[str], between: str = NO_BREAK) -> str:
    return _BLANK.sub(between, number[0])


def show(text: str, spellings: Spellings) -> str:
    """Return a text with its words as the page wrote them."""
    words = (_WORDS if _LETTER_LEFT.search(text) else _PLAIN).split(text)
    words[1::2] = [spellings.get(word, word) for word in words[1::2]]
    shown = "".join(words)
    return _MARKED.sub(_shown, shown) if "_" in shown else shown


@lru_cache(maxsize=32_768)
def _marked(word: str) -> str:
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
    return word if _marked(word) == f"{bare}_{mark}_" else ""


@lru_cache(maxsize=32_768)
def unaccented(word: str) -> str:
    """Return a word without its accents and ligatures."""
    letters = unicodedata.normalize("NFD", word.translate(_LIGATURES))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
