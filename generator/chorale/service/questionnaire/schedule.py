"""Schedule of a questionnaire: open, late or closed, computed from the clock and the extensions."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, select

from chorale.ipm.model import Cycle
from chorale.service.http_errors import HttpError
from chorale.service.tables import extension
from chorale.service.timestamps import instant

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
    """Return a cycle's instants, extensions included."""
    dates = cycle.milestones
    decided = (
        select(extension.c.closes)
        .where(extension.c.scope == cycle.slug)
        .order_by(extension.c.number.desc())
    )
    extended = connection.execute(decided.limit(1)).scalar()
    closes = instant(extended) if extended else dates.closes.astimezone(UTC)
    ends = closes + (dates.tolerance or timedelta(0))
    return Schedule(opens=dates.opens.astimezone(UTC), closes=closes, ends=ends)


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
