"""Trees of what a file says, as text: taken from YAML nodes, and the items of two versions of a list paired."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

import yaml

Tree: TypeAlias = str | list["Tree"] | dict[str, "Tree"]
"""What a file or a form says: a text, a list, or values by their names."""


def tree(node: yaml.Node | None) -> Tree:
    """Return what a node says; an empty file says nothing under no name."""
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [tree(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): tree(value) for key, value in node.value}
    return {}


def pairing(old: Sequence[Tree], new: Sequence[Tree]) -> list[int | None]:
    """Return, for each item of a new list, the item of the old one that it comes from, each at most once.

    The same item first, then the item of the same name (its first key's value), then the one that stood in its place.
    """
    found: list[int | None] = [None] * len(new)
    free = dict.fromkeys(range(len(old)))
    if len(old) == len(new):
        _take(found, free, {at: at for at in range(len(new)) if old[at] == new[at]})
    _take(
        found,
        free,
        _first_of_each([repr(item) for item in old], [repr(item) for item in new], found, free),
    )
    _take(
        found,
        free,
        _first_of_each([_name(item) for item in old], [_name(item) for item in new], found, free),
    )
    _take(found, free, _gaps(old, new, found))
    return found


def _take(found: list[int | None], free: dict[int, None], pairs: dict[int, int]) -> None:
    for at, origin in pairs.items():
        if found[at] is None and origin in free:
            found[at] = origin
            del free[origin]


def _first_of_each(
    old: list[str], new: list[str], found: list[int | None], free: dict[int, None]
) -> dict[int, int]:
    waiting: dict[str, list[int]] = {}
    for origin in free:
        waiting.setdefault(old[origin], []).append(origin)
    pairs = {}
    for at, word in enumerate(new):
        if found[at] is None and word and waiting.get(word):
            pairs[at] = waiting[word].pop(0)
    return pairs


def _name(item: Tree) -> str:
    """Return what tells an item from its neighbours: the value of its first key, when it is one text."""
    if isinstance(item, dict) and item:
        key, value = next(iter(item.items()))
        return f"{key}: {value}" if isinstance(value, str) and value else ""
    return ""


def _gaps(old: Sequence[Tree], new: Sequence[Tree], found: list[int | None]) -> dict[int, int]:
    """Pair what is left over between two neighbours that stayed together: it was changed in place."""
    left = [str(origin) if origin in found else "?" for origin in range(len(old))]
    right = ["!" if origin is None else str(origin) for origin in found]
    pairs: dict[int, int] = {}
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "replace":
            origins = [origin for origin in range(i1, i2) if left[origin] == "?"]
            places = [at for at in range(j1, j2) if found[at] is None]
            alike = zip(places, origins, strict=False)
            pairs.update((at, origin) for at, origin in alike if _same_kind(old[origin], new[at]))
    return pairs


def _same_kind(old: Tree, new: Tree) -> bool:
    if isinstance(old, dict) and isinstance(new, dict):
        return not old.keys().isdisjoint(new)
    return type(old) is type(new)


def put(told: Tree, path: Sequence[str | int], value: Tree | None) -> Tree:
    """Return a tree with another value at a path; None takes it away. A path that leads nowhere changes nothing."""
    if not path:
        return {} if value is None else value
    first, rest = path[0], path[1:]
    if isinstance(told, dict) and isinstance(first, str):
        made = dict(told)
        if value is None and not rest:
            made.pop(first, None)
        else:
            made[first] = put(made.get(first, {}), rest, value)
        return made
    if isinstance(told, list) and isinstance(first, int) and first < len(told):
        if value is None and not rest:
            return [*told[:first], *told[first + 1 :]]
        return [*told[:first], put(told[first], rest, value), *told[first + 1 :]]
    return told


def named_nodes(node: yaml.Node | None, name: str) -> Iterator[tuple[yaml.Node, str]]:
    """Yield each node with its path in dots, outer ones first; the key of a value has the value's own path."""
    if node is None:
        return
    yield node, name
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = f"{name}.{key.value}" if name else str(key.value)
            yield key, inner
            yield from named_nodes(value, inner)
    elif isinstance(node, yaml.SequenceNode):
        for rank, item in enumerate(node.value):
            yield from named_nodes(item, f"{name}.{rank}" if name else str(rank))
