"""Lines that are read with the one above them, where their author began something else: after a list, under a title."""

import re
from collections.abc import Iterator

from markdown_it.tree import SyntaxTreeNode

from chorale.text.block_habits import Blocks, line_start
from chorale.text.leftovers import Oddity

_BEGUN = re.compile(r"(?:\*\*|« ?)?[A-ZÀ-Ý]")
_ENDED = re.compile(r"[.;!?…»)][ \u00a0]*$")
_FOLDED = 60
"""Signs from which a line may have been folded by its author's editor."""
_BOLD = re.compile(r" {0,3}(\*\*|__)(?=\S)([^*:\n]+)\1[ \t]*$")


def after_a_list(text: str, blocks: Blocks) -> Iterator[Oddity]:
    """Yield the sentences that stand right below a list or a quotation: they are read as its last words."""
    lines = text.split("\n")
    for node in blocks:
        holder = node.parent.type if node.parent else ""
        if node.type != "paragraph" or holder not in ("list_item", "blockquote") or not node.map:
            continue
        above = lines[node.map[0]]
        for after, line in enumerate(lines[node.map[0] + 1 : node.map[1]], 1):
            if _BEGUN.match(line) and (_ENDED.search(above) or len(above) < _FOLDED):
                what = "le dernier point" if holder == "list_item" else "la citation"
                yield Oddity(
                    line_start(text, node, after),
                    f"ligne lue dans {what} « {line.strip()[:40]} »",
                    "laisser une ligne vide avant elle, ou la décaler si elle en fait partie",
                    "warning",
                )
            above = line


def under_a_title(text: str, blocks: Blocks) -> Iterator[Oddity]:
    """Yield the lines all in bold that a sentence follows: a title for their author, its first words for us."""
    lines = text.split("\n")
    for node in blocks:
        if node.type != "paragraph" or not node.map or node.map[1] - node.map[0] < 2:
            continue
        first, second = lines[node.map[0] : node.map[0] + 2]
        if (found := _BOLD.match(first)) and not first.endswith("  ") and _BEGUN.match(second):
            yield Oddity(
                line_start(text, node),
                f"ligne en gras, qui se lirait avec la suivante « {found[2][:40]} »",
                "laisser une ligne vide dessous, ou en faire un titre : « ## mots »",
                "warning",
            )


def torn_cells(text: str, blocks: Blocks) -> Iterator[Oddity]:
    """Yield the lists that cut a cell: a row of a table ends with its line."""
    lines = text.split("\n")
    for node in blocks:
        row = _torn(node, lines) if node.type == "bullet_list" else None
        if row is not None and node.map:
            yield Oddity(
                line_start(text, node) + 2,
                f"cellule coupée par une liste « {lines[node.map[0]].strip()[:40]} »",
                "écrire « <br> » pour un retour dans une cellule, sur la même ligne",
            )


def _torn(node: SyntaxTreeNode, lines: list[str]) -> str | None:
    """Return the row of a table above a list, when it has no end and the list has bars."""
    before = node.previous_sibling
    if before is None or before.type != "table" or not (before.map and node.map):
        return None
    row = lines[before.map[1] - 1].rstrip()
    return row if not row.endswith("|") and "|" in lines[node.map[0]] else None


GLUED_LINES = (after_a_list, under_a_title, torn_cells)
