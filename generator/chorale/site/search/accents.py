"""Accents hidden from the indexer, which loads all words that begin with the same accented letters together.

Pagefind finds a word whatever its accents, but counts only those without any when it parts its index: on a large site,
one query would load « décision », « délai » and every « dé » there is. Each accented word is therefore given to it
plain, with a mark that it keeps and does not index, by which the word comes back in what readers are shown.
"""

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"(?<![^\W_])[a-zA-Z0-9]*+[^\W_a-zA-Z0-9][^\W_]*+")
_SIGNS = ".!?+=|-/"
"""Signs that end no word for the indexer, and that mean nothing in HTML, in JSON and in its own attributes."""
_MARKED = re.compile(rf"([a-zA-Z0-9]+)_([{re.escape(_SIGNS)}]+)_")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae"})


class HiddenAccents:
    """The accented words of a site, each known by a mark."""

    def __init__(self) -> None:
        self._marks: dict[str, str] = {}
        self._words: dict[str, str] = {}

    def hide(self, text: str) -> str:
        """Return a text whose accented words are plain ones with their mark."""
        return _WORD.sub(self._hidden, unicodedata.normalize("NFC", text))

    def show(self, text: str) -> str:
        """Return a text with its words as they were written."""
        return _MARKED.sub(self._shown, text)

    def _shown(self, found: re.Match[str]) -> str:
        word = self._words.get(found[2], "")
        return word if unaccented(word) == found[1] else found[0]

    def _hidden(self, found: re.Match[str]) -> str:
        word = found[0]
        bare = unaccented(word)
        if not bare.isascii() or bare == word:
            return word
        if word not in self._marks:
            mark = self._marks[word] = _mark(len(self._marks))
            self._words[mark] = word
        return f"{bare}_{self._marks[word]}_"


@lru_cache(maxsize=32_768)
def unaccented(word: str) -> str:
    """Return a word without its accents and ligatures."""
    letters = unicodedata.normalize("NFD", word.translate(_LIGATURES))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _mark(number: int) -> str:
    signs = _SIGNS[number % len(_SIGNS)]
    while number := number // len(_SIGNS):
        signs += _SIGNS[number % len(_SIGNS)]
    return signs
