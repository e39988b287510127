"""What became of the retained requests, and the criteria of each, in French: promised, delivered, real cost."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

from chorale.content.collected import CollectedRequest, taking
from chorale.content.fingerprints import settled
from chorale.content.model import Community
from chorale.french import dates
from chorale.french.amounts import Unit, unit
from chorale.french.phrases import NO_BREAK, agreed, listing, plural
from chorale.ipm.arbitration import Arbitration
from chorale.ipm.model import ChangeRequest, Cost, Criteria, Cycle, FollowUp

HIGHEST = 5
LEVELS = {"value": "valeur", "urgency": "urgence", "risk": "risque à ne pas faire"}


def unit_of(cycle: Cycle) -> Unit:
    """Return the unit of a cycle, as precise as all the amounts that its files give."""
    costs = (request.cost for request in cycle.requests)
    given = [amount for cost in costs for amount in (cost.estimate, cost.low, cost.high)]
    given += [amount for one in cycle.rule.bounds.values() for amount in (one.floor, one.cap)]
    given += [request.outcome.cost for request in cycle.requests if request.outcome]
    given += [cycle.envelope.amount, *_decided(cycle.arbitration)]
    return unit(cycle.envelope.unit, [amount for amount in given if amount is not None])


def _decided(meeting: Arbitration | None) -> Iterator[Fraction]:
    for one in meeting.reduced.values() if meeting else ():
        yield one.cost


def as_of(cycle: Cycle, today: date) -> Cycle:
    """Return a cycle with what was known on a day: no outcome before the meeting, no delivery that is to come."""
    known = settled(cycle, today)
    requests = (
        replace(one, outcome=_known(one.outcome, today) if known else None)
        for one in cycle.requests
    )
    return replace(cycle, requests=tuple(requests))


def _known(found: FollowUp | None, today: date) -> FollowUp | None:
    if found is None or found.delivered is None or found.delivered <= today:
        return found
    return FollowUp(planned=found.planned) if found.planned else None


def continued(community: Community, request: ChangeRequest) -> tuple[Cycle, ChangeRequest] | None:
    """Return the request of an earlier cycle that this one takes up, with that cycle."""
    slug, _, reference = request.continues.partition("/")
    cycle = next((one for one in community.cycles if one.slug == slug), None)
    found = (
        next((one for one in cycle.requests if one.reference == reference), None) if cycle else None
    )
    return (cycle, found) if cycle and found else None


def taken_up(
    community: Community, cycle: Cycle, request: ChangeRequest
) -> Iterator[tuple[Cycle, ChangeRequest]]:
    """Yield the requests of later cycles that take this one up, with those cycles."""
    return taking(community.cycles, f"{cycle.slug}/{request.reference}")


def collected_before(community: Community, request: ChangeRequest) -> CollectedRequest | None:
    """Return the collected request that this one takes up."""
    return next((one for one in community.collected if one.name == request.continues), None)


def cost_words(cost: Cost, counted: Unit) -> str:
    """Say a cost with its bounds: « 60 jours-homme, entre 50 et 80 »."""
    low, high = (None if one is None else counted.figure(one) for one in (cost.low, cost.high))
    bounds = (
        f", entre {low} et {high}"
        if low and high
        else f", au moins {low}"
        if low
        else f", au plus {high}"
        if high
        else ""
    )
    return counted.amount(cost.estimate) + bounds


def criteria_words(found: Criteria) -> str:
    """Say the criteria of a request: « valeur 4 sur 5, urgence 2 sur 5, obligation réglementaire »."""
    said = [
        f"{word} {level} sur {HIGHEST}"
        for name, word in LEVELS.items()
        if (level := getattr(found, name)) is not None
    ]
    return ", ".join([*said, *(["obligation réglementaire"] if found.regulatory else [])])


def outcome_words(found: FollowUp, counted: Unit) -> str:
    """Say what became of a request: « livrée le 14 mars 2023, coût réel 66 jours-homme (prévue : juin 2023) »."""
    cost = f", coût réel {counted.amount(found.cost)}" if found.cost is not None else ""
    if found.delivered is not None:
        promised = f" (prévue{NO_BREAK}: {found.planned})" if found.planned else ""
        return f"livrée le {dates.day(found.delivered, weekday=False)}{cost}{promised}"
    return (f"prévue{NO_BREAK}: {found.planned}" if found.planned else "commencée") + cost


def summary(retained: Iterable[ChangeRequest]) -> str:
    """Say how many of the retained requests came, are promised, or wait for a date."""
    found = tuple(retained)
    delivered = sum(bool(one.outcome and one.outcome.delivered) for one in found)
    planned = sum(bool(one.outcome and not one.outcome.delivered) for one in found)
    waiting = len(found) - delivered - planned
    parts = [
        f"{count} {agreed(count, word)}"
        for count, word in ((delivered, "livrée"), (planned, "prévue"))
        if count
    ]
    parts += [f"{waiting} sans date"] if waiting else []
    return f"Sur {plural(len(found), 'demande retenue', 'demandes retenues')}{NO_BREAK}: {listing(parts)}."
