"""Table of voting rules and the decision by phases: mandatory, theme floors, the rule, its completion."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import assert_never

from chorale.ipm.constraints import Constraints, bits, positions
from chorale.ipm.decided import Decided
from chorale.ipm.decision import Decision, Outcome, Start, Step, readable, refusals, rounds
from chorale.ipm.election import Election, from_cycle
from chorale.ipm.infeasible import Infeasible, clashes
from chorale.ipm.large.equal_shares_grouped import equal_shares_grouped
from chorale.ipm.model import Ballot, Cycle, Method, Rule
from chorale.ipm.rules.equal_shares import Selection, compared, equal_shares, raised
from chorale.ipm.rules.greedy import (
    by_approvals,
    by_points,
    by_points_per_cost,
    by_rank_sum,
    filled,
)
from chorale.ipm.rules.optimum import most_points
from chorale.ipm.rules.phragmen import phragmen
from chorale.ipm.rules.theme_floors import floor_prices, reserved

CROWD = 48
"""From this number of voters on, those whose wallets are equal are handled together."""


def wallets_buy(constraints: Constraints, start: Start) -> Outcome:
    """Run equal shares: wallet by wallet for groups, class by class for a crowd."""
    crowd = len(constraints.election.voters) >= CROWD
    return (equal_shares_grouped if crowd else equal_shares)(constraints, start)


RULES: tuple[tuple[Method, Selection], ...] = (
    ("equal-shares", wallets_buy),
    ("phragmen", phragmen),
    ("greedy", by_points),
    ("greedy-per-cost", by_points_per_cost),
    ("borda", by_rank_sum),
    ("approvals", by_approvals),
    ("optimum", most_points),
)

SELECTIONS: Mapping[Method, Selection] = dict(RULES)

WALLETS: tuple[Method, ...] = ("equal-shares",)
"""The rules that may leave money in the wallets, hence call for a completion."""


def decide(cycle: Cycle, rule: Rule | None = None) -> Decision:
    """Return the recommendation for a cycle; raise Infeasible when the constraints clash."""
    rule = rule or cycle.rule
    return decide_election(from_cycle(cycle, rule), rule)


def decided(cycle: Cycle, *, settled: bool) -> Decided:
    """Return what is decided of a cycle; what the meeting did is told once it is settled."""
    told = cycle.arbitration if settled else None
    return Decided(cycle=cycle, recommendation=decide(cycle), arbitration=told)


def alone(cycle: Cycle, group: str, points: Mapping[str, int]) -> tuple[tuple[str, ...], Fraction]:
    """Return what a group's share of the envelope would buy by its own points, from the top, and that share."""
    rule = replace(cycle.rule, method="greedy", tie_break=("lower-cost",), absent_group="frozen")
    own = replace(cycle, ballots=(Ballot(group=group, points=points),))
    constraints = Constraints(
        from_cycle(own, rule), replace(rule, utility="score", overflow="skip")
    )
    start = discretionary(constraints)
    bought = by_points(constraints, start).members
    names = constraints.election.references
    return tuple(names[member] for member in bought), max(Fraction(0), start.budget)


def decide_election(election: Election, rule: Rule) -> Decision:
    """Return the recommendation for any ballots; raise Infeasible when the constraints clash."""
    constraints = Constraints(election, rule)
    causes = clashes(constraints)
    if causes:
        raise Infeasible(*causes)
    outcome = run_all_phases(constraints)
    retained = bits(outcome.members)
    told = rounds(constraints, outcome)
    cost = election.total_cost(positions(retained))
    return Decision(
        election=election,
        rule=rule,
        retained=tuple(reference for round_ in told for reference in round_.requests),
        cost=cost,
        remaining=election.envelope - cost,
        rounds=told,
        refusals=refusals(constraints, outcome, retained, wallets=rule.method in WALLETS),
        wallets=readable(election, outcome.wallets, outcome.scale),
        frozen=constraints.frozen,
        ties=tuple(tuple(election.references[one] for one in tied) for tied in outcome.ties),
        floors=floor_prices(
            constraints,
            outcome,
            lambda: run_all_phases(Constraints(without_floors(election), rule)),
        ),
    )


def discretionary(constraints: Constraints, envelope: Fraction | None = None) -> Start:
    """Return where the rule starts: the mandatory requests are retained and paid, a frozen share is set aside."""
    election, mandatory = constraints.election, constraints.mandatory()
    budget = envelope or election.envelope
    if mandatory:
        budget -= election.total_cost(positions(mandatory))
    if election.frozen_weight:
        present = sum(election.weights)
        budget *= present / (present + election.frozen_weight)
    return Start(retained=mandatory, allowed=(1 << len(election.references)) - 1, budget=budget)


def run_all_phases(constraints: Constraints, start: Start | None = None) -> Outcome:
    """Return every purchase in order: the mandatory requests, the reserved floors, then the rule on the rest."""
    start = start or discretionary(constraints)
    steps = tuple(
        Step(wanted=member, members=(member,), phase="mandatory")
        for member in positions(start.retained)
    )
    outcome = reserved(constraints, start, run_rule)
    return replace(outcome, steps=steps + outcome.steps)


def retained(constraints: Constraints, envelope: Fraction | None = None) -> int:
    """Return what is retained, as bits, without the story."""
    return bits(run_all_phases(constraints, discretionary(constraints, envelope)).members)


def run_rule(constraints: Constraints, start: Start) -> Outcome:
    """Let the rule buy, complete, then compare if the rule says so."""
    rule = constraints.rule
    buy = shared if rule.method in WALLETS else SELECTIONS[rule.method]
    outcome = buy(constraints, start)
    return compared(constraints, start, outcome) if rule.comparison else outcome


def shared(constraints: Constraints, start: Start) -> Outcome:
    """Let the wallets buy, and use what they leave as the rule says."""
    completion = constraints.rule.completion
    match completion:
        case "add1" | "add1-exhaustive":
            exhaustive = completion == "add1-exhaustive"
            return raised(constraints, start, wallets_buy, exhaustive=exhaustive)
        case "none":
            return wallets_buy(constraints, start)
        case "points-per-cost" | "utilitarian":
            return completed(constraints, start, wallets_buy(constraints, start))
        case _:
            assert_never(completion)


def completed(constraints: Constraints, start: Start, outcome: Outcome) -> Outcome:
    """Spend what is left by points, or by points per cost."""
    rest = start.after(constraints.election, outcome)
    more = filled(constraints, rest, ratio=constraints.rule.completion == "points-per-cost")
    return replace(outcome, steps=outcome.steps + more.steps, aside=outcome.aside + more.aside)


def without_floors(election: Election) -> Election:
    """Return the same election where no theme is promised anything."""
    bounds = {theme: replace(limits, floor=None) for theme, limits in election.bounds.items()}
    return replace(election, bounds=bounds)
