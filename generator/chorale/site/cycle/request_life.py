"""Life of a request from cycle to cycle: taken up, ranked, decided, promised, delivered, taken up again."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from chorale.content import addresses
from chorale.content.collected import CollectedRequest, taking
from chorale.content.fingerprints import meeting_day, settled
from chorale.content.follow_up import collected_before, continued, taken_up, unit_of
from chorale.content.model import Community
from chorale.french import dates, phrases
from chorale.ipm.decided import Decided
from chorale.ipm.model import ChangeRequest, Cycle
from chorale.site.cycle.view import FATES, RequestRow

day = partial(dates.day, weekday=False)


@dataclass(frozen=True, kw_only=True)
class LifeStep:
    """Something that happened to a request, or will; path is the page that tells more, if another one does."""

    when: str
    what: str
    path: str = ""
    coming: bool = False


def life(community: Community, decided: Decided, line: RequestRow) -> list[LifeStep]:
    """Return what happened to a request, oldest first, in its cycle and in those that it links."""
    before = list(_before(community, line.request))
    after = taken_up(community, decided.cycle, line.request)
    return [
        *reversed(before),
        *_here(decided, line),
        *(_elsewhere(community, *one, "Reprise") for one in after),
    ]


def _before(community: Community, request: ChangeRequest) -> Iterator[LifeStep]:
    """Yield what came before a request, the latest first, to the day when it was collected."""
    seen: set[str] = set()
    while request.continues not in seen and (found := continued(community, request)):
        seen.add(request.continues)
        cycle, request = found
        yield _elsewhere(community, cycle, request, fate(community, cycle, request))
    if first := collected_before(community, request):
        yield from reversed([*_collected(first, addresses.page(first))])


def life_of_collected(community: Community, found: CollectedRequest) -> list[LifeStep]:
    """Return what happened to a collected request, oldest first, in each cycle that took it up one after the other."""
    steps, name, seen = list(_collected(found)), found.name, set[str]()
    while name not in seen and (taken := next(taking(community.cycles, name), None)):
        seen.add(name)
        cycle, request = taken
        steps.append(_elsewhere(community, cycle, request, fate(community, cycle, request)))
        name = f"{cycle.slug}/{request.reference}"
    return steps


def _collected(found: CollectedRequest, path: str = "") -> Iterator[LifeStep]:
    origin = f" ({found.origin})" if found.origin else ""
    yield LifeStep(when=day(found.received), what=f"Recueillie{origin}", path=path)
    for said in sorted(found.discussions, key=lambda one: one.date):
        yield LifeStep(when=day(said.date), what=said.said)
    if found.closed:
        yield LifeStep(when=day(found.closed.date), what=f"Close\u00a0: {found.closed.reason}")


def fate(community: Community, cycle: Cycle, request: ChangeRequest) -> str:
    """Say what a meeting that is held made of a request."""
    if cycle.arbitration is None or not settled(cycle, community.today):
        return "Présentée"
    if request.reference in cycle.arbitration.retained:
        return "Retenue"
    said = cycle.arbitration.deviations.get(request.reference)
    return FATES[said.decision if said else "refused"].capitalize()


def _elsewhere(community: Community, cycle: Cycle, request: ChangeRequest, what: str) -> LifeStep:
    own = addresses.part(cycle, addresses.request_part(request.reference))
    told = own in addresses.decision_parts(cycle, community.today)
    at = cycle.milestones.synthesis if what in ("Présentée", "Reprise") else meeting_day(cycle)
    coming = at > community.today
    said = "À présenter" if coming and what == "Présentée" else what
    return LifeStep(
        when=day(at),
        what=f"{said} au cycle {cycle.number}\u00a0: {request.reference} {request.title}",
        path=own if told else addresses.page(cycle),
        coming=coming,
    )


def _here(decided: Decided, line: RequestRow) -> Iterator[LifeStep]:
    when, unit = decided.cycle.milestones, unit_of(decided.cycle)
    yield LifeStep(
        when=day(when.synthesis), what=f"Présentée en synthèse du cycle {decided.cycle.number}"
    )
    told = "Recommandée par le calcul" if line.recommended else "Non recommandée par le calcul"
    yield LifeStep(when=day(when.closes.date()), what=f"{told}, à la clôture des réponses")
    if decided.arbitration is None:
        return
    part = " en partie" if line.departure and line.departure.reduced else ""
    said = f"{FATES[line.fate].capitalize()}{part} à l'arbitrage"
    yield LifeStep(when=day(decided.arbitration.date), what=said)
    if (found := line.request.outcome) is None:
        return
    if found.planned:
        yield LifeStep(when="Promise", what=phrases.capital(found.planned))
    if found.delivered:
        cost = f", coût réel {unit.amount(found.cost)}" if found.cost is not None else ""
        yield LifeStep(when=day(found.delivered), what=f"Livrée{cost}")
