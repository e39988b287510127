"""The evidence beside a decision: what other rules would give, and how the result moves with the envelope."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from generator.ipm.amounts import natural
from generator.ipm.constraints import Impossible
from generator.ipm.decision import Decision
from generator.ipm.model import Cycle, Envelope
from generator.ipm.pabulib import pabulib_text
from generator.ipm.rules import RULES, decide
from generator.ipm.sentences import RULE_NAMES
from generator.outputs.cycle_view import voices
from generator.outputs.memory import remembered

Interval = tuple[Fraction, Fraction]
REACH, STEPS = Fraction(3, 10), 60
"""The sweep goes this far on each side of the envelope, in this many steps."""


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """What another rule would retain: the references that enter and leave, and each group's points."""

    name: str
    count: int
    cost: Fraction
    entered: tuple[str, ...]
    left: tuple[str, ...]
    won: tuple[Fraction, ...]
    ours: bool


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Everything that the meeting may ask for."""

    alternatives: tuple[Alternative, ...]
    sweep: Mapping[str, tuple[Interval, ...]]


@remembered
def evidence(cycle: Cycle, decision: Decision) -> Evidence:
    """Return the evidence for a decision."""
    return Evidence(alternatives=tuple(_alternatives(cycle, decision)), sweep=_sweep(cycle))


def _alternatives(cycle: Cycle, decision: Decision) -> Iterator[Alternative]:
    for method, _ in RULES:
        ours = method == decision.rule.method
        other = decision if ours else decide(cycle, replace(cycle.rule, method=method))
        yield Alternative(
            name=RULE_NAMES[method],
            count=len(other.retained),
            cost=other.cost,
            entered=tuple(sorted(set(other.retained) - set(decision.retained), key=natural)),
            left=tuple(sorted(set(decision.retained) - set(other.retained), key=natural)),
            won=tuple(voice.won for voice in voices(cycle, other)),
            ours=ours,
        )


def _sweep(cycle: Cycle) -> dict[str, tuple[Interval, ...]]:
    envelope = cycle.envelope.amount
    step = envelope * REACH * 2 / STEPS
    amounts = [envelope * (1 - REACH) + step * place for place in range(STEPS + 1)]
    found: dict[str, list[Interval]] = {}
    for amount in amounts:
        try:
            retained = decide(replace(cycle, envelope=Envelope(amount=amount, unit=cycle.envelope.unit))).retained
        except Impossible:
            continue
        for reference in retained:
            intervals = found.setdefault(reference, [])
            if intervals and intervals[-1][1] == amount - step:
                intervals[-1] = (intervals[-1][0], amount)
            else:
                intervals.append((amount, amount))
    return {reference: tuple(found[reference]) for reference in sorted(found, key=natural)}


def pabulib(cycle: Cycle, decision: Decision) -> str:
    """Return the election in the format of Pabulib, with what is retained."""
    meta = {
        "description": f"Cycle {cycle.number} de l'IPM" + (" (données d'illustration)" if cycle.illustrative else ""),
        "country": "France",
        "unit": "Chorus Pro",
        "instance": str(cycle.milestones.closes.year),
        "rule": RULE_NAMES[decision.rule.method],
        "currency": cycle.envelope.unit,
    }
    titles = {request.reference: request.title for request in cycle.requests}
    return pabulib_text(decision.election, meta, titles, decision.retained)
