"""What the page of a decision says, name by name, for its template: results, requests, plots, proofs, what-if."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

from chorale.content.follow_up import summary, unit_of
from chorale.files import File
from chorale.french import amounts, phrases
from chorale.french.phrases import agreed, listing, number
from chorale.ipm.amounts import natural, written
from chorale.ipm.decide import RULES
from chorale.ipm.decided import Decided
from chorale.ipm.decision import Decision, Round
from chorale.ipm.formats import record
from chorale.ipm.model import Cycle
from chorale.site.cycle import (
    decided_list,
    group_page,
    meeting_room,
    meeting_sentences,
    plots,
    proof_sentences,
    published_answers,
    rule_sentences,
    simple_ranking,
    view,
)
from chorale.site.cycle import evidence as cycle_evidence
from chorale.site.cycle.decision_sentences import drawn, lost_ties, names_of, variation_words
from chorale.site.cycle.evidence import DecisionEvidence
from chorale.site.cycle.progress import Progress
from chorale.site.cycle.rule_sentences import RULE_NAMES

HUNDRED = 100
"""The points of a group that answered in full."""


def values(
    decided: Decided,
    evidence: DecisionEvidence,
    state: Progress,
    downloads: Sequence[File],
) -> dict[str, Any]:
    """Return what the template of a decision says: first what is decided, then groups, requests, proofs."""
    cycle, decision, unit = decided.cycle, decided.recommendation, unit_of(decided.cycle)
    voices = view.voices(decided, cycle_evidence.ideals(evidence.audit))
    lines = _lines(decided, evidence)
    return {
        "decided": decided,
        "decision": decision,
        "voices": voices,
        "lines": lines,
        "in_order": sorted(lines, key=lambda line: natural(line.request.reference)),
        **_first(decided, lines),
        **_ranking(decided, evidence.ranking),
        **_told(decided, evidence, lines),
        **_proved(decided, evidence),
        "by_theme": [(name, view.of_theme(lines, key)) for key, name in cycle.themes.items()],
        "fates": view.FATES,
        "columns": [decision.election.voters.index(voice.key) for voice in voices],
        "titles": {request.reference: request.title for request in cycle.requests},
        "satisfaction_plot": plots.satisfaction(voices),
        "wallet_plot": plots.wallets(voices, unit),
        **_verifiable(cycle, decision, downloads),
        **_words(decided),
        "exact": exact,
        "given": lambda round_, key: given(round_, view.points(decision, key)),
        "weights": weights_of(decision),
        "fraction": fraction,
        "example": example(cycle, decision),
        "paid_by_points": decision.rule.utility == "score"
        and any(round_.price is not None for round_ in decision.rounds),
        "wallets_shown": any(round_.wallets for round_ in decision.rounds),
        "hundred": all(voice.given == HUNDRED for voice in voices),
        "debated": cycle_evidence.debated(cycle),
        "essentials": cycle_evidence.sentences(decided, state, voices, lines, evidence),
    }


def _first(decided: Decided, lines: Sequence[view.RequestRow]) -> dict[str, Any]:
    """Return what the first page lists."""
    kept = [decided.requests[name] for name in decided.retained]
    return {
        "listed": decided_list.retained(decided, lines),
        "others": decided_list.others(decided, lines),
        "envelope_line": decided_list.line_words(decided, unit_of(decided.cycle)),
        "changed": [
            (one, meeting_sentences.departure_sentence(decided, one)) for one in decided.departures
        ],
        "how": rule_sentences.how(decided.cycle),
        "unit_one": unit_of(decided.cycle).agreed(1),
        "followed": summary(kept) if any(one.outcome for one in kept) else "",
    }


def _told(
    decided: Decided, evidence: DecisionEvidence, lines: Sequence[view.RequestRow]
) -> dict[str, Any]:
    """Return what groups, requests and the meeting are told, and what the scripts of the pages start from."""
    by_reference = {line.request.reference: line for line in lines}
    held = page_data(decided.cycle, decided.recommendation)
    return {
        "ballots": {ballot.group: ballot for ballot in decided.cycle.ballots},
        "obtained_words": lambda voice: group_page.obtained_words(decided, voice),
        "unmet_of": lambda voice: group_page.unmet(decided, voice, by_reference, evidence.changes),
        "payments_of": lambda voice: group_page.payments(decided.recommendation, voice.key),
        "page_data": held,
        "room_data": meeting_room.room_data(decided, held),
        "slides": meeting_room.slides(decided, lines),
        "drawn": partial(drawn, decided.recommendation),
        "lost_ties": partial(lost_ties, decided.recommendation),
    }


def _proved(decided: Decided, evidence: DecisionEvidence) -> dict[str, Any]:
    """Return what the page of proofs shows."""
    unit, envelope = unit_of(decided.cycle), decided.cycle.envelope.amount
    return {
        "evidence": evidence,
        "rule_names": RULE_NAMES,
        "audit_lines": list(cycle_evidence.audit_lines(decided, unit, evidence.audit))
        if evidence.audit
        else [],
        "sweep_plot": plots.sweep(evidence.intervals, envelope, unit),
        "moving": cycle_evidence.moving(evidence.robustness),
        "always": cycle_evidence.always(evidence),
        "plainly": proof_sentences.plainly(decided, evidence),
        "within": proof_sentences.within,
    }


def _ranking(decided: Decided, ranking: Decision) -> dict[str, Any]:
    """Return the simple ranking, and what differs from it."""
    chosen, unit = frozenset(decided.recommendation.retained), unit_of(decided.cycle)
    return {
        "ranked": simple_ranking.above(ranking, chosen),
        "unranked": simple_ranking.below(ranking, chosen, unit),
        "cut_line": simple_ranking.cut(ranking, unit),
        "differences": simple_ranking.differences(decided, ranking),
        "differs": chosen != frozenset(ranking.retained),
        "twin": decided.recommendation.rule.method != simple_ranking.TWIN,
    }


def _words(decided: Decided) -> dict[str, Any]:
    """Return how the template says amounts, references and variations."""
    cycle, unit = decided.cycle, unit_of(decided.cycle)
    return {
        "money": unit.amount,
        "figure": unit.figure,
        "digits": unit.digits,
        "price_digits": unit.price_digits,
        "rounded": f"Montants arrondis à {phrases.plural(unit.places, 'décimale')}.",
        "ceiling": meeting_sentences.ceiling(decided),
        "variation": lambda one: variation_words(one, names_of(cycle)),
        "unbroken": lambda text: view.unbroken(cycle, text),
    }


def _lines(decided: Decided, evidence: DecisionEvidence) -> tuple[view.RequestRow, ...]:
    """Return the requests with all that is known of them; after the meeting, no figure of what it superseded."""
    firm, remarks = evidence.robustness, view.remarks(decided.cycle)
    return tuple(
        replace(
            line,
            why=meeting_sentences.why(decided, line),
            firmness=firm.firmness[line.request.reference],
            probability=firm.probability[line.request.reference],
            margin=firm.margin[line.request.reference],
            changes=tuple(_changes(decided, evidence, line)),
            remarks=remarks.get(line.request.reference, ()),
        )
        for line in view.lines(decided)
    )


def _changes(decided: Decided, evidence: DecisionEvidence, line: view.RequestRow) -> Sequence[str]:
    found = evidence.changes.get(line.request.reference)
    if found is None or line.fate == "retained":
        return ()
    return cycle_evidence.change_words(decided.cycle, unit_of(decided.cycle), found)


def _verifiable(cycle: Cycle, decision: Decision, downloads: Sequence[File]) -> dict[str, Any]:
    keys = enumerate(published_answers.receipt_keys(cycle), 1)
    return {
        "answers": published_answers.answers(cycle),
        "receipt_keys": [published_answers.KEY.format(number) for number, _ in keys],
        "downloads": [_download(file) for file in downloads],
        "inputs_sha256": record.as_json(decision)["inputs_sha256"],
    }


def given(round_: Round, points: Mapping[str, Fraction]) -> Fraction:
    """Return the points that a group gave to what a round bought."""
    return sum((points.get(reference, Fraction(0)) for reference in round_.requests), Fraction(0))


def example(cycle: Cycle, decision: Decision) -> dict[str, str] | None:
    """Tell one round in words, with exact numbers: the first where every payer pays its points in full."""
    if decision.rule.utility != "score":
        return None
    found = (round_ for round_ in decision.rounds if _in_full(decision, round_))
    told = min(found, key=lambda round_: len(written(round_.price or Fraction(0))), default=None)
    if told is None or told.price is None:
        return None
    names, unit = view.names(cycle), unit_of(cycle)
    worth, weights = _worth(decision, told), weights_of(decision)
    due = {key: points * weights[key] for key, points in worth.items()}
    whole = sum(due.values(), Fraction(0))
    price, total = fraction(told.price), fraction(whole)
    counted = "" if due == worth else ", comptés selon les poids"
    paid = [
        f"{names[key]} {_weighted(worth[key], weights[key])} × {price} = {fraction(amount)}"
        for key, amount in told.payments.items()
    ]
    cost = unit.figure(told.cost)
    words = (
        f"{listing(told.requests)} {agreed(len(told.requests), 'coûte', 'coûtent')} {cost} et "
        f"{agreed(len(told.requests), 'a', 'ont')} reçu {total} {agreed(whole, 'point')} de qui paie{counted} : "
        f"{cost} ÷ {total} = {price} par point. {' ; '.join(paid)}. La somme fait {cost}."
    )
    return {"wanted": told.wanted, "words": words}


def _worth(decision: Decision, round_: Round) -> dict[str, Fraction]:
    return {key: given(round_, view.points(decision, key)) for key in round_.payments}


def _in_full(decision: Decision, round_: Round) -> bool:
    if round_.price is None or not round_.payments:
        return False
    worth, weights = _worth(decision, round_), weights_of(decision)
    return all(
        paid == worth[key] * weights[key] * round_.price for key, paid in round_.payments.items()
    )


def weights_of(decision: Decision) -> dict[str, Fraction]:
    """Return what each group weighs."""
    return dict(zip(decision.election.voters, decision.election.weights, strict=True))


def fraction(value: Fraction) -> str:
    """Return an exact number: a decimal where it ends, a fraction where it does not."""
    text = written(value)
    return text.replace("/", "\u2009/\u2009") if "/" in text else text.replace(".", ",")


def _weighted(points: Fraction, weight: Fraction) -> str:
    return number(points) if weight == 1 else f"{number(points)} × {fraction(weight)}"


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
        "places": unit_of(cycle).places,
        "cents": amounts.in_cents(cycle.envelope.unit),
        "groups": view.names(cycle),
        "titles": {request.reference: request.title for request in cycle.requests},
        "themes": dict(cycle.themes),
        "rules": {method: RULE_NAMES[method] for method, _ in RULES},
    }
    held = {"inputs": data["inputs"], "retained": data["retained"]}
    held["labels"] = phrases.printed(labels)
    return json.dumps(held, ensure_ascii=False).replace("<", "\\u003c")
