"""All the rules, and the decision told in order: what must be, what themes are promised, what is bought, what fills."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial

from generator.ipm import filtered
from generator.ipm.clashes import clashes
from generator.ipm.constraints import Constraints, Impossible, bits, positions
from generator.ipm.decision import Decision, Outcome, Start, Step
from generator.ipm.election import Election, from_cycle
from generator.ipm.equal_shares import equal_shares
from generator.ipm.equity import leximin, nash
from generator.ipm.floors import floor_prices, reserved
from generator.ipm.greedy import (
    by_approvals,
    by_points,
    by_points_per_cost,
    by_rank_sum,
    filled,
)
from generator.ipm.maximin import maximin_support
from generator.ipm.model import AnyMethod, Cycle, Method, Rule, Study
from generator.ipm.optimum import most_points
from generator.ipm.overspending import bounded_overspending
from generator.ipm.phragmen import phragmen
from generator.ipm.raising import compared, raised
from generator.ipm.transfers import eliminations, excess, minimal_transfers, per_cost, support
from generator.ipm.verdict import readable, refusals, rounds

Selection = Callable[[Constraints, Start], Outcome]
"""The one signature of all rules."""

RULES: tuple[tuple[Method, Selection], ...] = (
    ("equal-shares", equal_shares),
    ("bounded-overspending", bounded_overspending),
    ("phragmen", phragmen),
    ("greedy", by_points),
    ("greedy-per-cost", by_points_per_cost),
    ("borda", by_rank_sum),
    ("approvals", by_approvals),
    ("optimum", most_points),
    ("nash", nash),
    ("leximin", leximin),
)

STUDIED: tuple[tuple[Study, Selection], ...] = (
    ("maximin-support", maximin_support),
    ("cstv-ewt", partial(eliminations, merit=excess)),
    ("cstv-ewtc", partial(eliminations, merit=per_cost)),
    ("cstv-ewts", partial(eliminations, merit=support)),
    ("cstv-mt", partial(minimal_transfers, merit=excess)),
    ("cstv-mtc", partial(minimal_transfers, merit=per_cost)),
    ("cstv-mts", partial(minimal_transfers, merit=support)),
)
"""Rules of the literature, to be studied beside the others; no cycle is decided by them."""

SELECTIONS: Mapping[AnyMethod, Selection] = dict((*RULES, *STUDIED))

WALLETS: tuple[AnyMethod, ...] = ("equal-shares", "bounded-overspending")
"""The rules that may leave money in the wallets, hence call for a completion."""


def decide(cycle: Cycle, rule: Rule | None = None) -> Decision:
    """Return the recommendation for a cycle; raise Impossible, in French, when the constraints clash."""
    rule = rule or cycle.rule
    return decide_election(from_cycle(cycle, rule), rule)


def decide_election(election: Election, rule: Rule) -> Decision:
    """Return the recommendation for any ballots; raise Impossible, in French, when the constraints clash."""
    constraints = Constraints(election, rule)
    problems = clashes(constraints)
    if problems:
        raise Impossible(" ".join(problems))
    outcome = selected(constraints)
    retained = bits(member for step in outcome.steps for member in step.members)
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
        floors=floor_prices(
            constraints,
            outcome,
            lambda: selected(Constraints(without_floors(election), rule)),
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


def selected(constraints: Constraints, start: Start | None = None) -> Outcome:
    """Return every purchase in order: the mandatory requests, the reserved floors, then the rule on the rest."""
    start = start or discretionary(constraints)
    steps = tuple(Step(wanted=member, members=(member,), phase="mandatory") for member in positions(start.retained))
    outcome = reserved(constraints, start, spent)
    return replace(outcome, steps=steps + outcome.steps)


def retained(constraints: Constraints, envelope: Fraction | None = None) -> int:
    """Return what is retained, as bits, without the story: from the filter where it has no doubt."""
    start = discretionary(constraints, envelope)
    found = filtered.retained(constraints, start) if filtered.answers(constraints) else None
    if found is not None:
        return found
    return bits([member for step in selected(constraints, start).steps for member in step.members])


def spent(constraints: Constraints, start: Start) -> Outcome:
    """Let the rule buy, complete, then compare if the rule says so."""
    rule = constraints.rule
    if rule.method == "equal-shares" and rule.completion in ("add1", "add1-exhaustive"):
        outcome = raised(constraints, start, exhaustive=rule.completion == "add1-exhaustive")
    else:
        outcome = SELECTIONS[rule.method](constraints, start)
    if rule.method in WALLETS and rule.completion in ("points-per-cost", "utilitarian"):
        outcome = completed(constraints, start, outcome)
    return compared(constraints, start, outcome) if rule.comparison else outcome


def completed(constraints: Constraints, start: Start, outcome: Outcome) -> Outcome:
    """Spend what is left by points, or by points per cost."""
    bought = [member for step in outcome.steps for member in step.members]
    rest = Start(
        retained=start.retained | bits(bought),
        allowed=start.allowed,
        budget=start.budget - constraints.election.total_cost(bought),
    )
    more = filled(constraints, rest, per_cost=constraints.rule.completion == "points-per-cost")
    return replace(outcome, steps=outcome.steps + more.steps)


def without_floors(election: Election) -> Election:
    """Return the same election where no theme is promised anything."""
    bounds = {theme: replace(limits, floor=None) for theme, limits in election.bounds.items()}
    return replace(election, bounds=bounds)
