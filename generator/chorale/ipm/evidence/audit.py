"""Audit of a decision: justified representation for every coalition of groups, the core, Pareto improvements.

Extended justified representation and the core follow Peters, Pierczyński and Skowron (2021), with the discretionary
envelope: mandatory requests are paid by all and count for nobody.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from math import exp

from chorale.ipm.constraints import Constraints, bits, positions
from chorale.ipm.decide import discretionary
from chorale.ipm.decision import Decision
from chorale.ipm.election import Election
from chorale.ipm.infeasible import for_groups
from chorale.ipm.rules.optimum import SearchSpace, best_value, explore, field_of, relaxed

TURNS = 30
"""How many times weights are corrected before a search."""

SURE = 1e-3
"""Of the largest need: missed by so much, the needs are out of reach whatever the rounding."""

NOTHING = 1 << 4096
"""More than any set is worth: ends a search."""

Needs = Mapping[int, int]
"""The least utility that each voter must get."""


class Gains:
    """What each voter gets from each request, and from sets of them: its points, whatever it weighs."""

    def __init__(self, election: Election) -> None:
        self.by_voter: list[dict[int, int]] = [{} for _ in election.voters]
        for request, pairs in enumerate(election.backers):
            for voter, gain in pairs:
                self.by_voter[voter][request] = gain

    def of(self, chosen: int) -> list[int]:
        """Return each voter's utility for a set."""
        return [
            sum([gain for request, gain in gains.items() if chosen >> request & 1])
            for gains in self.by_voter
        ]

    def weighted(self, weights: Mapping[int, int]) -> dict[int, int]:
        """Return one value for each request: what voters get, by weight."""
        values: dict[int, int] = {}
        for voter, weight in weights.items():
            for request, gain in self.by_voter[voter].items():
                values[request] = values.get(request, 0) + weight * gain
        return values


def steered(field: SearchSpace, gains: Gains, needs: Needs) -> dict[int, int]:
    """Return weights under which the needs are hardest to reach: they make the bound tight."""
    weights = dict.fromkeys(needs, 1.0)
    items = field.items
    best, chosen = float("inf"), weights
    for turn in range(TURNS):
        total = sum(weights.values())
        weights = {voter: weight / total for voter, weight in weights.items()}
        values = dict.fromkeys(items, 0.0)
        for voter, weight in weights.items():
            for request, gain in gains.by_voter[voter].items():
                if request in values:
                    values[request] += weight * gain
        reached, share = relaxed(items, values, field.constraints.costs, field.money)
        slack = reached - sum(weights[voter] * need for voter, need in needs.items())
        if slack < best:
            best, chosen = slack, weights
        largest = max([1, *needs.values()])
        if slack < -SURE * largest:
            break
        for voter, need in needs.items():
            got = sum(
                gain * share.get(request, 0.0) for request, gain in gains.by_voter[voter].items()
            )
            weights[voter] *= exp(max(-3.0, min(3.0, (need - got) / largest * 4 / (1 + turn / 6))))
    return {voter: max(1, int(weight * (1 << 20))) for voter, weight in chosen.items()}


def reach(field: SearchSpace, gains: Gains, needs: Needs) -> int | None:
    """Return a set that gives each voter what it needs; None proves that there is none."""
    weights = steered(field, gains, needs)
    least = sum(weights[voter] * need for voter, need in needs.items())
    found: int | None = None

    def visit(chosen: int, _cost: int) -> int:
        nonlocal found
        reached = gains.of(chosen)
        if all(reached[voter] >= need for voter, need in needs.items()):
            found = chosen
            return NOTHING
        return least

    if all(need <= 0 for need in needs.values()):
        return 0
    explore(field, gains.weighted(weights), least, visit)
    return found


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a coalition could have bought with its share: the requests, and what each member would get and has got."""

    groups: tuple[str, ...]
    share: Fraction
    requests: tuple[str, ...]
    would_get: tuple[Fraction, ...]
    gets: tuple[Fraction, ...]


@dataclass(frozen=True, kw_only=True)
class Satisfaction:
    """What a group gets, against the best it could get from the whole envelope, and from its own share."""

    group: str
    gets: Fraction
    ideal: Fraction
    alone: Fraction
    gives: Fraction


@dataclass(frozen=True, kw_only=True)
class Audit:
    """The certificates of a decision: empty claims mean that every coalition was checked and none was wronged."""

    coalitions: int
    representation: tuple[Claim, ...]
    representation_up_to_one: tuple[Claim, ...]
    core: tuple[Claim, ...]
    pareto: Claim | None
    satisfaction: tuple[Satisfaction, ...]


def audit(decision: Decision) -> Audit:
    """Check every coalition of groups, exactly; raise Infeasible above 12 voters."""
    bench = AuditContext(decision)
    voters = range(len(decision.election.voters))
    coalitions = [some for size in range(1, len(voters) + 1) for some in combinations(voters, size)]
    cohesive = [(some, bench.cohesive(some)) for some in coalitions]
    wronged = [(some, chosen) for some, chosen in cohesive if chosen is not None]
    core = [(some, found) for some in coalitions if (found := bench.deviation(some)) is not None]
    better = bench.improvement()
    return Audit(
        coalitions=len(coalitions),
        representation=tuple(bench.claim(some, chosen) for some, chosen in wronged),
        representation_up_to_one=tuple(
            bench.claim(some, chosen)
            for some, chosen in wronged
            if not bench.one_short(some, chosen)
        ),
        core=tuple(bench.claim(some, chosen) for some, chosen in core),
        pareto=None if better is None else bench.claim(tuple(voters), better),
        satisfaction=tuple(bench.satisfactions()),
    )


class AuditContext:
    """A decision on the bench: what is retained, what each voter gets, what each coalition may spend."""

    def __init__(self, decision: Decision) -> None:
        election = decision.election
        for_groups(len(election.voters))
        self.decision = decision
        # Points are what groups gave: whatever the rule counted, they judge it.
        self.constraints = Constraints(election, replace(decision.rule, utility="score"))
        position = {reference: index for index, reference in enumerate(election.references)}
        self.retained = bits(position[reference] for reference in decision.retained)
        # What absent groups freeze is in the envelope that each coalition has a share of.
        whole = self.constraints.discretionary
        self.start = replace(discretionary(self.constraints), budget=whole)
        self.gains = Gains(election)
        self.got = self.gains.of(self.retained & ~self.start.retained)
        self.weight = sum(election.weights, election.frozen_weight)

    def field(self, coalition: Sequence[int]) -> SearchSpace:
        """Return what a coalition may choose: anything, for its share of the envelope."""
        whole = sum((self.decision.election.weights[voter] for voter in coalition), Fraction(0))
        share = whole / self.weight if self.weight else Fraction(0)
        return field_of(self.constraints, replace(self.start, budget=self.start.budget * share))

    def cohesive(self, coalition: Sequence[int]) -> int | None:
        """Return a set that the coalition agrees on and could pay, worth more to all than any of them has got."""
        common: dict[int, int] = {}
        first, *others = (self.gains.by_voter[voter] for voter in coalition)
        for request, gain in first.items():
            least = min([gain, *(other.get(request, 0) for other in others)])
            if least:
                common[request] = least
        return best_value(
            self.field(coalition), common, max(self.got[voter] for voter in coalition) + 1
        )

    def one_short(self, coalition: Sequence[int], chosen: int) -> bool:
        """Tell whether one more request of the set would satisfy some member (the guarantee of equal shares)."""
        common = [
            min(self.gains.by_voter[voter].get(request, 0) for voter in coalition)
            for request in positions(chosen)
        ]
        return any(
            self.got[voter] + self.gains.by_voter[voter].get(request, 0) > sum(common)
            for voter in coalition
            for request in positions(chosen & ~self.retained)
        )

    def deviation(self, coalition: Sequence[int]) -> int | None:
        """Return a set that the coalition could pay and that each of its members prefers; None proves there is none."""
        return reach(
            self.field(coalition),
            self.gains,
            {voter: self.got[voter] + 1 for voter in coalition},
        )

    def improvement(self) -> int | None:
        """Return a set for the whole envelope that is better for somebody and worse for nobody; the best in total."""
        voters = range(len(self.got))
        field = self.field(voters)
        values = self.gains.weighted(dict.fromkeys(voters, 1))
        best, least = None, sum(self.got) + 1

        def visit(chosen: int, _cost: int) -> int:
            nonlocal best, least
            reached = self.gains.of(chosen)
            if sum(reached) >= least and all(
                new >= old for new, old in zip(reached, self.got, strict=True)
            ):
                best, least = chosen, sum(reached) + 1
            return least

        explore(field, values, least, visit)
        return best

    def claim(self, coalition: Sequence[int], chosen: int) -> Claim:
        """Return a claim for readers."""
        election = self.decision.election
        reached = self.gains.of(chosen)
        return Claim(
            groups=tuple(election.voters[voter] for voter in coalition),
            share=Fraction(self.field(coalition).money, election.money),
            requests=tuple(election.references[request] for request in positions(chosen)),
            would_get=tuple(Fraction(reached[voter], election.point) for voter in coalition),
            gets=tuple(Fraction(self.got[voter], election.point) for voter in coalition),
        )

    def satisfactions(self) -> Iterator[Satisfaction]:
        """Yield what each group gets, its ideal with the whole envelope, and what its share alone would buy."""
        election = self.decision.election
        everyone = tuple(range(len(self.got)))
        for voter in everyone:
            gains = self.gains.by_voter[voter]
            ideal = best_value(self.field(everyone), gains, 0)
            alone = best_value(self.field((voter,)), gains, 0)
            yield Satisfaction(
                group=election.voters[voter],
                gets=Fraction(self.got[voter], election.point),
                ideal=Fraction(self.gains.of(ideal or 0)[voter], election.point),
                alone=Fraction(self.gains.of(alone or 0)[voter], election.point),
                gives=Fraction(sum(gains.values()), election.point),
            )
