"""Checks on what a cycle promises and forbids: clashes, floors out of reach, requests that can never be retained."""

from collections.abc import Iterator
from typing import assert_never

from chorale.content.checks.cycles import beside
from chorale.content.clash_sentences import clash_sentence, dead_end_sentence
from chorale.content.fingerprints import held
from chorale.content.load import Loaded
from chorale.content.problems import Problem, Source
from chorale.french.dates import day
from chorale.french.phrases import agreed, listing, number
from chorale.ipm.constraints import Constraints
from chorale.ipm.election import from_cycle
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
    clashes,
    dead_ends,
)
from chorale.ipm.model import ChangeRequest, Cycle


def constraints(loaded: Loaded) -> Iterator[Problem]:
    """Each cycle can be decided within its constraints, and keeps what it promises; once answered, with its answers."""
    if not (community := loaded.community):
        return
    for cycle in community.cycles:
        if sound(cycle):
            yield from _kept(loaded, cycle)
        if not cycle.ballots and cycle.milestones.closes.date() < community.today:
            yield _unanswered(loaded, cycle)


def sound(cycle: Cycle) -> bool:
    """Tell whether links and answers name what exists and do not deny themselves; other checks say what does not."""
    known = [request.reference for request in cycle.requests]
    linked = {other for one in cycle.requests for other in (*one.requires, *one.excludes)}
    given = {name for ballot in cycle.ballots for name in ballot.points}
    denied = any({one.reference, *one.requires} & set(one.excludes) for one in cycle.requests)
    return len(known) == len(set(known)) and linked | given <= set(known) and not denied


def _kept(loaded: Loaded, cycle: Cycle) -> Iterator[Problem]:
    read = Constraints(from_cycle(cycle), cycle.rule)
    theme = lambda key: cycle.themes.get(key, key)  # noqa: E731 - the words ask for a function
    found = list(clashes(read))
    for clash in found:
        if not _told(cycle, clash):
            sentence = clash_sentence(clash, theme)
            place, remedy = _place(loaded, cycle, clash), _remedy(clash)
            yield Problem(place, _opened(sentence), remedy, "contraintes")
    settled = cycle.rule.absent_group == "shared" and "ballots" in held(cycle)
    if cycle.ballots and read.election.absent and not settled:
        yield _absent(loaded, cycle, read)
    said = set(_floors_told(found))
    for end in dead_ends(read):
        if isinstance(end, FloorOutOfReach) and end.theme in said:
            continue
        sentence = dead_end_sentence(end, theme)
        place = _place(loaded, cycle, end)
        yield Problem(place, sentence, _remedy(end), "contraintes", "warning")


def _unanswered(loaded: Loaded, cycle: Cycle) -> Problem:
    closed = day(cycle.milestones.closes.date(), weekday=False)
    amount = f"{number(cycle.envelope.amount)} {cycle.envelope.unit}".strip()
    return Problem(
        loaded.at(cycle.path, "milestones", "closes"),
        f"questionnaire clos depuis le {closed}, et aucun bulletin : rien n'est recommandé pour {amount}",
        "ouvrir les réponses déposées, ou ajouter les bulletins (ballots/GROUPE.yml)",
        "absent",
        "warning",
    )


def _floors_told(found: list[Clash]) -> Iterator[str]:
    """Yield the themes whose floor is out of reach by what is said of it already."""
    for clash in found:
        match clash:
            case FloorAboveRequests() | FloorAboveCap():
                yield clash.theme
            case FloorsAboveEnvelope(themes=(theme,)):
                yield theme


def _absent(loaded: Loaded, cycle: Cycle, read: Constraints) -> Problem:
    names = [group.name for group in cycle.groups if group.key in read.election.absent]
    verb = agreed(len(names), "n'a", "n'ont")
    frozen = f"{number(read.frozen)} {cycle.envelope.unit} de l'enveloppe restent gelés"
    shared = f"{agreed(len(names), 'sa part est partagée', 'leurs parts sont partagées')} entre les autres"
    return Problem(
        loaded.at(cycle.path, "rule", "absent_group"),
        f"{listing(names)} {verb} pas répondu : {frozen if read.frozen else shared}",
        "si ce groupe a répondu, lire ce qui est dit de son bulletin (ballots/GROUPE.yml)",
        code="absent",
        severity="warning",
    )


def _told(cycle: Cycle, clash: Clash) -> bool:
    """Tell whether the check of the cycle's file has said it: mandatory requests alone above the envelope."""
    forced = [one.cost.estimate for one in cycle.requests if one.mandatory]
    return isinstance(clash, MandatoryAboveEnvelope) and sum(forced) > cycle.envelope.amount


def _opened(sentence: str) -> str:
    """Return a sentence as the words of a problem: they follow a colon."""
    first = sentence[0].lower() if sentence[1].islower() else sentence[0]
    return first + sentence[1:].removesuffix(".")


def _place(loaded: Loaded, cycle: Cycle, fact: Clash | DeadEnd) -> Source:
    """Return where something may be changed: the request that links, the bounds of the theme, or the envelope."""
    order, requests = [one.reference for one in cycle.requests], beside(cycle, ChangeRequest)
    if isinstance(fact, PrerequisiteAboveCap | ExcludedPrerequisite):
        return loaded.at(requests, order.index(fact.wanted), "requires")
    if isinstance(fact, MandatoryExclusion):
        return loaded.at(requests, order.index(fact.first), "reference")
    if isinstance(fact, MandatoryAboveEnvelope | FloorsAboveEnvelope):
        return loaded.at(cycle.path, "envelope", "amount")
    return loaded.at(cycle.path, "rule", "bounds", fact.theme)


def _remedy(fact: Clash | DeadEnd) -> str:
    match fact:
        case FloorOutOfReach() | FloorAboveRequests() | FloorsAboveEnvelope():
            words = "baisser ce plancher"
        case FloorAboveCap():
            words = "baisser ce plancher, ou relever ce plafond"
        case MandatoryAboveCap():
            words = "en rendre une facultative, ou relever ce plafond"
        case MandatoryAboveEnvelope():
            words = "en rendre une facultative, ou revoir l'enveloppe"
        case MandatoryExclusion():
            words = "en rendre une facultative, ou retirer l'exclusion"
        case ExcludedPrerequisite():
            words = "revoir ses préalables"
        case PrerequisiteAboveCap():
            words = "revoir ses préalables ou ce plafond"
        case _:
            assert_never(fact)
    return words


CHECKS = (constraints,)
