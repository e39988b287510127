"""Exact utilitarian optimum by branch and bound, with bounds that know the prerequisites.

A request's value can be moved to what it requires without lowering any valid set's total; moving it well makes the
relaxed problem (a knapsack filled by value per cost) nearly as tight as the true one. Floats choose how much to move;
the bounds themselves are whole numbers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from chorale.ipm.constraints import Constraints, bits, positions
from chorale.ipm.decision import Outcome, Start, Step
from chorale.ipm.rules.greedy import by_points_per_cost

MOST_EQUALS = 100
"""Of the sets that are worth as much as the best, so many are looked at: ties are told, not counted."""

PASSES = 120
"""How many times prices on links are corrected; each pass can only tighten the bound."""


@dataclass(slots=True, kw_only=True)
class SearchSpace:
    """What may be chosen: free positions, money in units of account."""

    constraints: Constraints
    retained: int
    allowed: int
    money: int

    @property
    def items(self) -> list[int]:
        """Return the positions that some valid set could add."""
        blocked = self.constraints.obstacle
        return [
            request
            for request in positions(self.allowed & ~self.retained)
            if self.constraints.free or blocked(request, self.retained) is None
        ]


def field_of(constraints: Constraints, start: Start) -> SearchSpace:
    """Return what a rule that starts here may choose; prerequisites may come from anywhere."""
    everything = start.allowed
    for request in positions(start.allowed):
        everything |= constraints.closures[request]
    money = int(start.budget * constraints.election.money)
    return SearchSpace(
        constraints=constraints, retained=start.retained, allowed=everything, money=money
    )


def moved(
    field: SearchSpace, items: Sequence[int], values: dict[int, int], least: int
) -> dict[int, int]:
    """Return the values after moving some from requests to what they require, where that lowers the relaxed total.

    Once the total is surely under `least`, no set reaches it: there is nothing more to learn.
    """
    requires = field.constraints.election.requires
    links = [(r, s) for r in items for s in requires.get(r, ()) if s in values and s != r]
    if not links:
        return values
    costs = field.constraints.costs
    scale = max(1, *map(abs, values.values()))
    plain, surely = {item: values[item] / scale for item in items}, least / scale * (1 - 1e-6)
    prices = dict.fromkeys(links, 0.0)
    best, best_prices = float("inf"), dict(prices)
    # subgradient: the price of a link rises while the relaxed answer takes more of who wants than of what it needs
    for turn in range(PASSES):
        shifted = dict(plain)
        for (wanting, needed), price in prices.items():
            shifted[wanting] -= price
            shifted[needed] += price
        total, share = relaxed(items, shifted, costs, field.money)
        if total < best:
            best, best_prices = total, dict(prices)
        if total < surely:
            break
        pace = 0.5 * max(plain.values()) / (2 + turn / 3)
        prices = {
            link: max(0.0, price + pace * (share.get(link[0], 0.0) - share.get(link[1], 0.0)))
            for link, price in prices.items()
        }
    result = dict(values)
    for (wanting, needed), price in best_prices.items():
        # whole numbers: a float would make the bound a guess
        amount = int(price * (1 << 30)) * scale >> 30
        result[wanting] -= amount
        result[needed] += amount
    return result


def relaxed(
    items: Sequence[int], values: dict[int, float], costs: Sequence[int], money: int
) -> tuple[float, dict[int, float]]:
    """Fill a knapsack by value per cost, the last item in part; return its total and each item's part."""
    total, left = 0.0, float(money)
    share: dict[int, float] = {}
    for item in sorted(items, key=lambda item: -values[item] / max(costs[item], 1e-9)):
        if values[item] <= 0 or left <= 0 < costs[item]:
            continue
        part = 1.0 if costs[item] <= left else left / costs[item]
        total, left, share[item] = total + part * values[item], left - part * costs[item], part
    return total, share


def density(value: int, cost: int) -> tuple[bool, Fraction]:
    """Return a sort key: what is free first, then the most value for the cost."""
    return (cost > 0, -Fraction(value, max(1, cost)))


class SearchOrder(NamedTuple):
    """In what order requests are tried, and what bounds the value that the untried ones may add."""

    bounds: dict[int, int]
    tried: list[int]
    open: list[int]
    passive: bool
    dependents: list[int]


def search_order(field: SearchSpace, values: dict[int, int], least: int) -> SearchOrder:
    """Return the densest first; what is worth nothing by itself only enters as a prerequisite: it stays open."""
    items, costs, closures = field.items, field.constraints.costs, field.constraints.closures
    bounds = moved(field, items, {item: values.get(item, 0) for item in items}, least)
    ranked = sorted(items, key=lambda item: (density(bounds[item], costs[item]), item))
    open_ = [item for item in ranked if bounds[item] > 0]
    return SearchOrder(
        bounds=bounds,
        tried=[item for item in ranked if values.get(item, 0) > 0],
        open=open_,
        passive=any(values.get(item, 0) <= 0 for item in open_),
        dependents=[
            bits(item for item in items if closures[item] >> wanted & 1)
            for wanted in range(len(costs))
        ],
    )


def explore(
    field: SearchSpace, values: dict[int, int], least: int, visit: Callable[[int, int], int]
) -> None:
    """Visit the valid sets whose value may reach `least`; visit(set, cost) returns the new least. Values are whole.

    A set is visited when its last request is added: every valid set worth at least `least` is visited once.
    """
    bounds, order, ranked, passive, dependents = search_order(field, values, least)
    constraints = field.constraints
    costs, closures, free = constraints.costs, constraints.closures, constraints.free

    def bound(place: int, decided: int, value: int, money: int) -> int:
        # the best that is left, the last request in part: no set does better (Dantzig's bound)
        for item in ranked if passive else order[place:]:
            gain = bounds[item]
            if gain <= 0 or decided >> item & 1:
                continue
            cost = costs[item]
            if cost > money:
                return value + gain * money // cost
            value, money = value + gain, money - cost
        return value

    def descend(place: int, chosen: int, banned: int, value: int, money: int) -> None:
        nonlocal least
        while place < len(order) and (chosen | banned) >> order[place] & 1:
            place += 1
        if place == len(order) or bound(place, chosen | banned, value, money) < least:
            return
        item = order[place]
        added = closures[item] & ~(chosen | field.retained)
        cost = costs[item] if free else constraints.cost(added)
        fits = cost <= money and not added & banned
        if fits and (free or constraints.obstacle(item, chosen | field.retained) is None):
            together = chosen | added
            least = visit(together, field.money - money + cost)
            gain = bounds[item] if free else sum(bounds[member] for member in positions(added))
            descend(place + 1, together, banned, value + gain, money - cost)
        # left out, it takes with it all that requires it
        descend(place + 1, chosen, banned | dependents[item], value, money)

    descend(0, 0, 0, 0, field.money)


def best_value(field: SearchSpace, values: dict[int, int], least: int) -> int | None:
    """Return a set with the highest value; None when no valid set reaches `least`."""
    best: int | None = None if least > 0 else 0
    least = max(least, 1)

    def visit(chosen: int, _cost: int) -> int:
        nonlocal best, least
        value = sum([values.get(member, 0) for member in positions(chosen)])
        if value >= least:
            best, least = chosen, value + 1
        return least

    explore(field, values, least, visit)
    return best


def most_points(constraints: Constraints, start: Start) -> Outcome:
    """Retain the set with the highest total utility; then the lowest cost; then the first references."""
    field = field_of(constraints, start)
    gains = list(map(constraints.election.worth, constraints.support))
    size = len(gains)
    dearest = sum(constraints.costs) + 1
    values = {
        item: ((gains[item] * dearest - constraints.costs[item]) << size) + (1 << size - 1 - item)
        for item in field.items
    }
    best = bits(by_points_per_cost(constraints, start).members)
    least = sum(values.get(member, 0) for member in positions(best))

    def visit(chosen: int, _cost: int) -> int:
        nonlocal best, least
        value = sum(values[member] for member in positions(chosen))
        if value > least:
            best, least = chosen, value
        return least + 1

    explore(field, values, least + 1, visit)
    rivals = equals(field, dict(enumerate(gains)), best)
    return Outcome(
        steps=tuple(
            Step(wanted=member, members=(member,), tied=tied(member, best, rivals))
            for member in positions(best)
        )
    )


def equals(field: SearchSpace, gains: dict[int, int], best: int) -> list[int]:
    """Return the other sets that are worth as much as the best, as far as they are few enough to be told."""
    worth_of = sum([gains[member] for member in positions(best)])
    found: list[int] = []

    def visit(chosen: int, _cost: int) -> int:
        if chosen != best and sum([gains[member] for member in positions(chosen)]) == worth_of:
            found.append(chosen)
        return worth_of if len(found) < MOST_EQUALS else worth_of + 1

    if worth_of:
        explore(field, gains, worth_of, visit)
    return found


def tied(member: int, best: int, rivals: Sequence[int]) -> tuple[int, ...]:
    """Return a request with what takes its place in sets worth as much; nothing where none does without it."""
    instead = 0
    for rival in rivals:
        if not rival >> member & 1:
            instead |= rival & ~best
    return tuple(positions(instead | 1 << member)) if instead else ()
