"""Buttons of a form's lists: an item goes up, down or away, a new one comes."""

from typing import Any, assert_never

from chorale.content.shapes import Many, Named, One, OneOf, Record, Shape, Word, keys
from chorale.content.writing.trees import Tree

UP, DOWN, REMOVE, ADD = "monter", "descendre", "retirer", "ajouter"


def done(operation: str, shape: Shape, told: Tree, root: str = "") -> tuple[Tree, str]:
    """Return a tree once a button was pressed, and the field to look at; an unknown button changes nothing.

    « sections.2.monter » moves an item, « sections.ajouter.article » adds one; root is the name of a file's list.
    """
    names = operation.split(".")
    if root:
        if names[0] != root:
            return told, ""
        names = names[1:]
    verb = next((rank for rank, name in enumerate(names) if name in (UP, DOWN, REMOVE, ADD)), None)
    if verb is None:
        return told, ""
    changed, place = _within(shape, told, names[:verb], names[verb:])
    return changed, ".".join([*([root] if root else []), *place])


def _within(shape: Shape, told: Any, way: list[str], end: list[str]) -> tuple[Tree, list[str]]:
    """Go down to the list that a button is about, and return all around it unchanged."""
    match shape:
        case Many(item):
            items = list(told) if isinstance(told, list) else []
            if end[0] == ADD and not way:
                return [*items, _fresh(item, end[1] if len(end) > 1 else "")], [str(len(items))]
            if not way or not way[0].isdigit() or int(way[0]) >= len(items):
                return told, []
            return _in_item(item, items, way, end)
        case Named(value):
            pairs = [list(pair) for pair in told.items()] if isinstance(told, dict) else []
            return _in_pairs(value, pairs, way, end)
        case Record() | OneOf():
            return _in_record(shape, told, way, end)
        case One() | Word():
            return told, []
    assert_never(shape)


def _in_item(
    item: Shape, items: list[Tree], way: list[str], end: list[str]
) -> tuple[Tree, list[str]]:
    rank = int(way[0])
    if len(way) > 1:
        items[rank], place = _within(item, items[rank], way[1:], end)
        return items, [way[0], *place]
    items, rank = _moved(items, rank, end[0])
    return items, [str(rank)] if items else []


def _in_pairs(
    value: Shape, pairs: list[Any], way: list[str], end: list[str]
) -> tuple[Tree, list[str]]:
    if end[0] == ADD and not way:
        if not any(name == "" for name, _ in pairs):
            pairs.append(["", _fresh(value, "")])
        return dict(pairs), [str(len(pairs) - 1)]
    if not way or not way[0].isdigit() or int(way[0]) >= len(pairs):
        return dict(pairs), []
    rank, place = int(way[0]), way[:1]
    if len(way) > 2:
        pairs[rank][1], inner = _within(value, pairs[rank][1], way[2:], end)
        return dict(pairs), [*way[:2], *inner]
    pairs, rank = _moved(pairs, rank, end[0])
    return dict(pairs), [str(rank)] if pairs else place[:0]


def _in_record(
    shape: Record | OneOf, told: Any, way: list[str], end: list[str]
) -> tuple[Tree, list[str]]:
    kinds = (shape.type,) if isinstance(shape, Record) else shape.types
    kind = next((kind for kind in kinds if way and way[0] in keys(kind)), None)
    if kind is None:
        return told, []
    known = dict(told) if isinstance(told, dict) else {}
    inner = keys(kind)[way[0]].shape
    known[way[0]], place = _within(inner, known.get(way[0], _empty(inner)), way[1:], end)
    return known, [way[0], *place]


def _moved(items: list[Any], rank: int, verb: str) -> tuple[list[Any], int]:
    if verb == REMOVE:
        del items[rank]
        return items, min(rank, len(items) - 1)
    other = rank - 1 if verb == UP else rank + 1
    if 0 <= other < len(items):
        items[rank], items[other] = items[other], items[rank]
        return items, other
    return items, rank


def _fresh(item: Shape, first: str) -> Tree:
    """Return a new item: its first key stands, empty, and tells what it is."""
    if isinstance(item, (Record, OneOf)):
        kinds = (item.type,) if isinstance(item, Record) else item.types
        kind = next((kind for kind in kinds if next(iter(keys(kind))) == first), kinds[0])
        name, key = next(iter(keys(kind).items()))
        return {name: _empty(key.shape)}
    return _empty(item)


def _empty(shape: Shape) -> Tree:
    if isinstance(shape, Many):
        return []
    return {} if isinstance(shape, (Named, Record, OneOf)) else ""
