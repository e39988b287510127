"""What groups say beside their points: oppositions make the debate list, indispensable requests are watched."""

from collections.abc import Mapping

from generator.ipm.amounts import natural
from generator.ipm.model import Cycle

ENOUGH = 2
"""From this number of oppositions on, a request is debated at the meeting."""


def debated(cycle: Cycle, *, least: int = ENOUGH) -> dict[str, Mapping[str, str]]:
    """Return, by request, the reason of each group that opposes it, for those with enough oppositions."""
    found: dict[str, dict[str, str]] = {}
    for ballot in sorted(cycle.ballots, key=lambda ballot: natural(ballot.group)):
        for reference, reason in ballot.opposition.items():
            found.setdefault(reference, {})[ballot.group] = reason
    return {reference: found[reference] for reference in sorted(found, key=natural) if len(found[reference]) >= least}


def indispensable(cycle: Cycle) -> dict[str, tuple[str, ...]]:
    """Return, by request, the groups that call it indispensable."""
    found: dict[str, list[str]] = {}
    for ballot in sorted(cycle.ballots, key=lambda ballot: natural(ballot.group)):
        for reference in ballot.indispensable:
            found.setdefault(reference, []).append(ballot.group)
    return {reference: tuple(found[reference]) for reference in sorted(found, key=natural)}
