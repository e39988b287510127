"""The published record of a decision as JSON: exact numbers and all inputs, enough to replay it."""

import json
from collections.abc import Mapping
from fractions import Fraction
from hashlib import sha256
from typing import Any

from chorale.ipm.amounts import written
from chorale.ipm.arbitration import Arbitration
from chorale.ipm.decided import Decided
from chorale.ipm.decision import Decision, NotRetained, Round
from chorale.ipm.election import Election
from chorale.ipm.model import Rule

FORMAT = "chorale-decision-1"

SAFE = 2**53 - 1
"""Every reader of JSON holds whole numbers exactly up to here (RFC 8259, section 6)."""


def as_json(decision: Decision) -> dict[str, Any]:
    """Return the decision, its rounds and its inputs.

    What is spent, gained and left is a number where whole; every other amount is text, such as "12.5" or "70/17".
    """
    inputs = inputs_of(decision.election, decision.rule)
    return {
        "format": FORMAT,
        "retained": list(decision.retained),
        "cost": numeric(decision.cost),
        "remaining": numeric(decision.remaining),
        "rounds": [round_data(round_) for round_ in decision.rounds],
        "refused": [refusal_data(refusal) for refusal in decision.refusals],
        "wallets": amounts(decision.wallets),
        "floors": [
            {
                "theme": price.theme,
                "floor": written(price.floor),
                "spent": written(price.spent),
                "points_lost": written(price.points_lost),
                "entered": list(price.entered),
                "left": list(price.left),
            }
            for price in decision.floors
        ],
        "notes": list(decision.notes),
        "inputs": inputs,
        "inputs_sha256": fingerprint(inputs),
    }


def json_text(data: Mapping[str, Any]) -> str:
    """Return the published text of a decision: the same bytes for the same data."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def fingerprint(data: Mapping[str, Any]) -> str:
    """Return the SHA-256 of data written without spaces, keys sorted, in UTF-8."""
    return sha256(
        json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def numeric(value: Fraction) -> int | str:
    """Return a whole amount as a number, so that any program compares it; any other as exact text."""
    return int(value) if value.denominator == 1 and abs(value) <= SAFE else written(value)


def comparable(data: Any) -> Any:
    """Return data with its whole numbers as text: decisions are alike whether they write 12 or "12"."""
    if isinstance(data, Mapping):
        return {key: comparable(value) for key, value in data.items()}
    if isinstance(data, list):
        return [comparable(value) for value in data]
    return str(data) if type(data) is int else data


def amounts(values: Mapping[str, Fraction]) -> dict[str, str]:
    """Return amounts as exact text."""
    return {key: written(value) for key, value in values.items()}


def round_data(round_: Round) -> dict[str, Any]:
    """Return one round."""
    return {
        "round": round_.number,
        "phase": round_.phase,
        "wanted": round_.wanted,
        "requests": list(round_.requests),
        "cost": numeric(round_.cost),
        "points": numeric(round_.points),
        "price": None if round_.price is None else written(round_.price),
        "payments": amounts(round_.payments),
        "wallets": amounts(round_.wallets),
        "tied": list(round_.tied),
        "remaining": numeric(round_.remaining),
    }


def refusal_data(refusal: NotRetained) -> dict[str, Any]:
    """Return one refusal."""
    return {
        "reference": refusal.reference,
        "reason": refusal.reason,
        "bundle": list(refusal.bundle),
        "needed": written(refusal.needed),
        "available": written(refusal.available),
        "missing": written(refusal.missing),
        "against": list(refusal.against),
    }


def inputs_of(election: Election, rule: Rule) -> dict[str, Any]:
    """Return all that the decision depends on, and nothing else; empty parts are left out."""
    return {
        "envelope": written(election.envelope),
        "unit": election.unit,
        "kind": election.kind,
        "rule": rule_data(rule),
        "groups": [
            {"key": voter, "weight": written(weight)}
            for voter, weight in zip(election.voters, election.weights, strict=True)
        ],
        "frozen_weight": written(election.frozen_weight),
        "requests": [
            request_data(election, request) for request in range(len(election.references))
        ],
        "ballots": {
            voter: {
                election.references[request]: written(Fraction(points))
                for request, points in ballot.items()
            }
            for voter, ballot in zip(election.voters, election.ballots, strict=True)
        },
    }


def rule_data(rule: Rule) -> dict[str, Any]:
    """Return a rule as it is written in cycle.yml, every choice spelled out."""
    return {
        "method": rule.method,
        "completion": rule.completion,
        "tie_break": list(rule.tie_break),
        "absent_group": rule.absent_group,
        "utility": rule.utility,
        "overflow": rule.overflow,
        "comparison": rule.comparison,
        "bounds": {
            theme: {
                name: written(value)
                for name, value in (("floor", bounds.floor), ("cap", bounds.cap))
                if value is not None
            }
            for theme, bounds in sorted(rule.bounds.items())
        },
    }


def request_data(election: Election, request: int) -> dict[str, Any]:
    """Return one request with its links."""
    names = election.references
    data: dict[str, Any] = {
        "reference": names[request],
        "cost": written(election.costs[request]),
    }
    if election.themes:
        data["theme"] = election.themes[request]
    if request in election.mandatory:
        data["mandatory"] = True
    if election.requires.get(request):
        data["requires"] = [names[needed] for needed in election.requires[request]]
    rivals = sorted(
        {one + other - request for one, other in election.excludes if request in (one, other)}
    )
    if rivals:
        data["excludes"] = [names[rival] for rival in rivals]
    if request in election.intervals:
        data["low"], data["high"] = (written(bound) for bound in election.intervals[request])
    return data


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
