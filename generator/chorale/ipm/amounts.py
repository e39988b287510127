"""Exact amounts: decimal text to fractions and back."""

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from math import lcm

DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
LONGEST = 120
"""Nobody gives an amount of more signs; floats, which steer, hold it."""

PIECE = 4000
CHUNK = 10**PIECE
"""A longer whole number is written in pieces."""
RATIO = re.compile(r"-?[0-9]+/[0-9]+")


def amount(text: str) -> Fraction:
    """Read decimal text ("12", "0.5") or a ratio ("70/17"); raise ValueError on anything else (NaN, 1e3, 1_000)."""
    trimmed = text.strip()
    if len(trimmed) > LONGEST or not (DECIMAL.fullmatch(trimmed) or RATIO.fullmatch(trimmed)):
        raise ValueError(text)
    try:
        return Fraction(trimmed)
    except ZeroDivisionError:
        raise ValueError(text) from None


def written(value: Fraction) -> str:
    """Return the exact text of a number: a decimal where it ends ("12.5"), a fraction where it does not ("70/17")."""
    denominator, places = value.denominator, 0
    while denominator % 10 == 0:
        denominator, places = denominator // 10, places + 1
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator, places = denominator // prime, places + 1
    if denominator != 1:
        return f"{digits_of(value.numerator)}/{digits_of(value.denominator)}"
    if places == 0:
        return digits_of(value.numerator)
    digits = digits_of(abs(value.numerator) * 10**places // value.denominator).rjust(
        places + 1, "0"
    )
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def digits_of(value: int) -> str:
    """Return the digits of a whole number of any length: Python refuses to write more than 4,300 at once."""
    if abs(value) < CHUNK:
        return str(value)
    head, tail = divmod(abs(value), CHUNK)
    return ("-" if value < 0 else "") + digits_of(head) + str(tail).rjust(PIECE, "0")


def common_denominator(values: tuple[Fraction, ...]) -> int:
    """Return the least integer that makes every value whole."""
    return lcm(1, *(value.denominator for value in values))


def over_common(values: Sequence[Fraction]) -> tuple[int, list[int]]:
    """Return a common denominator and the values over it, whole."""
    scale = lcm(1, *(value.denominator for value in values))
    return scale, [int(value * scale) for value in values]


@lru_cache(maxsize=8192)
def natural(reference: str) -> tuple[tuple[int, str], ...]:
    """Return a sort key that reads digits as numbers: DE-2 stands before DE-10; never depends on the locale."""
    parts = re.split("([0-9]+)", reference)
    return (
        *((int(part), "") if part.isdecimal() else (-1, part) for part in parts),
        (-2, reference),
    )
