"""Why no decision or no audit is possible, as facts: constraints that clash, what they forbid for good, limits."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from chorale.ipm.constraints import Constraints, bits, positions

MOST_VOTERS = 12
"""The audit looks at every coalition: it is for groups, not for crowds."""


@dataclass(frozen=True, kw_only=True)
class MandatoryAboveEnvelope:
    """The mandatory requests, with all that they require, cost more than there is."""

    references: tuple[str, ...]
    cost: Fraction
    envelope: Fraction


@dataclass(frozen=True, kw_only=True)
class MandatoryExclusion:
    """Two requests that must be retained exclude each other."""

    first: str
    second: str


@dataclass(frozen=True, kw_only=True)
class MandatoryAboveCap:
    """The mandatory requests of a theme cost more than it may receive."""

    theme: str
    cost: Fraction
    cap: Fraction


@dataclass(frozen=True, kw_only=True)
class FloorAboveCap:
    """A theme is promised more than it may receive."""

    theme: str
    floor: Fraction
    cap: Fraction


@dataclass(frozen=True, kw_only=True)
class FloorAboveRequests:
    """A theme is promised more than all its requests cost."""

    theme: str
    floor: Fraction
    cost: Fraction


@dataclass(frozen=True, kw_only=True)
class FloorsAboveEnvelope:
    """What themes are promised and what is mandatory outside them, together, is more than there is."""

    themes: tuple[str, ...]
    floors: Fraction
    outside: Fraction
    envelope: Fraction


@dataclass(frozen=True, kw_only=True)
class TooManyVoters:
    """The audit, which looks at every coalition, was asked of a crowd."""

    most: int
    voters: int


@dataclass(frozen=True, kw_only=True)
class FloorOutOfReach:
    """No set of a theme's requests (once there are answers, of those asked for) costs what it is promised."""

    theme: str
    floor: Fraction
    reach: Fraction
    asked: bool


@dataclass(frozen=True, kw_only=True)
class PrerequisiteAboveCap:
    """A request brings more, with what it requires, than a theme may receive: it can never be retained."""

    wanted: str
    bundle: tuple[str, ...]
    theme: str
    cost: Fraction
    cap: Fraction


@dataclass(frozen=True, kw_only=True)
class ExcludedPrerequisite:
    """A request requires two that exclude each other: it can never be retained."""

    wanted: str
    first: str
    second: str


Clash = (
    MandatoryAboveEnvelope
    | MandatoryExclusion
    | MandatoryAboveCap
    | FloorAboveCap
    | FloorAboveRequests
    | FloorsAboveEnvelope
)
"""Constraints that no set of requests satisfies together."""

DeadEnd = FloorOutOfReach | PrerequisiteAboveCap | ExcludedPrerequisite
"""Constraints that something can never satisfy, which stop no decision."""

Cause = Clash | TooManyVoters


class Infeasible(ValueError):
    """Nothing can be decided; the causes are facts, which the printer of decisions puts into words."""

    def __init__(self, *causes: Cause) -> None:
        super().__init__(*causes)
        self.causes = causes


def for_groups(voters: int) -> None:
    """Raise Infeasible where what looks at every coalition is asked of a crowd."""
    if voters > MOST_VOTERS:
        raise Infeasible(TooManyVoters(most=MOST_VOTERS, voters=voters))


MOST_SUMS = 1 << 22
"""Sums of costs are looked at one by one up to this amount, in units of account."""


def clashes(constraints: Constraints) -> tuple[Clash, ...]:
    """Return each reason why no set of requests can satisfy the constraints; empty when one can."""
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
                cap=constraints.election.bounds[theme].cap or Fraction(0),
            )
