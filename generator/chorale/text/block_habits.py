"""Habits that only the tree of a text shows: rows that are none, numbers of a list that are read anew."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.tree import SyntaxTreeNode

from chorale.text.leftovers import Oddity

Blocks = Sequence[SyntaxTreeNode]
"""The blocks of a text that hold lines of it, in reading order, those inside others after them."""
_NUMBER = re.compile(r"[ >]*([0-9]{1,9})[.)] ")

_ASTRAY = re.compile(r" {0,3}(?:[-+*>] ?(?=[\d€(])|[-+*] +(?=[a-zà-ÿ]))")
_OPEN = re.compile(r"[\w,)%€][ \u00a0]*$")
"""How a line ends that its sentence goes on after."""


def line_start(text: str, node: SyntaxTreeNode, after: int = 0) -> int:
    """Return the place of the first sign of a block, or of a line after it."""
    line = (node.map or (0, 0))[0] + after
    place = 0
    for _ in range(line):
        place = text.find("\n", place) + 1
    return place + len(text[place:]) - len(text[place:].lstrip(" "))


def rows(text: str, blocks: Blocks) -> Iterator[Oddity]:
    """Yield the rows of tables that have a cell too many, or whose words belong to the row above."""
    lines = text.split("\n")
    for node in blocks:
        if node.type == "table" and node.map:
            heads = sum(child.type == "th" for child in node.walk())
            for line in range(node.map[0] + 2, node.map[1]):
                cells = _cells(lines[line])
                if heads > 1 and lines[line].strip()[0] != "|" == lines[node.map[0]].strip()[0]:
                    yield Oddity(
                        line_start(text, node, line - node.map[0]),
                        f"ligne d'un tableau sans « | » au début « {lines[line].strip()[:40]} »",
                        "écrire « <br> » pour un retour dans une cellule, ou laisser une ligne vide sous le tableau",
                    )
                elif cells > heads:
                    yield Oddity(
                        line_start(text, node, line - node.map[0]),
                        f"{cells} cellules dans une ligne, pour {heads} colonnes",
                        "retirer la cellule de trop, ajouter une colonne à l'en-tête, ou écrire « \\| » pour une barre",
                    )


def _cells(row: str) -> int:
    bare = re.sub(r"\\\|", "", row.strip())
    return bare.removeprefix("|").removesuffix("|").count("|") + 1


def numbers(text: str, blocks: Blocks) -> Iterator[Oddity]:
    """Yield the lists whose numbers jump: they are read one after the other."""
    lines = text.split("\n")
    for node in blocks:
        if node.type != "ordered_list":
            continue
        marks = [_NUMBER.match(lines[item.map[0]]) for item in node.children if item.map]
        written = [int(mark[1]) for mark in marks if mark]
        if len(written) < len(node.children) or len(set(written)) == 1:
            continue
        read = [written[0] + rank for rank in range(len(written))]
        if written != read:
            said = f"numéros {_said(written)}, qui se liraient {_said(read)}"
            advice = "numéroter à la suite, ou couper la liste par une phrase"
            yield Oddity(line_start(text, node), said, advice, "warning")


def astray(text: str, blocks: Blocks) -> Iterator[Oddity]:
    """Yield the lines of a sentence that a sign at their beginning makes an item or a quotation of."""
    lines = text.split("\n")
    for node in blocks:
        before = node.previous_sibling if node.parent and node.parent.type == "root" else None
        if before is None or before.type != "paragraph" or not (before.map and node.map):
            continue
        alone = node.type == "blockquote" or (
            node.type == "bullet_list" and len(node.children) == 1
        )
        first, above = lines[node.map[0]], lines[before.map[1] - 1]
        if alone and _ASTRAY.match(first) and _OPEN.search(above):
            said = f"fin de phrase lue à part « {first.strip()[:40]} »"
            advice = "la recoller à la ligne du dessus, ou finir celle-ci par « : »"
            yield Oddity(line_start(text, node), said, advice, "warning")


def _said(found: Sequence[int]) -> str:
    return ", ".join(map(str, found[:6])) + "…" * (len(found) > 6)
