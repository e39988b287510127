"""Pages of the decision cycles: progress while the groups answer, then the decision with its evidence."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from chorale.content import addresses
from chorale.content.kinds import kind_of
from chorale.content.model import Community
from chorale.files import File
from chorale.french.nouns import of
from chorale.french.phrases import number
from chorale.ipm.amounts import written
from chorale.ipm.decide import RULES, decide
from chorale.ipm.decision import Decision, Round
from chorale.ipm.formats import record
from chorale.ipm.infeasible import Infeasible
from chorale.ipm.model import ChangeRequest, Cycle
from chorale.site.cycle import evidence as cycle_evidence
from chorale.site.cycle import (
    minutes,
    minutes_odt,
    plots,
    published_answers,
    rule_sentences,
    view,
)
from chorale.site.cycle import tables as cycle_tables
from chorale.site.cycle import workbook as cycle_workbook
from chorale.site.cycle.decision_sentences import infeasible_sentence, names_of, variation_words
from chorale.site.cycle.progress import Progress, progress
from chorale.site.cycle.rule_sentences import RULE_NAMES
from chorale.text import markdown, templates
from chorale.text.templates import page

ENGINE = (
    "exact",
    "election",
    "constraints",
    "shares",
    "greedy",
    "earnings",
    "floors",
    "raising",
    "decide",
)
SCRIPTS = tuple(
    f"ipm/{name}.js" for name in (*ENGINE, "sentences", "scenario", "fields", "controls", "what_if")
)
"""The « what-if », in the order of loading: first the engine, then what a page needs."""
HUNDRED = 100
"""The points of a group that answered in full."""


def files(community: Community) -> Iterator[File]:
    """Yield each cycle's page and, once its questionnaire is closed, the decision's files; from the site's root."""
    for cycle in community.cycles:
        state = progress(cycle, community.today)
        if state.stage in ("coming", "open") or not cycle.ballots:
            yield _page(community, cycle, state, _waiting(cycle))
            continue
        try:
            decision = decide(cycle)
        except Infeasible as impossible:
            why = infeasible_sentence(impossible, names_of(cycle))
            yield _page(community, cycle, state, {**_waiting(cycle), "impossible": why})
            continue
        downloads = tuple(_downloads(community, cycle, decision, state))
        yield _page(community, cycle, state, _decided(cycle, decision, state, downloads))
        yield from downloads
        yield from published_answers.files(cycle)


def _page(community: Community, cycle: Cycle, state: Progress, values: Mapping[str, Any]) -> File:
    path = addresses.page(cycle)
    template = kind_of(Cycle).template if "decision" in values else "cycle_waiting.html"
    made = templates.template(
        community.templates, f"site/{template}", cycle=cycle, progress=state, **values
    )
    body = cycle.governance
    return page(
        path,
        f"Cycle {cycle.number} {of(body.name)}",
        markdown.html_typography(made),
        description=f"Cycle {cycle.number} {of(body.long_name or body.name)} : {state.words.lower()}.",
        scripts=SCRIPTS if "decision" in values else (),
        styles=("ipm.css",),
        hide=("toc",),
    )


def _waiting(cycle: Cycle) -> dict[str, Any]:
    """Return what a page may say before the close: never an answer."""
    return {
        "summary": markdown.markdown(cycle.summary),
        "themes": themes(cycle),
        "steps": rule_sentences.steps(cycle),
        "total": sum((request.cost.estimate for request in cycle.requests), Fraction(0)),
        "impossible": "",
        "markdown": markdown.markdown,
    }


def themes(cycle: Cycle) -> list[tuple[str, list[ChangeRequest]]]:
    """Return the requests by theme, in the order of the cycle's file."""
    return [
        (name, [request for request in cycle.requests if request.theme == key])
        for key, name in cycle.themes.items()
    ]


def _downloads(
    community: Community, cycle: Cycle, decision: Decision, state: Progress
) -> Iterator[File]:
    folder = addresses.page(cycle).rsplit("/", 1)[0]
    data = record.as_json(decision)
    ideals = cycle_evidence.ideals(cycle_evidence.evidence(decision).audit)
    yield File.of(f"{folder}/decision.json", record.json_text(data))
    yield File.of(f"{folder}/decision.csv", cycle_tables.csv_text(cycle, decision))
    yield File(f"{folder}/decision.xlsx", cycle_workbook.workbook(cycle, decision, ideals))
    yield File.of(f"{folder}/decision.pb", cycle_evidence.pabulib(community, cycle, decision))
    arbitrated = state.stage == "decided" and cycle.arbitration is not None
    yield File.of(
        f"{folder}/releve.html",
        minutes.html(community.templates, cycle, decision, arbitrated=arbitrated),
    )
    yield File(f"{folder}/releve.odt", minutes_odt.document(cycle, decision, arbitrated=arbitrated))


def _decided(
    cycle: Cycle, decision: Decision, state: Progress, downloads: tuple[File, ...]
) -> dict[str, Any]:
    arbitrated = state.stage == "decided" and cycle.arbitration is not None
    evidence = cycle_evidence.evidence(decision)
    voices = view.voices(cycle, decision, cycle_evidence.ideals(evidence.audit))
    lines = _lines(cycle, decision, evidence, arbitrated=arbitrated)
    return {
        **_waiting(cycle),
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
    cycle: Cycle,
    decision: Decision,
    evidence: cycle_evidence.DecisionEvidence,
    *,
    arbitrated: bool,
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


def _verifiable(cycle: Cycle, decision: Decision, downloads: tuple[File, ...]) -> dict[str, Any]:
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


def _changes(cycle: Cycle, evidence: cycle_evidence.DecisionEvidence, reference: str) -> list[str]:
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
