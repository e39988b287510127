"""Checks on ballots: known groups and requests, 100 points, no request both indispensable and opposed."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from chorale.content.checks.cycles import references
from chorale.content.kinds import kind_of
from chorale.content.load import Loaded
from chorale.content.problems import Problem
from chorale.french.phrases import plural
from chorale.french.suggestions import did_you_mean
from chorale.ipm.model import Ballot, Cycle, Group

TOTAL = 100
MOST_INDISPENSABLE = 2


def ballots(loaded: Loaded) -> Iterator[Problem]:
    """Each ballot is a known group's, stands in its file, names known requests and sums to 100."""
    for cycle in loaded.community.cycles if loaded.community else ():
        known = references(loaded, cycle)
        keys = {group.key for group in cycle.groups}
        given: dict[str, str] = {}
        unread = not keys and kind_of(Group).files.text in loaded.broken  # said there, once
        for ballot, path in _ballot_paths(loaded, cycle):
            if ballot.group not in keys and not unread:
                yield Problem(
                    loaded.at(path, "group"),
                    f"groupe inconnu « {ballot.group} »",
                    did_you_mean(ballot.group, keys) or f"l'ajouter à {kind_of(Group).files.text}",
                    "groupe",
                )
            elif PurePosixPath(path).stem != ballot.group:
                yield Problem(
                    loaded.at(path, "group"),
                    f"bulletin de « {ballot.group} » dans « {PurePosixPath(path).name} »",
                    f"renommer le fichier « {ballot.group}.yml »",
                    "groupe",
                )
            elif (first := given.setdefault(ballot.group, path)) != path:
                yield Problem(
                    loaded.at(path, "group"),
                    f"second bulletin de « {ballot.group} », après « {first} »",
                    "retirer l'un des deux fichiers",
                    "groupe",
                )
            if known is not None:
                yield from _points(loaded, path, ballot, known)
                yield from _flags(loaded, path, ballot, known)


def _ballot_paths(loaded: Loaded, cycle: Cycle) -> Iterator[tuple[Ballot, str]]:
    """Pair each ballot with its file: both stand in the folder's order."""
    files = kind_of(Ballot).files.fill({"cycle": cycle.slug})
    paths = [path for path in loaded.origins if files.holds(path) and path not in loaded.broken]
    yield from zip(cycle.ballots, sorted(paths), strict=True)


def _points(loaded: Loaded, path: str, ballot: Ballot, known: set[str]) -> Iterator[Problem]:
    for reference, points in ballot.points.items():
        if reference not in known:
            yield Problem(
                loaded.at_key(path, "points", reference),
                f"demande inconnue « {reference} »",
                did_you_mean(reference, known),
                "reference",
            )
        if points < 0:
            yield Problem(
                loaded.at(path, "points", reference),
                f"{reference} : {points} points",
                "zéro au moins ; une opposition s'écrit dans « opposition »",
                "points",
            )
    total = sum(ballot.points.values())
    if total != TOTAL:
        gap = f"en ajouter {TOTAL - total}" if total < TOTAL else f"en retirer {total - TOTAL}"
        yield Problem(
            loaded.at_key(path, "points"),
            f"{plural(total, 'point', 'points')} en tout au lieu de {TOTAL}",
            gap,
            "points",
        )


def _flags(loaded: Loaded, path: str, ballot: Ballot, known: set[str]) -> Iterator[Problem]:
    if len(ballot.indispensable) > MOST_INDISPENSABLE:
        yield Problem(
            loaded.at(path, "indispensable", MOST_INDISPENSABLE),
            f"{len(ballot.indispensable)} demandes indispensables",
            f"{MOST_INDISPENSABLE} au plus",
            "points",
        )
    for index, reference in enumerate(ballot.indispensable):
        if reference not in known:
            yield Problem(
                loaded.at(path, "indispensable", index),
                f"demande inconnue « {reference} »",
                did_you_mean(reference, known),
                "reference",
            )
        if reference in ballot.indispensable[:index]:
            yield Problem(
                loaded.at(path, "indispensable", index),
                f"{reference} écrite deux fois dans « indispensable »",
                "en retirer une",
                "points",
            )
        if reference in ballot.opposition:
            yield Problem(
                loaded.at_key(path, "opposition", reference),
                f"{reference} à la fois indispensable et refusée",
                "retirer l'un des deux",
                "points",
            )
    for key in ("opposition", "comments"):
        for reference in getattr(ballot, key):
            if reference not in known:
                yield Problem(
                    loaded.at_key(path, key, reference),
                    f"demande inconnue « {reference} »",
                    did_you_mean(reference, known),
                    "reference",
                )


CHECKS = (ballots,)
