"""What the page of a decision says, name by name, for its template: results, requests, plots, proofs, what-if."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from chorale.files import File
from chorale.french.phrases import number
from chorale.ipm.amounts import written
from chorale.ipm.decide import RULES
from chorale.ipm.decision import Decision, Round
from chorale.ipm.formats import record
from chorale.ipm.model import Cycle
from chorale.site.cycle import evidence as cycle_evidence
from chorale.site.cycle import plots, published_answers, view
from chorale.site.cycle.decision_sentences import names_of, variation_words
from chorale.site.cycle.evidence import DecisionEvidence
from chorale.site.cycle.progress import Progress
from chorale.site.cycle.rule_sentences import RULE_NAMES

HUNDRED = 100
"""The points of a group that answered in full."""


def arbitrated_by(cycle: Cycle, state: Progress) -> bool:
    """Return whether what the meeting decided may be told."""
    return state.stage == "decided" and cycle.arbitration is not None


def values(
    cycle: Cycle,
    decision: Decision,
    evidence: DecisionEvidence,
    state: Progress,
    downloads: Sequence[File],
) -> dict[str, Any]:
    """Return what the template of a decision says: first what each group obtained, then requests, then proofs."""
    arbitrated = arbitrated_by(cycle, state)
    voices = view.voices(cycle, decision, cycle_evidence.ideals(evidence.audit))
    lines = _lines(cycle, decision, evidence, arbitrated=arbitrated)
    return {
        "decision": decision,
        "voices": voices,
        "lines": lines,
        "by_theme": [(name, view.of_theme(lines, key)) for key, name in cycle.themes.items()],
        "audit_lines": list(cycle_evidence.audit_lines(cycle, evidence.audit))
        if evidence.audit
        else [],
        "rule_names": RULE_NAMES,
        "outcomes": view.OUTCOMES,
        "columns": [decision.election.voters.index(voice.key) for voice in voices],
        "evidence": evidence,
        "arbitration": cycle.arbitration if arbitrated else None,
        "titles": {request.reference: request.title for request in cycle.requests},
        "satisfaction_plot": plots.satisfaction(voices),
        "wallet_plot": plots.wallets(voices, cycle.envelope.unit),
        "sweep_plot": plots.sweep(evidence.intervals, cycle),
        **_verifiable(cycle, decision, downloads),
        "page_data": page_data(cycle, decision),
        "exact": exact,
        "variation": lambda one: variation_words(one, names_of(cycle)),
        "unbroken": lambda text: view.unbroken(cycle, text),
        "given": lambda round_, key: given(round_, view.points(decision, key)),
        "weights": dict(zip(decision.election.voters, decision.election.weights, strict=True)),
        "example": example(cycle, decision),
        "paid_by_points": decision.rule.utility == "score"
        and any(round_.price is not None for round_ in decision.rounds),
        "wallets_shown": any(round_.wallets for round_ in decision.rounds),
        "hundred": all(voice.given == HUNDRED for voice in voices),
        "debated": cycle_evidence.debated(cycle),
        "essentials": cycle_evidence.sentences(cycle, state, voices, lines, evidence),
        "moving": cycle_evidence.moving(evidence.robustness),
        "always": cycle_evidence.always(evidence),
        **(_arbitrated(cycle, decision, voices) if arbitrated else {}),
    }


def _lines(
    cycle: Cycle, decision: Decision, evidence: DecisionEvidence, *, arbitrated: bool
) -> tuple[view.RequestRow, ...]:
    firm, remarks = evidence.robustness, view.remarks(cycle)
    return tuple(
        replace(
            line,
            firmness=firm.firmness[line.request.reference],
            probability=firm.probability[line.request.reference],
            changes=tuple(_changes(cycle, evidence, line.request.reference)),
            remarks=remarks.get(line.request.reference, ()),
        )
        for line in view.lines(cycle, decision, arbitrated=arbitrated)
    )


def _verifiable(cycle: Cycle, decision: Decision, downloads: Sequence[File]) -> dict[str, Any]:
    keys = enumerate(published_answers.receipt_keys(cycle), 1)
    return {
        "answers": published_answers.answers(cycle),
        "receipt_keys": [published_answers.KEY.format(number) for number, _ in keys],
        "downloads": [_download(file) for file in downloads],
        "inputs_sha256": record.as_json(decision)["inputs_sha256"],
    }


def _arbitrated(
    cycle: Cycle, decision: Decision, voices: tuple[view.GroupResult, ...]
) -> dict[str, Any]:
    return {
        "arbitrated_points": view.arbitrated_points(cycle, decision, voices),
        "arbitrated_cost": view.cost_of(
            cycle, cycle.arbitration.retained if cycle.arbitration else ()
        ),
    }


def _changes(cycle: Cycle, evidence: DecisionEvidence, reference: str) -> list[str]:
    found = evidence.changes.get(reference)
    return cycle_evidence.change_words(cycle, found) if found else []


def given(round_: Round, points: Mapping[str, Fraction]) -> Fraction:
    """Return the points that a group gave to what a round bought."""
    return sum((points.get(reference, Fraction(0)) for reference in round_.requests), Fraction(0))


def example(cycle: Cycle, decision: Decision) -> dict[str, str] | None:
    """Tell one round in words: the first where every payer pays its points in full."""
    if decision.rule.utility != "score":
        return None
    names = view.names(cycle)
    weights = dict(zip(decision.election.voters, decision.election.weights, strict=True))
    for round_ in decision.rounds:
        if round_.price is None or not round_.payments:
            continue
        worth = {key: given(round_, view.points(decision, key)) for key in round_.payments}
        due = {key: points * weights[key] for key, points in worth.items()}
        if any(paid != due[key] * round_.price for key, paid in round_.payments.items()):
            continue
        price = number(round_.price, places=3)
        paid = [
            f"{names[key]} {_weighted(worth[key], weights[key])} × {price} = {number(paid)}"
            for key, paid in round_.payments.items()
        ]
        total = number(sum(due.values(), Fraction(0)))
        counted = "" if due == worth else ", comptés selon les poids"
        words = (
            f"{round_.wanted} coûte {number(round_.cost)} et a reçu {total} points{counted} : "
            f"{number(round_.cost)} ÷ {total} = {price} par point. {' ; '.join(paid)}. "
            f"La somme fait {number(sum(round_.payments.values(), Fraction(0)))}."
        )
        return {"wanted": round_.wanted, "words": words}
    return None


def _weighted(points: Fraction, weight: Fraction) -> str:
    return number(points) if weight == 1 else f"{number(points)} × {number(weight)}"


def exact(value: Fraction) -> str:
    """Return the fraction behind a rounded number, where it is short and not a decimal; else nothing."""
    text = written(value)
    return text.replace("/", "\u2009/\u2009") if "/" in text and len(text) < 10 else ""


def _download(file: File) -> dict[str, str]:
    name = file.path.rsplit("/", 1)[1]
    size = f"{max(1, round(len(file.content) / 1024))} Ko"
    return {"name": name, "size": size, "sha256": hashlib.sha256(file.content).hexdigest()}


def page_data(cycle: Cycle, decision: Decision) -> str:
    """Return what the page's « what-if » starts from, as JSON that a script element can hold."""
    data = record.as_json(decision)
    labels = {
        "cycle": cycle.slug,
        "number": cycle.number,
        "unit": cycle.envelope.unit,
        "groups": view.names(cycle),
        "titles": {request.reference: request.title for request in cycle.requests},
        "themes": dict(cycle.themes),
        "rules": {method: RULE_NAMES[method] for method, _ in RULES},
    }
    held = {"inputs": data["inputs"], "retained": data["retained"], "labels": labels}
    return json.dumps(held, ensure_ascii=False).replace("<", "\\u003c")
