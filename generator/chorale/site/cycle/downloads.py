"""Files of a decision to download: record, tables, workbook, election and minutes."""

from collections.abc import Iterator

from chorale.content import addresses
from chorale.content.model import Community
from chorale.files import File
from chorale.french.nouns import of
from chorale.ipm.decision import Decision
from chorale.ipm.formats import record
from chorale.ipm.formats.pabulib import pabulib_text
from chorale.ipm.model import Cycle
from chorale.site.cycle import minutes, minutes_odt, tables, workbook
from chorale.site.cycle.evidence import DecisionEvidence, ideals
from chorale.site.cycle.rule_sentences import RULE_NAMES


def files(
    community: Community,
    cycle: Cycle,
    decision: Decision,
    evidence: DecisionEvidence,
    *,
    arbitrated: bool,
) -> Iterator[File]:
    """Yield the files, beside the page of the cycle; arbitrated ones also say what the meeting decided."""
    folder = addresses.page(cycle).rsplit("/", 1)[0]
    yield File.of(f"{folder}/decision.json", record.json_text(record.as_json(decision)))
    yield File.of(f"{folder}/decision.csv", tables.csv_text(cycle, decision))
    yield File(
        f"{folder}/decision.xlsx", workbook.workbook(cycle, decision, ideals(evidence.audit))
    )
    yield File.of(f"{folder}/decision.pb", pabulib(community, cycle, decision))
    yield File.of(
        f"{folder}/releve.html",
        minutes.html(community.templates, cycle, decision, arbitrated=arbitrated),
    )
    yield File(f"{folder}/releve.odt", minutes_odt.document(cycle, decision, arbitrated=arbitrated))


def pabulib(community: Community, cycle: Cycle, decision: Decision) -> str:
    """Return the election in the format of Pabulib, with what is retained."""
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
    return pabulib_text(decision.election, meta, titles, decision.retained)
