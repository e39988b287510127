"""Texts that all readers of Markdown read alike: words, emphasis, links, lists, tables and notices, as they are taught.

Most bodies hold nothing else, and need no second reading. A text that leaves this narrow way by one sign is not judged
here: both readers are asked. `tests/text/test_alike.py` compares the three on random texts.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from chorale.memoization import LATEST
from chorale.memory import remembered
from chorale.text.alike_code import keeps_its_words
from chorale.text.characters import characters
from chorale.text.french_words import KINDS
from chorale.text.leftovers import none_left

PieceKind = Literal["text", "strong", "em", "code", "link", "img"]
BlockKind = Literal["p", "heading", "ul", "ol", "table", "code", "div", "details"]


class Piece(NamedTuple):
    """Words, or what stands among them; words in bold may hold links."""

    kind: PieceKind
    text: str
    url: str = ""
    inside: tuple["Piece", ...] = ()


Words = tuple[Piece, ...]


class AlikeBlock(NamedTuple):
    """A block: lines of words (a paragraph, items, cells), or blocks inside; label: a level, a language, a kind."""

    kind: BlockKind
    lines: tuple[tuple[Words, ...], ...] = ()
    label: str = ""
    text: str = ""
    inside: tuple["AlikeBlock", ...] = ()


_SIGNS = r"(?:[^\W_]++|[ \u00a0\u202f,.;?'’()«»–—…/%€°-]++|:(?![\w+/-])|!(?!\[))"
"""Letters, blanks and stops; nothing that may follow begins with one, so no run of them is ever given back."""
_RUN = rf"[^\W_](?:{_SIGNS}|\n)*+"
_URL = r"(?!www\.)(?:https?://[A-Za-z0-9]|\.\.?/|[A-Za-z/]|\#[A-Za-z])[A-Za-z0-9_./=?\#,-]*"
_PIECE = re.compile(
    rf"(?P<text>(?:{_SIGNS}|[\n\"])++)"
    r"|(?<![\w*])\*\*(?P<strong>[^*]+)\*\*(?!\*)"
    r"|(?<![\w*])\*(?P<em>[^*\n]+)\*(?!\*)"
    r"|`(?P<code>[\w./](?:[\w .,:;/()=+%'-]*[\w./)])?)`(?!`)"
    rf"|(?P<img>!?)\[(?P<words>{_RUN})(?<! )\]\((?P<url>{_URL})\)(?![(\[])"
)
_SAID = re.compile(rf"(?:{_SIGNS}|\")++")
_BEGINS = re.compile(
    r"(?![a-zA-Z]{1,9}[.)] )"
    r"(?:[^\W\d_](?:[^\W\d_]|['’])|[AÀYÔ] |[0-9]+ (?=[^\W\d_]{2})"
    r"|\*\*?[^\W_]|\*\*\[|`\w|!?\[|« ?[^\W\d_]|\((?=[^\W\d_]{3}))"
)
"""How words begin that nobody takes for the mark of an item, of a speaker, of a definition."""
_GOES_ON = re.compile(
    r"(?![a-z]{1,9}[.)]|\*\*[QR]\d{0,2}\.)(?:[a-zà-ÿ][a-zà-ÿ'’]|« ?[^\W\d_]|\*\*[^\W_]|\[[^\W_])"
)
_HEADING = re.compile(r"(#{1,6}) (?=[^\W_]|«)")
_MARK = re.compile(r"([-*]|[0-9]{1,3}\.) (?=\S)")
_RULE = re.compile(r"\|(?: ?-{3,} ?\|){2,}")
_FENCE = re.compile(r"```([a-z]*)")
_NOTICE = re.compile(rf'(!!!|\?\?\?\+?) ({"|".join(KINDS)})(?: "([^"]+)")?')
_MADE_OTHERWISE = (")!", " annotate", "www.", "\t", "\\", "Â", "Ã", "â€")
"""What extensions, or French spacing, would change: annotations, addresses, letters badly decoded."""
_HOUR, _GLUED_HOUR = re.compile(r"h\d\d\b"), re.compile(r"[^\W\d_]\d+h\d\d\b")
_BLANK = " \n\u00a0\u202f"


@lru_cache(maxsize=LATEST)
@remembered(bool, bool)
def is_alike(text: str) -> bool:
    """Return whether all readers say the same of a text, and its author has nothing to look at."""
    if any(map(text.__contains__, _MADE_OTHERWISE)) or characters(text) != text:
        return False
    if _HOUR.search(text) and _GLUED_HOUR.search(text):
        return False
    try:
        blocks = _read(text)
    except _Otherwise:
        return False
    return none_left([_shown(words) for words in _said(blocks)])


def read(text: str) -> tuple[AlikeBlock, ...] | None:
    """Return the blocks of such a text; None for any other."""
    return _read(text) if is_alike(text) else None


def _read(text: str) -> tuple[AlikeBlock, ...]:
    return tuple(_blocks(text.split("\n")))


class _Otherwise(Exception):
    """A sign that is not read here."""


def _blocks(lines: Sequence[str], *, nested: bool = False) -> Iterator[AlikeBlock]:
    level, before, start = 0, "", 0
    while start < len(lines):
        if not lines[start]:
            start += 1
            continue
        end = _end(lines, start)
        block = _block(lines[start:end], nested=nested)
        if block.kind == "heading":
            if level and not 1 < int(block.label) <= level + 1:
                raise _Otherwise
            level = int(block.label)
        if block.kind in ("ul", "ol") and before in ("ul", "ol"):
            raise _Otherwise
        yield block
        before, start = block.kind, end


def _end(lines: Sequence[str], start: int) -> int:
    """Return the line after a block: a blank one, but inside code and notices."""
    end = start + 1
    if lines[start].startswith("```"):
        while end < len(lines) and lines[end] != "```":
            end += 1
        if end >= len(lines):
            raise _Otherwise
        end += 1
    elif lines[start].startswith(("!!!", "???")):
        while end < len(lines) and (not lines[end] or lines[end].startswith("    ")):
            end += 1
        while not lines[end - 1]:
            end -= 1
    else:
        while end < len(lines) and lines[end]:
            end += 1
    if end < len(lines) and lines[end]:
        raise _Otherwise
    return end


def _block(lines: Sequence[str], *, nested: bool) -> AlikeBlock:
    first = lines[0]
    match first[0]:
        case "#" if not nested:
            return _heading(lines)
        case "`" if first.startswith("```") and not nested:
            return _code(lines)
        case "!" | "?" if first[1:2] == first[0] and not nested:
            return _notice(lines)
        case "|":
            return _table(lines)
        case _ if mark := _MARK.match(first):
            return _list(lines, mark[1])
    if not _BEGINS.match(first) or not all(map(_GOES_ON.match, lines[1:])):
        raise _Otherwise
    if any(line[-1] in _BLANK for line in lines):
        raise _Otherwise
    return AlikeBlock("p", ((_words("\n".join(lines)),),))


def _heading(lines: Sequence[str]) -> AlikeBlock:
    found = _HEADING.match(lines[0])
    if len(lines) > 1 or found is None or not _SAID.fullmatch(lines[0], found.end()):
        raise _Otherwise
    if lines[0][-1] in f"{_BLANK}«":
        raise _Otherwise
    return AlikeBlock("heading", label=str(len(found[1])), text=lines[0][found.end() :])


def _code(lines: Sequence[str]) -> AlikeBlock:
    opened = _FENCE.fullmatch(lines[0])
    code = "\n".join(lines[1:-1])
    if opened is None or opened[1] == "mermaid" or not code.strip() or "```" in code:
        raise _Otherwise
    if not keeps_its_words(opened[1], code):
        raise _Otherwise
    return AlikeBlock("code", label=opened[1], text=code)


def _notice(lines: Sequence[str]) -> AlikeBlock:
    opened = _NOTICE.fullmatch(lines[0])
    title = opened and opened[3]
    if opened is None or len(lines) < 2 or not lines[1]:
        raise _Otherwise
    if title and not (
        _SAID.fullmatch(title) and title[0] not in _BLANK and title[-1] not in _BLANK
    ):
        raise _Otherwise
    inside = tuple(_blocks([line[4:] for line in lines[1:]], nested=True))
    kind: BlockKind = "div" if opened[1] == "!!!" else "details"
    label = opened[2] + " open" * opened[1].endswith("+")
    return AlikeBlock(kind, label=label, text=title or "", inside=inside)


def _table(lines: Sequence[str]) -> AlikeBlock:
    if len(lines) < 3 or not _RULE.fullmatch(lines[1]):
        raise _Otherwise
    rows = tuple(map(_row, (lines[0], *lines[2:])))
    width = lines[1].count("|") - 1
    if any(len(row) != width for row in rows) or not all(rows[0]):
        raise _Otherwise
    return AlikeBlock("table", rows)


def _row(line: str) -> tuple[Words, ...]:
    if line[0] != "|" or line[-1] != "|":
        raise _Otherwise
    cells = (cell.strip(" ") for cell in line[1:-1].split("|"))
    return tuple(_words(cell) if cell else () for cell in cells)


def _list(lines: Sequence[str], first: str) -> AlikeBlock:
    items = []
    for rank, line in enumerate(lines, 1):
        mark = first if first in "-*" else f"{rank}."
        words = line[len(mark) + 1 :]
        if not line.startswith(f"{mark} ") or not _BEGINS.match(words) or words[-1] in _BLANK:
            raise _Otherwise
        items.append((_words(words),))
    return AlikeBlock("ul" if first in "-*" else "ol", tuple(items))


def _words(text: str, *, inside: bool = False) -> Words:
    """Read words and what stands among them; inside emphasis, words and links only."""
    made: list[Piece] = []
    place = 0
    while place < len(text):
        found = _PIECE.match(text, place)
        if found is None or (inside and found.lastgroup not in ("text", "url")):
            raise _Otherwise
        made.append(_piece(found))
        place = found.end()
    return tuple(made)


def _piece(found: re.Match[str]) -> Piece:
    match found.lastgroup:
        case "text":
            return Piece("text", found[0])
        case "code":
            return Piece("code", found["code"])
        case "url" if found["img"]:
            if "\n" in found["words"]:
                raise _Otherwise
            return Piece("img", found["words"], found["url"])
        case "url":
            return Piece("link", found["words"], found["url"])
        case kind:
            said = found[found.lastgroup or 0]
            if not _is_closed(found, said) or (kind == "em" and not _SAID.fullmatch(said)):
                raise _Otherwise
            return Piece("em" if kind == "em" else "strong", "", "", _words(said, inside=True))


def _is_closed(found: re.Match[str], said: str) -> bool:
    """Return whether both signs of an emphasis hug its words as every reader asks."""
    before = found.string[found.start() - 1 : found.start()]
    after = found.string[found.end() : found.end() + 1]
    if not (said[0].isalnum() or (said[0] == "[" and (not before or before in _BLANK))):
        return False
    if said[-1].isalnum():
        return not after or after in _BLANK or after in ",.;:?!)»…"
    return said[-1] in ".,;:?!)»…%€°" and (not after or after in _BLANK)


def _said(blocks: Iterable[AlikeBlock]) -> Iterator[Words]:
    """Yield the words of each block apart, as they are looked at; French spacing brings nothing to tell."""
    for block in blocks:
        for line in block.lines:
            yield from line
        if block.text and block.kind != "code":
            yield (Piece("text", block.text),)
        yield from _said(block.inside)


def _shown(words: Words) -> tuple[str, str]:
    """Return words as a reader meets them, then without those of their links."""
    with_links, apart = "", ""
    for piece in words:
        if piece.kind == "img":
            continue
        said = "\ufffc" if piece.kind == "code" else piece.text
        inner = _shown(piece.inside) if piece.inside else (said, said)
        with_links += inner[0]
        apart += "\ufffc" if piece.kind == "link" else inner[1]
    return with_links, apart
