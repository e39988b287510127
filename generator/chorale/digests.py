"""Digests of values: SHA-256 of all that a frozen dataclass, a table or a scalar holds."""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial
from itertools import chain
from pathlib import PurePath
from typing import Any
from zoneinfo import ZoneInfo

_SCALARS = (bool, int, type(None), date, time, timedelta, Fraction, Decimal, ZoneInfo)


Write = Callable[[bytes], None]
"""What takes the next bytes that a value is told by."""


def digest_of(value: object) -> bytes:
    """Return a digest of all that a value holds; raises TypeError for what does not say all that it holds."""
    if is_dataclass(value) and not isinstance(value, type):
        return _of_dataclass(value)
    written: list[bytes] = []
    _write(value, written.append)
    return hashlib.sha256(b"".join(written)).digest()


def _of_dataclass(value: Any) -> bytes:
    """Digest the fields once: a frozen value keeps its digest beside them, and an edition asks for few new ones."""
    if known := getattr(value, "__dict__", _NOTHING).get(_KEPT):
        return known  # type: ignore[no-any-return]
    kind: Any = type(value)
    start, names, frozen = _shape(kind)
    written = [start]
    for name in names:
        _write(getattr(value, name), written.append)
    made = hashlib.sha256(b"".join(written)).digest()
    if frozen and hasattr(value, "__dict__"):
        vars(value)[_KEPT] = made
    return made


@cache
def _shape(kind: Any) -> tuple[bytes, tuple[str, ...], bool]:
    """Return what the digest of a dataclass begins with, the names of its fields, and whether it is frozen."""
    start = f"{kind.__module__}.{kind.__qualname__}:".encode()
    return start, tuple(field.name for field in fields(kind)), kind.__dataclass_params__.frozen


def _write(value: Any, write: Write) -> None:
    kind: Any = type(value)
    _writer(kind)(value, write)


@cache
def _writer(kind: Any) -> Callable[[Any, Write], None]:
    """Return what writes the values of a type: its name, how much they hold, then what they hold."""
    if is_dataclass(kind):
        return lambda value, write: write(b"=" + _of_dataclass(value))
    for kinds, writes in _WRITERS:
        if issubclass(kind, kinds):
            return partial(writes, kind.__name__)
    raise TypeError(f"no digest of {kind.__name__}")


def _one(name: str, said: bytes, write: Write) -> None:
    write(f"{name}:{len(said)}:".encode())
    write(said)


def _several(name: str, values: Collection[Any], write: Write) -> None:
    write(f"{name}:{len(values)}:".encode())
    for value in values:
        _write(value, write)


def _table(name: str, value: Mapping[Any, Any], write: Write) -> None:
    _several(name, tuple(chain.from_iterable(value.items())), write)


def _set(name: str, value: frozenset[Any], write: Write) -> None:
    _several(name, sorted(map(digest_of, value)), write)


def _text(name: str, value: object, write: Write) -> None:
    _one(name, str(value).encode("utf-8", "surrogatepass"), write)


def _scalar(name: str, value: object, write: Write) -> None:
    _one(name, repr(value).encode(), write)


_WRITERS: tuple[tuple[tuple[type, ...], Callable[[str, Any, Write], None]], ...] = (
    ((str, PurePath), _text),
    ((bytes,), _one),
    ((tuple, list), _several),
    ((Mapping,), _table),
    ((frozenset,), _set),
    (_SCALARS, _scalar),
)
_KEPT = "_digest"
_NOTHING: Mapping[str, Any] = {}
