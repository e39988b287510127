"""Progress of a cycle on a given day, and its next milestone."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from chorale.content.agenda import MILESTONES
from chorale.content.fingerprints import meeting_day, settled
from chorale.content.model import Community
from chorale.french import phrases
from chorale.ipm.model import Cycle

Stage = Literal["coming", "open", "closed", "decided"]
WORDS: dict[Stage, str] = {
    "coming": "À venir",
    "open": "Questionnaire ouvert",
    "closed": "Réponses closes, arbitrage à venir",
    "decided": "Arbitrage rendu",
}
UNPUBLISHED = "Arbitrage à publier"


@dataclass(frozen=True)
class Milestone:
    """A dated step; done says whether it is behind us."""

    label: str
    when: date | datetime
    done: bool

    @property
    def day(self) -> date:
        """Return the local day."""
        return self.when.date() if isinstance(self.when, datetime) else self.when


@dataclass(frozen=True)
class Progress:
    """The stage of a cycle, its milestones in order, the next one (None once all are done), the day of its meeting."""

    stage: Stage
    milestones: tuple[Milestone, ...]
    next: Milestone | None
    arbitrated: bool = False
    turns: datetime | None = None
    held: date | None = None

    @property
    def then(self) -> str:
        """Return what the stage is called once the instant has come, that a page built before says by itself."""
        return WORDS["open" if self.stage == "coming" else "closed"]

    @property
    def words(self) -> str:
        """Return the stage in French; a meeting held is no decision until that is published."""
        return UNPUBLISHED if self.stage == "decided" and not self.arbitrated else WORDS[self.stage]


def progress(cycle: Cycle, today: date) -> Progress:
    """Say where a cycle stands; a milestone of today is still to come."""
    over, held = settled(cycle, today), meeting_day(cycle)
    dates = replace(cycle.milestones, arbitration=held)
    found = [(words, getattr(dates, name)) for name, words in MILESTONES.items()]
    steps = [Milestone(phrases.capital(words), when, False) for words, when in found]
    steps = sorted(
        (Milestone(step.label, step.when, over or step.day < today) for step in steps),
        key=lambda step: step.day,
    )
    stage: Stage = "decided" if over or held < today else "closed"
    if today < dates.opens.date():
        stage = "coming"
    elif today < dates.closes.date() or (today == dates.closes.date() and not cycle.collection):
        stage = "open"  # nothing opens answers before the close: open, they say that it has passed
    return Progress(
        stage,
        tuple(steps),
        next((step for step in steps if not step.done), None),
        cycle.arbitration is not None,
        {"coming": dates.opens, "open": dates.closes}.get(stage),
        held,
    )


def current(community: Community) -> Cycle | None:
    """Return the cycle whose next milestone comes first, or else the latest one."""
    waiting = [
        (step.day, cycle.number, cycle)
        for cycle in community.cycles
        if (step := progress(cycle, community.today).next) is not None
    ]
    if waiting:
        return min(waiting, key=lambda entry: entry[:2])[2]
    return max(community.cycles, key=lambda cycle: cycle.number, default=None)
