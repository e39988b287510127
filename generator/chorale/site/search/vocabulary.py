"""Vocabulary of the site: the words of its pages by which a query's spelling is mended."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from chorale.site.search.accents import unaccented

MOST_WORDS, COMMON = 12_000, 1_000
"""Words kept for the spelling, the commonest first; how many of them every phone loads, whatever is asked."""

SHORTEST = 4
_ENDINGS = tuple(
    (re.compile(ending), instead)
    for ending, instead in (
        ("eaux$", "eau"),
        ("aux$", "al"),
        ("[sx]$", ""),
        ("(ees?|er|ez|ent|es?)$", ""),
        (r"(.)\1$", r"\1"),
    )
)
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"[^\W_]{2,}|\d")


def words(text: str) -> set[str]:
    """Return the different words of a page: what stands between blanks is looked into once."""
    said = set(_TAG.sub(" ", text).lower().split())
    whole = {word for word in said if word.isalnum()}
    long = {word for word in whole if len(word) > 1 or word.isdecimal()}
    return long.union(_WORD.findall(" ".join(said - whole)))


def plain(word: str) -> str:
    """Return a word without its accents, as search/words.js does."""
    return unaccented(word.lower())


def trunk(word: str) -> str:
    """Return what the forms of a word without accents share, as search/words.js does."""
    if len(word) < SHORTEST or any(map(str.isdigit, word)):
        return word
    for ending, instead in _ENDINGS:
        word = ending.sub(instead, word)
    return word


def taught(known: Mapping[str, Any]) -> set[str]:
    """Return every word of the synonyms and of the answered queries, without accents."""
    said = [*chain(*known["synonyms"]), *chain(*(answer["queries"] for answer in known["answers"]))]
    return {plain(word) for expression in said for word in _WORD.findall(expression.lower())}


def parted(listed: Iterable[str], near: set[str]) -> tuple[list[str], dict[str, list[str]]]:
    """Part the words of the site: those to load at once, with the forms of those that are taught; others by initial."""
    trunks = set(map(trunk, near))
    common: list[str] = []
    rare: dict[str, list[str]] = {}
    for word in listed:
        bare = plain(word)
        if len(common) < COMMON or trunk(bare) in trunks:
            common.append(word)
        elif "a" <= bare[0] <= "z" or "0" <= bare[0] <= "9":
            rare.setdefault(bare[0], []).append(word)
    return common, dict(sorted(rare.items()))


def plain_counts(counts: Counter[str]) -> Counter[str]:
    """Return on how many pages each word stands, accents aside."""
    totals: Counter[str] = Counter()
    for word, count in counts.items():
        totals[plain(word)] += count
    return totals


def spelling(counts: Counter[str]) -> list[str]:
    """Return the words of the site, the commonest first, each in its commonest spelling."""
    spellings: dict[str, tuple[int, str]] = {}
    for word, count in counts.items():
        spellings[plain(word)] = max(spellings.get(plain(word), (0, "")), (count, word))
    totals = plain_counts(counts)
    order = sorted(totals, key=lambda bare: (-totals[bare], bare))[:MOST_WORDS]
    return [spellings[bare][1] for bare in order]
