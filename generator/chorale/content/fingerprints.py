"""Fingerprints of the parts of a cycle that no longer move: groups, rule, requests, then ballots and arbitration."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date
from fractions import Fraction
from hashlib import sha256
from typing import Any

from chorale.content.model import Community
from chorale.ipm.amounts import written
from chorale.ipm.arbitration import Fingerprint
from chorale.ipm.model import Cycle

PARTS: Mapping[str, str] = {
    "rule": "l'enveloppe, les thèmes et la règle",
    "groups": "les groupes et leur poids",
    "requests": "les demandes",
    "ballots": "les bulletins",
    "arbitration": "l'arbitrage",
    "corrections": "les corrections déjà datées",
}
"""Every part, as an editor is told of it."""

OPENING = ("rule", "groups", "requests")
"""What no longer moves once the groups answer."""


def opened(cycle: Cycle, today: date) -> bool:
    """Tell whether the groups may already have answered."""
    return cycle.milestones.opens.date() <= today


def meeting_day(cycle: Cycle) -> date:
    """Return the day when the meeting was held, as its file says; before, the day that is planned."""
    return cycle.arbitration.date if cycle.arbitration else cycle.milestones.arbitration


def met(cycle: Cycle, today: date) -> bool:
    """Tell whether what the meeting decided is written, of this very day at the latest: it may be frozen."""
    return cycle.arbitration is not None and cycle.arbitration.date <= today


def settled(cycle: Cycle, today: date) -> bool:
    """Tell whether the meeting is over: its day is past, or what it decided was frozen on that day."""
    return met(cycle, today) and (meeting_day(cycle) < today or "arbitration" in held(cycle))


def expected(cycle: Cycle, today: date) -> tuple[str, ...]:
    """Return the parts that no longer move on a day, those of the opening always among them."""
    closed = cycle.milestones.closes.date() < today and bool(cycle.ballots)
    return (
        *OPENING,
        *(("ballots",) if closed else ()),
        *(("arbitration",) if settled(cycle, today) else ()),
    )


def digests(cycle: Cycle) -> dict[str, str]:
    """Return the SHA-256 of every part, as the files say it today."""
    return {part: _digest(said) for part, said in _parts(cycle).items()}


def held(cycle: Cycle) -> dict[str, str]:
    """Return the fingerprints that a cycle carries, by part."""
    found = cycle.fingerprint
    return {} if found is None else {part: text for part in PARTS if (text := getattr(found, part))}


def moved(cycle: Cycle) -> tuple[str, ...]:
    """Return the parts that are no longer what their fingerprint says."""
    now = digests(cycle)
    return tuple(part for part, text in held(cycle).items() if text != now[part])


def fingerprint(cycle: Cycle, parts: tuple[str, ...]) -> Fingerprint:
    """Return the fingerprint that a cycle is to carry for these parts."""
    now = digests(cycle)
    kept = (*parts, *(("corrections",) if cycle.corrections else ()))
    return Fingerprint(**{part: now[part] for part in kept})


def unfrozen(community: Community) -> tuple[Cycle, ...]:
    """Return the cycles whose fingerprint lacks a part that should no longer move."""
    today = community.today
    return tuple(
        cycle
        for cycle in community.cycles
        if opened(cycle, today) and set(expected(cycle, today)) - held(cycle).keys()
    )


def _parts(cycle: Cycle) -> dict[str, Any]:
    requests = sorted(cycle.requests, key=lambda request: request.reference)
    return {
        "rule": [plain(one) for one in (cycle.themes, cycle.envelope, cycle.rule)],
        "groups": [
            [group.key, group.name, written(group.weight)]
            for group in sorted(cycle.groups, key=lambda group: group.key)
        ],
        "requests": [plain(replace(request, outcome=None, continues="")) for request in requests],
        "ballots": [
            plain(replace(ballot, source=""))
            for ballot in sorted(cycle.ballots, key=lambda ballot: ballot.group)
        ],
        "arbitration": plain(cycle.arbitration),
        "corrections": plain(cycle.corrections),
    }


def plain(value: Any) -> Any:
    """Return a value as JSON holds it; a field left at its default is left out, so that a new one moves nothing."""
    if isinstance(value, Fraction):
        return written(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if is_dataclass(value):
        said = ((item, getattr(value, item.name)) for item in fields(value))
        return {item.name: plain(one) for item, one in said if one != _default(item)}
    return value


def _default(item: "Field[Any]") -> Any:
    return item.default if item.default_factory is MISSING else item.default_factory()


def _digest(said: Any) -> str:
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
