"""Annotations: « (1) » in a text or in code, tied to the first item of the list that follows it."""

import re
from itertools import pairwise

from markdown.postprocessors import Postprocessor

from chorale.text.html_tree import Element, parse

_MARK = re.compile(r"\((\d{1,2})\)!?")
_CODE_MARK = re.compile(r"^[^\w()]*\((\d{1,2})\)!?[^\w()]*$")


class Annotations(Postprocessor):
    """Turn the marks of an annotated block into links to the notes below it, which lead back."""

    def run(self, text: str) -> str:
        """Change the text once its raw parts are back; most texts have no annotation."""
        if 'class="annotate' not in text and " annotate" not in text and ")!" not in text:
            return text
        root = parse(text)
        for rank, (block, notes) in enumerate(_pairs(root), 1):
            _annotate(block, notes, f"note-{rank}")
        return root.html


def _pairs(root: Element) -> list[tuple[Element, Element]]:
    """Return each block that is annotated, with the list that follows it."""
    found = []
    for parent in root.walk():
        inside = [child for child in parent.children if isinstance(child, Element)]
        for block, after in pairwise(inside):
            if after.name == "ol" and _is_annotated(block):
                found.append((block, after))
    return found


def _is_annotated(block: Element) -> bool:
    kinds = block.attributes.get("class", "").split()
    return "annotate" in kinds or ("highlight" in kinds and ")!" in block.text)


def _annotate(block: Element, notes: Element, name: str) -> None:
    items = [item for item in notes.children if isinstance(item, Element) and item.name == "li"]
    used: set[int] = set()
    for element in list(block.walk()):
        element.children = _marked(element, items, name, used)
    if not used:
        return
    notes.attributes["class"] = "annotations"
    for number in used:
        items[number - 1].attributes["id"] = f"{name}-{number}"


def _marked(
    element: Element, items: list[Element], name: str, used: set[int]
) -> list[Element | str]:
    """Return what an element holds, its marks as links; in code only a whole comment is one."""
    kinds = element.attributes.get("class", "").split()
    comment = element.name == "span" and bool({"c", "c1", "cm", "ch"} & set(kinds))
    made: list[Element | str] = []
    for child in element.children:
        if not isinstance(child, str) or element.name in ("code", "pre") or "linenos" in kinds:
            made.append(child)
            continue
        rest = 0
        for found in (_CODE_MARK if comment else _MARK).finditer(child):
            number = int(found[1])
            if 0 < number <= len(items):
                used.add(number)
                made += [child[rest : found.start()], _link(number, name)]
                rest = found.end()
        made.append(child[rest:])
    return [child for child in made if child != ""]


def _link(number: int, name: str) -> Element:
    said = {"class": "annotation", "href": f"#{name}-{number}", "aria-label": f"Note {number}"}
    return Element("a", said, [str(number)])
