"""Digests of values: SHA-256 of all that a frozen dataclass, a table or a scalar holds."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePath
from typing import Any
from zoneinfo import ZoneInfo

_SCALARS = (bool, int, type(None), date, time, timedelta, Fraction, Decimal, ZoneInfo)


def digest_of(value: object) -> bytes:
    """Return a digest of all that a value holds; raises TypeError for what does not say all that it holds."""
    if known := getattr(value, "__dict__", _NOTHING).get(_KEPT):
        return known  # type: ignore[no-any-return]
    if is_dataclass(value) and not isinstance(value, type):
        return _of_dataclass(value)
    made = hashlib.sha256(f"{type(value).__name__}:".encode())
    made.update(b"".join(_digested(value)))
    return made.digest()


def _digested(value: object) -> Iterable[bytes]:
    match value:
        case Mapping():
            return (digest_of(one) for pair in value.items() for one in pair)
        case tuple() | list():
            return map(digest_of, value)
        case frozenset():
            return sorted(map(digest_of, value))
        case bytes():
            return (value,)
        case str() | PurePath():
            return (str(value).encode("utf-8", "surrogatepass"),)
        case _ if isinstance(value, _SCALARS):
            return (repr(value).encode(),)
    raise TypeError(f"no digest of {type(value).__name__}")


def _of_dataclass(value: Any) -> bytes:
    """Digest the fields once: a frozen value keeps its digest beside them, and an edition asks for few new ones."""
    made = hashlib.sha256(f"{type(value).__module__}.{type(value).__qualname__}:".encode())
    for field in fields(value):
        made.update(digest_of(getattr(value, field.name)))
    if type(value).__dataclass_params__.frozen and hasattr(value, "__dict__"):
        vars(value)[_KEPT] = made.digest()
    return made.digest()


_KEPT = "_digest"
_NOTHING: Mapping[str, Any] = {}
