"""Schedule of a questionnaire: open, late or closed, computed from the clock and what the journal binds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from chorale.ipm.model import Cycle
from chorale.service import journal
from chorale.service.http_errors import HttpError
from chorale.service.journal import JournalEntry
from chorale.service.questionnaire import terms

State = Literal["coming", "open", "late", "closed"]


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """The instants that rule a questionnaire, in UTC; ends is when even late answers stop."""

    opens: datetime
    closes: datetime
    ends: datetime

    def state(self, now: datetime) -> State:
        """Return the state at an instant: opens is in, closes is already late, ends is already over."""
        if now < self.opens:
            return "coming"
        if now < self.closes:
            return "open"
        return "late" if now < self.ends else "closed"


def schedule(cycle: Cycle, connection: Connection) -> Schedule:
    """Return a cycle's instants: those that its journal binds, extensions included; before the opening, its file's."""
    return schedule_by(journal.entries(connection, cycle.slug, terms.SETTLING), cycle)


def schedule_by(chain: Sequence[JournalEntry], cycle: Cycle) -> Schedule:
    """Return a cycle's instants by what was read of its journal."""
    held, closes = terms.in_force(chain, cycle)
    dates = cycle.milestones
    opens = held.opens if held else dates.opens.astimezone(UTC)
    late = held.tolerance if held else dates.tolerance or timedelta(0)
    return Schedule(opens=opens, closes=closes, ends=closes + late)


def refuse_unless_open(planned: Schedule, now: datetime) -> State:
    """Return open or late; raise the HttpError that says why nothing can be written now."""
    state = planned.state(now)
    if state == "coming":
        raise HttpError(
            status=403,
            title="Le questionnaire n'est pas encore ouvert",
            sentence="Rien n'a été enregistré. Revenez à la date d'ouverture.",
        )
    if state == "closed":
        raise HttpError(
            status=403,
            title="Le questionnaire est clos",
            sentence="Rien n'a été enregistré : la clôture, et le retard admis s'il y en avait un, sont passés.",
        )
    return state
