"""The published record of what is decided: the computed decision to replay, then what the meeting made of it."""

from typing import Any

from chorale.ipm.arbitration import Arbitration
from chorale.ipm.decided import Decided
from chorale.ipm.formats.record import as_json, json_text, numeric


def decision_json(decided: Decided) -> str:
    """Return the text of decision.json; « retained » is the recommendation, « arbitration » what was decided."""
    data = as_json(decided.recommendation)
    if decided.arbitration is not None:
        data["arbitration"] = _arbitration(decided, decided.arbitration)
    return json_text(data)


def _arbitration(decided: Decided, meeting: Arbitration) -> dict[str, Any]:
    return {
        "date": meeting.date.isoformat(),
        "retained": list(decided.retained),
        "cost": numeric(decided.cost),
        "remaining": numeric(decided.remaining),
        "costs": {name: numeric(decided.cost_of(name)) for name in decided.retained},
        "deviations": {
            name: {"decision": one.decision, "author": one.author, "reason": one.reason}
            for name, one in meeting.deviations.items()
        },
        "reduced": {
            name: {"cost": numeric(one.cost), "scope": one.scope}
            for name, one in meeting.reduced.items()
        },
        "overrun": meeting.overrun
        and {"amount": numeric(meeting.overrun.amount), "reason": meeting.overrun.reason},
        "next_priorities": list(meeting.next_priorities),
    }
