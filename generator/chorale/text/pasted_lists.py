"""Lists of a paste rebuilt: Word's paragraphs, items that stand alone, lines that begin with a bullet or a number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from chorale.text.html_tree import BLOCKS, Element

CHECKED = "lettres"
"""A doubt: letters that became numbers."""
_NUMBER = re.compile(r"^\(?(\d+|[a-zA-Z]|[ivxlIVXL]+)[.)\]]+$")
_BULLETS = re.compile(r"^[·•o§\-–—*▪◦‣➢✓✔ØüvV\uf0a7\uf0b7\uf0d8\uf0fc]$")
_SIGNS = "✓✔✅☑☐➡→⇒►✗❌🔹🔸👉📌📅"
BULLET = re.compile(rf"^\s*(?:[-–—•*·▪●◦‣]\s+(?=\S)|(?=[{_SIGNS}]))")
"""What people type before the items of a list; a sign that says something stays."""
_TYPED = re.compile(
    rf"\s*(?:([•·▪●◦‣])\s*|([-–—*])\s+|(?=([{_SIGNS}]))|(\d{{1,3}})[.)]\s+)(?=\S|\Z)"
)
"""A bullet or a number that was typed, not made by the program."""

Nodes = list[Element | str]


def listed(children: Nodes, doubts: set[str]) -> Nodes:
    """Return what a block holds with its lists, whoever wrote them as paragraphs, lines or items without a list."""
    made = _typed(_of_word(children, doubts))
    if not any(isinstance(one, Element) and one.name == "li" for one in made):
        return made
    return [*_gathered(made)]


def items(children: Nodes) -> Nodes:
    """Put a list that stands beside an item inside it: Google Docs and Outlook write it so."""
    made: Nodes = []
    for child in children:
        if isinstance(child, Element) and child.name in ("ul", "ol"):
            if made and isinstance(made[-1], Element):
                made[-1].children.append(child)
            else:
                made.append(Element("li", {}, [child]))
        elif isinstance(child, Element) and child.name == "li":
            made.append(child)
        elif isinstance(child, Element) or child.strip():
            made.append(Element("li", {}, [child]))
    return made


def _gathered(children: Nodes) -> Iterator[Element | str]:
    """Give a list to items that have none."""
    open_list: Element | None = None
    for child in children:
        if isinstance(child, Element) and child.name == "li":
            if open_list is None:
                open_list = Element("ul")
                yield open_list
            open_list.children.append(child)
        elif open_list is None or isinstance(child, Element) or child.strip():
            open_list = None
            yield child


def _of_word(children: Nodes, doubts: set[str]) -> Nodes:
    """Rebuild Word's lists: paragraphs that say their level, with their bullet or number as text."""
    if not any(isinstance(child, Element) and "niveau" in child.attributes for child in children):
        return children
    made: Nodes = []
    open_lists: list[Element] = []
    for child in children:
        if isinstance(child, str) and not child.strip() and open_lists:
            continue
        if isinstance(child, Element) and "niveau" in child.attributes:
            _enter(child, made, open_lists, doubts)
        else:
            open_lists.clear()
            made.append(child)
    return made


def _enter(paragraph: Element, made: Nodes, open_lists: list[Element], doubts: set[str]) -> None:
    level = max(1, min(9, int(paragraph.attributes["niveau"])))
    mark = _taken_mark(paragraph)
    number = _NUMBER.match(mark)
    kind = "ol" if number and not _BULLETS.match(mark) else "ul"
    if kind == "ol" and number and not number[1].isdigit():
        doubts.add(CHECKED)
    del open_lists[level:]
    if len(open_lists) == level and open_lists[-1].name != kind:
        open_lists.pop()
    while len(open_lists) < level:
        start = number[1] if number and number[1].isdigit() else "1"
        fresh = Element(kind, {"start": start} if kind == "ol" else {}, [])
        if open_lists:
            holder = open_lists[-1]
            if not holder.children:
                holder.children.append(Element("li"))
            last = holder.children[-1]
            assert isinstance(last, Element)
            last.children.append(fresh)
        else:
            made.append(fresh)
        open_lists.append(fresh)
    open_lists[-1].children.append(Element("li", {}, [Element("p", {}, paragraph.children)]))


def _taken_mark(paragraph: Element) -> str:
    """Take the bullet or the number out of a paragraph and return it."""
    for holder, mark in _marks(paragraph):
        holder.children.remove(mark)
        return mark.text.strip()
    return ""


def _marks(element: Element) -> Iterator[tuple[Element, Element]]:
    for child in list(element.children):
        if isinstance(child, Element):
            if child.name == "marque":
                yield element, child
            yield from _marks(child)


@dataclass
class _Line:
    """What stands between two changes of line, in its paragraph if it has one; or another block, alone."""

    nodes: Nodes = field(default_factory=list)
    holder: Element | None = None
    block: bool = False

    @property
    def mark(self) -> re.Match[str] | None:
        """Return the bullet or the number typed at its beginning."""
        place = None if self.block else _first_words(self.nodes)
        return _TYPED.match(f"{place[0][place[1]]}") if place else None

    @property
    def item(self) -> Element:
        """Return it as an item of a list, what was typed before it gone."""
        place, mark = _first_words(self.nodes), self.mark
        if place and mark:
            nodes, index = place
            nodes[index] = f"{nodes[index]}"[mark.end() :]
        return Element("li", {}, self.nodes)


def _first_words(nodes: Nodes) -> tuple[Nodes, int] | None:
    """Return where the first words stand."""
    for index, node in enumerate(nodes):
        if isinstance(node, str):
            if node.strip():
                return nodes, index
        elif node.name == "img":
            return None
        elif found := _first_words(node.children):
            return found
    return None


def _typed(children: Nodes) -> Nodes:
    """Make lists of lines that begin alike with a bullet or with numbers in a row."""
    lines = [*_lines(children)]
    if not any(line.mark for line in lines):
        return children
    made: Nodes = []
    before: _Line | None = None
    for run in _runs(lines):
        if kind := _kind(run):
            first = run[0].mark
            start = {"start": first[4]} if first and kind == "ol" else {}
            made.append(Element(kind, start, [line.item for line in run]))
            before = None
            continue
        for line in run:
            _again(line, before, made)
            before = line
    return made


def _lines(children: Nodes) -> Iterator[_Line]:
    loose: Nodes = []
    for child in children:
        if isinstance(child, str) or child.name not in BLOCKS:
            loose.append(child)
            continue
        if child.name == "br" or _says(loose):
            yield _Line(loose)
            loose = []
        if child.name in ("p", "div") and not _has_blocks(child):
            yield from (
                _Line(line.nodes, child) for line in _lines([*child.children, Element("br")])
            )
        elif child.name != "br":
            yield _Line([child], block=True)
    if _says(loose):
        yield _Line(loose)


def _says(nodes: Nodes) -> bool:
    return any(isinstance(node, Element) or node.strip() for node in nodes)


def _has_blocks(element: Element) -> bool:
    return any(
        isinstance(one, Element) and one.name in BLOCKS and one.name != "br"
        for one in element.children
    )


def _runs(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Yield the lines in groups: those that begin alike together, each other one alone."""
    run: list[_Line] = []
    for line in lines:
        if run and not _follows(run[-1].mark, line.mark):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _follows(before: re.Match[str] | None, mark: re.Match[str] | None) -> bool:
    if before is None or mark is None:
        return False
    if before[4] and mark[4]:
        return int(mark[4]) == int(before[4]) + 1
    return not before[4] and not mark[4]


def _kind(run: list[_Line]) -> str:
    """Return which list a run of lines makes; none when a dash, a sign or a number stands alone."""
    mark = run[0].mark
    if mark is None or (len(run) < 2 and not mark[1]):
        return ""
    return "ol" if mark[4] else "ul"


def _again(line: _Line, before: _Line | None, made: Nodes) -> None:
    """Put back a line that is no item."""
    if line.holder is None:
        broken = before is not None and before.holder is None and not (before.block or line.block)
        made += [*([Element("br")] if broken else []), *line.nodes]
    elif before is not None and before.holder is line.holder and isinstance(made[-1], Element):
        made[-1].children += [Element("br"), *line.nodes]
    else:
        made.append(Element(line.holder.name, line.holder.attributes, line.nodes))
