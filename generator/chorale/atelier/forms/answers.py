"""The answer to a form, read into the tree of a file by the shapes of its class."""

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, assert_never

from chorale.content.shapes import Many, Named, One, OneOf, Record, Shape, Word, keys
from chorale.content.writing.trees import Tree

Sent = Mapping[str, Sequence[str]]
STRAY = "!"
"""Ends the name under which a form gives back, as JSON, what the class does not know and the author keeps."""

ORDER = "ordre"
"""Ends the name under which boxes give back the order of the file, which theirs on the screen is not."""


def answer(shape: Shape, sent: Sent, name: str) -> Tree:
    """Return what was answered under a name; what is left empty is an empty text, list or record."""
    match shape:
        case One(kind):
            return _text(sent, name) if kind is not bool else _last(sent, name)
        case Word():
            return _text(sent, name)
        case Many(item):
            return _many(item, sent, name)
        case Named(value):
            return _named(value, sent, name)
        case Record(kind):
            return _record(kind, sent, name)
        case OneOf(kinds):
            chosen = _text(sent, f"{name}.?")
            found = next((kind for kind in kinds if next(iter(keys(kind))) == chosen), None)
            return _kept(sent, name) if found is None else _record(found, sent, name)
    assert_never(shape)


def _text(sent: Sent, name: str) -> str:
    return next(iter(sent.get(name, ())), "").replace("\r\n", "\n").strip()


def _last(sent: Sent, name: str) -> str:
    """Return what a box says: its name is sent empty before it, and once more when it is ticked."""
    return (tuple(sent.get(name, ())) or ("",))[-1].strip()


def _many(item: Shape, sent: Sent, name: str) -> Tree:
    lines = sent.get(f"{name}.lines")
    if lines is not None:
        return [line.strip() for line in lines[0].splitlines() if line.strip()]
    tokens = [token for token in sent.get(name, ()) if token]
    if isinstance(item, (One, Word)):
        before = [one for one in _text(sent, f"{name}.{ORDER}").split() if one in tokens]
        return list(dict.fromkeys([*before, *tokens]))
    return [answer(item, sent, f"{name}.{token}") for token in tokens]


def _named(value: Shape, sent: Sent, name: str) -> Tree:
    made: dict[str, Tree] = {}
    for token in filter(None, sent.get(name, ())):
        key = _text(sent, f"{name}.{token}.key")
        held = answer(value, sent, f"{name}.{token}.value")
        if key or held:
            made[key] = held
    return made


def _record(kind: type, sent: Sent, name: str) -> Tree:
    made: dict[str, Tree] = {}
    for rank, (key, known) in enumerate(keys(kind).items()):
        inner = f"{name}.{key}" if name else key
        value = answer(known.shape, sent, inner)
        if isinstance(known.shape, Record) and is_blank(value):
            value = {}
        if not value:
            value = _kept(sent, inner) or value
        if value or (known.required and (rank == 0 or isinstance(value, list))):
            made[key] = value
    return {**made, **_strays(sent, f"{name}." if name else "")}


def is_blank(value: Tree) -> bool:
    """Return whether nothing is said, at any depth."""
    if isinstance(value, str):
        return not value.strip()
    return all(map(is_blank, value.values() if isinstance(value, dict) else value))


def _kept(sent: Sent, name: str) -> Tree:
    """Return what stood under a name in another shape than asked, and that the author keeps."""
    return next((value for value in _written(sent, name) if _is_tree(value)), "")


def _strays(sent: Sent, prefix: str) -> dict[str, Tree]:
    """Return the keys that the class does not know, and that the author keeps."""
    found: dict[str, Tree] = {}
    for value in _written(sent, prefix):
        if isinstance(value, dict) and _is_tree(value):
            found.update(value)
    return found


def _written(sent: Sent, name: str) -> Iterator[Any]:
    for written in sent.get(f"{name}{STRAY}", ()):
        with contextlib.suppress(ValueError, RecursionError):
            yield json.loads(written)


def _is_tree(value: object) -> bool:
    if isinstance(value, dict):
        return all(isinstance(name, str) and _is_tree(one) for name, one in value.items())
    return all(map(_is_tree, value)) if isinstance(value, list) else isinstance(value, str)
