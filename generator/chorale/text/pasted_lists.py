"""Lists of a paste rebuilt: Word's paragraphs, items that stand alone, lines that begin with a bullet or a number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from chorale.text.html_tree import BLOCKS, Element

CHECKED = "lettres"
"""A doubt: letters that became numbers."""
_NUMBER = re.compile(r"^\(?(?:\d+\.)*(\d+|[a-zA-Z]|[ivxlIVXL]+)(?:[.)\]°:/–-]| [–-])*$")
"""Of « 2.1. », the last number: the list inside says the first one."""
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
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
    level, mark = _level(paragraph), _taken_mark(paragraph)
    if _in_words(mark):
        open_lists.clear()
        made.append(Element("p", {}, [f"{mark} ", *paragraph.children]))
        return
    number = None if _BULLETS.match(mark) else _NUMBER.match(mark)
    kind = "ol" if number else "ul"
    if number and not number[1].isdigit():
        doubts.add(CHECKED)
    while open_lists and _level(open_lists[-1]) > level:
        open_lists.pop()
    before = open_lists[-1] if open_lists and _level(open_lists[-1]) == level else None
    rank = _rank(number[1], before) if number else 1
    if before and (before.name != kind or (number and rank != _next(before))):
        open_lists.pop()
        before = None
    if before is None:
        before = Element(kind, {"niveau": f"{level}", "start": f"{rank}"}, [])
        _holder(made, open_lists).append(before)
        open_lists.append(before)
    before.children.append(Element("li", {}, [Element("p", {}, paragraph.children)]))


def _level(element: Element) -> int:
    return max(1, min(9, int(element.attributes["niveau"])))


def _in_words(mark: str) -> bool:
    """Return whether what stands before a paragraph says more than a bullet or a number: « Étape 1 : »."""
    return len(mark) > 1 and any(map(str.isalnum, mark)) and not _NUMBER.match(mark)


def _next(numbers: Element) -> int:
    return int(numbers.attributes.get("start", "1")) + len(numbers.children)


def _rank(written: str, before: Element | None) -> int:
    """Return the rank that a number, a letter or a Roman number says; « i » may be the ninth or the first."""
    if written.isdigit():
        return int(written)
    letters = written.lower()
    choices = [_roman(letters)] if set(letters) <= set("ivxlc") else []
    choices += [ord(letters) - ord("a") + 1] if len(letters) == 1 else []
    wanted = _next(before) if before else 1
    return wanted if wanted in choices else choices[0 if letters[0] in "ivx" else -1]


def _roman(letters: str) -> int:
    """Return what a Roman number says."""
    values = [_ROMAN[one] for one in letters]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-one if one < following else one for one, following in pairs)


def _holder(made: Nodes, open_lists: list[Element]) -> Nodes:
    """Return where the next list goes: in the last item of the one above."""
    last = open_lists[-1].children[-1] if open_lists else None
    return last.children if isinstance(last, Element) else made


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
