"""Files of a decision to download: record, tables, workbook, election and minutes."""

import re
from collections.abc import Iterator, Sequence

from chorale.content import addresses
from chorale.content.model import Community
from chorale.files import File
from chorale.french.phrases import number, of
from chorale.ipm.decided import Decided
from chorale.ipm.decision import Decision
from chorale.ipm.formats.pabulib import pabulib_text
from chorale.ipm.formats.record import decision_json
from chorale.ipm.model import Cycle
from chorale.site.cycle import minutes, minutes_odt, tables, workbook
from chorale.site.cycle.evidence import DecisionEvidence, ideals
from chorale.site.cycle.rule_sentences import RULE_NAMES


def files(community: Community, decided: Decided, evidence: DecisionEvidence) -> Iterator[File]:
    """Yield the files, beside the page of the cycle: after the meeting, they say what it decided."""
    folder = addresses.page(decided.cycle).rsplit("/", 1)[0]
    yield File.of(f"{folder}/decision.json", decision_json(decided))
    yield File.of(f"{folder}/decision.csv", tables.csv_text(decided))
    yield File(f"{folder}/decision.xlsx", workbook.workbook(decided, ideals(evidence.audit)))
    yield File.of(f"{folder}/decision.pb", pabulib(community, decided))
    yield File.of(f"{folder}/releve.html", minutes.html(community.templates, decided))
    yield File(f"{folder}/releve.odt", minutes_odt.document(decided))


def pabulib(community: Community, decided: Decided) -> str:
    """Return the election in the format of Pabulib, with what is decided."""
    cycle, decision = decided.cycle, decided.recommendation
    meta = {
        "country": community.country,
        "unit": community.name,
        **cycle_meta(cycle, decision),
    }
    titles = {request.reference: request.title for request in cycle.requests}
    return pabulib_text(decision.election, meta, titles, decided.retained)


def cycle_meta(cycle: Cycle, decision: Decision) -> dict[str, str]:
    """Return what a Pabulib file says of a cycle; the format knows neither its rule nor its links: a comment tells."""
    invented = " (données d'illustration)" if cycle.illustrative else ""
    dates = cycle.milestones
    said = [
        f"règle : {RULE_NAMES[decision.rule.method]}",
        "des prérequis, exclusions, obligations et montants par thème n'ont pas de place dans ce format",
    ]
    if len(set(decision.election.weights)) > 1:
        weights = zip(decision.election.voters, decision.election.weights, strict=True)
        said.append(f"poids : {', '.join(f'{key} {number(weight)}' for key, weight in weights)}")
    return {
        "description": f"Cycle {cycle.number} {of(cycle.governance.name)}{invented}",
        "instance": str(dates.closes.year),
        "rule": "unknown",
        "date_begin": f"{dates.opens:%d.%m.%Y}",
        "date_end": f"{dates.closes:%d.%m.%Y}",
        **money_meta(cycle.envelope.unit, said),
    }


def money_meta(unit: str, said: Sequence[str] = ()) -> dict[str, str]:
    """Return the currency where there is one, and in a comment the unit that is none, with what else is to be said."""
    currency = {"€": "EUR", "euro": "EUR", "euros": "EUR"}.get(unit, unit)
    known = {"currency": currency} if re.fullmatch("[A-Z]{3}", currency) else {}
    told = [*([f"montants : {unit}"] if unit and not known else []), *said]
    comment = " ".join(f"#{place}: {one}." for place, one in enumerate(told, start=1))
    return {**known, **({"comment": comment} if comment else {})}
