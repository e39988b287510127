"""Draw the house: its rooms floor by floor and who stands on whom, read from the code, as docs/images/house.svg."""

import ast
import textwrap
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "generator" / "chorale"
TARGET = ROOT / "docs" / "images" / "house.svg"
WIDTH, ROOM, AISLE, GAP, FLOOR_GAP = 1000, 228, 24, 24, 44
HEAD, LINE, LETTERS = 30, 17, 29
STYLE = """
.ground { fill: #fffdf8; } .room { fill: #ffffff; stroke: #8a7f68; stroke-width: 1.5; }
.arrow { fill: none; stroke: #0a545c; stroke-width: 1.6; } .tip { fill: #0a545c; }
text { font: 12.5px system-ui, sans-serif; fill: #3f4d4f; }
.name { font: bold 16px system-ui, sans-serif; fill: #182426; }
@media (prefers-color-scheme: dark) {
.ground { fill: #101819; } .room { fill: #1b282b; stroke: #7d8f92; }
.arrow { stroke: #8bd3d6; } .tip { fill: #8bd3d6; } text { fill: #c3cdca; } .name { fill: #f2ede1; }
}
"""

Graph = Mapping[str, set[str]]
Arrow = tuple[str, str]
Spot = str | tuple[str, str, int]
"""What stands on a floor: a room, or an arrow that only goes by."""


class End(NamedTuple):
    """Where a spot stands: the middle of it, from the left, then from above its floor, itself, and its floor again."""

    middle: float
    high: float
    top: float
    bottom: float
    low: float


def modules() -> dict[str, ast.Module]:
    """Return the syntax tree of every module by its name, __init__ for the folder's own."""
    paths = sorted(PACKAGE.rglob("*.py"))
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in paths)
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts): tree
        for path, tree in zip(paths, trees, strict=True)
    }


def imports(known: Mapping[str, ast.Module]) -> dict[str, set[str]]:
    """Return the modules of ours that each module imports, those that it names in a string included."""
    return {name: set(_imported(tree, known)) - {name} for name, tree in known.items()}


def _imported(tree: ast.Module, known: Mapping[str, ast.Module]) -> Iterator[str]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.ImportFrom)
            and node.module
            and node.module.split(".")[0] == "chorale"
        ):
            names = (f"{node.module}.{alias.name}".removeprefix("chorale.") for alias in node.names)
            yield from (name if name in known else name.rpartition(".")[0] for name in names)
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node.value.startswith("chorale.")
        ):
            named = node.value.removeprefix("chorale.").strip(".")
            yield from (
                name
                for name in known
                if name.startswith((f"{named}.", f"{named}:")) or name == named
            )


def rooms(graph: Graph) -> dict[str, set[str]]:
    """Return the rooms, each a folder or a module beside them, with the rooms that they import."""
    found: dict[str, set[str]] = {}
    for name, needed in graph.items():
        mine = name.partition(".")[0]
        found.setdefault(mine, set()).update(
            {other.partition(".")[0] for other in needed} - {mine, ""}
        )
    del found["__init__"]
    return found


def floor(room: str, graph: Graph) -> int:
    """Return how many rooms stand below a room, one over the other."""
    return 1 + max((floor(other, graph) for other in graph[room]), default=-1)


def arrows(graph: Graph) -> list[Arrow]:
    """Return who stands on whom, without what follows from the other arrows."""
    return [
        (room, other)
        for room, needed in sorted(graph.items())
        for other in sorted(needed)
        if not any(other in _below(between, graph) for between in needed)
    ]


def _below(room: str, graph: Graph) -> set[str]:
    return graph[room].union(*(_below(other, graph) for other in graph[room]))


def words(room: str, known: Mapping[str, ast.Module]) -> list[str]:
    """Return what a room says of itself, then its own rooms with the number of their modules."""
    said = ast.get_docstring(known.get(f"{room}.__init__") or known[room]) or ""
    count: dict[str, int] = {}
    for name in known:
        if name.startswith(f"{room}.") and not name.endswith("__init__"):
            inner = ".".join(name.split(".")[1:-1])
            count[inner] = count.get(inner, 0) + 1
    held = (f"{inner or 'at its root'}\u00a0{number}" for inner, number in sorted(count.items()))
    first = textwrap.wrap(said.partition("\n")[0], LETTERS)
    return [*first, *textwrap.wrap(", ".join(held), LETTERS, break_long_words=False)]


def chain(arrow: Arrow, graph: Graph) -> list[Spot]:
    """Return where an arrow goes, floor by floor: its rooms, and the floors that it passes."""
    above, below = arrow
    passed: list[Spot] = [
        (above, below, level) for level in range(floor(above, graph) - 1, floor(below, graph), -1)
    ]
    return [above, *passed, below]


def floors(graph: Graph) -> list[list[Spot]]:
    """Return what stands on each floor, bottom up, set so that few arrows cross."""
    chains = [chain(arrow, graph) for arrow in arrows(graph)]
    spots = dict.fromkeys([*sorted(graph), *(spot for one in chains for spot in one)])
    made: list[list[Spot]] = [[] for _ in range(1 + max(floor(room, graph) for room in graph))]
    for spot in spots:
        made[floor(spot, graph) if isinstance(spot, str) else spot[2]].append(spot)
    near: dict[Spot, list[Spot]] = {spot: [] for spot in spots}
    for upper, lower in (pair for one in chains for pair in pairwise(one)):
        near[upper].append(lower)
        near[lower].append(upper)
    for _ in range(12):
        for row in made:
            rank = {spot: place(index, other) for other in made for index, spot in enumerate(other)}
            row.sort(
                key=lambda spot: (
                    sum(rank[one] for one in near[spot]) / len(near[spot])
                    if near[spot]
                    else rank[spot]
                )
            )
    return made


def place(index: int, row: list[Spot]) -> float:
    """Return where the middle of the nth spot of a floor is, from the left."""
    widths = [ROOM if isinstance(spot, str) else AISLE for spot in row]
    left = (WIDTH - sum(widths) - GAP * (len(row) - 1)) / 2
    return left + sum(widths[:index]) + GAP * index + widths[index] / 2


def draw() -> str:
    """Return the picture."""
    known = modules()
    graph = rooms(imports(known))
    lines = {room: words(room, known) for room in graph}
    high, boxes, ends = FLOOR_GAP / 2, [], {}
    for row in reversed(floors(graph)):
        tall = max(height(lines.get(str(spot), [])) for spot in row)
        for index, spot in enumerate(row):
            room = lines.get(str(spot))
            middle, top = place(index, row), high + (tall - height(room)) / 2 if room else high
            ends[spot] = End(middle, high, top, high + tall - (top - high), high + tall)
            boxes += [box(str(spot), room, middle - ROOM / 2, top)] if room else []
        high += tall + FLOOR_GAP
    paths = [path([ends[spot] for spot in chain(arrow, graph)]) for arrow in arrows(graph)]
    return svg(high - FLOOR_GAP / 2, [*paths, *boxes], told(graph))


def height(lines: list[str]) -> float:
    """Return how tall a room is."""
    return HEAD + LINE * len(lines)


def box(room: str, lines: list[str], left: float, top: float) -> str:
    """Return a room: its name, and its words below."""
    spans = "".join(
        f'<text x="{left + 12:g}" y="{top + 38 + LINE * rank:g}">{escape(line)}</text>'
        for rank, line in enumerate(lines)
    )
    frame = f'<rect class="room" x="{left:g}" y="{top:g}" width="{ROOM}" height="{height(lines):g}" rx="6"/>'
    return (
        f'<g>{frame}<text class="name" x="{left + 12:g}" y="{top + 20:g}">{room}</text>{spans}</g>'
    )


def path(ends: list[End]) -> str:
    """Return an arrow from below its first spot to the top of its last one; it bends between two floors only."""
    made = f"M{ends[0].middle:g} {ends[0].bottom:g}"
    for above, below in pairwise(ends):
        bend = (above.low + below.high) / 2
        made += f"V{above.low:g}C{above.middle:g} {bend:g} {below.middle:g} {bend:g} {below.middle:g} {below.high:g}"
    x, y = ends[-1].middle, ends[-1].top
    return f'<path class="arrow" d="{made}V{y:g}"/><path class="tip" d="M{x:g} {y:g}l-5 -9h10z"/>'


def told(graph: Graph) -> str:
    """Say the picture in words, for those who do not see it."""
    return "; ".join(
        f"{room} imports {', '.join(sorted(needed))}"
        for room, needed in sorted(graph.items())
        if needed
    )


def svg(tall: float, parts: list[str], words_: str) -> str:
    """Return the document."""
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {tall:g}" role="img" aria-labelledby="t d">',
            '<title id="t">The rooms of chorale, floor by floor</title>',
            f'<desc id="d">An arrow goes from a room to one that it imports. {escape(words_)}.</desc>',
            f"<style>{STYLE}</style>",
            f'<rect class="ground" width="{WIDTH}" height="{tall:g}"/>',
            *parts,
            "</svg>",
            "",
        )
    )


if __name__ == "__main__":
    TARGET.write_text(draw(), encoding="utf-8")
