"""The rules again, as slowly and plainly as their definitions read: sets of names, fractions, every subset tried."""

from fractions import Fraction
from itertools import combinations


class Plain:
    """An election in plain words."""

    def __init__(self, election, rule):
        self.names = list(election.references)
        self.cost = dict(zip(self.names, election.costs, strict=True))
        self.weight = list(election.weights)
        self.points = [
            {self.names[i]: Fraction(p) for i, p in ballot.items()} for ballot in election.ballots
        ]
        self.requires = {
            self.names[i]: [self.names[j] for j in needed]
            for i, needed in election.requires.items()
        }
        self.excludes = [(self.names[i], self.names[j]) for i, j in election.excludes]
        self.theme = dict(zip(self.names, election.themes, strict=True)) if election.themes else {}
        self.caps = {
            theme: bounds.cap for theme, bounds in election.bounds.items() if bounds.cap is not None
        }
        self.rule = rule
        self.mandatory = set()
        for index in election.mandatory:
            self.mandatory |= self.closure(self.names[index])
        self.budget = election.envelope - sum(self.cost[name] for name in self.mandatory)

    def closure(self, name):
        found = {name}
        while True:
            more = {needed for one in found for needed in self.requires.get(one, [])} - found
            if not more:
                return found
            found |= more

    def utility(self, voter, name):
        points = self.points[voter].get(name, Fraction(0))
        if self.rule.utility == "score" or not points:
            return points
        return self.cost[name] if self.rule.utility == "cost" else Fraction(1)

    def allowed(self, chosen):
        """Tell whether a whole set respects exclusions and caps."""
        if any(a in chosen and b in chosen for a, b in self.excludes):
            return False
        return all(
            sum(self.cost[name] for name in chosen if self.theme[name] == theme) <= cap
            for theme, cap in self.caps.items()
        )

    def bundles(self, chosen):
        """Yield (wanted, missing) for each different bundle that may join."""
        seen = set()
        for name in self.names:
            missing = self.closure(name) - chosen
            if (
                name not in chosen
                and frozenset(missing) not in seen
                and self.joins(missing, chosen)
            ):
                seen.add(frozenset(missing))
                yield name, missing

    def joins(self, missing, chosen):
        if any(
            (a in missing or b in missing) and {a, b} <= missing | chosen for a, b in self.excludes
        ):
            return False
        return all(
            sum(self.cost[name] for name in missing | chosen if self.theme[name] == theme) <= cap
            for theme, cap in self.caps.items()
            if any(self.theme[name] == theme for name in missing)
        )

    def total_cost(self, names):
        return sum((self.cost[name] for name in names), Fraction(0))

    def total(self, names):
        return sum(
            self.weight[v] * self.utility(v, name)
            for v in range(len(self.points))
            for name in names
        )

    def given(self, names):
        return sum(
            self.weight[v] * self.points[v].get(name, 0)
            for v in range(len(self.points))
            for name in names
        )

    def tie(self, wanted, missing):
        keys = {
            "lower-cost": self.total_cost(missing),
            "higher-cost": -self.total_cost(missing),
            "more-points": -self.given(missing),
            "more-groups": -sum(any(name in points for name in missing) for points in self.points),
            "reference": self.names.index(wanted),
        }
        return [*(keys[criterion] for criterion in self.rule.tie_break), keys["reference"]]

    def equal_shares(self):
        """Return the bundles bought, in order, and the wallets left."""
        wallets = [self.budget * weight / sum(self.weight) for weight in self.weight]
        chosen, bought = set(self.mandatory), []
        while True:
            offers = []
            for wanted, missing in self.bundles(chosen):
                gain = [
                    self.weight[v] * sum(self.utility(v, name) for name in missing)
                    for v in range(len(wallets))
                ]
                price = self.price(self.total_cost(missing), wallets, gain)
                if price is not None:
                    offers.append((price, self.tie(wanted, missing), missing, gain))
            if not offers:
                return bought, wallets
            price, _, missing, gain = min(offers, key=lambda offer: offer[:2])
            wallets = [
                wallet - min(wallet, price * worth)
                for wallet, worth in zip(wallets, gain, strict=True)
            ]
            chosen |= missing
            bought.append(missing)

    @staticmethod
    def price(cost, wallets, gain):
        """Try every wallet's limit as the price's lower bound: the first level that pays is the price."""
        limits = sorted(
            {wallet / worth for wallet, worth in zip(wallets, gain, strict=True) if worth}
        )
        if not limits:
            return None
        below = Fraction(0)
        for limit in limits:
            paid = sum(
                min(wallet, limit * worth) for wallet, worth in zip(wallets, gain, strict=True)
            )
            if paid >= cost:
                full = sum(
                    w
                    for w, worth in zip(wallets, gain, strict=True)
                    if worth and w / worth <= below
                )
                rest = sum(
                    worth
                    for w, worth in zip(wallets, gain, strict=True)
                    if worth and w / worth > below
                )
                return (cost - full) / rest if rest else below
            below = limit
        return None

    def ordered(self, merit, chosen=None, money=None, *, skip=True):
        """Return what a cut rule retains beyond what is chosen."""
        chosen = set(self.mandatory) if chosen is None else set(chosen)
        money = self.budget if money is None else money
        bought = []
        while True:
            offers = [
                (-merit(missing), self.tie(wanted, missing), missing)
                for wanted, missing in self.bundles(chosen)
                if self.given(missing) and (not skip or self.total_cost(missing) <= money)
            ]
            if not offers:
                return bought
            _, _, missing = min(offers, key=lambda offer: offer[:2])
            if self.total_cost(missing) > money:
                return bought
            bought.append(missing)
            chosen |= missing
            money -= self.total_cost(missing)

    def phragmen(self):
        """Move time from purchase to purchase."""
        paid_at = [Fraction(0)] * len(self.weight)
        chosen, money, bought = set(self.mandatory), self.budget, []
        while True:
            offers = []
            for wanted, missing in self.bundles(chosen):
                fans = [
                    v
                    for v, points in enumerate(self.points)
                    if any(self.utility(v, name) for name in missing)
                ]
                if fans and self.total_cost(missing) <= money:
                    earned = sum(self.weight[v] * paid_at[v] for v in fans)
                    instant = (self.total_cost(missing) + earned) / sum(
                        self.weight[v] for v in fans
                    )
                    offers.append((instant, self.tie(wanted, missing), missing, fans))
            if not offers:
                return bought
            instant, _, missing, fans = min(offers, key=lambda offer: offer[:2])
            for voter in fans:
                paid_at[voter] = instant
            bought.append(missing)
            chosen |= missing
            money -= self.total_cost(missing)

    def valid_sets(self, budget):
        """Yield every set of further requests that the money and the constraints allow."""
        free = [name for name in self.names if name not in self.mandatory]
        for size in range(len(free) + 1):
            for names in combinations(free, size):
                chosen = set(names) | self.mandatory
                closed = all(self.closure(name) <= chosen for name in names)
                if (
                    self.total_cost(names) <= budget
                    and closed
                    and all(self.joins({n}, chosen - {n}) for n in names)
                ):
                    yield set(names)

    def utilities(self, names):
        return [
            sum((self.utility(v, name) for name in names), Fraction(0))
            for v in range(len(self.points))
        ]

    def preference(self, names):
        return [-self.total_cost(names), [name in names for name in self.names]]

    def best(self, worth):
        return max(
            self.valid_sets(self.budget),
            key=lambda names: (worth(names), self.preference(names)),
        )

    def most_points(self):
        return self.best(self.total)
