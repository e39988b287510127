"""From positions to references: the rounds that readers check, and the reason for each refusal."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from generator.ipm.constraints import Bundle, Constraints, positions
from generator.ipm.decision import LEGIBLE, READABLE, Outcome, Reason, Refusal, Round
from generator.ipm.election import Alike, Election


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
                payments=readable(election, step.paid, step.scale, nothing=False),
                wallets=readable(election, step.wallets, step.scale),
                tied=tuple(names[member] for member in step.tied),
                remaining=remaining,
            )
        )
    return tuple(told)


def readable(election: Election, wallets: Sequence[int], scale: int, *, nothing: bool = True) -> dict[str, Fraction]:
    """Return amounts by voter, those of nothing too unless told otherwise; none for a crowd."""
    if not wallets or len(wallets) > READABLE or scale.bit_length() > LEGIBLE:
        return {}
    pairs = zip(election.voters, wallets, strict=True)
    return {voter: Fraction(wallet, scale) for voter, wallet in pairs if wallet or nothing}


def refusals(constraints: Constraints, outcome: Outcome, retained: int, *, wallets: bool) -> tuple[Refusal, ...]:
    """Return why each other request is not retained, in the order of references."""
    election = constraints.election
    remaining = election.envelope - election.total_cost(positions(retained))
    every = (1 << len(election.references)) - 1
    paying = outcome if wallets else None
    return tuple(
        [refusal(constraints, request, retained, remaining, paying) for request in positions(every & ~retained)]
    )


def refusal(
    constraints: Constraints, request: int, retained: int, remaining: Fraction, paying: Outcome | None
) -> Refusal:
    """Return why one request is not retained; its prerequisites that are already retained cost nothing."""
    bundle = constraints.bundle(request, retained)
    obstacle = None if constraints.free else constraints.obstacle(request, retained)
    needed = Fraction(bundle.cost, constraints.election.money)
    available = remaining
    if paying and paying.wallets:
        available = paying.held(supporters(bundle))
    reason, against = obstacle or (money_reason(bundle, needed <= remaining, paying is not None), ())
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


def supporters(bundle: Bundle) -> Iterable[int]:
    """Return who wants a bundle."""
    return bundle.support.voters if isinstance(bundle.support, Alike) else [voter for voter, _ in bundle.support]


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
