"""Equal shares for thousands of voters: equal wallets are handled as one, floats steer, whole numbers decide.

A wallet is what its purchases left, so voters fall into few classes. A class keeps an exact whole number over the scale
of the day when it was born; a float of it finds who may be cheapest, and whoever is close is compared exactly.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import gcd, inf
from typing import Any

from generator.ipm.constraints import Bundle, Constraints
from generator.ipm.decision import Start
from generator.ipm.election import Alike

DOUBT = 1e-11
"""Relative to the cost: beyond what float sums over a class can be wrong by; closer than this is decided exactly."""

Payer = Any
"""A class of equal wallets, with the gain of those who pay where gains differ: all of them pay the same."""


class Crowd:
    """The wallets of an electorate in the middle of a run."""

    def __init__(self, wallets: Iterable[int], scale: int) -> None:
        self.scales = [scale]
        self.ratios: dict[int, int] = {}
        self.exact: list[tuple[int, int]] = []
        self.floats: list[float] = []
        classes: dict[int, int] = {}
        self.empty = self.born(0, classes)
        self.where = [classes[wallet] if wallet in classes else self.born(wallet, classes) for wallet in wallets]

    def born(self, wallet: int, known: dict[int, int]) -> int:
        """Make a class for a wallet over the present scale."""
        known[wallet] = len(self.exact)
        self.exact.append((wallet, len(self.scales) - 1))
        self.floats.append(wallet / self.scales[-1])
        return known[wallet]

    def wallet(self, group: int) -> int:
        """Return the wallet of a class, over the present scale."""
        amount, day = self.exact[group]
        today = len(self.scales) - 1
        if day < today:
            if day not in self.ratios:
                self.ratios[day] = self.scales[today] // self.scales[day]
            amount *= self.ratios[day]
            self.exact[group] = (amount, today)
        return amount

    def rescale(self, factor: int) -> None:
        """Begin a new day: from now on wallets are over a scale that many times larger."""
        self.scales.append(self.scales[-1] * factor)
        self.ratios.clear()

    def wallets(self) -> list[int]:
        """Return every voter's wallet, over the present scale."""
        exact = {group: self.wallet(group) for group in set(self.where)}
        return [exact[group] for group in self.where]


class Fans:
    """Who supports a bundle; gains are divided by their common divisor, and kept apart only where they differ."""

    __slots__ = ("bundle", "common", "counted", "day", "gains", "total", "voters")

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.day = -1
        self.counted: Mapping[Payer, int] = {}
        if isinstance(bundle.support, Alike):
            self.voters, self.common, self.total = bundle.support.voters, bundle.support.gain, len(bundle.support)
            self.gains = None
            return
        self.voters = [voter for voter, _ in bundle.support]
        self.common = gcd(*[gain for _, gain in bundle.support]) or 1
        gains = [gain // self.common for _, gain in bundle.support]
        self.total = sum(gains)
        self.gains = gains if self.total > len(gains) else None

    def floor(self) -> float:
        """Return a price that the bundle cannot be under: what all would pay if no wallet were short."""
        return self.bundle.cost / (self.total * self.common) * (1 - DOUBT)

    def tally(self, crowd: Crowd) -> Mapping[Payer, int]:
        """Count the supporters by class, or by (class, gain) where gains differ; once a day."""
        if self.day != len(crowd.scales):
            classes = map(crowd.where.__getitem__, self.voters)
            self.counted = Counter(classes if self.gains is None else zip(classes, self.gains, strict=True))
            self.day = len(crowd.scales)
        return self.counted

    def payers(self, crowd: Crowd) -> list[tuple[int, int, int]]:
        """Return the supporters as (class, gain, how many)."""
        return [
            (*(payer if isinstance(payer, tuple) else (payer, 1)), count) for payer, count in self.tally(crowd).items()
        ]


def float_price(fans: Fans, crowd: Crowd) -> tuple[float, float]:
    """Return bounds around the price per unit of gain; (inf, inf) when money is surely short."""
    need, rest, floats = float(fans.bundle.cost), fans.total, crowd.floats
    doubt = need * DOUBT
    if fans.gains is None:
        limits = sorted([(floats[group], count) for group, count in fans.tally(crowd).items()])
    else:
        limits = sorted([(floats[group] / gain, gain * count) for group, gain, count in fans.payers(crowd)])
    for limit, weight in limits:
        if limit * rest >= need:
            return max(0.0, need - doubt) / rest / fans.common, (need + doubt) / rest / fans.common
        need -= limit * weight
        rest -= weight
    return (0.0, inf) if need <= doubt else (inf, inf)


def exact_price(fans: Fans, crowd: Crowd) -> tuple[int, int] | None:
    """Return (need, rest) as for a few voters, over the present scale; None when money is short."""
    need, rest = fans.bundle.cost * crowd.scales[-1], fans.total
    payers = [(crowd.wallet(group), gain, count) for group, gain, count in fans.payers(crowd)]
    if sum([wallet * count for wallet, _, count in payers]) < need:
        return None
    while True:
        short = [payer for payer in payers if payer[0] * rest < need * payer[1]]
        if not short:
            return need, rest
        payers = [payer for payer in payers if payer[0] * rest >= need * payer[1]]
        need -= sum([wallet * count for wallet, _, count in short])
        rest -= sum([gain * count for _, gain, count in short])


def crowd_purchases(
    constraints: Constraints, start: Start, crowd: Crowd
) -> Iterator[tuple[Bundle, Fraction, tuple[int, ...]]]:
    """Yield (bundle, price in units of account per unit of gain, tied) in order; `crowd` is changed as it pays."""
    retained = start.retained
    known: dict[int, Fans] = {}
    waiting = [(fans.floor(), fans) for fans in supporters(constraints, start, retained, known)]
    while True:
        close, kept = closest(waiting, crowd)
        best = None
        tied: list[int] = []
        for fans in close:
            found = exact_price(fans, crowd)
            if found is None:
                kept = [pair for pair in kept if pair[1] is not fans]
                continue
            price = Fraction(found[0], found[1] * fans.common)
            if best is None or price < best[0] or (price == best[0] and first(constraints, fans, best[1])):
                tied = [*tied, fans.bundle.wanted] if best and best[0] == price else [fans.bundle.wanted]
                best = (price, fans, found)
            elif price == best[0]:
                tied.append(fans.bundle.wanted)
        if best is None and not close:
            return
        if best is None:
            waiting = kept
            continue
        price, bought, (need, rest) = best
        yield bought.bundle, price / crowd.scales[-1], tuple(sorted(tied)) if len(tied) > 1 else ()
        charge(bought, crowd, need, rest)
        retained |= bought.bundle.mask
        if constraints.free:
            waiting = [pair for pair in kept if pair[1] is not bought]
        else:
            waiting = [(fans.floor(), fans) for fans in supporters(constraints, start, retained, known)]


def first(constraints: Constraints, fans: Fans, others: Fans) -> bool:
    """Tell whether a bundle stands before another at the same price."""
    return constraints.rank(fans.bundle) < constraints.rank(others.bundle)


def supporters(constraints: Constraints, start: Start, retained: int, known: dict[int, Fans]) -> Iterator[Fans]:
    """Yield the bundles that somebody wants."""
    for bundle in constraints.candidates(retained, start.allowed):
        if bundle.support:
            if bundle.mask not in known:
                known[bundle.mask] = Fans(bundle)
            yield known[bundle.mask]


def closest(waiting: list[tuple[float, Fans]], crowd: Crowd) -> tuple[list[Fans], list[tuple[float, Fans]]]:
    """Return those whose price may be the lowest, and all that may still be bought with a bound below their price."""
    ceiling = inf
    priced: list[tuple[float, Fans]] = []
    kept: list[tuple[float, Fans]] = []
    waiting.sort(key=lambda pair: pair[0])
    for place, (floor, fans) in enumerate(waiting):
        if floor > ceiling:
            kept = waiting[place:]
            break
        low, high = float_price(fans, crowd)
        if low < inf:
            priced.append((low, fans))
            ceiling = min(ceiling, high)
    return [fans for low, fans in priced if low <= ceiling], priced + kept


def charge(fans: Fans, crowd: Crowd, need: int, rest: int) -> None:
    """Take the payments: each class of supporters becomes one class of what they have left."""
    before = [(group, gain, crowd.wallet(group)) for group, gain, _ in fans.payers(crowd)]
    crowd.rescale(rest)
    left: dict[tuple[int, int], int] = {}
    known: dict[int, int] = {}
    for group, gain, wallet in before:
        after = wallet * rest - need * gain
        if after <= 0:
            left[group, gain] = crowd.empty
        else:
            left[group, gain] = known[after] if after in known else crowd.born(after, known)
    where = crowd.where
    if fans.gains is None:
        alone = {group: after for (group, _), after in left.items()}
        for voter in fans.voters:
            where[voter] = alone[where[voter]]
    else:
        for voter, gain in zip(fans.voters, fans.gains, strict=True):
            where[voter] = left[where[voter], gain]
