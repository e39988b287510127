"""Checks that a cycle no longer moves: frozen once open, its fingerprint true, each correction dated and explained."""

from collections import Counter
from collections.abc import Iterator

from chorale.content import fingerprints
from chorale.content.load import Loaded
from chorale.content.problems import Problem
from chorale.french.phrases import listing
from chorale.ipm.model import Cycle


def frozen(loaded: Loaded) -> Iterator[Problem]:
    """A cycle that the groups answer says who counts and how much; what it froze is still what its files say."""
    for cycle in loaded.community.cycles if loaded.community else ():
        yield from _groups(loaded, cycle)
        yield from _moved(loaded, cycle)
        yield from _corrections(loaded, cycle)
    for cycle in fingerprints.unfrozen(loaded.community) if loaded.community else ():
        yield from _unfrozen(loaded, cycle)


def _groups(loaded: Loaded, cycle: Cycle) -> Iterator[Problem]:
    """Judge the groups that the cycle itself writes: those of groups.yml have their own check."""
    if loaded.community is None or cycle.groups == loaded.community.groups:
        return
    count = Counter(group.key for group in cycle.groups)
    if not cycle.groups:
        place = loaded.at_key(cycle.path, "groups")
        yield Problem(place, "aucun groupe", "retirer « groups », ou les écrire", "groupe")
    for index, group in enumerate(cycle.groups):
        if group.weight <= 0:
            place = loaded.at(cycle.path, "groups", index, "weight")
            yield Problem(place, "poids nul", "un poids positif", "groupe")
        if count[group.key] > 1:
            place = loaded.at(cycle.path, "groups", index, "key")
            words = f"groupe « {group.key} » écrit {count[group.key]} fois"
            yield Problem(place, words, "en retirer un", "groupe")


def _moved(loaded: Loaded, cycle: Cycle) -> Iterator[Problem]:
    for part in fingerprints.moved(cycle):
        since = (
            "la décision"
            if part == "arbitration"
            else "la clôture"
            if part == "ballots"
            else "l'ouverture"
        )
        yield Problem(
            loaded.at(cycle.path, "fingerprint", part),
            f"ce qui était figé a bougé depuis {since} : {fingerprints.PARTS[part]}",
            "remettre ce qui était, ou dater la correction : page « Figer, corriger » du cycle dans l'atelier, ou"
            f" « chorale ipm correct {cycle.slug} --author … --reason … »",
            "empreinte",
        )


def _corrections(loaded: Loaded, cycle: Cycle) -> Iterator[Problem]:
    for index, one in enumerate(cycle.corrections):
        for part in one.replaced:
            if part not in fingerprints.PARTS:
                yield Problem(
                    loaded.at_key(cycle.path, "corrections", index, "replaced", part),
                    f"partie inconnue « {part} »",
                    f"l'une de : {', '.join(fingerprints.PARTS)}",
                    "empreinte",
                )
        if loaded.community and one.date > loaded.community.today:
            place = loaded.at(cycle.path, "corrections", index, "date")
            words = "correction datée d'un jour à venir"
            yield Problem(place, words, "corriger la date", "empreinte", "warning")


def _unfrozen(loaded: Loaded, cycle: Cycle) -> Iterator[Problem]:
    if loaded.community is None:
        return
    carried = fingerprints.held(cycle)
    missing = [
        part for part in fingerprints.expected(cycle, loaded.community.today) if part not in carried
    ]
    yield Problem(
        loaded.at_key(cycle.path, "fingerprint") if carried else loaded.at(cycle.path, "number"),
        f"cycle {cycle.number} ouvert mais pas figé : "
        + listing([fingerprints.PARTS[part] for part in missing])
        + (" peut" if missing == ["arbitration"] else " peuvent")
        + " changer sans que cela se voie",
        f"figer : page « Figer, corriger » du cycle dans l'atelier, ou « chorale ipm freeze {cycle.slug} »",
        "empreinte",
        "warning",
    )


CHECKS = (frozen,)
