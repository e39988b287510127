"""Time line of a cycle, done or still to come; the tasks of its secretariat in order, and which one is due."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from chorale.content import fingerprints
from chorale.french import dates
from chorale.ipm.model import Cycle
from chorale.service.journal import JournalEntry
from chorale.service.questionnaire import seal_keys
from chorale.service.questionnaire.schedule import Schedule, State


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
        (fingerprints.meeting_day(cycle), "Réunion d'arbitrage"),
    ]
    if planned.ends > planned.closes:
        moments.append((planned.ends.astimezone(zone), "Fin du retard admis"))
    names = {group.key: group.name for group in cycle.groups}
    told: dict[tuple[date, str], list[str]] = {}
    for entry in chain:
        if entry.kind in TOLD:
            group = str(entry.told.get("group", ""))
            group = names.get(group, group)
            told.setdefault((entry.instant.astimezone(zone).date(), entry.kind), []).append(group)
    for (day, kind), groups in told.items():
        named = ", ".join(dict.fromkeys(filter(None, groups)))
        moments.append((day, f"{TOLD[kind]}{' : ' if named else ''}{named}"))
    found = [CycleStep(at=at, label=label, done=_past(at, now)) for at, label in moments]
    return sorted(found, key=lambda one: (one.machine[:10], len(one.machine), one.machine))


def _past(at: datetime | date, now: datetime) -> bool:
    return at <= now if isinstance(at, datetime) else at <= now.date()


@dataclass(frozen=True, kw_only=True)
class CycleTask:
    """Something that the secretariat does once in a cycle; where is the page that does it, under the cycle's own."""

    label: str
    where: str
    done: bool
    due: bool = False
    early: bool = False


@dataclass(frozen=True, kw_only=True)
class CycleStand:
    """Where a cycle stands outside its files: followed as they say it, groups invited, answers and decision online."""

    state: State
    today: date
    followed: bool = False
    invited: bool = False
    shown: bool = False
    told: bool = False


PUBLISH = "/atelier/publier"
FREEZE = "figer"


def tasks(cycle: Cycle, stand: CycleStand) -> list[CycleTask]:
    """Return the tasks of a cycle as its files say it, in order; the first that waits is due unless it is early."""
    held, over = fingerprints.held(cycle), stand.state == "closed"
    sealed = len(cycle.seals) >= seal_keys.KEYS
    closed = cycle.milestones.closes.date() < stand.today
    met = fingerprints.met(cycle, stand.today)
    found = [
        _task("Écrire les demandes", "demandes", cycle.requests),
        _task("Créer les deux clés", "cles", sealed),
        _task("Publier le cycle et ses clés", PUBLISH, stand.followed and sealed),
        _task("Inviter les groupes", "inviter", stand.invited or over),
        _task("Figer groupes et demandes", FREEZE, "requests" in held, stand.state == "coming"),
        _task("Ouvrir les réponses", "ouverture", cycle.ballots, not over),
        _task("Figer les bulletins", FREEZE, "ballots" in held, not (cycle.ballots and closed)),
        _task("Publier les réponses", PUBLISH, stand.shown, not (cycle.ballots and closed)),
        _task("Arbitrer", "arbitrage", cycle.arbitration, not cycle.ballots),
        _task("Figer l'arbitrage", FREEZE, "arbitration" in held, not met),
        _task("Publier la décision", PUBLISH, stand.told, not met),
    ]
    first = next((at for at, one in enumerate(found) if not one.done), len(found))
    return [replace(one, due=at == first and not one.early) for at, one in enumerate(found)]


def _task(label: str, where: str, done: object, early: object = False) -> CycleTask:
    return CycleTask(label=label, where=where, done=bool(done), early=bool(early))
