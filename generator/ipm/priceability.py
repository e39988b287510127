"""Priceability: equal wallets from which supporters could have paid, with nothing left that could buy more.

Peters and Skowron, "Proportionality and the Limits of Welfarism" (2020), with costs: a linear question, answered by
the simplex method on whole numbers (Bland's rule, so it always ends).
"""

from collections.abc import Sequence

from generator.ipm.constraints import Constraints, positions


def priceable(constraints: Constraints, chosen: int) -> bool:
    """Tell whether some wallet size, the same for equal weights, explains the chosen set."""
    election = constraints.election
    supporters = [[voter for voter, _ in pairs] for pairs in election.backers]
    paid = [(request, voter) for request in positions(chosen) for voter in supporters[request]]
    column = {pair: place + 1 for place, pair in enumerate(paid)}
    width = len(paid) + 1
    rows: list[tuple[list[int], str, int]] = []
    for request in positions(chosen):
        row = [0] * width
        for voter in supporters[request]:
            row[column[request, voter]] = 1
        rows.append((row, "=", election.whole_costs[request]))
    spending = [[0] * width for _ in election.voters]
    for (_, voter), place in column.items():
        spending[voter][place] = 1
    for voter, row in enumerate(spending):
        rows.append(([-election.whole_weights[voter], *row[1:]], "<", 0))
    for request in range(len(election.references)):
        if chosen >> request & 1 or request in election.mandatory:
            continue
        left = [0] * width
        for voter in supporters[request]:
            left[0] += election.whole_weights[voter]
            left = [total - part for total, part in zip(left, spending[voter], strict=True)]
        rows.append((left, "<", election.whole_costs[request]))
    return feasible(rows, width)


def feasible(rows: Sequence[tuple[list[int], str, int]], width: int) -> bool:
    """Tell whether some values, none negative, satisfy all rows (left, "=" or "<", right at least 0)."""
    slacks = sum(kind == "<" for _, kind, _ in rows)
    table: list[list[int]] = []
    basis: list[int] = []
    slack = width
    for left, kind, right in rows:
        row = [*left, *[0] * slacks, right]
        if kind == "<":
            row[slack] = 1
            basis.append(slack)
            slack += 1
        else:
            basis.append(-1)
        table.append(row)
    # Each equality starts with an artificial value, kept out of the table: it must end at zero.
    goal = [
        sum(row[place] for row, base in zip(table, basis, strict=True) if base < 0)
        for place in range(width + slacks + 1)
    ]
    return minimised(table, basis, goal)


def minimised(table: list[list[int]], basis: list[int], goal: list[int]) -> bool:
    """Pivot until the artificial values cannot shrink; rows keep whole numbers over one divisor (Edmonds)."""
    divisor = 1
    while goal[-1] > 0:
        entering = next((place for place in range(len(goal) - 1) if goal[place] > 0), None)
        if entering is None:
            return False
        leaving = None
        for number, row in enumerate(table):
            if row[entering] <= 0:
                continue
            if leaving is None:
                leaving = number
                continue
            order = row[-1] * table[leaving][entering] - table[leaving][-1] * row[entering]
            if order < 0 or (order == 0 and basis[number] < basis[leaving]):
                leaving = number
        if leaving is None:
            return False
        pivot_row, pivot = table[leaving], table[leaving][entering]
        for row in [*(row for row in table if row is not pivot_row), goal]:
            factor = row[entering]
            row[:] = [(pivot * cell - factor * other) // divisor for cell, other in zip(row, pivot_row, strict=True)]
        divisor, basis[leaving] = pivot, entering
    return True
