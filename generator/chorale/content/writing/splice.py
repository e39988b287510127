"""A change written at its node: YAML text in, the tree that is wanted, the same text with these nodes rewritten."""

import itertools
from dataclasses import dataclass
from typing import Any

import yaml

from chorale.content.source_files import UnreadableFile
from chorale.content.sources import yaml_origin
from chorale.content.writing import rendering
from chorale.content.writing.layout import Part, Unspliceable, is_empty, is_flow, parts, real_end
from chorale.content.writing.rendering import item_text, pair_text, value_text
from chorale.content.writing.trees import Tree, pairing, tree


@dataclass(frozen=True, order=True)
class Splice:
    """Letters of a text to be replaced."""

    start: int
    end: int
    words: str


def rewritten(text: str, wanted: Tree) -> str:
    """Return YAML text that says what is wanted, all else as it was; raises Unspliceable when that cannot be."""
    try:
        node = yaml_origin("", text).node
    except UnreadableFile:
        raise Unspliceable from None
    if node is None:
        made = (
            text + ("" if text.endswith("\n") or not text else "\n") + value_text(wanted, 0) + "\n"
        )
    else:
        made = _spliced(text, _changes(text, node, wanted, root=True))
    return _proved(made, wanted)


def _proved(made: str, wanted: Tree) -> str:
    """Read again what was written: it says what is wanted, or nothing is accepted."""
    try:
        if tree(yaml_origin("", made).node) == wanted:
            return made
    except UnreadableFile:
        pass
    raise Unspliceable


def _spliced(text: str, changes: list[Splice], start: int = 0, end: int | None = None) -> str:
    """Return a part of a text with its changes made."""
    made, at = [], start
    for change in sorted(changes):
        made += [text[at : change.start], change.words]
        at = change.end
    return "".join([*made, text[at:end]])


def _changes(text: str, node: Any, wanted: Tree, *, root: bool = False) -> list[Splice]:
    """Return what must change inside a collection."""
    if tree(node) == wanted:
        return []
    if isinstance(node, yaml.MappingNode) and isinstance(wanted, dict) and wanted and node.value:
        return _in_mapping(text, node, wanted, root=root)
    if isinstance(node, yaml.SequenceNode) and isinstance(wanted, list) and wanted and node.value:
        return _in_list(text, node, wanted, root=root)
    start = node.start_mark.index
    return [Splice(start, real_end(text, node), value_text(wanted, node.start_mark.column))]


def _in_value(text: str, part: Part, wanted: Tree, holder: Any) -> list[Splice]:
    """Return what must change in the value of a key or of an item."""
    value, flow = part.value, is_flow(holder)
    if tree(value) == wanted:
        return []
    if isinstance(value, yaml.ScalarNode) and isinstance(wanted, str) and not is_empty(value):
        words = rendering.like(
            wanted, value.style, flow=flow, indent=_indentation(text, value, holder)
        )
        return [Splice(value.start_mark.index, real_end(text, value), words)]
    inside = isinstance(wanted, (list, dict)) and wanted and type(wanted) is type(tree(value))
    if inside and getattr(value, "value", None):
        return _changes(text, value, wanted)
    end = part.after if is_empty(value) else real_end(text, value)
    told = flow or (
        isinstance(wanted, str) and bool(text[end : (text + "\n").index("\n", end)].strip())
    )
    words = value_text(wanted, holder.start_mark.column + 2, flow=told, after_key=True)
    gap = "" if part.key is None and flow else " "
    return [Splice(part.after, end, words if words.startswith("\n") else gap + words)]


def _indentation(text: str, node: Any, holder: Any) -> int:
    """Return how far the lines of a block scalar stand from the margin."""
    start = node.start_mark.index
    for line in text[start : node.end_mark.index].split("\n")[1:]:
        if line.strip() and node.style in ("|", ">"):
            return len(line) - len(line.lstrip(" "))
    return int(holder.start_mark.column) + 2


def _in_mapping(text: str, node: Any, wanted: dict[str, Tree], *, root: bool) -> list[Splice]:
    known = parts(text, node, root=root)
    names = [str(part.key.value) for part in known if part.key is not None]
    if len(set(names)) < len(names):
        raise Unspliceable
    chunks: list[str | int] = [rank for rank, name in enumerate(names) if name in wanted]
    place = 0
    for name, value in wanted.items():
        if name in names:
            place = chunks.index(names.index(name)) + 1
        else:
            words = pair_text(name, value, node.start_mark.column, flow=is_flow(node))
            chunks.insert(place, words)
            place += 1
    values = {rank: wanted[name] for rank, name in enumerate(names) if name in wanted}
    return _arranged(text, node, known, chunks, values)


def _in_list(text: str, node: Any, wanted: list[Tree], *, root: bool) -> list[Splice]:
    known = parts(text, node, root=root)
    origins = pairing([tree(item) for item in node.value], wanted)
    model = node.value[-1]
    chunks: list[str | int] = [
        origin
        if origin is not None
        else item_text(item, node.start_mark.column, model, flow=is_flow(node))
        for origin, item in zip(origins, wanted, strict=True)
    ]
    values = {
        origin: item for origin, item in zip(origins, wanted, strict=True) if origin is not None
    }
    return _arranged(text, node, known, chunks, values)


def _arranged(
    text: str, node: Any, known: list[Part], chunks: list[str | int], values: dict[int, Tree]
) -> list[Splice]:
    """Return the changes that give a collection these parts in this order: old ones by their rank, new ones as text."""
    inner = {rank: _in_value(text, known[rank], value, node) for rank, value in values.items()}
    if chunks == list(range(len(known))):
        return [change for changes in inner.values() for change in changes]
    separators = [text[one.end : two.start] for one, two in itertools.pairwise(known)]
    kept = [rank for rank in chunks if isinstance(rank, int)]
    head, left, tail = _left_over(separators, kept)
    default, made, seen = _default(separators, node), [head], False
    for place, chunk in enumerate(chunks):
        old = isinstance(chunk, int)
        made.append("" if place == 0 else left.pop(0) if old and seen else default)
        seen = seen or old
        made.append(
            chunk
            if isinstance(chunk, str)
            else _spliced(text, inner[chunk], known[chunk].start, known[chunk].end)
        )
    return [Splice(known[0].start, known[-1].end, "".join([*made, tail]))]


def _left_over(separators: list[str], kept: list[int]) -> tuple[str, list[str], str]:
    """Return what stands before, between and after the parts that are kept: no comment is lost with a part."""
    head, current, tail = "", list(separators), ""
    for rank in sorted(set(range(len(separators) + 1)) - set(kept), reverse=True):
        if not current:
            break
        if rank == len(current):
            lost = current.pop()
            tail = lost.rstrip(" \n") + tail if "#" in lost else tail
        elif rank == 0:
            lost = current.pop(0)
            head = lost.lstrip(" \n") if "#" in lost else ""
        else:
            current[rank - 1 : rank + 1] = [_joined(current[rank - 1], current[rank])]
    return head, current, tail


def _joined(one: str, two: str) -> str:
    if "#" in one and "#" in two:
        return one.rstrip(" ") + two.removeprefix("\n")
    if "#" in one or "#" in two:
        return one if "#" in one else two
    return max(one, two, key=lambda blank: blank.count("\n"))


def _default(separators: list[str], node: Any) -> str:
    if is_flow(node):
        return ", "
    plain = [one for one in separators if "#" not in one]
    return max(plain, key=plain.count) if plain else "\n" + " " * node.start_mark.column
