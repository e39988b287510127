"""Check that what pages tell apart by its name alone, groups, audiences, themes, cycles, has a name of its own."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from chorale.content.load import Loaded
from chorale.content.problems import Problem, Source
from chorale.french.suggestions import slug
from chorale.ipm.model import Cycle

_FOLDER = re.compile(r"cycle-(\d{1,9})")


class CalledThing(NamedTuple):
    """Something as its key calls it, and as readers do."""

    key: str
    name: str


def same_names(
    what: str, known: Sequence[CalledThing], place: Callable[[int], Source], why: str
) -> list[Problem]:
    """Return what is called as something before it; place says where a rank is written."""
    firsts = {slug(one.name): one.key for one in reversed(known)}
    return [
        Problem(
            place(rank),
            f"{what} « {one.name} » du même nom que le {what} « {firsts[slug(one.name)]} »",
            f"en changer : {why}",
            "nom",
        )
        for rank, one in enumerate(known)
        if slug(one.name) and firsts[slug(one.name)] != one.key
    ]


def numbered(loaded: Loaded, cycle: Cycle) -> Iterator[Problem]:
    """Each cycle has its own number, which is that of its folder: a folder that was copied keeps the other's."""
    assert loaded.community is not None
    place, named = loaded.at(cycle.path, "number"), _FOLDER.fullmatch(cycle.slug)
    other = next((one for one in loaded.community.cycles if one.number == cycle.number), cycle)
    if cycle.number < 1:
        yield Problem(place, f"cycle n° {cycle.number}", "un numéro, à partir de 1", "numero")
    elif other is not cycle:
        said = f"cycle n° {cycle.number}, qui est déjà celui de « {other.slug} »"
        yield Problem(place, said, "en changer", "numero")
    elif named and int(named[1]) != cycle.number:
        said = f"cycle n° {cycle.number} dans le dossier « {cycle.slug} »"
        advice = f"écrire « number: {int(named[1])} », ou renommer le dossier"
        yield Problem(place, said, advice, "numero", "warning")


def themes(loaded: Loaded, cycle: Cycle) -> list[Problem]:
    """Each theme of a cycle has a name of its own."""
    known = [CalledThing(*one) for one in cycle.themes.items()]
    why = "pages et questionnaire les distinguent par leur nom"
    return same_names(
        "thème", known, lambda rank: loaded.at(cycle.path, "themes", known[rank].key), why
    )
