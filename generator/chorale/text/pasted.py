"""What was copied from Word, Outlook, Google Docs or a web page, cleaned into our Markdown; doubts are told."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chorale.text import pasted_html
from chorale.text.html_tree import BLOCKS, HEADINGS, Element
from chorale.text.pasted_html import (
    ASKED,
    EMBEDDED,
    FORMULA,
    MERGED,
    PICTURE,
    UNDESCRIBED,
    UNLINKED,
    Clean,
)
from chorale.text.pasted_lists import CHECKED
from chorale.text.pasted_tables import in_columns, own

_SPECIAL = re.compile(
    r"\\(?=[^\w\s])|`|(?<!\s)\*|\*(?!\s)|(?<!\w)_|_(?!\w)|\[|<(?=[\w/!])|[~^]|=(?==)|(?<==)=|&(?=#?\w{1,31};)"
)
"""What would mean something to Markdown inside a line."""
_BREAK = "\v"
"""Stands for a change of line inside a paragraph until the paragraph is written."""
_BLANKS, _AROUND_BREAK = re.compile(r"[ \t\r\n\f]+"), re.compile(rf" *{_BREAK} *")
_TWO_BREAKS = re.compile(rf"{_BREAK}\s*{_BREAK}")
_LINE_START = re.compile(
    r"^(\s*)(#{1,6}(?=\s)|[-+](?=\s)|>|\d{1,9}(?=[.)]\s)|={3,}$|-{3,}$|!!!|\?\?\?|:(?=\s)|~~~|\|)"
)
"""What would mean something to Markdown at the start of a line."""
_NUMBERS = re.compile(r"^(\d+)([.)]) ", re.MULTILINE)
"""The numbers of a list, not those of the lists inside."""
_INLINE = {
    "strong": "**",
    "em": "*",
    "code": "`",
    "del": "~~",
    "mark": "==",
    "sub": "~",
    "sup": "^",
}
LEFT_OUT = "Les images ne se collent pas avec le texte : les ajouter une à une."


@dataclass(frozen=True)
class Pasted:
    """Markdown, what a person should look at, and the words and the address of each picture that did not come."""

    text: str
    doubts: tuple[str, ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()


def as_typed(words: str) -> str:
    """Return words in which Markdown would read no mark, the fewest signs escaped: a person reads them again."""
    return _SPECIAL.sub(lambda found: _literal(found[0]), words)


def markdown_of(
    html: str,
    pictures: Mapping[str, str] | None = None,
    written: Callable[[str], str] = as_typed,
) -> Pasted:
    """Return the Markdown of HTML that others wrote; written escapes its words.

    pictures gives the names of those that came with it, by source.
    """
    clean = pasted_html.cleaned(html, pictures)
    _escape(clean.root, written)
    blocks = _blocks(clean.root)
    text = "\n\n".join(block for block in blocks if block.strip())
    return Pasted(f"{text}\n" if text else "", _doubts(clean), tuple(clean.elsewhere))


def _escape(element: Element, written: Callable[[str], str]) -> None:
    if element.name == "a":  # the bracket that closes its words comes first
        _escape_inside(element, lambda words: written(words).replace("]", "\\]"))
    else:
        _escape_inside(element, written)


def _escape_inside(element: Element, written: Callable[[str], str]) -> None:
    for index, child in enumerate(element.children):
        if isinstance(child, str):
            element.children[index] = written(child)
        elif child.name not in ("code", "pre"):
            _escape(child, written)


def _doubts(clean: Clean) -> tuple[str, ...]:
    names = {
        PICTURE: LEFT_OUT,
        UNDESCRIBED: "Une image n'est pas décrite : écrire ce qu'elle montre entre ses crochets.",
        UNLINKED: "Un lien sans adresse complète n'est plus que du texte : le refaire.",
        EMBEDDED: "Une vidéo ou un cadre incorporé n'est pas repris : y mener par un lien.",
        FORMULA: "Une formule n'est pas reprise : l'écrire en mots, ou en mettre une image.",
        ASKED: "Des champs à remplir ne sont pas repris : mener au formulaire par un lien.",
        MERGED: "Un tableau avait des cellules fusionnées : le relire.",
        CHECKED: "Une liste à lettres ou à chiffres romains est devenue une liste à numéros.",
    }
    return tuple(sentence for mark, sentence in names.items() if mark in clean.doubts)


def _blocks(element: Element) -> list[str]:
    """Return the blocks of an element, in order; words between two blocks make a paragraph."""
    made: list[str] = []
    loose: list[Element | str] = []
    for child in element.children:
        if isinstance(child, str) or child.name not in BLOCKS or child.name == "br":
            loose.append(child)
        else:
            made += filter(None, [_paragraph(loose)])
            made += _apart(made, [*filter(None, _block(child))])
            loose = []
    return [*made, *filter(None, [_paragraph(loose)])]


def _apart(before: list[str], blocks: list[str]) -> list[str]:
    """Return blocks whose first list of numbers, when it does not go on with the one above, has other signs."""
    above, below = (
        _NUMBERS.findall(one[place]) if one else [] for one, place in ((before, -1), (blocks, 0))
    )
    if (
        not above
        or not below
        or above[0][1] != below[0][1]
        or int(above[-1][0]) + 1 == int(below[0][0])
    ):
        return blocks
    other = ")" if below[0][1] == "." else "."
    return [_NUMBERS.sub(rf"\1{other} ", blocks[0]), *blocks[1:]]


def _block(element: Element) -> list[str]:
    if element.name in HEADINGS:
        return [_heading(element)]
    if element.name in ("ul", "ol"):
        return [_list(element)]
    writer = _WRITERS.get(element.name)
    return writer(element) if writer else _blocks(element)


def _heading(element: Element) -> str:
    words = _inline(element.children).replace(_BREAK, " ").replace("**", "").strip()
    return f"{'#' * max(2, int(element.name[1]))} {words}" if words else ""


def _quote(element: Element) -> list[str]:
    inside = "\n\n".join(_blocks(element))
    return ["\n".join(f"> {line}".rstrip() for line in inside.split("\n"))] if inside else []


def _verbatim(element: Element) -> list[str]:
    for one in element.named("br"):
        one.children = ["\n"]
    codes = [*element.named("code")]  # beside it, its language and a button to copy it
    words = (codes[0] if len(codes) == 1 else element).text.strip("\n")
    fence = "`" * max(3, 1 + _longest(words))
    return [f"{fence}\n{words}\n{fence}"] if words.strip() else []


def _longest(words: str) -> int:
    """Return how many backquotes stand in a row at most."""
    return max(map(len, re.findall("`+", words)), default=0)


def _coded(words: str) -> str:
    if not words.strip():
        return words
    mark = "`" * (1 + _longest(words))
    return f"{mark} {words} {mark}" if len(mark) > 1 else f"{mark}{words}{mark}"


def _paragraph(children: list[Element | str]) -> str:
    """Return words as a paragraph; two changes of line in a row begin another one."""
    found = (part.strip(f" {_BREAK}") for part in _TWO_BREAKS.split(_inline(children)))
    return "\n\n".join(_safe_lines(part) for part in found if part)


def _safe_lines(words: str) -> str:
    """Return lines that begin with nothing that Markdown would take for a list, a title or a table."""
    return "  \n".join(_LINE_START.sub(_escaped, line.strip()) for line in words.split(_BREAK))


def _escaped(found: re.Match[str]) -> str:
    mark = found[2]
    return found[1] + (f"{mark}\\" if mark.isdigit() else _literal(mark[0]) + mark[1:])


def _literal(sign: str) -> str:
    """Return a sign that Markdown does not read: behind a backslash where that is allowed, else by its number."""
    return f"\\{sign}" if sign in "\\`*_[#+->!|" else "&lt;" if sign == "<" else f"&#{ord(sign)};"


def _inline(children: list[Element | str]) -> str:
    made = "".join(child if isinstance(child, str) else _marked(child) for child in children)
    made = _AROUND_BREAK.sub(_BREAK, _BLANKS.sub(" ", made))
    for mark in ("**", "~~", "=="):
        made = made.replace(mark * 2, "").replace(f"{mark} {mark}", " ")
    return made


def _marked(element: Element) -> str:
    if element.name == "br":
        return _BREAK
    if element.name == "img":
        alt = as_typed(element.attributes["alt"]).replace("]", "")
        return f"![{alt}]({element.attributes['src']})"
    if element.name == "code":
        return _coded(element.text)
    inside = _inline(element.children)
    words = inside.strip(" ")
    before, after = (
        inside[: len(inside) - len(inside.lstrip(" "))],
        inside[len(inside.rstrip(" ")) :],
    )
    if not words or _marked_already(element):
        return inside
    if element.name == "a":
        return f"{before}[{words}]({element.attributes['href']}){after}"
    mark = _INLINE.get(element.name, "")
    pieces = words.split(_BREAK) if mark else [words]
    return (
        before
        + _BREAK.join(f"{mark}{piece.strip()}{mark}" for piece in pieces if piece.strip())
        + after
    )


def _marked_already(element: Element) -> bool:
    """Return whether all the words of a mark are under the same mark inside it: bold in bold is bold."""
    said = [one for one in element.children if isinstance(one, Element) or one.strip()]
    return len(said) == 1 and isinstance(said[0], Element) and said[0].name == element.name


def _list(element: Element) -> str:
    """Return a list; each item keeps its number, its paragraphs and its own lists under its first letter."""
    start = element.attributes.get("start", "1")
    number = int(start) if start.isdecimal() and len(start) < 10 else 1
    items = [_blocks(item) or [""] for item in element.children if isinstance(item, Element)]
    loose = any(len([one for one in blocks if not _is_list(one)]) > 1 for blocks in items)
    gap = "\n\n" if loose else "\n"
    made = []
    for rank, blocks in enumerate(items, start=number):
        mark = "-" if element.name == "ul" else f"{rank}."
        first, *rest = gap.join(blocks).split("\n")
        indented = (" " * 4 + line if line else "" for line in rest)
        made.append("\n".join([f"{mark} {first}", *indented]))
    return gap.join(made)


def _is_list(block: str) -> bool:
    return re.match(r"- |\d+[.)] ", block) is not None


def _table(element: Element) -> list[str]:
    """Return a table; one of a single column, or that holds another, only sets out a page: its blocks."""
    legend = [words for one in own(element, "caption") for words in _blocks(one)]
    cells = [[*own(row, "td", "th")] for row in own(element, "tr")]
    if not any(cells):
        return _blocks(element)
    if all(len(row) < 2 for row in cells) or len([*element.named("table")]) > 1:
        return [*legend, *(words for row in cells for cell in row for words in _blocks(cell))]
    rows = [row for row in in_columns(cells, _cell) if any(row)]
    if not rows:
        return legend
    width = max(map(len, rows))
    padded = [row + [""] * (width - len(row)) for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in padded]
    return [*legend, "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])]


def _cell(cell: Element) -> str:
    """Return what a cell says on one line of Markdown, its own lines apart."""
    lines = (line.strip() for block in _blocks(cell) for line in block.split("\n"))
    return "<br>".join(filter(None, lines)).replace("|", "\\|")


_WRITERS: Mapping[str, Callable[[Element], list[str]]] = {
    "p": lambda element: [_paragraph(element.children)],
    "blockquote": _quote,
    "pre": _verbatim,
    "table": _table,
    "hr": lambda _: ["---"],
}
