"""Lists, tables and quotations laid out so that Python-Markdown reads them as CommonMark: four columns, blank lines."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import dropwhile
from typing import NamedTuple

from markdown_it.tree import SyntaxTreeNode

from chorale.text import commonmark
from chorale.text.commonmark import STEP, inside_of
from chorale.text.line_marks import verbatim

Lines = Mapping[int, str]
"""The lines of a container by their number in the file, without what the container puts before them."""
NumberedLine = tuple[int, str]
"""A line as it becomes, with the number of the line that it comes from."""

_MARK = re.compile(r"( {0,3})([-*+]|[0-9]{1,9}[.)]|[a-zA-Z]\))( +|$)")
_QUOTED = re.compile(r" {0,3}> ?")
_LISTS = ("bullet_list", "ordered_list")
_FREE = frozenset({"heading", "hr", "paragraph"})
"""What needs no blank line after a heading or a paragraph."""
_AS_IT_STANDS = ("abbreviation", "code_block", "html_block")
_ACCIDENT = re.compile(r"^( *)([0-9]{1,9}|[a-zA-Z])([.)])(?= )")
_TITLE = re.compile(r"^( *)#(?=#{6,}|[^\s#])")
"""What Python-Markdown alone takes for a heading or an item, where a paragraph begins."""
_LETTER = re.compile(r"^( *)([a-z]|[A-Z](?=\. {2}))\.[ \t]")
_DEFINITION = re.compile(
    r" *(?:\[[^\]]+\]:|</?(?:article|aside|details|div|figure|section)\b[^<>]*>\s*$)"
)
"""What belongs to the whole text, wherever it stands."""
_ENDS = re.compile(r" {0,3}(?:#{1,6} |([-*_])(?: *\1){2,} *$|!!!|\?\?\?|===|<)")
_MARKED = re.compile(r"( *)([-*+]|[0-9]{1,9}[.)]|[a-zA-Z]\)) +(?=\S)")
_BEGINS = re.compile(r" *(?:[-*+>] |[0-9]{1,9}[.)] |`{3}|~{3}|!?\[|\|)")


def laid_out(lines: Sequence[str]) -> list[NumberedLine]:
    """Return the lines of a text as both readers understand them, each with the number of its source line."""
    spread = dict(enumerate(_hung(list(map(_untabbed, lines)))))
    root = commonmark.tree("\n".join(spread.values()))
    return list(_blocks(inside_of(root), spread, tight=False, flush=False))


def _untabbed(line: str) -> str:
    lead = len(line) - len(line.lstrip(" \t"))
    return line[:lead].expandtabs(STEP) + line[lead:] if "\t" in line[:lead] else line


def _hung(lines: Sequence[str]) -> list[str]:
    """Bring what stands two or three columns under a number below its words, and an item too far to the right back.

    The numbering then goes on, and an item is one: nobody means code right below a sentence.
    """
    made: list[str] = []
    kept = verbatim(lines)
    item, edge, shift, blank, above = _Item(0, 0, ""), 0, 0, True, 0
    for number, line in enumerate(lines):
        lead = len(line) - len(line.lstrip(" "))
        mark = None if number in kept else _MARKED.match(line)
        if line.strip() and not (number in kept and number - 1 in kept):
            # what was brought back stays so until a line stands left of it
            if shift and lead < edge:
                shift = 0
            if (
                not shift
                and (
                    column := item.pulls(
                        lead, bool(mark) and not blank and lead >= above + STEP, blank, line
                    )
                )
                is not None
            ):
                edge, shift = lead, column - lead
            if mark:
                item = _Item(lead + shift, len(mark[0]) + shift, mark[2])
            elif not shift and blank and lead <= item.indent:
                item = _Item(0, 0, "")
            above = lead
        blank = not line.strip() or bool(_ENDS.match(line))
        if blank and line.strip() and lead <= item.indent:
            item = _Item(0, 0, "")
        made.append(
            line if not line.strip() else " " * shift + line if shift >= 0 else line[-shift:]
        )
    return made


class _Item(NamedTuple):
    """The item that a line may belong to: the columns of its mark and of its words; without a mark, a paragraph."""

    indent: int
    column: int
    mark: str

    def pulls(self, lead: int, astray: bool, blank: bool, line: str) -> int | None:
        """Return the column where a line that begins at another means to stand, if it does."""
        if _DEFINITION.match(line):
            return None
        if astray and lead >= self.column + STEP:
            return self.column
        if self.mark[:1].isalnum() and self.indent + 2 <= lead < self.column:
            return self.column if blank or _BEGINS.match(line) else None
        return None


def _blocks(
    nodes: Sequence[SyntaxTreeNode],
    lines: Lines,
    *,
    tight: bool,
    flush: bool = True,
    item: bool = False,
) -> Iterator[NumberedLine]:
    """Yield the lines of sibling blocks, and those between them that are no block, a blank one added where it lacks.

    Inside a container blocks stand flush with its edge: a column more would count as four for Python-Markdown.
    """
    numbers = sorted(lines)
    if not numbers:
        return
    cursor, previous, last = numbers[0], "", ""
    for node in nodes:
        start, end = node.map or (0, 0)
        for number in range(cursor, start):
            yield number, lines[number]
            last = lines[number]
        beside = (
            start == cursor
            and bool(previous)
            and _parted(previous, node.type, tight=tight, item=item)
        )
        defined = start > cursor and node.type in _LISTS  # right below an address or a note
        if last.strip() and (beside or defined):
            yield start, ""
        own = {at: lines[at] for at in range(start, end)}
        for number, last in _block(node, _flush(own, node.type) if flush else own):
            yield number, last
        cursor, previous = end, node.type
    for number in range(cursor, numbers[-1] + 1):
        yield number, lines[number]


def _flush(lines: Lines, kind: str) -> Lines:
    if kind == "code_block":
        return lines
    if kind == "paragraph":
        return {number: line.lstrip(" ") for number, line in lines.items()}
    first = lines[min(lines)]
    return {
        number: _outdented(line, len(first) - len(first.lstrip(" ")))
        for number, line in lines.items()
    }


def _parted(before: str, after: str, *, tight: bool, item: bool) -> bool:
    """Return whether a blank line must part two blocks; in a tight item a list stands right below its words."""
    if item and (before, after) == ("paragraph", "heading"):
        return True
    if before in _AS_IT_STANDS or after in _AS_IT_STANDS:
        return False
    if before in _LISTS:
        return not before == after == "bullet_list"
    if before in ("heading", "hr"):
        return False
    if after in _LISTS:
        return not tight
    return after not in _FREE or before not in _FREE


def _block(node: SyntaxTreeNode, lines: Lines) -> Iterator[NumberedLine]:
    match node.type:
        case "bullet_list" | "ordered_list":
            cursor, wide = min(lines), False
            for item in inside_of(node):
                start, end = item.map or (0, 0)
                yield from ((number, lines[number]) for number in range(cursor, start))
                if wide and start == cursor:
                    yield start, ""
                written = list(_item(item, {at: lines[at] for at in range(start, end)}))
                yield from written
                cursor, wide = (
                    end,
                    any(not line for _, line in written[:-1]) and bool(written[-1][1]),
                )
            yield from ((number, lines[number]) for number in range(cursor, max(lines) + 1))
        case "blockquote":
            yield from _quotation(node, lines)
        case "container":
            yield from _container(node, lines)
        case "paragraph":
            yield from (
                (number, _LETTER.sub(r"\1\2\\. ", _TITLE.sub(r"\1&#35;", line)))
                for number, line in lines.items()
            )
        case "heading":
            yield from _heading(lines)
        case _:
            yield from lines.items()


def _heading(lines: Lines) -> Iterator[NumberedLine]:
    """Yield a heading flush with the edge, its mark closed or not; words over several lines become one."""
    *words, last = lines.items()
    if len(words) > 1 and len(last[1].strip()) > 2:
        level = "#" if last[1].strip().startswith("=") else "##"
        yield words[0][0], f"{level} {' '.join(line.strip() for _, line in words)}"
    else:
        yield from ((number, line.lstrip(" ")) for number, line in lines.items())


def _item(item: SyntaxTreeNode, lines: Lines) -> Iterator[NumberedLine]:
    first = min(lines)
    mark = _MARK.match(lines[first])
    blocks = inside_of(item)
    if mark is None or not blocks or blocks[0].type not in ("paragraph", "heading"):
        yield from lines.items()
        return
    column = len(mark[0]) if 0 < len(mark[3]) <= STEP else len(mark[1]) + len(mark[2]) + 1
    inner = {number: _outdented(line, column) for number, line in lines.items()}
    inner[first] = lines[first][column:]
    last = _end_of_words(blocks, inner) if inner[first].strip() else first
    for number in range(first, last):
        yield number, lines[first] if number == first else _plain(lines[number], inner[number])
    tight = blocks[0].type == "paragraph" and not _loose(blocks, inner)
    made = _blocks(blocks, inner, tight=tight, item=True)
    written = [one for one in made if one[0] >= last]
    if last == first:  # a mark alone on its line: its words come up beside it
        written = list(dropwhile(lambda one: not one[1].strip(), written))
    for rank, (number, line) in enumerate(written):
        lead = f"{mark[1]}{mark[2]} " if rank == 0 and last == first else " " * STEP
        if _DEFINITION.match(line):
            yield number, lines[number]
        else:
            yield number, _moved(lead, line, lines[number])


def _moved(lead: str, line: str, written: str) -> str:
    """Return a line behind what its container puts before it; a blank one stays as it was written, or is new."""
    if line.strip():
        return lead + line
    return "" if written.strip() else written


def _end_of_words(blocks: Sequence[SyntaxTreeNode], lines: Lines) -> int:
    """Return the line after the words that stand beside a mark: how far to the right they go on is of no account."""
    end = min(lines)
    for block in blocks:
        if (
            block.type not in ("paragraph", "heading", "html_block")
            or not block.map
            or block.map[0] != end
            or (block.type == "heading" and block is not blocks[0])
        ):
            break
        end = block.map[1]
    return end


def _plain(line: str, inner: str) -> str:
    """Keep a continuation as it stands, but for a number that would be taken for an item's."""
    return _ACCIDENT.sub(r"\1\2\\\3", line) if inner.strip() else line


def _outdented(line: str, column: int) -> str:
    blanks = len(line) - len(line.lstrip(" "))
    return line[min(column, blanks) :]


def _loose(blocks: Sequence[SyntaxTreeNode], lines: Lines) -> bool:
    return any(
        not lines[(after.map or (0, 0))[0] - 1].strip()
        for after in blocks[1:]
        if (after.map or (0, 0))[0] - 1 in lines
    )


def _quotation(node: SyntaxTreeNode, lines: Lines) -> Iterator[NumberedLine]:
    inner = {number: _QUOTED.sub("", line, count=1) for number, line in lines.items()}
    written = list(_blocks(inside_of(node), inner, tight=False))
    if written == list(inner.items()):
        yield from lines.items()
    else:
        yield from ((number, f"> {line}".rstrip()) for number, line in written)


def _container(node: SyntaxTreeNode, lines: Lines) -> Iterator[NumberedLine]:
    first = min(lines)
    yield first, lines[first]
    inner = {number: _outdented(lines[number], STEP) for number in sorted(lines) if number > first}
    for number, line in _blocks(inside_of(node), inner, tight=False):
        yield number, _moved(" " * STEP, line, lines[number])
