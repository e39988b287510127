"""Theme floors: a reserved sub-envelope per theme, run first where the rule alone would not reach it."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from chorale.ipm.constraints import Constraints, bits, positions
from chorale.ipm.decision import FloorPrice, Outcome, Start
from chorale.ipm.rules.greedy import filled

Spending = Callable[[Constraints, Start], Outcome]


def reserved(constraints: Constraints, start: Start, spend: Spending) -> Outcome:
    """Return what the rule buys, with each floor that it would miss run first as an envelope of its own."""
    floors = {
        theme: bounds.floor for theme, bounds in constraints.election.bounds.items() if bounds.floor
    }
    promised: set[str] = set()
    tried: tuple[tuple[int, ...], ...] = ()
    while True:
        outcome = after_floors(
            constraints,
            start,
            spend,
            {theme: floors[theme] for theme in sorted(promised)},
        )
        chosen = start.after(constraints.election, outcome).retained
        missed = {
            theme for theme, floor in floors.items() if spent_on(constraints, theme, chosen) < floor
        }
        if missed <= promised:
            return replace(outcome, aside=outcome.aside + tried)
        promised, tried = promised | missed, tried + outcome.ties


def after_floors(
    constraints: Constraints, start: Start, spend: Spending, floors: dict[str, Fraction]
) -> Outcome:
    """Run each reserved sub-envelope, then the rule on what is left."""
    outcome = Outcome(steps=())
    for theme, floor in floors.items():
        need = max(Fraction(0), floor - spent_on(constraints, theme, start.retained))
        share = replace(
            start,
            allowed=start.allowed & constraints.theme(theme),
            budget=min(need, start.budget),
        )
        bought = spend(constraints, share)
        extra = filled(constraints, share.after(constraints.election, bought), ratio=True)
        steps = tuple(step._replace(phase="floor") for step in (*bought.steps, *extra.steps))
        aside = outcome.aside + bought.aside + extra.aside
        outcome = Outcome(steps=outcome.steps + steps, aside=aside)
        start = start.after(constraints.election, Outcome(steps=steps))
    rest = spend(constraints, start)
    return replace(rest, steps=outcome.steps + rest.steps, aside=outcome.aside + rest.aside)


def spent_on(constraints: Constraints, theme: str, chosen: int) -> Fraction:
    """Return what a set spends on a theme, in the envelope's unit."""
    return constraints.election.total_cost(positions(chosen & constraints.theme(theme)))


def floor_prices(
    constraints: Constraints, outcome: Outcome, unconstrained: Callable[[], Outcome]
) -> tuple[FloorPrice, ...]:
    """Return, for each floor, what it changed and the points it cost; nothing is computed where there is no floor."""
    election = constraints.election
    floors = {
        theme: bounds.floor for theme, bounds in sorted(election.bounds.items()) if bounds.floor
    }
    if not floors:
        return ()
    mine = bits(outcome.members)
    other = bits(unconstrained().members)
    lost = election.total_points(positions(other)) - election.total_points(positions(mine))
    names = election.references
    return tuple(
        FloorPrice(
            theme=theme,
            floor=floor,
            spent=spent_on(constraints, theme, mine),
            points_lost=lost,
            entered=tuple(names[member] for member in positions(mine & ~other)),
            left=tuple(names[member] for member in positions(other & ~mine)),
        )
        for theme, floor in floors.items()
    )
