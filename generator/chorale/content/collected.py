"""Requests collected between two cycles: what they ask, where they stand, the cycle that takes each up."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from chorale.content.item_model import Item
from chorale.ipm.model import ChangeRequest, Cost, Cycle

CollectedStage = Literal["received", "discussed", "costed", "taken", "closed"]
STAGES: Mapping[CollectedStage, str] = {
    "received": "recueillie",
    "discussed": "discutée",
    "costed": "chiffrée",
    "taken": "reprise dans un cycle",
    "closed": "close",
}
"""Where a collected request stands, in the order of its life."""
FOLDER = "requests"
"""What « continues » names before a collected request, as it names the folder of a cycle before its own."""


@dataclass(frozen=True, kw_only=True)
class Discussion:
    """What was said of a request, one day."""

    date: Annotated[date, "Jour de l'échange."]
    said: Annotated[str, "Ce qui en a été dit, et où, en une phrase ; aucun nom de personne."]


@dataclass(frozen=True, kw_only=True)
class Closing:
    """Why a request goes to no cycle."""

    date: Annotated[date, "Jour où elle est close."]
    reason: Annotated[str, "La raison, que chacun lira."]


@dataclass(frozen=True, kw_only=True)
class CollectedRequest(Item):
    """A request that no cycle presents yet: its file is its page, and its need in Markdown."""

    received: Annotated[date, "Jour où elle est arrivée."]
    theme: Annotated[str, "Thème, en quelques mots : celui d'un cycle, de préférence."]
    origin: Annotated[
        str, "D'où elle vient : un groupe, un atelier, le public ; aucun nom de personne."
    ] = ""
    cost: Annotated[Cost | None, "Coût, une fois étudié, dans l'unité des cycles."] = None
    discussions: Annotated[tuple[Discussion, ...], "Ce qui en a été dit, dans l'ordre."] = ()
    closed: Annotated[Closing | None, "Pourquoi elle n'ira à aucun cycle."] = None
    illustrative: Annotated[bool, "Vrai pour des données d'illustration."] = False

    @property
    def name(self) -> str:
        """Return what « continues » calls it."""
        return f"{FOLDER}/{self.slug}"


def taking(cycles: Iterable[Cycle], name: str) -> Iterator[tuple[Cycle, ChangeRequest]]:
    """Yield the requests of cycles that take up what « continues » calls so, with those cycles, the first first."""
    for cycle in sorted(cycles, key=lambda one: one.number):
        yield from ((cycle, one) for one in cycle.requests if one.continues == name)


def stage(found: CollectedRequest, cycles: Iterable[Cycle]) -> CollectedStage:
    """Return where a collected request stands."""
    if any(taking(cycles, found.name)):
        return "taken"
    if found.closed:
        return "closed"
    if found.cost:
        return "costed"
    return "discussed" if found.discussions else "received"
