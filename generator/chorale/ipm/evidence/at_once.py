"""Equal shares for thousands of elections at once, in floats: outcome only, which is what evidence asks.

A filter in the sense of exact geometry: each comparison that rounding could turn is a doubt, and a doubt gives the
election back to the exact rule.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from chorale.ipm import decide
from chorale.ipm.constraints import Constraints, positions
from chorale.ipm.evidence.batch import Batch, Numbers, answers, batch
from chorale.ipm.infeasible import clashes
from chorale.ipm.model import TieBreak

Truths = NDArray[np.bool_]

CHUNK = 1024
"""Elections that are decided together: their numbers stay in the cache of the processor."""

DOUBT = 1e-9
"""Of the budget: ten thousand times what some hundred purchases, each a few operations, can round away."""

EXACT = 2.0**52
"""Ratios of whole numbers whose cross products stay below are equal as floats only where they are equal (IEEE 754)."""


def retained(given: Batch, exact: Callable[[int], int]) -> list[int]:
    """Return what each election retains, as bits; `exact` answers for what the filter does not know or doubts."""
    if not answers(given.constraints):
        return list(map(exact, range(given.size)))
    found: list[int] = []
    for first in range(0, given.size, CHUNK):
        run = BatchRun(given.part(slice(first, first + CHUNK)))
        chosen, doubtful = run.decided()
        packed = np.packbits(chosen.T, axis=1, bitorder="little")
        found += [int.from_bytes(row.tobytes(), "little") for row in packed]
        for place in np.flatnonzero(doubtful).tolist():
            found[first + place] = exact(first + place)
    return found


def at_envelopes(constraints: Constraints, amounts: Sequence[int]) -> list[int]:
    """Return what each envelope retains, in units of account."""

    def exact(place: int) -> int:
        return decide.retained(constraints, Fraction(amounts[place], constraints.election.money))

    return retained(batch(constraints, envelopes=amounts), exact) if amounts else []


def at_costs(constraints: Constraints, costs: Numbers, order: Numbers | None = None) -> list[int]:
    """Return what is retained at other costs, in units of account, and where equals stand in another order."""
    election = constraints.election

    def exact(place: int) -> int:
        amounts = tuple(Fraction(int(cost), election.money) for cost in costs[:, place])
        other = Constraints(replace(election, costs=amounts), constraints.rule)
        other.order = None if order is None else order[:, place].tolist()
        return 0 if clashes(other) else decide.retained(other)

    return retained(batch(constraints, costs=costs, order=order), exact) if costs.size else []


class Offers(NamedTuple):
    """What may be bought: prices with what they may be wrong by, both by request and election."""

    price: Numbers
    error: Numbers


class BatchRun:
    """Elections on their way: what each has retained, what its bundles cost and gain now, what wallets hold."""

    def __init__(self, batch: Batch) -> None:
        self.batch, rules = batch, batch.constraints
        requests, voters, _ = batch.gains.shape
        self.linked = [
            (wanted, list(positions(closure)))
            for wanted, closure in enumerate(rules.closures)
            if closure.bit_count() > 1
        ]
        self.closure = np.array(
            [[bool(closure >> one & 1) for one in range(requests)] for closure in rules.closures]
        )
        self.mandatory = np.array([bool(rules.mandatory() >> one & 1) for one in range(requests)])
        self.costs = np.broadcast_to(batch.costs, (requests, batch.size))
        self.gains = np.broadcast_to(batch.gains, (requests, voters, batch.size))
        self.cost, self.gain = np.array(self.costs), np.array(self.gains)
        self.taken: Truths = np.repeat(self.mandatory[:, None], batch.size, axis=1)
        self.total: Numbers = self.gain.sum(axis=1)
        # two requests that require each other are one bundle, wanted for the first of them
        twins = [closure in rules.closures[:place] for place, closure in enumerate(rules.closures)]
        self.shut: Truths = np.repeat(np.array(twins)[:, None], batch.size, axis=1)
        self.poor: Truths = np.zeros_like(self.shut)
        self.doubtful: Truths = np.zeros(batch.size, dtype=bool)

    def decided(self) -> tuple[Truths, Truths]:
        """Return what is retained, by request and election, and which elections are in doubt."""
        with np.errstate(divide="ignore", invalid="ignore"):
            budget = self.budget()
            weights = np.array(
                [float(weight) for weight in self.batch.constraints.election.weights]
            )
            self.wallets = budget * (weights / weights.sum())[:, None]
            self.small = DOUBT * budget
            self.left = np.floor(budget + DOUBT) + self.costs[self.mandatory].sum(axis=0)
            self.doubtful |= self.cost.max() * max(1.0, float(self.total.max())) * 2 >= EXACT
            self.relinked()
            self.bought()
            if self.batch.constraints.rule.completion != "none":
                self.filled()
        return self.taken, self.doubtful

    def budget(self) -> Numbers:
        """Return what each election may spend: its envelope without what is mandatory, nor what is frozen."""
        election = self.batch.constraints.election
        budget: Numbers = self.batch.envelopes - self.costs[self.mandatory].sum(axis=0)
        budget = np.array(np.broadcast_to(budget, (self.batch.size,)))
        self.doubtful |= budget < 0
        if election.frozen_weight:
            present = sum(election.weights, Fraction(0))
            share = present / (present + election.frozen_weight)
            budget = budget * float(share)
            # whether a cost fits what is left must not hang on a rounding
            self.doubtful |= (np.abs(budget - np.rint(budget)) < DOUBT * 1000) & (
                share.denominator > 1
            )
        return budget

    def relinked(self) -> None:
        """Bring the bundles of linked requests to what is still missing of them."""
        for wanted, members in self.linked:
            missing = ~self.taken[members]
            self.cost[wanted] = (self.costs[members] * missing).sum(axis=0)
            self.gain[wanted] = (self.gains[members] * missing[:, None]).sum(axis=0)
            self.total[wanted] = self.gain[wanted].sum(axis=0)

    def blocked(self) -> Truths:
        """Tell what may not join, by request and election."""
        rules = self.batch.constraints
        found = self.taken | self.shut | (self.total <= 0)
        for wanted, conflicts in enumerate(rules.conflicts):
            if conflicts & rules.closures[wanted]:
                found[wanted] = True
            elif conflicts:
                found[wanted] |= self.taken[list(positions(conflicts))].any(axis=0)
        for _, members, cap in rules.caps:
            inside = list(positions(members))
            spent = (self.costs[inside] * self.taken[inside]).sum(axis=0)
            for wanted, closure in enumerate(rules.closures):
                if own := list(positions(closure & members)):
                    missing = ~self.taken[own]
                    more = (self.costs[own] * missing).sum(axis=0)
                    found[wanted] |= missing.any(axis=0) & (spent + more > cap)
        return found

    def bought(self) -> None:
        """Let the wallets buy until none can: the lowest price first."""
        while True:
            offers = self.offers(~(self.blocked() | self.poor))
            best = (offers.price + offers.error).min(axis=0)
            active = np.isfinite(best) & ~self.doubtful
            if not active.any():
                return
            close = (offers.price - offers.error <= best) & active
            unsure = (close.sum(axis=0) > 1) & (close & (offers.error > 0)).any(axis=0)
            self.doubtful |= unsure
            active &= ~unsure
            first = self.first(close & active)
            rows = np.flatnonzero(active)
            price = offers.price[first[rows], rows]
            paid = self.gain[first[rows], :, rows].T * price
            self.wallets[:, rows] = np.maximum(0.0, self.wallets[:, rows] - paid)
            self.join(first, rows)

    def offers(self, open_: Truths) -> Offers:
        """Return the prices that may be the lowest; the others, and what money is short for, are infinite."""
        plain = self.cost / self.total
        bound = (self.cost + self.small) / self.total
        short = np.zeros_like(open_)
        for voter, wallet in enumerate(self.wallets):
            short |= wallet < bound * self.gain[:, voter]
        price = np.where(open_ & ~short, plain, np.inf)
        error = np.zeros_like(price)
        requests, rows = np.nonzero(open_ & short & (plain <= price.min(axis=0)))
        if len(rows):
            price[requests, rows], error[requests, rows], doubt = self.prices(requests, rows)
            self.doubtful[rows[doubt]] = True
            # wallets only shrink; a bundle may still lose what another buys
            poor = np.isinf(price[requests, rows]) & (self.closure[requests].sum(axis=1) == 1)
            self.poor[requests[poor], rows[poor]] = True
        return Offers(price=price, error=error)

    def prices(self, requests: Any, rows: Any) -> tuple[Numbers, Numbers, Truths]:
        """Return price, error and doubt where some supporters are short: those pay all they have, the poorest first."""
        gain, small = self.gain[requests, :, rows].T, self.small[rows]
        limit = np.where(gain > 0, self.wallets[:, rows] / gain, np.inf)
        order = limit.argsort(axis=0, kind="stable")
        levels, parts = (np.take_along_axis(of, order, axis=0) for of in (limit, gain))
        need, rest = self.cost[requests, rows], self.total[requests, rows]
        price, error = np.full(len(rows), np.inf), np.zeros(len(rows))
        waiting = np.ones(len(rows), dtype=bool)
        for level, part in zip(levels, parts, strict=True):
            waiting &= part > 0
            reached = waiting & (level * rest >= need + small)
            price[reached] = need[reached] / rest[reached]
            error[reached] = small[reached] / rest[reached]
            waiting &= ~reached
            if not waiting.any():
                break
            need -= np.where(waiting, level * part, 0.0)
            rest -= np.where(waiting, part, 0.0)
        return price, error, np.isinf(price) & (need <= small)

    def filled(self) -> None:
        """Spend what is left by points, or by points per cost; whole numbers leave nothing in doubt."""
        per_cost = self.batch.constraints.rule.completion == "points-per-cost"
        while True:
            left = self.left - (self.costs * self.taken).sum(axis=0)
            fits = ~self.blocked() & (self.cost <= left)
            merit = np.where(fits, self.total / self.cost if per_cost else self.total, -1.0)
            best = merit.max(axis=0)
            active = (best > 0) & ~self.doubtful
            if not active.any():
                return
            self.join(self.first((merit == best) & active), np.flatnonzero(active))

    def join(self, first: Any, rows: Any) -> None:
        """Retain a bundle in some elections."""
        self.taken[:, rows] |= self.closure[first[rows]].T
        self.relinked()

    def first(self, close: Truths) -> Any:
        """Return which of the close ones stands first in each election."""
        several = np.flatnonzero(close.sum(axis=0) > 1)
        found = close.argmax(axis=0)
        if len(several):
            kept = close[:, several]
            for key in self.keys(several):
                ranked = np.where(kept, key, np.inf)
                kept &= ranked == ranked.min(axis=0)
            found[several] = kept.argmax(axis=0)
        return found

    def keys(self, rows: Any) -> Iterator[Numbers]:
        """Yield what separates equals, the smaller first."""
        if self.batch.order is not None:
            yield self.batch.order[:, rows] if self.batch.order.shape[1] > 1 else self.batch.order
            return
        for criterion in self.batch.constraints.rule.tie_break:
            yield self.key(criterion, rows)

    def key(self, criterion: TieBreak, rows: Any) -> Numbers:
        """Return what one criterion looks at."""
        match criterion:
            case "lower-cost":
                return self.cost[:, rows]
            case "higher-cost":
                return -self.cost[:, rows]
            case "more-points":
                return -self.total[:, rows]
            case "more-groups":
                groups: Numbers = (self.gain[:, :, rows] > 0).sum(axis=1).astype(float)
                return -groups
            case "reference":
                return np.arange(len(self.cost), dtype=float)[:, None]
