"""Minutes of the arbitration meeting as a page."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from hashlib import sha256

from chorale.content.follow_up import unit_of
from chorale.french import dates, phrases
from chorale.french.amounts import Unit
from chorale.french.phrases import number, of
from chorale.ipm.decided import Decided
from chorale.ipm.decision import Decision
from chorale.ipm.formats import record
from chorale.ipm.formats.record import decision_json
from chorale.ipm.model import Cycle
from chorale.overrides import TemplateFolders
from chorale.site.cycle import meeting_sentences, rule_sentences, view
from chorale.site.cycle.decision_sentences import caveats, names_of
from chorale.text import markdown, templates

CODE = re.compile(r"[0-9a-f]{64}|chorale .*")
"""What is copied letter by letter: a fingerprint, a command."""


def title(decided: Decided) -> str:
    """Return what the document is: minutes, or their draft before the decision is known."""
    kind = "Relevé de décision" if decided.settled else "Projet de relevé de décision"
    return f"{kind} : cycle {decided.cycle.number} {of(decided.cycle.governance.name)}"


def is_code(text: str) -> bool:
    """Say whether a value is copied letter by letter."""
    return CODE.fullmatch(text) is not None


def facts(decided: Decided) -> list[tuple[str, str]]:
    """Return what is decided, then what identifies the computation: label, value."""
    cycle, decision = decided.cycle, decided.recommendation
    unit, rule = unit_of(decided.cycle), rule_sentences.words(cycle)
    data = record.as_json(decision)
    groups = [view.names(cycle)[key] for key in view.present(cycle, decision)]
    return [
        ("Cycle", f"n° {cycle.number}" + (" (données d'illustration)" if cycle.illustrative else "")),
        ("Réunion d'arbitrage", dates.day(_held(decided))),
        ("Enveloppe", unit.amount(cycle.envelope.amount)),
        *_decided(decided),
        ("Recommandation", _summary(unit, decision.retained, decision.cost, decision.remaining)),
        ("Règle", f"{rule['method']} ; {rule['completion']}"),
        ("Départage", f"{rule['ties']} ; {_tied(decision)}"),
        ("Groupes", phrases.listing(groups)),
        *(("À savoir", told) for told in caveats(decision, names_of(cycle))),
        *_corrected(cycle),
        ("Empreinte des entrées (SHA-256)", data["inputs_sha256"]),
        ("Empreinte de decision.json (SHA-256)", sha256(decision_json(decided).encode()).hexdigest()),
        ("Pour refaire le calcul", "chorale ipm decide --replay decision.json"),
    ]  # fmt: skip


def _held(decided: Decided) -> date:
    """Return the day when the meeting was held, or is to be."""
    return decided.arbitration.date if decided.arbitration else decided.cycle.milestones.arbitration


def _summary(unit: Unit, retained: Sequence[str], cost: Fraction, left: Fraction) -> str:
    rest = f"reste {unit.figure(left)}" if left >= 0 else f"dépassement de {unit.figure(-left)}"
    return f"{phrases.plural(len(retained), 'demande')}, {unit.amount(cost)}, {rest}"


def _tied(decision: Decision) -> str:
    tied = [
        f"tour {round_.number} ({phrases.listing(round_.tied)})"
        for round_ in decision.rounds
        if round_.tied
    ]
    told = {round_.tied for round_ in decision.rounds}
    aside = [phrases.listing(names) for names in decision.ties if names not in told]
    tied += [f"en chemin ({' ; '.join(aside)})"] if aside else []
    return f"a servi : {phrases.listing(tied)}" if tied else "n'a pas eu à servir"


def _decided(decided: Decided) -> Iterator[tuple[str, str]]:
    if decided.arbitration is None:
        return
    unit = unit_of(decided.cycle)
    yield "Décision", _summary(unit, decided.retained, decided.cost, decided.remaining)
    yield "Coût le plus haut", meeting_sentences.ceiling(decided)
    if decided.arbitration.overrun:
        yield "Raison du dépassement", decided.arbitration.overrun.reason


def _corrected(cycle: Cycle) -> Iterator[tuple[str, str]]:
    for one in cycle.corrections:
        yield f"Correction du {dates.day(one.date, weekday=False)}", f"{one.author} : {one.reason}"


def listed(decided: Decided) -> Iterator[tuple[str, ...]]:
    """Yield one row for each request: reference, title, cost, recommendation, decision of the meeting."""
    unit = unit_of(decided.cycle)
    for line in view.lines(decided):
        request = line.request
        said = "retenue" if line.recommended else "non retenue"
        fate = view.FATES[line.fate] if decided.settled else ""
        if request.reference in decided.reduced:
            fate = f"{fate} en partie"
        yield request.reference, request.title, unit.figure(line.cost), said, fate


def deviations(decided: Decided) -> list[tuple[str, str, str, str]]:
    """Return each thing that the meeting explained: reference, decision, author, reason."""
    if decided.arbitration is None:
        return []
    return [
        (name, _fate(decided, name), one.author, one.reason)
        for name, one in decided.arbitration.deviations.items()
    ]


def _fate(decided: Decided, name: str) -> str:
    reduced = decided.reduced.get(name)
    said = view.FATES[decided.fate(name)]
    return f"{said} en partie : {reduced.scope}" if reduced else said


def points(decided: Decided) -> list[tuple[str, str, str, str]]:
    """Return what the departures change for each group: name, points recommended, points decided, difference."""
    if not decided.departures:
        return []
    return [
        (
            voice.name,
            number(voice.recommended),
            number(voice.won),
            ("+" if voice.won > voice.recommended else "") + number(voice.won - voice.recommended),
        )
        for voice in view.voices(decided, {})
    ]


def priorities(decided: Decided) -> tuple[str, ...]:
    """Return what the meeting wants looked at next."""
    return decided.arbitration.next_priorities if decided.arbitration else ()


def signatories(cycle: Cycle) -> list[str]:
    """Return who signs: whom the community names, then each group."""
    return [*cycle.governance.signatories, *(group.name for group in cycle.groups)]


def html(looks: TemplateFolders, decided: Decided) -> str:
    """Return the minutes as one printable page, without any file beside it."""
    made = templates.template(
        looks,
        "site/cycle_minutes.html",
        cycle=decided.cycle,
        title=title(decided),
        is_code=is_code,
        facts=facts(decided),
        points=points(decided),
        rows=list(listed(decided)),
        deviations=deviations(decided),
        priorities=priorities(decided),
        signatories=signatories(decided.cycle),
        arbitrated=decided.settled,
    )
    return markdown.html_typography(made)
