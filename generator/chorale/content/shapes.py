"""What a type hint asks of a file: one value, a word of a list, a list, named values, a record, or one of several."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache, reduce
from itertools import chain, repeat
from operator import or_
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

_UNIONS = (Union, UnionType)
YES_OR_NO = bool | None
"""Yes, no, or nothing said."""


@dataclass(frozen=True)
class One:
    """A single value written as one text, of a type that scalars knows; perhaps an instant or a day.

    Of « bool | None », what is not said is a third answer: what stands elsewhere holds.
    """

    type: type | UnionType


@dataclass(frozen=True)
class Word:
    """One word of a closed list."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Many:
    """A list, whatever its length."""

    item: "Shape"


@dataclass(frozen=True)
class Named:
    """Values by names that the author chooses."""

    value: "Shape"


@dataclass(frozen=True)
class Record:
    """The keys of a dataclass."""

    type: type


@dataclass(frozen=True)
class OneOf:
    """One of several records, told by its first key."""

    types: tuple[type, ...]


Shape = One | Word | Many | Named | Record | OneOf


@dataclass(frozen=True, kw_only=True)
class Key:
    """A key that a file may write: the field that it fills, its shape, and its words in French."""

    field: str
    shape: Shape
    required: bool
    words: str


@cache
def keys(kind: type) -> Mapping[str, Key]:
    """Return the keys that a file may write for a dataclass, in their order; a field named from_ has the key from."""
    hints = get_type_hints(kind, include_extras=True)
    return {
        item.name.rstrip("_"): Key(
            field=item.name,
            shape=shape(hints[item.name]),
            required=item.default is MISSING and item.default_factory is MISSING,
            words=_words(hints[item.name]),
        )
        for item in fields(kind)
        if not item.metadata.get("given")
    }


def wanted(kind: type) -> list[str]:
    """Return the keys that a file must write for a dataclass, or the first two of one that asks for none."""
    known = keys(kind)
    return [name for name, key in known.items() if key.required] or list(known)[:2]


def outline(kind: type, first: str = "…") -> str:
    """Return the keys of a dataclass between braces, the first with its value."""
    names, values = wanted(kind), chain([first], repeat("…"))
    return (
        f"{{{', '.join(f'{name}: {value}' for name, value in zip(names, values, strict=False))}}}"
    )


@cache
def given(kind: type) -> frozenset[str]:
    """Return the fields of a dataclass that where the file stands gives, some unless the file writes them."""
    return frozenset(
        item.name
        for item in fields(kind)
        if item.metadata.get("given") or item.metadata.get("inherited")
    )


def shape(hint: Any) -> Shape:
    """Return what a type hint asks of a file; « or none » asks nothing more, the key may be left out."""
    container, inside = get_origin(hint), get_args(hint)
    if container is Annotated:
        return shape(inside[0])
    if container in _UNIONS:
        made = _either(tuple(item for item in inside if item is not NoneType))
        return One(YES_OR_NO) if made == One(bool) else made
    if container is Literal:
        return Word(inside)
    if container is tuple:
        return Many(shape(inside[0]))
    if container is Mapping:
        return Named(shape(inside[1]))
    return Record(hint) if isinstance(hint, type) and is_dataclass(hint) else One(hint)


def _either(types: tuple[Any, ...]) -> Shape:
    """Return what several types ask: records are told apart by their first key, values by how they are written."""
    if len(types) == 1:
        return shape(types[0])
    return OneOf(types) if all(map(is_dataclass, types)) else One(reduce(or_, types))


def _words(hint: Any) -> str:
    """Return the description that a hint carries, under « or none » too."""
    if get_origin(hint) is Annotated:
        return next((item for item in get_args(hint)[1:] if isinstance(item, str)), "")
    if get_origin(hint) in _UNIONS:
        return next(filter(None, map(_words, get_args(hint))), "")
    return ""
