"""The exact optimum: no set that the envelope can pay is better; equals are separated by cost, then by reference."""

from generator.ipm.constraints import Constraints, bits, positions
from generator.ipm.decision import Outcome, Start, Step
from generator.ipm.greedy import by_points_per_cost
from generator.ipm.search import explore, field_of


def most_points(constraints: Constraints, start: Start) -> Outcome:
    """Retain the set with the highest total utility; then the lowest cost; then the first references."""
    field = field_of(constraints, start)
    weights = constraints.election.whole_weights
    gains = [sum([weights[voter] * gain for voter, gain in pairs]) for pairs in constraints.support]
    size = len(gains)
    dearest = sum(constraints.costs) + 1
    values = {
        item: ((gains[item] * dearest - constraints.costs[item]) << size) + (1 << size - 1 - item)
        for item in field.items
    }
    best = bits(member for step in by_points_per_cost(constraints, start).steps for member in step.members)
    least = sum(values.get(member, 0) for member in positions(best))

    def visit(chosen: int, _cost: int) -> int:
        nonlocal best, least
        value = sum(values[member] for member in positions(chosen))
        if value > least:
            best, least = chosen, value
        return least + 1

    explore(field, values, least + 1, visit)
    return outcome(best)


def outcome(chosen: int) -> Outcome:
    """Return a set as purchases, in the order of references."""
    return Outcome(steps=tuple(Step(wanted=member, members=(member,)) for member in positions(chosen)))
