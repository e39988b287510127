"""Digests of values: equal for what holds the same, different for all else, refused for what hides what it holds."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chorale.digests import digest_of


@dataclass(frozen=True)
class Port:
    """What is digested here."""

    name: str
    lights: tuple[int, ...] = ()
    near: "Port | None" = None


@dataclass(frozen=True)
class Lighthouse:
    """The same fields under another name."""

    name: str
    lights: tuple[int, ...] = ()
    near: "Port | None" = None


BREST = Port("Brest", (1, 2), Port("Camaret"))


def test_what_holds_the_same_has_the_same_digest():
    assert digest_of(BREST) == digest_of(Port("Brest", (1, 2), Port("Camaret")))
    assert digest_of(BREST) == digest_of(BREST)
    assert digest_of({"a": frozenset("xyz")}) == digest_of({"a": frozenset("zyx")})


DIFFERENT = (
    BREST,
    Lighthouse("Brest", (1, 2), Port("Camaret")),
    replace(BREST, name="Morgat"),
    replace(BREST, lights=(12,)),
    replace(BREST, near=None),
    (BREST,),
    [BREST],
    ("a", "b"),
    ("ab",),
    ("a", ("b",)),
    (("a",), "b"),
    {"a": "b"},
    {"b": "a"},
    ("a:1:b",),
    "ab",
    b"ab",
    PurePosixPath("ab"),
    1,
    True,
    None,
    "None",
    Decimal(1),
    Decimal("1.0"),
    date(2026, 1, 1),
    (),
    {},
    frozenset(),
    digest_of(BREST),
)


def test_what_holds_anything_else_has_another():
    assert len(set(map(digest_of, DIFFERENT))) == len(DIFFERENT)


@pytest.mark.parametrize(
    "value", [1.5, object(), {1, 2}, (print,)], ids=["float", "object", "set", "inside"]
)
def test_what_does_not_say_all_that_it_holds_is_refused(value):
    with pytest.raises(TypeError, match="no digest of"):
        digest_of(value)


VALUES = st.recursive(
    st.text(max_size=3) | st.binary(max_size=3) | st.integers(-2, 2) | st.booleans() | st.none(),
    lambda inner: st.tuples(inner, inner) | st.lists(inner, max_size=2) | st.tuples(inner),
    max_leaves=6,
)


@given(VALUES, VALUES)
def test_two_values_have_the_same_digest_when_they_look_the_same_and_only_then(one, other):
    assert (digest_of(one) == digest_of(other)) == (repr(one) == repr(other))
