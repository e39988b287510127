"""Pages of the decision cycles: progress while the groups answer, then the decision with its evidence."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from chorale.content import addresses
from chorale.content.fingerprints import settled
from chorale.content.follow_up import as_of, criteria_words, outcome_words, unit_of
from chorale.content.kinds import kind_of
from chorale.content.model import Community
from chorale.content.sight import sees
from chorale.files import File
from chorale.french.phrases import of
from chorale.ipm.decide import decided
from chorale.ipm.infeasible import Infeasible
from chorale.ipm.model import ChangeRequest, Cycle
from chorale.site.cycle import decision_page, downloads, published_answers, rule_sentences
from chorale.site.cycle import evidence as cycle_evidence
from chorale.site.cycle.decision_sentences import infeasible_sentence, names_of
from chorale.site.cycle.progress import Progress, progress
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
    f"ipm/{name}.js"
    for name in (*ENGINE, "amounts", "sentences", "scenario", "fields", "controls", "what_if")
)
"""The « what-if », in the order of loading: first the engine, then what a page needs."""


@sees("cycles")
def files(community: Community) -> Iterator[File]:
    """Yield each cycle's page and, once its questionnaire is closed, the decision's files; from the site's root."""
    for cycle in (as_of(one, community.today) for one in community.cycles):
        state = progress(cycle, community.today)
        if state.stage in ("coming", "open") or not cycle.ballots:
            yield _page(community, cycle, state, _waiting(cycle))
            continue
        try:
            found = decided(cycle, settled=settled(cycle, community.today))
        except Infeasible as impossible:
            why = infeasible_sentence(impossible, names_of(cycle))
            yield _page(community, cycle, state, {**_waiting(cycle), "impossible": why})
            continue
        evidence = cycle_evidence.evidence(found)
        offered = tuple(downloads.files(community, found, evidence))
        said = decision_page.values(found, evidence, state, offered)
        yield _page(community, cycle, state, {**_waiting(cycle), **said})
        yield from offered
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
    unit = unit_of(cycle)
    return {
        "summary": markdown.markdown(cycle.summary),
        "themes": themes(cycle),
        "steps": rule_sentences.steps(cycle),
        "total": sum((request.cost.estimate for request in cycle.requests), Fraction(0)),
        "impossible": "",
        "money": unit.amount,
        "figure": unit.figure,
        "criteria_words": criteria_words,
        "outcome_words": lambda found: outcome_words(found, unit),
        "markdown": markdown.markdown,
    }


def themes(cycle: Cycle) -> list[tuple[str, list[ChangeRequest]]]:
    """Return the requests by theme, in the order of the cycle's file."""
    return [
        (name, [request for request in cycle.requests if request.theme == key])
        for key, name in cycle.themes.items()
    ]
