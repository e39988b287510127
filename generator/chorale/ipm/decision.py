"""A decision as data: rounds with prices and payments, and the reason why each other request is not retained."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal, NamedTuple

from chorale.ipm.constraints import Bundle, Constraints, bits, positions
from chorale.ipm.election import Election, Support
from chorale.ipm.model import Rule

Phase = Literal["mandatory", "floor", "shares", "completion"]
Reason = Literal["wallets", "envelope", "stopped", "exclusion", "cap", "no-points", "no-weight"]

READABLE = 48
"""Above this number of voters, rounds do not list who paid: nobody reads five thousand wallets."""

LEGIBLE = 4096
"""Nor are amounts listed whose common denominator has more bits: nobody reads a thousand digits."""


class Step(NamedTuple):
    """One purchase, by position: price is (amount, points); payments, and the wallets after them, over `scale`."""

    wanted: int
    members: tuple[int, ...]
    phase: Phase = "shares"
    price: tuple[int, int] | None = None
    payments: Sequence[int] = ()
    wallets: Sequence[int] = ()
    scale: int = 1
    tied: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a rule returns: its purchases in order, and the wallets that remain, over `scale` (none for cut rules).

    aside holds the equals that the tie order separated outside these purchases: where a ranking stopped, in a try.
    """

    steps: tuple[Step, ...]
    wallets: Sequence[int] = ()
    scale: int = 1
    aside: tuple[tuple[int, ...], ...] = ()

    @property
    def members(self) -> list[int]:
        """Return all that was bought, in order."""
        return [member for step in self.steps for member in step.members]

    @property
    def ties(self) -> tuple[tuple[int, ...], ...]:
        """Return all that the tie order separated, each once."""
        return tuple(dict.fromkeys((*(step.tied for step in self.steps if step.tied), *self.aside)))

    def held(self, support: Support) -> Fraction:
        """Return what supporters have left together, in the envelope's unit."""
        return Fraction(sum([self.wallets[voter] for voter, _ in support]), self.scale)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where a rule begins: what is already retained, what may be chosen (both as bits), and the money to spend."""

    retained: int = 0
    allowed: int
    budget: Fraction

    def after(self, election: Election, outcome: Outcome) -> "Start":
        """Return the start of what follows some purchases."""
        return replace(
            self,
            retained=self.retained | bits(outcome.members),
            budget=self.budget - election.total_cost(outcome.members),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One purchase for readers, by reference; `requests` is the bundle, prerequisites included."""

    number: int
    phase: Phase
    wanted: str
    requests: tuple[str, ...]
    cost: Fraction
    points: Fraction
    price: Fraction | None
    payments: Mapping[str, Fraction]
    wallets: Mapping[str, Fraction]
    tied: tuple[str, ...]
    remaining: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRetained:
    """Why a request is not retained: needed is its cost with missing prerequisites, available what could pay for it."""

    reference: str
    reason: Reason
    bundle: tuple[str, ...]
    needed: Fraction
    available: Fraction
    missing: Fraction
    remaining: Fraction
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorPrice:
    """What a theme's floor costs: the points lost and the requests that enter and leave because of it."""

    theme: str
    floor: Fraction
    spent: Fraction
    points_lost: Fraction
    entered: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The recommendation: references in the order of their retention, and all that is needed to check it.

    ties are the equals that the tie order separated, in the rounds or on the way: without any, it did not serve.
    frozen is what absent groups keep from being spent.
    """

    election: Election
    rule: Rule
    retained: tuple[str, ...]
    cost: Fraction
    remaining: Fraction
    rounds: tuple[Round, ...]
    refusals: tuple[NotRetained, ...]
    wallets: Mapping[str, Fraction] = field(default_factory=dict)
    floors: tuple[FloorPrice, ...] = ()
    notes: tuple[str, ...] = ()
    ties: tuple[tuple[str, ...], ...] = ()
    frozen: Fraction = Fraction(0)


def rounds(constraints: Constraints, outcome: Outcome) -> tuple[Round, ...]:
    """Return each purchase by reference, with the envelope that remains after it."""
    election, names = constraints.election, constraints.election.references
    remaining, told = election.envelope, []
    for number, step in enumerate(outcome.steps, start=1):
        cost = election.total_cost(step.members)
        remaining -= cost
        told.append(
            Round(
                number=number,
                phase=step.phase,
                wanted=names[step.wanted],
                requests=(
                    *(names[member] for member in step.members if member != step.wanted),
                    names[step.wanted],
                ),
                cost=cost,
                points=election.total_points(step.members),
                price=None if step.price is None else Fraction(*step.price),
                payments=readable(election, step.payments, step.scale, nothing=False),
                wallets=readable(election, step.wallets, step.scale),
                tied=tuple(names[member] for member in step.tied),
                remaining=remaining,
            )
        )
    return tuple(told)


def readable(
    election: Election, wallets: Sequence[int], scale: int, *, nothing: bool = True
) -> dict[str, Fraction]:
    """Return amounts by voter, those of nothing too unless told otherwise; none for a crowd."""
    if not wallets or len(wallets) > READABLE or scale.bit_length() > LEGIBLE:
        return {}
    pairs = zip(election.voters, wallets, strict=True)
    return {voter: Fraction(wallet, scale) for voter, wallet in pairs if wallet or nothing}


def refusals(
    constraints: Constraints, outcome: Outcome, retained: int, *, wallets: bool
) -> tuple[NotRetained, ...]:
    """Return why each other request is not retained, in the order of references."""
    election = constraints.election
    remaining = election.envelope - election.total_cost(positions(retained))
    every = (1 << len(election.references)) - 1
    paying = outcome if wallets else None
    return tuple(
        [
            refusal(constraints, request, retained, remaining, paying)
            for request in positions(every & ~retained)
        ]
    )


def refusal(
    constraints: Constraints,
    request: int,
    retained: int,
    remaining: Fraction,
    paying: Outcome | None,
) -> NotRetained:
    """Return why one request is not retained; its prerequisites that are already retained cost nothing."""
    bundle = constraints.bundle(request, retained)
    obstacle = None if constraints.free else constraints.obstacle(request, retained)
    needed = Fraction(bundle.cost, constraints.election.money)
    available = remaining
    if paying and paying.wallets:
        available = paying.held(bundle.support)
    weightless = any(constraints.election.followers[member] for member in bundle.members)
    reason, against = obstacle or (
        money_reason(bundle, weightless, needed <= remaining, paying is not None),
        (),
    )
    return NotRetained(
        reference=constraints.election.references[request],
        reason=reason,
        bundle=names(constraints, bundle.members),
        needed=needed,
        available=available,
        missing=max(Fraction(0), needed - available),
        remaining=remaining,
        against=against,
    )


def money_reason(bundle: Bundle, weightless: bool, fits: bool, wallets: bool) -> Reason:
    """Return what stopped a request that no constraint forbids."""
    if not bundle.support:
        return "no-weight" if weightless else "no-points"
    if wallets:
        return "wallets"
    return "stopped" if fits else "envelope"


def names(constraints: Constraints, members: Iterable[int]) -> tuple[str, ...]:
    """Return references for positions."""
    return tuple(constraints.election.references[member] for member in members)
