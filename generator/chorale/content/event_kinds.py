"""The kinds of events and their states: what each is called, how one attends, whether it takes place."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from chorale.content.event_model import Status
from chorale.french.phrases import label, of
from chorale.ipm.model import Governance

EventKind = Literal["webinaire", "rencontre", "ipm"]
Attendance = Literal["online", "place", "none"]
"""From anywhere; in a place, perhaps from afar too; not at all: a date to know."""


@dataclass(frozen=True, kw_only=True)
class KindFacts:
    """What a kind of events is called; noun is the feminine word for one of them, folder names pages and calendar."""

    label: str
    badge: str
    plural: str
    folder: str
    attendance: Attendance
    noun: str = "séance"
    feminine: bool = False


KIND_FACTS: Mapping[EventKind, KindFacts] = {
    "webinaire": KindFacts(
        label="Webinaire",
        badge="Webinaire",
        plural="Webinaires",
        folder="webinaires",
        attendance="online",
    ),
    "rencontre": KindFacts(
        label="Rencontre",
        badge="Rencontre",
        plural="Rencontres",
        folder="rencontres",
        attendance="place",
        noun="rencontre",
        feminine=True,
    ),
    "ipm": KindFacts(
        label="Jalon", badge="Jalon", plural="Jalons", folder="ipm", attendance="none"
    ),
}


def kinds_of(governance: Governance) -> Mapping[EventKind, KindFacts]:
    """Return the kinds as a community calls them: its milestones are those of the body that sets its priorities."""
    body = governance.name
    milestone = replace(
        KIND_FACTS["ipm"],
        label=f"Jalon {of(body)}",
        badge=label(body),
        plural=f"Jalons {of(body)}",
    )
    return {**KIND_FACTS, "ipm": milestone}


@dataclass(frozen=True, kw_only=True)
class StateFacts:
    """What a state is called, and whether its event takes place; badge and prefix are empty when all goes as planned.

    label is the word of calendars and tables, filter that of the choices of a list.
    """

    label: str
    filter: str
    badge: str
    prefix: str
    happens: bool


STATE_FACTS: Mapping[Status, StateFacts] = {
    "confirmed": StateFacts(label="Confirmé", filter="Maintenu", badge="", prefix="", happens=True),
    "moved": StateFacts(
        label="Déplacé", filter="Déplacé", badge="Déplacé", prefix="", happens=True
    ),
    "cancelled": StateFacts(
        label="Annulé", filter="Annulé", badge="Annulé", prefix="ANNULÉ – ", happens=False
    ),
}
"""In the order of the choices of a list."""
