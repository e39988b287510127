"""Constraints that cannot be kept: those that clash, and what they forbid for good without anyone having said so."""

from collections.abc import Iterator
from fractions import Fraction

from chorale.ipm.constraints import Constraints, bits, positions
from chorale.ipm.infeasible import (
    Clash,
    DeadEnd,
    ExcludedPrerequisite,
    FloorAboveCap,
    FloorAboveRequests,
    FloorOutOfReach,
    FloorsAboveEnvelope,
    MandatoryAboveCap,
    MandatoryAboveEnvelope,
    MandatoryExclusion,
    PrerequisiteAboveCap,
)

MOST_SUMS = 1 << 22
"""Sums of costs are looked at one by one up to this amount, in units of account."""


def clashes(constraints: Constraints) -> tuple[Clash, ...]:
    """Return each reason why no set of requests can satisfy the constraints; empty when one can."""
    election = constraints.election
    if not election.mandatory and not election.bounds:
        return ()
    return tuple(found_clashes(constraints))


def found_clashes(constraints: Constraints) -> Iterator[Clash]:
    """Yield what clashes: in the envelope, between requests, in each theme, then between the themes."""
    election, mandatory = constraints.election, constraints.mandatory()
    names = election.references
    cost = election.total_cost(positions(mandatory))
    if cost > election.envelope:
        references = tuple(names[member] for member in positions(mandatory))
        yield MandatoryAboveEnvelope(references=references, cost=cost, envelope=election.envelope)
    for first, second in sorted(election.excludes):
        if mandatory >> first & 1 and mandatory >> second & 1:
            yield MandatoryExclusion(first=names[first], second=names[second])
    for theme in sorted(election.bounds):
        yield from theme_clashes(constraints, theme)
    yield from floor_clashes(constraints)


def theme_clashes(constraints: Constraints, theme: str) -> Iterator[Clash]:
    """Yield what makes a theme's floor and cap impossible."""
    election, bounds = constraints.election, constraints.election.bounds[theme]
    members = constraints.theme(theme)
    if bounds.cap is not None:
        forced = election.total_cost(positions(constraints.mandatory() & members))
        if forced > bounds.cap:
            yield MandatoryAboveCap(theme=theme, cost=forced, cap=bounds.cap)
        if bounds.floor is not None and bounds.floor > bounds.cap:
            yield FloorAboveCap(theme=theme, floor=bounds.floor, cap=bounds.cap)
    total = election.total_cost(positions(members))
    if bounds.floor is not None and bounds.floor > total:
        yield FloorAboveRequests(theme=theme, floor=bounds.floor, cost=total)


def floor_clashes(constraints: Constraints) -> Iterator[Clash]:
    """Yield whether the floors of all themes, and what is mandatory outside them, leave the envelope short."""
    election = constraints.election
    floors = {
        theme: bounds.floor for theme, bounds in sorted(election.bounds.items()) if bounds.floor
    }
    inside = bits(member for theme in floors for member in positions(constraints.theme(theme)))
    outside = election.total_cost(positions(constraints.mandatory() & ~inside))
    promised = sum(floors.values(), Fraction(0))
    if floors and promised + outside > election.envelope:
        yield FloorsAboveEnvelope(
            themes=tuple(floors), floors=promised, outside=outside, envelope=election.envelope
        )


def dead_ends(constraints: Constraints) -> Iterator[DeadEnd]:
    """Yield what the constraints forbid whatever the answers; with answers, what they forbid given them."""
    for theme, bounds in sorted(constraints.election.bounds.items()):
        if bounds.floor:
            yield from out_of_reach(constraints, theme, bounds.floor)
    for wanted in positions(((1 << len(constraints.costs)) - 1) & ~constraints.mandatory()):
        yield from never(constraints, wanted)


def out_of_reach(
    constraints: Constraints, theme: str, floor: Fraction
) -> Iterator[FloorOutOfReach]:
    """Yield whether no sum of the costs of a theme reaches its floor without passing its cap or the envelope."""
    election, members = constraints.election, constraints.theme(theme)
    asked = bits(
        member
        for wanted, voters in enumerate(election.followers)
        if voters
        for member in positions(constraints.closures[wanted])
    )
    wanted = members if not election.voters else members & (asked | constraints.mandatory())
    cap = election.bounds[theme].cap
    limit = int(min(election.envelope, election.envelope if cap is None else cap) * election.money)
    reach = Fraction(highest_sum(constraints, wanted, limit), election.money)
    if reach < floor:
        yield FloorOutOfReach(
            theme=theme, floor=floor, reach=reach, asked=bool(election.voters) and wanted != members
        )


def highest_sum(constraints: Constraints, members: int, limit: int) -> int:
    """Return the highest sum of some of these costs that a limit allows, what is mandatory always among them."""
    forced = constraints.cost(members & constraints.mandatory())
    others = [constraints.costs[one] for one in positions(members & ~constraints.mandatory())]
    if limit > MOST_SUMS:
        return min(limit, forced + sum(others))
    sums, within = 1 << min(forced, limit), (1 << limit + 1) - 1
    for cost in others:
        sums |= sums << cost & within
    return sums.bit_length() - 1


def never(constraints: Constraints, wanted: int) -> Iterator[DeadEnd]:
    """Yield why a request can never be retained: what it requires breaks a cap, or excludes itself."""
    names, closure = constraints.election.references, constraints.closures[wanted]
    for first, second in sorted(constraints.election.excludes):
        if closure >> first & 1 and closure >> second & 1:
            yield ExcludedPrerequisite(
                wanted=names[wanted], first=names[first], second=names[second]
            )
    for theme, members, cap in constraints.caps:
        cost = constraints.cost(closure & members)
        if cost > cap:
            yield PrerequisiteAboveCap(
                wanted=names[wanted],
                bundle=tuple(names[member] for member in positions(closure & members)),
                theme=theme,
                cost=constraints.election.in_units(cost),
                cap=constraints.election.in_units(cap),
            )
