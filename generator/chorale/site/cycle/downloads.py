"""Files of a decision to download: record, tables, workbook, election and minutes."""

from collections.abc import Iterator

from chorale.content import addresses
from chorale.content.model import Community
from chorale.files import File
from chorale.french.phrases import of
from chorale.ipm.decided import Decided
from chorale.ipm.formats.pabulib import pabulib_text
from chorale.ipm.formats.record import decision_json
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
    invented = " (données d'illustration)" if cycle.illustrative else ""
    meta = {
        "description": f"Cycle {cycle.number} {of(cycle.governance.name)}{invented}",
        "country": community.country,
        "unit": community.name,
        "instance": str(cycle.milestones.closes.year),
        "rule": RULE_NAMES[decision.rule.method],
        "currency": cycle.envelope.unit,
    }
    titles = {request.reference: request.title for request in cycle.requests}
    return pabulib_text(decision.election, meta, titles, decided.retained)
