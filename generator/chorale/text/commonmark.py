"""The author's Markdown read into a tree by CommonMark's rules: tables, notes, and the indented blocks of Material."""

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def

OPENER = re.compile(r"(?:!!!|\?\?\?\+?|===[!+]?)[ \t]*[\w\"]|\*\[[^\]\n]+\]:")
"""What begins a block whose content stands four columns to the right: admonition, details, tab, abbreviation."""
STEP = 4
_OPENED = re.compile(
    r"^ *(?:<(?:article|aside|details|div|figure|section)\b[^<>]*\bmarkdown\b[^<>]*>"
    r"|</(?:article|aside|details|div|figure|section)>)[ \t]*$",
    re.MULTILINE,
)
"""HTML that holds Markdown, a tag alone on its line: the words inside are read as if it were not there."""
_SIGNS = re.compile(
    r"^ *///.*$|(?<=[-*+] )\[[ xX]\](?= )|(?<=\d[.)] )\[[ xX]\](?= )|(?<=`)(?:#!|:::)[\w+-]+(?= )",
    re.MULTILINE,
)
"""What our extensions read and nobody is told: ends of a caption, boxes of tasks, the language of code in a line."""
_NUMBERED = re.compile(r"^([ >]*)(?:[0-9]{1,9}([.)])|([a-zA-Z])\)) (?=\S)", re.MULTILINE)


@lru_cache(maxsize=2048)
def tree(text: str) -> SyntaxTreeNode:
    """Return the tree of a text; each block has its lines, counted from 0, in node.map."""
    if " markdown" in text:
        text = _OPENED.sub("", text)
    return SyntaxTreeNode(_READER.parse(_numbered(_SIGNS.sub("", text))))


def _numbered(text: str) -> str:
    """Number a list « a) b) c) », which CommonMark does not know, apart from the numbers above; nothing moves."""
    sign = "."

    def number(found: re.Match[str]) -> str:
        nonlocal sign
        if not found[3]:
            sign = found[2]
            return found[0]
        rank = min(ord(found[3].lower()) - ord("a") + 1, 9)
        return f"{found[1]}{rank}{')' if sign == '.' else '.'} "

    return _NUMBERED.sub(number, text)


def inside_of(node: SyntaxTreeNode) -> list[SyntaxTreeNode]:
    """Return the blocks of a node; a root without block has none."""
    return [child for child in node.children if child.map]


def _indented_block(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    if state.is_code_block(line) or not OPENER.match(_line(state, line)):
        return False
    if silent:
        return True
    last = line + 1
    while last < end and (state.isEmpty(last) or state.sCount[last] - state.blkIndent >= STEP):
        last += 1
    _push(state, line, last)
    return True


def _push(state: StateBlock, line: int, last: int) -> None:
    name = "abbreviation" if _line(state, line).startswith("*[") else "container"
    opened = state.push(f"{name}_open", "div", 1)
    opened.map = [line, last]
    opened.info = _line(state, line)
    parent, line_max, indent = state.parentType, state.lineMax, state.blkIndent
    state.parentType, state.lineMax, state.blkIndent = "container", last, indent + STEP
    state.md.block.tokenize(state, line + 1, last)
    state.parentType, state.lineMax, state.blkIndent = parent, line_max, indent
    state.push(f"{name}_close", "div", -1)
    state.line = last


def _note(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """Read a note; inside another one it is words, for the plugin would lose where the outer one ends."""
    if not _line(state, line).startswith("[^"):
        return False
    opened = (token for token in state.tokens if token.type.startswith("footnote_reference"))
    if sum(token.nesting for token in opened):
        # one that stands left of its words ends them: notes follow each other without a blank line
        return silent and state.sCount[line] < state.blkIndent
    return footnote_def(state, line, end, silent)


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    reader.validateLink = lambda _: True  # type: ignore[method-assign, assignment]  # our own checks judge addresses
    reader.use(footnote_plugin, inline=False).use(deflist_plugin)
    reader.block.ruler.at("footnote_def", _note, {"alt": ["paragraph", "reference"]})
    reader.block.ruler.before(
        "fence",
        "indented_block",
        _indented_block,
        {"alt": ["paragraph", "reference", "blockquote", "list"]},
    )
    return reader


_READER = _reader()
