"""The signs that a text must hold for a regular expression to match: most texts hold none, and need not be searched."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from re import _constants as op  # type: ignore[attr-defined]  # the only reader of an expression's parts
from re import _parser  # type: ignore[attr-defined]
from typing import Any, Generic, TypeVar

Ruled = TypeVar("Ruled")
Signs = frozenset[str]


def needed(pattern: re.Pattern[str]) -> Signs:
    """Return signs of which any text that matches holds one; none when that cannot be said."""
    return _all_of(_parser.parse(pattern.pattern, pattern.flags))


def _all_of(parts: Iterable[tuple[Any, Any]]) -> Signs:
    """Return the fewest signs that one of the parts of a sequence needs."""
    found = [signs for part in parts if (signs := _one(*part)) and not any(map(_is_common, signs))]
    return min(found, key=lambda signs: (len(signs), sorted(signs)), default=frozenset())


def _one(name: Any, value: Any) -> Signs:
    signs: Signs = frozenset()
    if name is op.LITERAL:
        signs = frozenset(chr(value))
    elif name is op.IN and all(kind is op.LITERAL for kind, _ in value):
        signs = frozenset(chr(one) for _, one in value)
    elif name in _REPEATS:
        least, _, inside = value
        signs = _all_of(inside) if least else signs
    elif name is op.BRANCH:
        ways = [_all_of(way) for way in value[1]]
        signs = signs.union(*ways) if all(ways) else signs
    elif name in _HELD:
        signs = _all_of(_HELD[name](value))
    return signs


_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_HELD: dict[Any, Callable[[Any], Any]] = {
    op.SUBPATTERN: lambda group: group[-1],
    op.ASSERT: lambda group: group[1],
    op.ATOMIC_GROUP: lambda group: group,
}
"""The parts that a group holds; what it refuses to see is no part."""


def _is_common(sign: str) -> bool:
    """Return whether a sign tells nothing: a letter, whose capital may match too, a figure or a space."""
    return sign.isalnum() or sign == " "


class Sieve(Generic[Ruled]):
    """Rules in their order, of which a text is given only those that may find something in it."""

    def __init__(self, rules: Sequence[Ruled], pattern: Callable[[Ruled], re.Pattern[str]]) -> None:
        self.rules = [(rule, needed(pattern(rule))) for rule in rules]
        self.signs = frozenset().union(*(signs for _, signs in self.rules))
        self.among = lru_cache(maxsize=1024)(self._among)

    def of(self, text: str) -> Sequence[Ruled]:
        """Return the rules to try on a text."""
        return self.among(self.signs.intersection(text))

    def _among(self, present: Signs) -> Sequence[Ruled]:
        return [rule for rule, signs in self.rules if not signs or signs & present]
