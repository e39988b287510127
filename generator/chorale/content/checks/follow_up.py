"""Checks on criteria and on what became of requests: levels from 1 to 5; only what was retained has a life after."""

from collections.abc import Iterator
from datetime import date

from chorale.content.checks.cycles import beside, cost_faults
from chorale.content.collected import CollectedRequest, taking
from chorale.content.follow_up import HIGHEST, LEVELS
from chorale.content.load import Loaded
from chorale.content.problems import Problem
from chorale.french.suggestions import did_you_mean
from chorale.ipm.model import ChangeRequest, Cycle, FollowUp


def follow_up(loaded: Loaded) -> Iterator[Problem]:
    """Each criterion has a level, each outcome is that of a retained request, after the meeting and not to come."""
    for cycle in loaded.community.cycles if loaded.community else ():
        for index, request in enumerate(cycle.requests):
            yield from _criteria(loaded, cycle, index, request)
            yield from _continued(loaded, cycle, index, request)
            if request.outcome is not None and loaded.community:
                today = loaded.community.today
                for keys, words, advice in _outcome(cycle, request, request.outcome):
                    place = loaded.at(beside(cycle, ChangeRequest), index, "outcome", *keys)
                    yield Problem(place, f"{request.reference} : {words}", advice, "suite")
                yield from _early(loaded, cycle, index, today)


def _criteria(
    loaded: Loaded, cycle: Cycle, index: int, request: ChangeRequest
) -> Iterator[Problem]:
    for name, word in LEVELS.items():
        level = getattr(request.criteria, name, None)
        if level is not None and not 1 <= level <= HIGHEST:
            yield Problem(
                loaded.at(beside(cycle, ChangeRequest), index, "criteria", name),
                f"{request.reference} : {word} de {level}",
                f"de 1 à {HIGHEST}",
                "critere",
            )


def _continued(
    loaded: Loaded, cycle: Cycle, index: int, request: ChangeRequest
) -> Iterator[Problem]:
    """Tell a request that takes up another which does not exist, or is of no earlier cycle."""
    if not request.continues or loaded.community is None:
        return
    before = (one for one in loaded.community.cycles if one.number < cycle.number)
    known = [f"{one.slug}/{other.reference}" for one in before for other in one.requests]
    known += [one.name for one in loaded.community.collected]
    if request.continues not in known:
        yield Problem(
            loaded.at(beside(cycle, ChangeRequest), index, "continues"),
            f"{request.reference} : reprend « {request.continues} », qui n'est ni d'un cycle antérieur ni recueillie",
            did_you_mean(request.continues, known)
            or "écrire « cycle-N/RÉFÉRENCE », ou « requests/NOM » pour une demande recueillie",
            "suite",
        )


def _early(loaded: Loaded, cycle: Cycle, index: int, today: date) -> Iterator[Problem]:
    """Tell a delivery of a day to come: no error, for a site may be built again as of a day that is past."""
    outcome = cycle.requests[index].outcome
    if outcome and outcome.delivered and outcome.delivered > today:
        yield Problem(
            loaded.at(beside(cycle, ChangeRequest), index, "outcome", "delivered"),
            f"{cycle.requests[index].reference} : livrée un jour à venir",
            "écrire la promesse dans « planned »",
            "suite",
            "warning",
        )


def _outcome(
    cycle: Cycle, request: ChangeRequest, found: FollowUp
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield each fault: the key, what was found, what to write."""
    if found == FollowUp():
        yield (), "suite vide", "écrire « planned », « delivered » ou « cost »"
    if cycle.arbitration is None:
        yield (), "une suite avant que l'arbitrage ne soit rendu", "attendre la décision"
        return
    if request.reference not in cycle.arbitration.retained:
        yield (), "une suite, alors que la réunion ne l'a pas retenue", "retirer « outcome »"
    if found.delivered is not None and found.delivered < cycle.arbitration.date:
        yield ("delivered",), "livrée avant la réunion qui l'a retenue", "corriger la date"
    if found.cost is not None and found.cost <= 0:
        yield ("cost",), "coût réel nul", "un montant positif, ou retirer « cost »"


def collected(loaded: Loaded) -> Iterator[Problem]:
    """A collected request has a theme, an honest cost, days in order, and is closed or taken up, not both."""
    home = loaded.community
    for one in home.collected if home else ():
        if not one.theme.strip():
            yield Problem(
                loaded.at(one.path, "theme"), "thème vide", "l'écrire en quelques mots", "theme"
            )
        if one.cost:
            yield from cost_faults(loaded, one.path, one.title, one.cost, "cost")
        if home:
            yield from _to_come(loaded, one, home.today)
        for index, said in enumerate(one.discussions):
            if said.date < one.received:
                place = loaded.at(one.path, "discussions", index, "date")
                yield Problem(
                    place, "discutée avant d'être arrivée", "corriger l'une des dates", "suite"
                )
        if one.closed and one.closed.date < one.received:
            place = loaded.at(one.path, "closed", "date")
            yield Problem(place, "close avant d'être arrivée", "corriger l'une des dates", "suite")
        if (
            one.closed
            and home
            and (cycle := next((c for c, _ in taking(home.cycles, one.name)), None))
        ):
            place, words = (
                loaded.at(one.path, "closed"),
                f"close, alors que le cycle {cycle.number} la reprend",
            )
            yield Problem(place, words, "retirer « closed »", "suite")


def _to_come(loaded: Loaded, one: CollectedRequest, today: date) -> Iterator[Problem]:
    """Tell what is said to have happened on a day to come."""
    days = [
        (("received",), one.received),
        *((("discussions", rank, "date"), said.date) for rank, said in enumerate(one.discussions)),
        *([(("closed", "date"), one.closed.date)] if one.closed else ()),
    ]
    for keys, day in days:
        if day > today:
            place = loaded.at(one.path, *keys)
            yield Problem(place, f"le {day} est à venir", "corriger la date", "suite", "warning")


CHECKS = (follow_up, collected)
