"""Method of Equal Shares for thousands of voters: equal wallets grouped, floats steer, integers decide.

A wallet is what its purchases left, so voters fall into few classes. A class keeps an exact whole number over the scale
of the day when it was born; a float of it finds who may be cheapest, and whoever is close is compared exactly.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import gcd, inf
from operator import itemgetter
from typing import Any, NamedTuple

from chorale.ipm.constraints import Bundle, Constraints
from chorale.ipm.decision import Outcome, Start, Step
from chorale.ipm.large.crowd import CrowdOutcome, EqualWallets, UniformSupport
from chorale.ipm.rules.equal_shares import shares

DOUBT = 1e-11
"""Relative to the cost: beyond what float sums over a class can be wrong by; closer than this is decided exactly."""

Payer = Any
"""A class of equal wallets, with the gain of those who pay where gains differ: all of them pay the same."""


class Price(NamedTuple):
    """What those who can pay in full pay, `need / rest` per unit of gain: (wallet, gain, how many, class) of each."""

    need: int
    rest: int
    paying: list[tuple[int, int, int, int]]


class GroupedWallets:
    """The wallets of an electorate in the middle of a run."""

    def __init__(self, wallets: Sequence[int], scale: int) -> None:
        self.scales = [scale]
        self.ratios: dict[int, int] = {}
        self.exact: list[tuple[int, int]] = []
        self.floats: list[float] = []
        self.empty = self.born(0)
        known = {
            wallet: self.born(wallet) if wallet else self.empty for wallet in dict.fromkeys(wallets)
        }
        self.where = list(map(known.__getitem__, wallets))

    def born(self, wallet: int) -> int:
        """Make a class for a wallet over the present scale."""
        self.exact.append((wallet, len(self.scales) - 1))
        self.floats.append(wallet / self.scales[-1])
        return len(self.exact) - 1

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

    def wallets(self) -> EqualWallets:
        """Return every voter's wallet, over the present scale."""
        return EqualWallets({group: self.wallet(group) for group in set(self.where)}, self.where)


class GroupedSupporters:
    """Who supports a bundle; gains are divided by their common divisor, and kept apart only where they differ."""

    __slots__ = ("bundle", "common", "counted", "day", "gains", "gathered", "total", "voters")

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.day = -1
        self.counted: Mapping[Payer, int] = {}
        if isinstance(bundle.support, UniformSupport):
            self.voters, self.common, self.total = (
                bundle.support.voters,
                bundle.support.gain,
                len(bundle.support),
            )
            self.gains = None
        else:
            self.voters = [voter for voter, _ in bundle.support]
            self.common = gcd(*[gain for _, gain in bundle.support]) or 1
            gains = [gain // self.common for _, gain in bundle.support]
            self.total = sum(gains)
            self.gains = gains if self.total > len(gains) else None
        # With a second place asked for, one voter is gathered into a tuple too.
        self.gathered = itemgetter(*self.voters, self.voters[0])

    def floor(self) -> float:
        """Return a price that the bundle cannot be under: what all would pay if no wallet were short."""
        return self.bundle.cost / (self.total * self.common) * (1 - DOUBT)

    def tally(self, wallets: GroupedWallets) -> Mapping[Payer, int]:
        """Count the supporters by class, or by (class, gain) where gains differ; once a day."""
        if self.day != len(wallets.scales):
            classes = self.gathered(wallets.where)[:-1]
            self.counted = Counter(
                classes if self.gains is None else zip(classes, self.gains, strict=True)
            )
            self.day = len(wallets.scales)
        return self.counted

    def payers(self, wallets: GroupedWallets) -> list[tuple[int, int, int]]:
        """Return the supporters as (class, gain, how many)."""
        if self.gains is None:
            return [(group, 1, count) for group, count in self.tally(wallets).items()]
        return [(group, gain, count) for (group, gain), count in self.tally(wallets).items()]


def float_price(fans: GroupedSupporters, wallets: GroupedWallets) -> tuple[float, float]:
    """Return bounds around the price per unit of gain; (inf, inf) when money is surely short."""
    need, rest, floats = float(fans.bundle.cost), fans.total, wallets.floats
    doubt, counted = need * DOUBT, fans.tally(wallets)
    limits: Any = floats
    weights = counted
    if fans.gains is not None:
        limits = {(group, gain): floats[group] / gain for group, gain in counted}
        weights = {payer: payer[1] * count for payer, count in counted.items()}
    for payer in sorted(counted, key=limits.__getitem__):
        limit = limits[payer]
        if limit * rest >= need:
            return max(0.0, need - doubt) / rest / fans.common, (need + doubt) / rest / fans.common
        weight = weights[payer]
        need -= limit * weight
        rest -= weight
    return (0.0, inf) if need <= doubt else (inf, inf)


def exact_price(fans: GroupedSupporters, wallets: GroupedWallets, low: float) -> Price | None:
    """Return the price over the present scale; None when money is short.

    The price is known not to be under `low`: a wallet that `low` already empties is counted without being compared.
    """
    need, rest, paying = fans.bundle.cost * wallets.scales[-1], fans.total, []
    floats, wallet, low = wallets.floats, wallets.wallet, low * fans.common
    for group, gain, count in fans.payers(wallets):
        if floats[group] < low * gain:
            need -= wallet(group) * count
            rest -= gain * count
        else:
            paying.append((wallet(group), gain, count, group))
    if sum([wallet * count for wallet, _, count, _ in paying]) < need:
        return None
    while True:
        short = [payer for payer in paying if payer[0] * rest < need * payer[1]]
        if not short:
            return Price(need, rest, paying)
        paying = [payer for payer in paying if payer[0] * rest >= need * payer[1]]
        need -= sum([wallet * count for wallet, _, count, _ in short])
        rest -= sum([gain * count for _, gain, count, _ in short])


def equal_shares_grouped(constraints: Constraints, start: Start) -> Outcome:
    """Share the budget by weight and let a crowd buy; who paid what is not listed."""
    election = constraints.election
    wallets = GroupedWallets(*shares(election, start.budget))
    unit = election.gain_unit(constraints.rule.utility) / election.money
    steps = tuple(
        Step(
            wanted=bundle.wanted,
            members=bundle.members,
            price=(price * unit).as_integer_ratio(),
            tied=tied,
        )
        for bundle, price, tied in crowd_purchases(constraints, start, wallets)
    )
    return CrowdOutcome(
        steps=steps, wallets=wallets.wallets(), scale=wallets.scales[-1] * election.money
    )


def crowd_purchases(
    constraints: Constraints, start: Start, wallets: GroupedWallets
) -> Iterator[tuple[Bundle, Fraction, tuple[int, ...]]]:
    """Yield (bundle, price in units of account per unit of gain, tied) in order; `crowd` is changed as it pays."""
    retained = start.retained
    known: dict[int, GroupedSupporters] = {}
    waiting = [(fans.floor(), fans) for fans in supporters(constraints, start, retained, known)]
    while True:
        close, kept = closest(waiting, wallets)
        if not close:
            return
        best, poor = cheapest(constraints, close, wallets)
        waiting = [pair for pair in kept if pair[1] not in poor] if poor else kept
        if best is None:
            continue
        price, bought, paid, tied = best
        yield bought.bundle, price / wallets.scales[-1], tied
        charge(bought, wallets, paid)
        retained |= bought.bundle.mask
        if constraints.free:
            waiting = [pair for pair in waiting if pair[1] is not bought]
        else:
            waiting = [
                (fans.floor(), fans) for fans in supporters(constraints, start, retained, known)
            ]


def cheapest(
    constraints: Constraints,
    close: list[tuple[float, GroupedSupporters]],
    wallets: GroupedWallets,
) -> tuple[
    tuple[Fraction, GroupedSupporters, Price, tuple[int, ...]] | None, list[GroupedSupporters]
]:
    """Return the purchase at the lowest exact price, with all that was tied; and those whose money is short."""
    found: list[tuple[Fraction, tuple[float, ...], GroupedSupporters, Price]] = []
    poor: list[GroupedSupporters] = []
    for low, fans in close:
        paid = exact_price(fans, wallets, low)
        if paid is None:
            poor.append(fans)
        else:
            price = Fraction(paid.need, paid.rest * fans.common)
            found.append((price, constraints.rank(fans.bundle), fans, paid))
    if not found:
        return None, poor
    price, _, fans, paid = min(found, key=lambda one: one[:2])
    tied = sorted([other.bundle.wanted for level, _, other, _ in found if level == price])
    return (price, fans, paid, tuple(tied) if len(tied) > 1 else ()), poor


def supporters(
    constraints: Constraints, start: Start, retained: int, known: dict[int, GroupedSupporters]
) -> Iterator[GroupedSupporters]:
    """Yield the bundles that somebody wants."""
    for bundle in constraints.candidates(retained, start.allowed):
        if bundle.support:
            if bundle.mask not in known:
                known[bundle.mask] = GroupedSupporters(bundle)
            yield known[bundle.mask]


def closest(
    waiting: list[tuple[float, GroupedSupporters]], wallets: GroupedWallets
) -> tuple[list[tuple[float, GroupedSupporters]], list[tuple[float, GroupedSupporters]]]:
    """Return those whose price may be the lowest, and all that may still be bought with a bound below their price."""
    ceiling = inf
    priced: list[tuple[float, GroupedSupporters]] = []
    kept: list[tuple[float, GroupedSupporters]] = []
    waiting.sort(key=itemgetter(0))
    for place, (floor, fans) in enumerate(waiting):
        if floor > ceiling:
            kept = waiting[place:]
            break
        low, high = float_price(fans, wallets)
        if low < inf:
            priced.append((low, fans))
            ceiling = min(ceiling, high)
    return [pair for pair in priced if pair[0] <= ceiling], priced + kept


def charge(fans: GroupedSupporters, wallets: GroupedWallets, price: Price) -> None:
    """Take the payments: each class of supporters becomes one class of what they have left."""
    common = gcd(price.need, price.rest)
    need, rest = price.need // common, price.rest // common
    wallets.rescale(rest)
    left: dict[Payer, int] = {}
    for wallet, gain, _, group in price.paying:
        after = wallet * rest - need * gain
        if after:
            left[group if fans.gains is None else (group, gain)] = wallets.born(after)
    where, empty = wallets.where, wallets.empty
    if fans.gains is None:
        for voter in fans.voters:
            where[voter] = left.get(where[voter], empty)
    else:
        for voter, gain in zip(fans.voters, fans.gains, strict=True):
            where[voter] = left.get((where[voter], gain), empty)
