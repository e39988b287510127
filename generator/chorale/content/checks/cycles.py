"""Checks on a decision cycle: dates in order, envelope, costs, prerequisites and exclusions."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction

from chorale.content import age_keys
from chorale.content.checks.names import CalledThing, numbered, same_names, themes
from chorale.content.kinds import kind_of
from chorale.content.load import Loaded
from chorale.content.problems import Problem
from chorale.french import amounts
from chorale.french.suggestions import did_you_mean, slug
from chorale.ipm.model import ChangeRequest, Cost, Cycle, Group, SealKey

LONGEST_MONTHS = 120
FILE_NAME = re.compile(r'[^./\\<>:"|?*\x00-\x1f\x7f~][^/\\<>:"|?*\x00-\x1f\x7f]{0,99}')
"""A group's key names the file of its ballot, on every system."""


def groups(loaded: Loaded) -> Iterator[Problem]:
    """Each group has one key and a weight."""
    if loaded.community is None:
        return
    path = kind_of(Group).files.text
    count = Counter(group.key for group in loaded.community.groups)
    firsts = {group.key.casefold(): group.key for group in reversed(loaded.community.groups)}
    for index, group in enumerate(loaded.community.groups):
        if not FILE_NAME.fullmatch(group.key):
            yield Problem(
                loaded.at(path, index, "key"),
                f"clé de groupe « {group.key[:40]} », qui doit nommer un fichier (ballots/GROUPE.yml)",
                f"écrire « {slug(group.key[:60]) or 'groupe-1'} »",
                "groupe",
            )
        elif (first := firsts[group.key.casefold()]) != group.key:
            yield Problem(
                loaded.at(path, index, "key"),
                f"clé de groupe « {group.key} », qui ne diffère de « {first} » que par ses capitales",
                "en changer",
                "groupe",
            )
        if count[group.key] > 1:
            yield Problem(
                loaded.at(path, index, "key"),
                f"groupe « {group.key} » écrit {count[group.key]} fois",
                "en retirer un",
                "groupe",
            )
        if group.weight <= 0:
            yield Problem(
                loaded.at(path, index, "weight"), "poids nul", "un poids positif", "groupe"
            )
    known = [CalledThing(group.key, group.name) for group in loaded.community.groups]
    why = "invitations et pages les distinguent par leur nom"
    yield from same_names("groupe", known, lambda rank: loaded.at(path, rank, "name"), why)


def cycles(loaded: Loaded) -> Iterator[Problem]:
    """Each cycle's own file: dates in order, an envelope, a rule that decides, themes that exist."""
    for cycle in loaded.community.cycles if loaded.community else ():
        yield from _milestones(loaded, cycle)
        yield from numbered(loaded, cycle)
        yield from themes(loaded, cycle)
        if cycle.envelope.amount <= 0:
            yield Problem(
                loaded.at(cycle.path, "envelope", "amount"),
                "enveloppe nulle",
                "un montant positif",
                "enveloppe",
            )
        yield from _rule(loaded, cycle)
        if not 1 <= cycle.retention_months <= LONGEST_MONTHS:
            yield Problem(
                loaded.at(cycle.path, "retention_months"),
                f"durée de conservation de {cycle.retention_months} mois",
                f"de 1 à {LONGEST_MONTHS} mois",
                "cycle",
            )
        yield from _mandatory(loaded, cycle)


def _milestones(loaded: Loaded, cycle: Cycle) -> Iterator[Problem]:
    dates = cycle.milestones
    if not dates.opens < dates.closes:
        yield Problem(
            loaded.at(cycle.path, "milestones", "closes"),
            "la clôture précède l'ouverture",
            "corriger « opens » ou « closes »",
            "jalons",
        )
    if dates.arbitration < dates.closes.date():
        yield Problem(
            loaded.at(cycle.path, "milestones", "arbitration"),
            "l'arbitrage précède la clôture",
            "corriger « arbitration » ou « closes »",
            "jalons",
        )


def _rule(loaded: Loaded, cycle: Cycle) -> Iterator[Problem]:
    for theme in cycle.rule.bounds:
        if theme not in cycle.themes:
            yield Problem(
                loaded.at_key(cycle.path, "rule", "bounds", theme),
                f"thème inconnu « {theme} »",
                did_you_mean(theme, cycle.themes),
                "theme",
            )
    for index, name in enumerate(cycle.rule.tie_break):
        if name in cycle.rule.tie_break[:index]:
            yield Problem(
                loaded.at(cycle.path, "rule", "tie_break", index),
                f"départage « {name} » écrit deux fois",
                "en retirer un",
                "regle",
            )


def _mandatory(loaded: Loaded, cycle: Cycle) -> Iterator[Problem]:
    costs = [request.cost.estimate for request in cycle.requests if request.mandatory]
    total, envelope = sum(costs, Fraction()), cycle.envelope.amount
    unit = amounts.unit(cycle.envelope.unit, (*costs, envelope))
    if total > envelope:
        yield Problem(
            loaded.at(cycle.path, "envelope", "amount"),
            f"les demandes obligatoires coûtent {unit.amount(total)}, "
            f"{unit.figure(total - envelope)} de plus que l'enveloppe de {unit.figure(envelope)}",
            "en rendre une facultative, ou revoir l'enveloppe",
            "enveloppe",
        )


def keys(loaded: Loaded) -> Iterator[Problem]:
    """Each key is readable and sound; the same one twice would be one person's."""
    for cycle in loaded.community.cycles if loaded.community else ():
        count = Counter(key.recipient for key in cycle.seals)
        for index, key in enumerate(cycle.seals):
            place = loaded.at(beside(cycle, SealKey), index, "recipient")
            if told := age_keys.fault(key.recipient):
                yield Problem(place, told, "la recopier entière, ou créer une autre clé", "cle")
            elif count[key.recipient] > 1:
                yield Problem(place, "deux fois la même clé", "chaque personne a la sienne", "cle")


def requests(loaded: Loaded) -> Iterator[Problem]:
    """Each request has a reference of its own, a known theme, an honest cost, and links that can be kept."""
    for cycle in loaded.community.cycles if loaded.community else ():
        path = beside(cycle, ChangeRequest)
        known = {request.reference: request for request in cycle.requests}
        count = Counter(request.reference for request in cycle.requests)
        places = {slug(name): name for name in reversed(known)}
        titles = {slug(one.title): one.reference for one in reversed(cycle.requests)}
        for index, request in enumerate(cycle.requests):
            name = request.reference
            if count[name] > 1:
                yield Problem(
                    loaded.at(path, index, "reference"),
                    f"référence « {name} » écrite {count[name]} fois",
                    "en changer une",
                    "reference",
                )
            elif (first := places[slug(name)]) != name or not slug(name):
                said = (
                    f"qui ne diffère de « {first} » que par ses signes"
                    if slug(name)
                    else "sans lettre ni chiffre"
                )
                place = loaded.at(path, index, "reference")
                yield Problem(place, f"référence « {name} », {said}", "en changer", "reference")
            if (namesake := titles[slug(request.title)]) != name and slug(request.title):
                place, told = loaded.at(path, index, "title"), f"même titre que {namesake}"
                yield Problem(place, told, "les distinguer", "reference", "warning")
            if request.theme not in cycle.themes:
                yield Problem(
                    loaded.at(path, index, "theme"),
                    f"thème inconnu « {request.theme} »",
                    did_you_mean(request.theme, cycle.themes),
                    "theme",
                )
            yield from cost_faults(loaded, path, name, request.cost, index, "cost")
            yield from _links(loaded, path, index, request, known)
        yield from _circles(loaded, path, known)


def cost_faults(
    loaded: Loaded, path: str, name: str, cost: Cost, *keys: str | int
) -> Iterator[Problem]:
    """Yield what is wrong in the bounds of a cost, which stand under these keys."""
    if cost.low is not None and cost.low > cost.estimate:
        yield Problem(
            loaded.at(path, *keys, "low"),
            f"{name} : la borne basse dépasse l'estimation",
            "écrire l'estimation, ou moins",
            "cout",
        )
    if cost.high is not None and cost.high < cost.estimate:
        yield Problem(
            loaded.at(path, *keys, "high"),
            f"{name} : la borne haute est sous l'estimation",
            "écrire l'estimation, ou plus",
            "cout",
        )


def _links(
    loaded: Loaded,
    path: str,
    index: int,
    request: ChangeRequest,
    known: Mapping[str, ChangeRequest],
) -> Iterator[Problem]:
    for key, words in (
        ("requires", "se demande elle-même"),
        ("excludes", "s'exclut elle-même"),
    ):
        for position, other in enumerate(getattr(request, key)):
            place = loaded.at(path, index, key, position)
            if other == request.reference:
                yield Problem(
                    place, f"{request.reference} {words}", "retirer cette référence", "lien"
                )
            elif other not in known:
                yield Problem(
                    place,
                    f"demande inconnue « {other} »",
                    did_you_mean(other, known),
                    "reference",
                )
    for other in sorted(set(request.requires) & set(request.excludes)):
        place = loaded.at(path, index, "excludes")
        yield Problem(
            place,
            f"{request.reference} demande et exclut {other}",
            "retirer l'un des deux",
            "lien",
        )


def _circles(loaded: Loaded, path: str, known: Mapping[str, ChangeRequest]) -> Iterator[Problem]:
    """Name each circle of prerequisites once, at its first request."""
    told: set[str] = set()
    for index, name in enumerate(known):
        circle = _circle(name, known)
        if circle and not told & set(circle):
            told |= set(circle)
            place = loaded.at(path, index, "requires")
            words = " → ".join((*circle, circle[0]))
            yield Problem(
                place, f"prérequis en cercle : {words}", "retirer l'un de ces prérequis", "lien"
            )


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


def references(loaded: Loaded, cycle: Cycle) -> set[str] | None:
    """Return the references that requests.yml writes, even when something else in it is wrong; None if unreadable."""
    origin = loaded.origins.get(beside(cycle, ChangeRequest))
    if origin is None or origin.node is None:
        return None
    pairs = (pair for request in origin.node.value for pair in getattr(request, "value", ()))
    return {value.value for key, value in pairs if key.value == "reference"}


def beside(cycle: Cycle, type_: type) -> str:
    """Return the path of another file of a cycle's folder, by what it holds."""
    return kind_of(type_).files.path(cycle=cycle.slug)


CHECKS = (groups, cycles, keys, requests)
