"""Signs of Markdown, of Word or of another program that a reader would see as they were typed: each with its remedy."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from chorale.files import data
from chorale.text import commonmark
from chorale.text.html_tree import BLOCKS, VERBATIM, Element

_LONGEST = 80
"""Signs of a passage that are quoted."""
Gravity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Oddity:
    """Something in a text that has two meanings: where it begins, what was found, what to write."""

    index: int
    message: str
    advice: str
    gravity: Gravity = "error"


@dataclass(frozen=True, kw_only=True)
class Leftover:
    """A sign that no reader should see; {} in the message stands for what was found."""

    pattern: re.Pattern[str]
    signs: str = ""
    """Of which whatever the pattern finds holds one: most texts hold none, and are spared its search."""
    holds: tuple[str, ...] = ()
    """Of which it holds one too, in small letters."""
    message: str
    advice: str
    gravity: Gravity = "error"
    linked: bool = True
    """It counts in the words of a link too."""
    after: re.Pattern[str] | None = None
    """Words before it that make it right: « le bouton [Nom] »."""
    plain: bool = False
    """It holds in words without Markdown too: titles, questions, sentences of a list."""
    in_html: str = ""
    """What to write instead where HTML stands around it, in which no Markdown is read."""

    def may_be_in(self, low: str) -> bool:
        """Return whether words in small letters hold what this needs."""
        return not self.holds or any(map(low.__contains__, self.holds))


_PATTERNS = frozenset({"pattern", "after"})


def _read() -> tuple[Leftover, ...]:
    rows = tomllib.loads(data("text/leftovers.toml").read_text(encoding="utf-8"))["leftover"]
    return tuple(
        Leftover(
            **row | {key: re.compile(row[key], re.MULTILINE) for key in _PATTERNS & row.keys()}
        )
        for row in rows
    )


LEFTOVERS = _read()
"""What is looked for in the words that a reader sees, in this order: the first that is found speaks for its place."""
_SIGNS = frozenset("".join(row.signs for row in LEFTOVERS))
_LINES = frozenset("\n")


def leftovers(source: str, shown: Element) -> Iterator[Oddity]:
    """Yield what was typed in a text and is shown as typed; source says where."""
    seen: set[tuple[int, int]] = set()
    for words, apart in _texts(shown):
        for row in concerned(words):
            for found in row.pattern.finditer(words if row.linked else apart):
                if any(found.start() < end and start < found.end() for start, end in seen):
                    continue
                index = None if _right(row, found) else _place(source, found[0], words)
                if index is not None:
                    seen.add(found.span())
                    said = _short(" ".join(found[0].split()))
                    inside = row.in_html and source.count("\n", 0, index) in _html_lines(source)
                    advice = row.in_html if inside else row.advice
                    yield Oddity(index, row.message.format(said), advice, row.gravity)
        seen.clear()


def concerned(words: str) -> Iterator[Leftover]:
    """Yield what may be found in words, in order: what they cannot hold is spared its search."""
    low = words.lower()
    return (row for row in _concerned(_SIGNS.intersection(words)) if row.may_be_in(low))


def none_left(shown: Sequence[tuple[str, str]]) -> bool:
    """Return whether the words of blocks, with and without those of their links, hold nothing of this kind."""
    words, apart = ("\n\n".join(block[part] for block in shown) for part in (0, 1))
    lines = any("\n" in block for block, _ in shown)
    found = _concerned(_SIGNS.intersection(words) - (frozenset() if lines else _LINES))
    low = words.lower()
    return not any(
        row.pattern.search(words if row.linked else apart) for row in found if row.may_be_in(low)
    )


@lru_cache(maxsize=4096)
def _concerned(present: frozenset[str]) -> tuple[Leftover, ...]:
    """Return what may be found in words that hold these signs."""
    return tuple(row for row in LEFTOVERS if not (row.signs and present.isdisjoint(row.signs)))


def plain_leftovers(words: str) -> Iterator[Oddity]:
    """Yield what another program left in words that are read as they are typed."""
    for row in concerned(words):
        for found in row.pattern.finditer(words) if row.plain else ():
            if _right(row, found):
                continue
            said = row.message.format(_short(" ".join(found[0].split())))
            yield Oddity(found.start(), said, row.advice, row.gravity)


def _short(said: str) -> str:
    return said if len(said) < _LONGEST else said[: _LONGEST - 10].rstrip() + "…"


@lru_cache(maxsize=64)
def _html_lines(source: str) -> frozenset[int]:
    """Return the lines, from 0, of the blocks of HTML of a text."""
    blocks = (node for node in commonmark.tree(source).walk() if node.type == "html_block")
    return frozenset(line for node in blocks if node.map for line in range(*node.map))


def _right(row: Leftover, found: re.Match[str]) -> bool:
    return row.after is not None and bool(row.after.search(found.string[: found.start()]))


def _place(source: str, found: str, words: str) -> int | None:
    """Return where a sign was typed; nowhere if each that looks like it stands behind a backslash, which means it."""
    bare, places = _unescaped(source)
    for wanted in (found, found.strip(), found.strip()[:8]):
        lead = len(wanted) - len(wanted.lstrip())
        starts = _typed(wanted).finditer(bare) if wanted.strip() else ()
        typed = [places[one.start() + lead] for one in starts]
        if meant := [place for place in typed if source[place] != "\\"]:
            return meant[0]
        if typed and wanted[lead] in _ESCAPABLE:
            return None
        if typed:
            return typed[0]
    long, short = (re.finditer(rf"\w{{{least},}}", found) for least in (4, 2))
    around = ((words.strip()[:most], 0) for most in (20, 8))
    near = (
        *((one[0], one.start()) for one in long),
        *around,
        *((one[0], one.start()) for one in short),
    )
    begun = ((bare.find(one), lead) for one, lead in near if one)
    return next((places[max(0, start - lead)] for start, lead in begun if start >= 0), 0)


_SET = re.compile(r"[\u00a0\u202f\u2019]")
"""What French typography puts for the blank, or for the apostrophe, that was typed."""


@lru_cache(maxsize=64)
def _typed(words: str) -> re.Pattern[str]:
    """Return what finds words as they may have been typed before typography set them."""
    return re.compile(_SET.sub(lambda sign: "['’]" if sign[0] == "’" else r"\s*", re.escape(words)))


_ESCAPABLE = "*_#[~=+`<>|$!:"
"""Signs that authors are told to write behind a backslash, if they mean them."""
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])|&#35;")


@lru_cache(maxsize=64)
def _unescaped(source: str) -> tuple[str, Sequence[int]]:
    """Return a text as its readers see it, without the backslashes that keep signs, and where each sign stands."""
    bare, cursor = "", 0
    places: list[int] = []
    for found in _ESCAPE.finditer(source):
        if found.start() < cursor:
            continue
        bare += source[cursor : found.start()]
        places += range(cursor, found.start())
        bare += "#" if found[0] != "\\" else source[found.end()]
        places.append(found.start())
        cursor = found.end() + (found[0] == "\\")
    return bare + source[cursor:], [*places, *range(cursor, len(source) + 1)]


def _texts(root: Element) -> Iterator[tuple[str, str]]:
    """Yield the words of each block that has some, with and without those of its links."""
    words, apart = _inline(root)
    if words.strip():
        yield words, apart
    for child in root.children:
        if isinstance(child, Element) and child.name not in VERBATIM:
            if child.name in BLOCKS and child.name != "br":
                yield from _texts(child)
            else:
                yield from _nested(child)


def _nested(element: Element) -> Iterator[tuple[str, str]]:
    """Yield the blocks that stand inside an inline element, as HTML allows."""
    for child in element.children:
        if isinstance(child, Element) and child.name not in VERBATIM:
            yield from (
                _texts(child) if child.name in BLOCKS and child.name != "br" else _nested(child)
            )


def _inline(element: Element) -> tuple[str, str]:
    words, apart = "", ""
    for child in element.children:
        if isinstance(child, str):
            words, apart = words + child, apart + child
        elif child.name == "br":
            # a blank line: what stands on both sides is not run together
            words, apart = words + "\n\n", apart + "\n\n"
        elif child.name in VERBATIM or child.name == "svg":
            words, apart = words + "\ufffc", apart + "\ufffc"
        elif child.name not in BLOCKS:
            inner = _inline(child)
            words += inner[0]
            apart += "\ufffc" if child.name == "a" else inner[1]
    return words, apart
