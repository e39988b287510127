"""Checks on the IPM: requests that stand together, ballots that sum to 100, dates in order."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from generator.content.load import GROUPS, Loaded
from generator.content.problems import Problem, did_you_mean
from generator.ipm.model import Ballot, ChangeRequest, Cycle

TOTAL = 100
MOST_INDISPENSABLE = 2


def groups(loaded: Loaded) -> Iterator[Problem]:
    """Each group has one key and a weight."""
    if loaded.community is None:
        return
    count = Counter(group.key for group in loaded.community.groups)
    for index, group in enumerate(loaded.community.groups):
        if count[group.key] > 1:
            yield Problem(loaded.at(GROUPS, index, "key"), f"groupe « {group.key} » écrit {count[group.key]} fois", "en retirer un", "groupe")  # fmt: skip
        if group.weight <= 0:
            yield Problem(loaded.at(GROUPS, index, "weight"), "poids nul", "un poids positif", "groupe")


def cycles(loaded: Loaded) -> Iterator[Problem]:
    """Each cycle's own file: dates in order, an envelope, themes that exist."""
    for cycle in loaded.community.cycles if loaded.community else ():
        dates = cycle.milestones
        if not dates.opens < dates.closes:
            yield Problem(loaded.at(cycle.path, "milestones", "closes"), "la clôture précède l'ouverture", "corriger « opens » ou « closes »", "jalons")  # fmt: skip
        if dates.arbitration < dates.closes.date():
            yield Problem(loaded.at(cycle.path, "milestones", "arbitration"), "l'arbitrage précède la clôture", "corriger « arbitration » ou « closes »", "jalons")  # fmt: skip
        if cycle.envelope.amount <= 0:
            yield Problem(loaded.at(cycle.path, "envelope", "amount"), "enveloppe nulle", "un montant positif", "enveloppe")  # fmt: skip
        for theme in cycle.rule.bounds:
            if theme not in cycle.themes:
                yield Problem(loaded.at_key(cycle.path, "rule", "bounds", theme), f"thème inconnu « {theme} »", did_you_mean(theme, cycle.themes), "theme")  # fmt: skip
        for index, name in enumerate(cycle.rule.tie_break):
            if name in cycle.rule.tie_break[:index]:
                yield Problem(loaded.at(cycle.path, "rule", "tie_break", index), f"départage « {name} » écrit deux fois", "en retirer un", "regle")  # fmt: skip
        yield from _mandatory(loaded, cycle)


def _mandatory(loaded: Loaded, cycle: Cycle) -> Iterator[Problem]:
    total = sum(request.cost.estimate for request in cycle.requests if request.mandatory)
    if total > cycle.envelope.amount:
        yield Problem(loaded.at(cycle.path, "envelope", "amount"), f"les demandes obligatoires coûtent {float(total):g}, plus que l'enveloppe", code="enveloppe")  # fmt: skip


def requests(loaded: Loaded) -> Iterator[Problem]:
    """Each request has a reference of its own, a known theme, an honest cost, and links that can be kept."""
    for cycle in loaded.community.cycles if loaded.community else ():
        path = _beside(cycle, "requests.yml")
        known = {request.reference: request for request in cycle.requests}
        count = Counter(request.reference for request in cycle.requests)
        for index, request in enumerate(cycle.requests):
            name = request.reference
            if count[name] > 1:
                yield Problem(loaded.at(path, index, "reference"), f"référence « {name} » écrite {count[name]} fois", "en changer une", "reference")  # fmt: skip
            if request.theme not in cycle.themes:
                yield Problem(loaded.at(path, index, "theme"), f"thème inconnu « {request.theme} »", did_you_mean(request.theme, cycle.themes), "theme")  # fmt: skip
            yield from _cost(loaded, path, index, request)
            yield from _links(loaded, path, index, request, known)
        yield from _circles(loaded, path, known)


def _cost(loaded: Loaded, path: str, index: int, request: ChangeRequest) -> Iterator[Problem]:
    cost = request.cost
    if cost.low is not None and cost.low > cost.estimate:
        yield Problem(loaded.at(path, index, "cost", "low"), f"{request.reference} : la borne basse dépasse l'estimation", code="cout")  # fmt: skip
    if cost.high is not None and cost.high < cost.estimate:
        yield Problem(loaded.at(path, index, "cost", "high"), f"{request.reference} : la borne haute est sous l'estimation", code="cout")  # fmt: skip


def _links(
    loaded: Loaded, path: str, index: int, request: ChangeRequest, known: Mapping[str, ChangeRequest]
) -> Iterator[Problem]:
    for key, words in (("requires", "se demande elle-même"), ("excludes", "s'exclut elle-même")):
        for position, other in enumerate(getattr(request, key)):
            place = loaded.at(path, index, key, position)
            if other == request.reference:
                yield Problem(place, f"{request.reference} {words}", "retirer cette référence", "lien")
            elif other not in known:
                yield Problem(place, f"demande inconnue « {other} »", did_you_mean(other, known), "reference")
    for other in sorted(set(request.requires) & set(request.excludes)):
        place = loaded.at(path, index, "excludes")
        yield Problem(place, f"{request.reference} demande et exclut {other}", "retirer l'un des deux", "lien")


def _circles(loaded: Loaded, path: str, known: Mapping[str, ChangeRequest]) -> Iterator[Problem]:
    """Name each circle of prerequisites once, at its first request."""
    told: set[str] = set()
    for index, name in enumerate(known):
        circle = _circle(name, known)
        if circle and not told & set(circle):
            told |= set(circle)
            place = loaded.at(path, index, "requires")
            words = " → ".join((*circle, circle[0]))
            yield Problem(place, f"prérequis en cercle : {words}", "retirer l'un de ces prérequis", "lien")


def _circle(start: str, known: Mapping[str, ChangeRequest]) -> tuple[str, ...]:
    """Return the shortest way from a request back to itself through its prerequisites, or nothing."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    for way in ways:
        for other in known[way[-1]].requires:
            if other == start and len(way) > 1:
                return way
            if other in known and other not in seen and other != start:
                seen.add(other)
                ways.append((*way, other))
    return ()


def ballots(loaded: Loaded) -> Iterator[Problem]:
    """Each ballot is a known group's, stands in its file, names known requests and sums to 100."""
    for cycle in loaded.community.cycles if loaded.community else ():
        known = {request.reference for request in cycle.requests}
        keys = {group.key for group in cycle.groups}
        for ballot, path in _ballot_paths(loaded, cycle):
            if ballot.group not in keys:
                yield Problem(loaded.at(path, "group"), f"groupe inconnu « {ballot.group} »", did_you_mean(ballot.group, keys), "groupe")  # fmt: skip
            elif PurePosixPath(path).stem != ballot.group:
                yield Problem(loaded.at(path, "group"), f"bulletin de « {ballot.group} » dans « {PurePosixPath(path).name} »", f"renommer le fichier « {ballot.group}.yml »", "groupe")  # fmt: skip
            yield from _points(loaded, path, ballot, known)
            yield from _flags(loaded, path, ballot, known)


def _ballot_paths(loaded: Loaded, cycle: Cycle) -> Iterator[tuple[Ballot, str]]:
    """Pair each ballot with its file: both stand in the folder's order."""
    prefix = _beside(cycle, "ballots/")
    paths = [path for path in loaded.origins if path.startswith(prefix) and path not in loaded.broken]
    yield from zip(cycle.ballots, sorted(paths), strict=True)


def _points(loaded: Loaded, path: str, ballot: Ballot, known: set[str]) -> Iterator[Problem]:
    for reference, points in ballot.points.items():
        if reference not in known:
            yield Problem(loaded.at_key(path, "points", reference), f"demande inconnue « {reference} »", did_you_mean(reference, known), "reference")  # fmt: skip
        if points < 0:
            yield Problem(loaded.at(path, "points", reference), f"{reference} : {points} points", "zéro au moins ; une opposition s'écrit dans « opposition »", "points")  # fmt: skip
    total = sum(ballot.points.values())
    if total != TOTAL:
        gap = f"en ajouter {TOTAL - total}" if total < TOTAL else f"en retirer {total - TOTAL}"
        yield Problem(loaded.at_key(path, "points"), f"{total} points en tout au lieu de {TOTAL}", gap, "points")


def _flags(loaded: Loaded, path: str, ballot: Ballot, known: set[str]) -> Iterator[Problem]:
    if len(ballot.indispensable) > MOST_INDISPENSABLE:
        yield Problem(loaded.at(path, "indispensable", MOST_INDISPENSABLE), f"{len(ballot.indispensable)} demandes indispensables", f"{MOST_INDISPENSABLE} au plus", "points")  # fmt: skip
    for index, reference in enumerate(ballot.indispensable):
        if reference not in known:
            yield Problem(loaded.at(path, "indispensable", index), f"demande inconnue « {reference} »", did_you_mean(reference, known), "reference")  # fmt: skip
        if reference in ballot.opposition:
            yield Problem(loaded.at_key(path, "opposition", reference), f"{reference} à la fois indispensable et refusée", "retirer l'un des deux", "points")  # fmt: skip
    for key in ("opposition", "comments"):
        for reference in getattr(ballot, key):
            if reference not in known:
                yield Problem(loaded.at_key(path, key, reference), f"demande inconnue « {reference} »", did_you_mean(reference, known), "reference")  # fmt: skip


def arbitration(loaded: Loaded) -> Iterator[Problem]:
    """The human decision names known requests, once, and never says two things of one request."""
    for cycle in loaded.community.cycles if loaded.community else ():
        meeting, path = cycle.arbitration, _beside(cycle, "arbitration.yml")
        if meeting is None:
            continue
        known = {request.reference for request in cycle.requests}
        for index, reference in enumerate(meeting.retained):
            if reference not in known:
                yield Problem(loaded.at(path, "retained", index), f"demande inconnue « {reference} »", did_you_mean(reference, known), "reference")  # fmt: skip
            elif reference in meeting.retained[:index]:
                yield Problem(loaded.at(path, "retained", index), f"« {reference} » retenue deux fois", "en retirer une", "reference")  # fmt: skip
        for reference, deviation in meeting.deviations.items():
            if reference not in known:
                yield Problem(loaded.at_key(path, "deviations", reference), f"demande inconnue « {reference} »", did_you_mean(reference, known), "reference")  # fmt: skip
            elif (deviation.decision == "retained") != (reference in meeting.retained):
                yield Problem(loaded.at(path, "deviations", reference, "decision"), f"« {reference} » : l'écart et la liste « retained » se contredisent", "accorder les deux", "arbitrage")  # fmt: skip


def _beside(cycle: Cycle, name: str) -> str:
    return cycle.path.removesuffix("cycle.yml") + name


CHECKS = (groups, cycles, requests, ballots, arbitration)
