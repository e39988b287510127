"""Habits of tables: rows that are none, cells that tabulations, semicolons or blanks part, rows cut from others."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.tree import SyntaxTreeNode

from chorale.text.block_habits import Blocks, line_start
from chorale.text.leftovers import Oddity

_AS_A_TABLE = "séparer les cellules par « | » et écrire « |---|---| » sous l'en-tête"
_GAP = re.compile(r"(?<=\S) {3,}(?=\S)")


def rows(text: str, blocks: Blocks) -> Iterator[Oddity]:
    """Yield the rows of tables that have a cell too many, or whose words belong to the row above."""
    lines = text.split("\n")
    for node in blocks:
        if node.type == "table" and node.map:
            named = [_words(child) for child in node.walk() if child.type == "th"]
            heads = len(named)
            if node.map[1] - node.map[0] < 3:
                advice = "écrire ses lignes sous « |---|---| », ou le retirer"
                yield Oddity(line_start(text, node), "tableau sans aucune ligne", advice)
            elif not any(named):
                advice = "nommer les colonnes sur sa première ligne"
                yield Oddity(line_start(text, node), "tableau sans en-tête", advice)
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
                        f"{cells} cellules dans une ligne, pour {heads} colonne{'s' * (heads > 1)}",
                        "retirer la cellule de trop, ajouter une colonne à l'en-tête, ou écrire « \\| » pour une barre",
                    )


def _words(node: SyntaxTreeNode) -> str:
    return "".join(child.content for child in node.children).strip()


def _cells(row: str) -> int:
    bare = re.sub(r"\\\|", "", row.strip())
    return bare.removeprefix("|").removesuffix("|").count("|") + 1


def tabbed(text: str, blocks: Blocks) -> Iterator[Oddity]:
    """Yield the tables pasted from a spreadsheet: a reader of Markdown would run their cells together."""
    for node, lines in _of_several_lines(text, blocks):
        if all("\t" in line.strip() for line in lines):
            said = f"tableau collé avec des tabulations « {' '.join(lines[0].split())[:40]} »"
            yield Oddity(line_start(text, node), said, _AS_A_TABLE)


def _of_several_lines(text: str, blocks: Blocks) -> Iterator[tuple[SyntaxTreeNode, list[str]]]:
    """Yield the paragraphs of several lines, with these lines."""
    lines = text.split("\n")
    for node in blocks:
        if node.type == "paragraph" and node.map and node.map[1] - node.map[0] > 1:
            yield node, lines[slice(*node.map)]


def separated(text: str, blocks: Blocks) -> Iterator[Oddity]:
    """Yield what was pasted from a CSV file: rows between semicolons would run together."""
    for node, lines in _of_several_lines(text, blocks):
        counts = {line.count(";") for line in lines}
        if len(counts) == 1 and min(counts) > 1 and _rows(lines):
            said = f"tableau collé avec des points-virgules « {lines[0].strip()[:40]} »"
            yield Oddity(line_start(text, node), said, _AS_A_TABLE)


def _rows(lines: Sequence[str]) -> bool:
    """Return whether semicolons part cells: those of a sentence have a blank before them in French."""
    return not any(re.search(r"[ \u00a0\u202f];", line) for line in lines)


def aligned(text: str, blocks: Blocks) -> Iterator[Oddity]:
    """Yield the tables whose columns blanks make: a reader of Markdown keeps one blank of them."""
    for node, lines in _of_several_lines(text, blocks) if "   " in text else ():
        gaps = {len(_GAP.findall(line)) for line in lines}
        if len(gaps) == 1 and gaps != {0}:
            said = f"tableau aligné par des espaces « {' '.join(lines[0].split())[:40]} »"
            yield Oddity(line_start(text, node), said, _AS_A_TABLE)


def severed(text: str, blocks: Blocks) -> Iterator[Oddity]:
    """Yield the rows that a blank line cuts from the table above, or from other rows: they are read as words."""
    lines = text.split("\n") if "|" in text else []
    for node in blocks if lines else ():
        if not _is_row(node, lines):
            continue
        row = lines[(node.map or (0, 0))[0]].strip()[:40]
        before, after = node.previous_sibling, node.next_sibling
        if before is not None and (before.type == "table" or _is_row(before, lines)):
            said = f"ligne coupée de son tableau « {row} »"
            yield Oddity(line_start(text, node), said, "retirer la ligne vide au-dessus")
        elif after is not None and _is_row(after, lines):
            said = f"tableau coupé par des lignes vides « {row} »"
            yield Oddity(line_start(text, node), said, "retirer celles d'entre ses lignes")


def _is_row(node: SyntaxTreeNode, lines: Sequence[str]) -> bool:
    """Return whether a paragraph begins by a row of a table."""
    row = lines[node.map[0]].strip() if node.type == "paragraph" and node.map else ""
    return row.startswith("|") and row.count("|") > 1


TABLE_HABITS = (rows, tabbed, separated, aligned, severed)
