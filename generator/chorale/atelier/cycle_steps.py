"""Time line of a cycle: its milestones and what its journal tells, in order, done or still to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from chorale.french import dates
from chorale.ipm.model import Cycle
from chorale.service.journal import JournalEntry
from chorale.service.questionnaire.schedule import Schedule


@dataclass(frozen=True, kw_only=True)
class CycleStep:
    """A moment of a cycle in words; whole days have no hour."""

    at: datetime | date
    label: str
    done: bool

    @property
    def when(self) -> str:
        """Say the day, and the hour where there is one."""
        if isinstance(self.at, datetime):
            return dates.instant(self.at)
        return dates.day(self.at)

    @property
    def machine(self) -> str:
        """Return the moment as programs read it."""
        return self.at.isoformat()


TOLD = {
    "invitation": "Personnes invitées",
    "reminder": "Relance envoyée",
    "extension": "Clôture déplacée",
    "amendment": "Changement annoncé à tous",
    "deposit": "Dépôt reçu",
    "opening": "Réponses ouvertes",
    "purge": "Noms et adresses effacés",
}
"""What the journal of a cycle tells that a time line shows."""


def steps(
    cycle: Cycle, planned: Schedule, now: datetime, chain: Sequence[JournalEntry]
) -> list[CycleStep]:
    """Return what happened and what comes, the oldest first; acts of one day and kind are one line."""
    zone = now.tzinfo or ZoneInfo("UTC")
    milestones = cycle.milestones
    moments: list[tuple[datetime | date, str]] = [
        (milestones.synthesis, "Réunion de synthèse"),
        (planned.opens.astimezone(zone), "Ouverture du questionnaire"),
        (planned.closes.astimezone(zone), "Clôture"),
        (milestones.arbitration, "Réunion d'arbitrage"),
    ]
    if planned.ends > planned.closes:
        moments.append((planned.ends.astimezone(zone), "Fin du retard admis"))
    told: dict[tuple[date, str], list[str]] = {}
    for entry in chain:
        if entry.kind in TOLD:
            group = str(entry.told.get("group", ""))
            told.setdefault((entry.instant.astimezone(zone).date(), entry.kind), []).append(group)
    for (day, kind), groups in told.items():
        named = ", ".join(dict.fromkeys(filter(None, groups)))
        moments.append((day, f"{TOLD[kind]}{' : ' if named else ''}{named}"))
    found = [CycleStep(at=at, label=label, done=_past(at, now)) for at, label in moments]
    return sorted(found, key=lambda one: (one.machine[:10], len(one.machine), one.machine))


def _past(at: datetime | date, now: datetime) -> bool:
    return at <= now if isinstance(at, datetime) else at <= now.date()
