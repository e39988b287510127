"""Amounts of an envelope in words: as precise as their unit, « ≈ » where they are rounded, the unit in agreement."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from chorale.french.phrases import NO_BREAK, number

PLACES: Mapping[str, int] = {"€": 2, "k€": 3, "M€": 6}
"""Decimals of an amount of money: down to the cent, then to the euro."""
WORDS: Mapping[str, str] = {
    "eur": "€",
    "euro": "€",
    "euros": "€",
    "keur": "k€",
    "keuros": "k€",
    "milliers d'euros": "k€",
    "meur": "M€",
    "millions d'euros": "M€",
}
OTHERWISE = 2
"""Decimals of a share of working days, of points of complexity, and of whatever else is counted."""
LEAST = 100
MOST_PLACES = 12
SHORT = 7
"""Signs of a fraction that is read at a glance."""
ALIKE = ("mois", "fois", "corps", "frais")
_PLURAL = re.compile(r"(\w{3,})s(?=[\s-]|$)")


@dataclass(frozen=True)
class Unit:
    """What amounts are counted in, and with how many decimals at most."""

    name: str
    places: int = OTHERWISE

    def price(self, value: Fraction) -> str:
        """Return a price: a decimal where it ends, « 5/3 (≈ 1,667) » where it is short, else rounded with its sign."""
        rounded = self.price_digits(value)
        if round(value, self._price_places(value)) == value:
            return rounded
        exact = f"{value.numerator}/{value.denominator}"
        return f"{exact} (≈{NO_BREAK}{rounded})" if len(exact) <= SHORT else f"≈{NO_BREAK}{rounded}"

    def price_digits(self, value: Fraction) -> str:
        """Return the digits of a price alone, rounded: three of them at least."""
        return number(value, self._price_places(value))

    def _price_places(self, value: Fraction) -> int:
        places = self.places + 1
        while 0 < value * 10**places < LEAST and places < MOST_PLACES:
            places += 1
        return places

    def figure(self, value: Fraction | int) -> str:
        """Return « 1 234,5 », or « ≈ 1 234,57 » where decimals are missing; cents are two or none."""
        rounded = round(Fraction(value), self.places) == value
        return ("" if rounded else f"≈{NO_BREAK}") + self.digits(value)

    def digits(self, value: Fraction | int) -> str:
        """Return the digits alone, rounded: for a table that says so once."""
        text = number(value, self.places)
        return text + "0" if in_cents(self.name) and re.search(r",\d$", text) else text

    def amount(self, value: Fraction | int) -> str:
        """Return « 12,5 jours-homme », « 1 jour-homme » or « 912 928,80 € »."""
        return self.figure(value) + (f"{NO_BREAK}{self.agreed(value)}" if self.name else "")

    def agreed(self, value: Fraction | int) -> str:
        """Return the unit as this many of it are called: below two, its first word is singular."""
        if not -2 < value < 2:
            return self.name
        first = _PLURAL.match(self.name)
        return (
            self.name if first is None or first[0] in ALIKE else first[1] + self.name[first.end() :]
        )


def money(name: str) -> str:
    """Return how a unit of money is abbreviated; any other unit stays as it is."""
    return WORDS.get(name.lower(), name)


def in_cents(name: str) -> bool:
    """Return whether a unit is the euro, whose decimals are two or none."""
    return money(name) == "€"


def unit(name: str, given: Iterable[Fraction] = ()) -> Unit:
    """Return a unit with the decimals that it calls for, or those of the amounts that were given in it, if more."""
    usual = PLACES.get(money(name), OTHERWISE)
    return Unit(name, max([usual, *map(decimals, given)]))


def decimals(value: Fraction) -> int:
    """Return how many decimals an amount is written with; content writes six at most."""
    return next((places for places in range(6) if 10**places % value.denominator == 0), 6)


def percent(share: Fraction) -> str:
    """Return « 66 % »: always rounded down, so that what is incomplete never reads as whole; « moins de 1 % »."""
    if 0 < share < Fraction(1, 100):
        return f"moins de 1{NO_BREAK}%"
    return f"{number(int(share * 100))}{NO_BREAK}%"
