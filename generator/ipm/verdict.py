"""From positions to references: the rounds that readers check, and the reason for each refusal."""

from collections.abc import Iterable
from fractions import Fraction

from generator.ipm.constraints import Bundle, Constraints, positions
from generator.ipm.decision import Outcome, Reason, Refusal, Round

READABLE = 48
"""Above this number of voters, rounds do not list who paid: nobody reads five thousand wallets."""


def rounds(constraints: Constraints, outcome: Outcome) -> tuple[Round, ...]:
    """Return each purchase by reference, with the envelope that remains after it."""
    election, names = constraints.election, constraints.election.references
    voters = election.voters if len(election.voters) <= READABLE else ()
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
                    *(
                        names[member]
                        for member in step.members
                        if member != step.wanted
                    ),
                    names[step.wanted],
                ),
                cost=cost,
                points=election.total_points(step.members),
                price=step.price,
                payments={
                    name: paid
                    for name, paid in zip(voters, step.payments, strict=False)
                    if paid
                },
                wallets=dict(zip(voters, step.wallets, strict=False)),
                tied=tuple(names[member] for member in step.tied),
                remaining=remaining,
            )
        )
    return tuple(told)


def refusals(
    constraints: Constraints, outcome: Outcome, retained: int, *, wallets: bool
) -> tuple[Refusal, ...]:
    """Return why each other request is not retained, in the order of references."""
    election = constraints.election
    remaining = election.envelope - election.total_cost(positions(retained))
    every = (1 << len(election.references)) - 1
    return tuple(
        refusal(
            constraints,
            request,
            retained,
            remaining,
            outcome.wallets if wallets else None,
        )
        for request in positions(every & ~retained)
    )


def refusal(
    constraints: Constraints,
    request: int,
    retained: int,
    remaining: Fraction,
    wallets: tuple[Fraction, ...] | None,
) -> Refusal:
    """Return why one request is not retained; its prerequisites that are already retained cost nothing."""
    bundle = constraints.bundle(request, retained)
    obstacle = constraints.obstacle(request, retained)
    needed = Fraction(bundle.cost, constraints.election.money)
    available = (
        remaining
        if not wallets
        else sum((wallets[voter] for voter, _ in bundle.support), Fraction(0))
    )
    reason, against = obstacle or (
        money_reason(bundle, needed <= remaining, wallets is not None),
        (),
    )
    return Refusal(
        reference=constraints.election.references[request],
        reason=reason,
        bundle=names(constraints, bundle.members),
        needed=needed,
        available=available,
        missing=max(Fraction(0), needed - available),
        remaining=remaining,
        against=against,
    )


def money_reason(bundle: Bundle, fits: bool, wallets: bool) -> Reason:
    """Return what stopped a request that no constraint forbids."""
    if not bundle.support:
        return "no-points"
    if wallets:
        return "wallets"
    return "stopped" if fits else "envelope"


def names(constraints: Constraints, members: Iterable[int]) -> tuple[str, ...]:
    """Return references for positions."""
    return tuple(constraints.election.references[member] for member in members)
