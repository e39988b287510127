"""Where the parts of a YAML collection stand in its text: items with their comments, and what separates them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml


class Unspliceable(Exception):
    """Raised where a change cannot enter a text without touching other bytes."""


@dataclass(frozen=True)
class Part:
    """An item of a list or a key with its value: from its own comments to the end of its line.

    after is just behind the dash or the colon; in a flow list it is where the value begins.
    """

    start: int
    end: int
    after: int
    key: yaml.Node | None
    value: yaml.Node


def is_flow(node: yaml.Node) -> bool:
    """Return whether a collection is written between brackets or braces."""
    return bool(getattr(node, "flow_style", False))


def is_empty(node: yaml.Node) -> bool:
    """Return whether nothing at all is written."""
    return isinstance(node, yaml.ScalarNode) and not node.value and not node.style


def parts(text: str, node: Any, *, root: bool) -> list[Part]:
    """Return the parts of a collection in order; those of the root leave the head of the file out."""
    made = list(_flow_parts(text, node) if is_flow(node) else _block_parts(text, node))
    if is_flow(node):
        return made
    found = []
    for rank, part in enumerate(made):
        low = made[rank - 1].end if rank else (part.start if root else _opening(text, node, part))
        found.append(
            Part(_with_comments(text, part.start, low), part.end, part.after, part.key, part.value)
        )
    return found


def _opening(text: str, node: Any, first: Part) -> int:
    """Return where comments on the first part may begin: the line after its collection's own key or dash."""
    above = text[: first.start]
    lines = above.split("\n")
    if lines[-1].strip():
        return first.start
    low = len(above) - len(lines[-1])
    for line in reversed(lines[:-1]):
        if (
            line.lstrip().startswith("#")
            and len(line) - len(line.lstrip()) >= node.start_mark.column
        ):
            low -= len(line) + 1
        else:
            break
    return low


def _with_comments(text: str, start: int, low: int) -> int:
    """Return where the lines of comments that stand right above begin, indentation aside."""
    line = text.rfind("\n", 0, start) + 1
    if text[line:start].strip():
        return start
    while line > low:
        above = text.rfind("\n", 0, line - 1) + 1
        if above < low or not text[above:line].lstrip().startswith("#"):
            break
        line, start = above, above + len(text[above:line]) - len(text[above:line].lstrip(" "))
    return start


def _flow_parts(text: str, node: Any) -> Iterator[Part]:
    for item in node.value:
        key, value = item if isinstance(item, tuple) else (None, item)
        start = (key or value).start_mark.index
        after = _after_key(text, key) if key else start
        yield Part(start, max(after, _value_end(text, value, after)), after, key, value)


def _block_parts(text: str, node: Any) -> Iterator[Part]:
    for item in node.value:
        key, value = item if isinstance(item, tuple) else (None, item)
        start = key.start_mark.index if key else _dash(text, node, value)
        if key and text[text.rfind("\n", 0, start) + 1 : start].strip(" -"):
            raise Unspliceable  # « ? key »
        after = _after_key(text, key) if key else start + 1
        yield Part(start, _line_end(text, _value_end(text, value, after)), after, key, value)


def _after_key(text: str, key: yaml.Node) -> int:
    found = re.compile(r"\s*:").match(text, _mark(key.end_mark))
    if not found:
        raise Unspliceable
    return found.end()


def _dash(text: str, node: Any, item: yaml.Node) -> int:
    """Return the dash of an item: the nearest above it in the column of its list."""
    column, place = _mark_column(node), _mark(item.start_mark)
    line = text.rfind("\n", 0, place) + 1
    while (
        line + column >= place
        or text[line + column] != "-"
        or text[line : line + column].strip(" -")
    ):
        if line == 0:
            raise Unspliceable
        line = text.rfind("\n", 0, line - 1) + 1
        if not is_empty(item) and line + column < _mark(node.start_mark):
            raise Unspliceable
    return line + column


def _value_end(text: str, value: yaml.Node, after: int) -> int:
    return after if is_empty(value) else real_end(text, value)


def real_end(text: str, node: Any) -> int:
    """Return where what a node says ends: its mark may be after blank lines and comments that are not its own."""
    end: int = _mark(node.end_mark)
    if isinstance(node, yaml.ScalarNode):
        return _block_scalar_end(text, node, end) if node.style in ("|", ">") else end
    if is_flow(node) or not node.value:
        return end
    last = node.value[-1]
    if isinstance(last, tuple):
        return _value_end(text, last[1], _after_key(text, last[0]))
    return _value_end(text, last, _dash(text, node, last) + 1)


def _block_scalar_end(text: str, node: yaml.ScalarNode, end: int) -> int:
    start = _mark(node.start_mark)
    head = text[start : text.find("\n", start)]
    if "+" in head.partition("#")[0]:
        return end - (1 if text[:end].endswith("\n") else 0)
    return start + len(re.sub(r"(\n[ ]*)+\Z", "", text[start:end]))


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    end = len(text) if end < 0 else end
    rest = text[place:end]
    if rest.strip() and not re.match(r"\s+#", rest):
        raise Unspliceable
    return end


def _mark(mark: Any) -> int:
    return int(mark.index)


def _mark_column(node: Any) -> int:
    return int(node.start_mark.column)
