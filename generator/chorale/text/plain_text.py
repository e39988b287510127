"""Words as plain text: headings underlined, lists, tables row by row, in 72 columns, links as numbered references."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, repeat

from chorale.french.phrases import naming
from chorale.text.html_tree import BLOCKS, HEADINGS, Element

WIDTH = 72
_MARGINS = {"blockquote": "> ", "dd": "    "}
_UNDERLINES = {"h1": "-", "h2": "-", "h3": "~"}
_SMALL = {
    "sup": dict(zip("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻", strict=True)),
    "sub": dict(zip("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋", strict=True)),
}
"""Figures above and below the line: « 10³ » would read 103."""


@dataclass
class References:
    """The addresses met so far, numbered from 1, each once."""

    urls: list[str] = field(default_factory=list)

    width: int = WIDTH

    def narrower(self, columns: int) -> "References":
        """Return the same references for a text set that many columns to the right."""
        return References(self.urls, self.width - columns)

    def number(self, url: str) -> int:
        """Return the number of an address, giving it the next one when it is new."""
        if url not in self.urls:
            self.urls.append(url)
        return self.urls.index(url) + 1

    def mark(self, words: str, url: str) -> str:
        """Return « words [3] », or the words alone when they are the address itself."""
        return words if words == url else f"{words}\u00a0[{self.number(url)}]"


def underlined(text: str, name: str = "h2", width: int = WIDTH) -> str:
    """Return a heading, folded, with the line that shows its rank."""
    folded = fold(text, width=width)
    mark = _UNDERLINES.get(name, "")
    return folded + (f"\n{mark * max(map(len, folded.splitlines()), default=0)}" if mark else "")


def fold(text: str, first: str = "", then: str | None = None, width: int = WIDTH) -> str:
    """Fold words into lines of 72 columns at ordinary spaces only; a longer word keeps a line to itself."""
    rest = first if then is None else then
    lines, line, empty = [], first, True
    for word in filter(None, re.split(r"[ \n\t]+", text)):
        if not empty and len(line) + 1 + len(word) > width:
            lines.append(line)
            line, empty = rest, True
        line += word if empty else f" {word}"
        empty = False
    return "\n".join([*lines, line] if not empty else lines)


def flow(body: Element, references: References) -> str:
    """Write a fragment's headings, paragraphs, lists, quotations and tables, a blank line between them."""
    return "\n\n".join(part for part in _parts(body, references) if part.strip())


def _parts(body: Element, references: References) -> Iterator[str]:
    run: list[Element | str] = []
    for child in body.children:
        if isinstance(child, str) or child.name not in BLOCKS or child.name == "br":
            run.append(child)
            continue
        yield _paragraph(run, references)
        run = []
        yield _block(child, references)
    yield _paragraph(run, references)


def _paragraph(run: Iterable[Element | str], references: References) -> str:
    lines = _inline(run, references).split("\v")
    return "\n".join(
        fold(_ordinary(line), width=references.width) for line in lines if line.strip()
    )


def _ordinary(text: str) -> str:
    return re.sub(r"[ \n\t\v]+", " ", text).strip(" ")


def _inline(run: Iterable[Element | str], references: References) -> str:
    return "".join(_word(child, references) for child in run)


def _word(child: Element | str, references: References) -> str:
    if isinstance(child, str):
        return child
    inside, known = _inline(child.children, references), child.attributes
    match child.name:
        case "br":
            inside = "\v"
        case "img":
            inside = f"[Image\u00a0: {known['alt']}]" if known.get("alt") else ""
        case "a":
            inside = references.mark(inside.strip(" \n"), known.get("href", ""))
        case "span" if known.get("class") == "footnote-ref":
            inside = f" (note {inside})"
        case "abbr" if known.get("title"):
            inside = f"{inside} ({known['title']})"
        case "del" | "s" if inside.strip():
            inside = f"[barré\u00a0: {inside}]"
        case "sup" | "sub" if all(sign in _SMALL[child.name] for sign in inside):
            inside = "".join(map(_SMALL[child.name].__getitem__, inside))
    return inside


def _block(element: Element, references: References) -> str:
    name = "notice" if "admonition" in element.attributes.get("class", "").split() else element.name
    return _WRITERS.get(name, flow)(element, references)


def _headed_text(element: Element, references: References) -> str:
    words = _ordinary(_inline(element.children, references))
    return underlined(words, element.name, references.width)


def _set_in(element: Element, references: References) -> str:
    margin = _MARGINS.get(element.name, "| ")
    return _shifted(flow(element, references.narrower(len(margin))), margin, margin)


def _code(element: Element, _: References) -> str:
    return "\n".join(f"    {line}" for line in element.text.strip("\n").split("\n"))


def _tab(element: Element, references: References) -> str:
    return f"-- {_ordinary(_inline(element.children, references))} --"


def _figure(element: Element, references: References) -> str:
    """Write a figure, then what it is called; a diagram is named, and is the list that says the same thing."""
    inside, titles = [], []
    drawn = element.attributes.get("class") == "diagram"
    for child in element.children:
        name = child.name if isinstance(child, Element) else ""
        if name == "figcaption":
            titles.append(_ordinary(_inline([child], references)))
        elif name != "img" or not drawn:
            inside.append(child)
    title = "".join(titles)
    if drawn and title:
        title = f"[Schéma\u00a0: {title}]"
    parts = [fold(title, width=references.width), flow(Element(children=inside), references)]
    return "\n\n".join(filter(None, parts if drawn else reversed(parts)))


def _listed(element: Element, references: References) -> str:
    items = [
        child for child in element.children if isinstance(child, Element) and child.name == "li"
    ]
    start = int(element.attributes.get("start") or 1)
    made = []
    for index, item in enumerate(items, start):
        mark = f"{index}. " if element.name == "ol" else "- "
        made.append(_shifted(flow(item, references.narrower(len(mark))), mark, " " * len(mark)))
    return "\n".join(made)


def _shifted(text: str, first: str, then: str) -> str:
    lines = text.split("\n")
    return "\n".join((first if index == 0 else then) + line for index, line in enumerate(lines))


def _table(element: Element, references: References) -> str:
    """Write a table row by row, each cell under the name of its column: columns would not fit, nor be read aloud."""
    rows = [list(row.named("td", "th")) for row in element.named("tr")]
    heads = (
        [_ordinary(_inline(cell.children, references)) for cell in rows[0]]
        if rows and _headed(rows[0])
        else []
    )
    made = []
    for row in rows[1:] if heads else rows:
        named = zip(chain(heads, repeat("")), row, strict=False)
        cells = filter(None, [_cell(head, cell, references) for head, cell in named])
        made += [_shifted(row, "- ", "  ") for row in ["\n".join(cells)] if row]
    return "\n".join(made) or "\n".join(heads)


def _cell(head: str, cell: Element, references: References) -> str:
    """Write a cell after the name of its column; its own lines, or its list, stand below that name."""
    inner, name = references.narrower(2), naming(head) if head else ""
    if not any(isinstance(child, Element) and child.name in BLOCKS for child in cell.children):
        return fold(f"{name} {_inline(cell.children, references)}", width=inner.width)
    own = flow(cell, inner.narrower(2 if name else 0))
    return f"{name}\n{_shifted(own, '  ', '  ')}" if name else own


def _headed(row: list[Element]) -> bool:
    return bool(row) and all(cell.name == "th" for cell in row)


_WRITERS: dict[str, Callable[[Element, References], str]] = {
    **dict.fromkeys(HEADINGS, _headed_text),
    **dict.fromkeys((*_MARGINS, "details", "notice"), _set_in),
    "figure": _figure,
    "hr": lambda *_: "* * *",
    "label": _tab,
    "ol": _listed,
    "pre": _code,
    "table": _table,
    "ul": _listed,
}
"""How each block is written; the others are what they hold."""
