"""The cells of a pasted table in their columns, whatever cells go over several of them."""

from collections.abc import Callable, Iterator

from chorale.text.html_tree import Element

_SPAN_MOST = 100
"""Columns or rows that one cell goes over."""


def own(element: Element, *names: str) -> Iterator[Element]:
    """Yield the parts of a table that are its own, its head and its foot seen through."""
    for child in element.children:
        if isinstance(child, Element):
            if child.name in names:
                yield child
            elif child.name in ("thead", "tbody", "tfoot"):
                yield from own(child, *names)


def in_columns(
    cells: list[list[Element]], written: Callable[[Element], str]
) -> Iterator[list[str]]:
    """Yield the words of each row in their columns: those that a merged cell covers are empty."""
    covered: dict[int, int] = {}

    def fill(line: list[str]) -> None:
        while covered.get(len(line), 0):
            covered[len(line)] -= 1
            line.append("")

    for row in cells:
        line: list[str] = []
        for cell in row:
            fill(line)
            wide, high = (_span(cell, name) for name in ("colspan", "rowspan"))
            covered |= dict.fromkeys(range(len(line), len(line) + wide), high - 1)
            line += [written(cell), *[""] * (wide - 1)]
        fill(line)
        yield line


def _span(cell: Element, name: str) -> int:
    many = cell.attributes.get(name, "1")
    return min(_SPAN_MOST, max(1, int(many))) if many.isascii() and many.isdigit() else 1
