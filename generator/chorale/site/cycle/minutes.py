"""Minutes of the arbitration meeting as a page."""

import re
from collections.abc import Iterator
from hashlib import sha256

from chorale.french import dates, phrases
from chorale.french.nouns import of
from chorale.french.phrases import number
from chorale.ipm.decision import Decision
from chorale.ipm.formats import record
from chorale.ipm.model import Cycle
from chorale.overrides import TemplateFolders
from chorale.site.cycle import rule_sentences, view
from chorale.text import markdown, templates

CODE = re.compile(r"[0-9a-f]{64}|chorale .*")
"""What is copied letter by letter: a fingerprint, a command."""


def title(cycle: Cycle, *, arbitrated: bool) -> str:
    """Return what the document is: minutes, or their draft before the decision is known."""
    kind = "Relevé de décision" if arbitrated else "Projet de relevé de décision"
    return f"{kind} : cycle {cycle.number} {of(cycle.governance.name)}"


def is_code(text: str) -> bool:
    """Say whether a value is copied letter by letter."""
    return CODE.fullmatch(text) is not None


def facts(cycle: Cycle, decision: Decision, *, arbitrated: bool) -> list[tuple[str, str]]:
    """Return what identifies the computation: label, value."""
    data = record.as_json(decision)
    unit = cycle.envelope.unit
    rule = rule_sentences.words(cycle)
    tied = [
        f"tour {round_.number} ({phrases.listing(round_.tied)})"
        for round_ in decision.rounds
        if round_.tied
    ]
    told = {round_.tied for round_ in decision.rounds}
    aside = [phrases.listing(tied) for tied in decision.ties if tied not in told]
    tied += [f"en chemin ({' ; '.join(aside)})"] if aside else []
    count = phrases.plural(len(decision.retained), "demande")
    return [
        ("Cycle", f"n° {cycle.number}" + (" (données d'illustration)" if cycle.illustrative else "")),
        ("Réunion d'arbitrage", dates.day(cycle.milestones.arbitration)),
        ("Enveloppe", f"{number(cycle.envelope.amount)} {unit}"),
        ("Règle", f"{rule['method']} ; {rule['completion']}"),
        ("Départage", f"{rule['ties']} ; " + (f"a servi : {phrases.listing(tied)}" if tied else "n'a pas eu à servir")),
        ("Groupes", phrases.listing([view.names(cycle)[key] for key in view.present(cycle, decision)])),
        ("Recommandation", f"{count}, {number(decision.cost)} {unit}, reste {number(decision.remaining)}"),
        *_decided(cycle, arbitrated=arbitrated),
        ("Empreinte des entrées (SHA-256)", data["inputs_sha256"]),
        ("Empreinte de decision.json (SHA-256)", sha256(record.json_text(data).encode()).hexdigest()),
        ("Pour refaire le calcul", "chorale ipm decide --replay decision.json"),
    ]  # fmt: skip


def _decided(cycle: Cycle, *, arbitrated: bool) -> Iterator[tuple[str, str]]:
    if arbitrated and cycle.arbitration is not None:
        count = phrases.plural(len(cycle.arbitration.retained), "demande")
        cost = view.cost_of(cycle, cycle.arbitration.retained)
        left = cycle.envelope.amount - cost
        yield "Décision", f"{count}, {number(cost)} {cycle.envelope.unit}, reste {number(left)}"


def listed(cycle: Cycle, decision: Decision, *, arbitrated: bool) -> Iterator[tuple[str, ...]]:
    """Yield one row for each request: reference, title, cost, recommendation, decision of the meeting."""
    for line in view.lines(cycle, decision, arbitrated=arbitrated):
        request = line.request
        decided = "" if line.arbitrated is None else "retenue" if line.arbitrated else "non retenue"
        if line.deviation:
            decided = view.OUTCOMES[line.deviation.decision]
        said = "retenue" if line.verdict == "retained" else "non retenue"
        yield request.reference, request.title, number(request.cost.estimate), said, decided


def deviations(cycle: Cycle, *, arbitrated: bool) -> list[tuple[str, str, str, str]]:
    """Return each departure from the recommendation: reference, decision, author, reason."""
    if not arbitrated or cycle.arbitration is None:
        return []
    found = cycle.arbitration.deviations.items()
    return [
        (reference, view.OUTCOMES[one.decision], one.author, one.reason) for reference, one in found
    ]


def points(
    cycle: Cycle, decision: Decision, *, arbitrated: bool
) -> list[tuple[str, str, str, str]]:
    """Return what the departures change for each group: name, points recommended, points decided, difference."""
    if not deviations(cycle, arbitrated=arbitrated):
        return []
    voices = view.voices(cycle, decision, {})
    return [
        (
            voice.name,
            number(voice.won),
            number(won),
            ("+" if won > voice.won else "") + number(won - voice.won),
        )
        for voice, won in view.arbitrated_points(cycle, decision, voices)
    ]


def priorities(cycle: Cycle, *, arbitrated: bool) -> tuple[str, ...]:
    """Return what the meeting wants looked at next."""
    return cycle.arbitration.next_priorities if arbitrated and cycle.arbitration else ()


def signatories(cycle: Cycle) -> list[str]:
    """Return who signs: whom the community names, then each group."""
    return [*cycle.governance.signatories, *(group.name for group in cycle.groups)]


def html(looks: TemplateFolders, cycle: Cycle, decision: Decision, *, arbitrated: bool) -> str:
    """Return the minutes as one printable page, without any file beside it."""
    made = templates.template(
        looks,
        "site/cycle_minutes.html",
        cycle=cycle,
        title=title(cycle, arbitrated=arbitrated),
        is_code=is_code,
        facts=facts(cycle, decision, arbitrated=arbitrated),
        points=points(cycle, decision, arbitrated=arbitrated),
        rows=list(listed(cycle, decision, arbitrated=arbitrated)),
        deviations=deviations(cycle, arbitrated=arbitrated),
        priorities=priorities(cycle, arbitrated=arbitrated),
        signatories=signatories(cycle),
        arbitrated=arbitrated,
    )
    return markdown.html_typography(made)
