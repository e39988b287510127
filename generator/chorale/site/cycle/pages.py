"""Pages of the decision cycles: progress while the groups answer, then the decision with its evidence."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from chorale.content import addresses
from chorale.content.fingerprints import settled
from chorale.content.follow_up import (
    as_of,
    collected_before,
    continued,
    criteria_words,
    outcome_words,
    unit_of,
)
from chorale.content.kinds import kind_of
from chorale.content.model import Community
from chorale.content.sight import sees
from chorale.files import File
from chorale.french.phrases import of
from chorale.ipm.decide import decided
from chorale.ipm.infeasible import Infeasible
from chorale.ipm.model import ChangeRequest, Cycle
from chorale.site.cycle import (
    decision_page,
    downloads,
    published_answers,
    request_life,
    rule_sentences,
)
from chorale.site.cycle import evidence as cycle_evidence
from chorale.site.cycle.decision_sentences import infeasible_sentence, names_of
from chorale.site.cycle.progress import progress
from chorale.text import markdown, templates
from chorale.text.mending import mended
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
TRYING = (*ENGINE, "amounts", "sentences", "scenario", "fields")
SCRIPTS = tuple(f"ipm/{name}.js" for name in (*TRYING, "controls", "what_if"))
"""The « what-if », in the order of loading: first the engine, then what a page needs."""
ROOM = tuple(f"ipm/{name}.js" for name in (*TRYING, "arbitration", "room"))


class DecisionPart(NamedTuple):
    """A page of a decision: its folder, what it is called, its template, its scripts."""

    name: str
    words: str
    template: str
    scripts: tuple[str, ...] = ()
    about: str = ""


PARTS = (
    DecisionPart("", "La décision", kind_of(Cycle).template, ("ipm/anchors.js",)),
    DecisionPart(
        "groupe",
        "Pour votre groupe",
        "cycle_groups.html",
        about="Groupe par groupe : les points donnés, ce qui a été demandé, ce qui a été obtenu.",
    ),
    DecisionPart(
        "demande",
        "Demande par demande",
        "cycle_requests.html",
        ("ipm/filters.js",),
        "Toutes les demandes : leur coût, les points de chaque groupe, ce qui est retenu et ce qui ne l'est pas.",
    ),
    DecisionPart(
        "calcul",
        "Le calcul",
        "cycle_computation.html",
        about="La décision recalculée pas à pas à partir des votes, une demande après l'autre.",
    ),
    DecisionPart(
        "preuves",
        "Les preuves",
        "cycle_proofs.html",
        about="Vérifier le scrutin soi-même : les preuves, les fichiers à télécharger, ce qui a été publié et quand.",
    ),
    DecisionPart(
        "et-si",
        "Et si…",
        "cycle_what_if.html",
        SCRIPTS,
        "Changer les points, les coûts, l'enveloppe, le poids d'un groupe ou la règle, et voir aussitôt ce qui serait "
        "retenu : une simulation.",
    ),
    DecisionPart(
        "en-salle",
        "En salle",
        "cycle_room.html",
        ROOM,
        "Les demandes en grand, l'une après l'autre, pour la réunion d'arbitrage.",
    ),
)
"""The pages of a decision, in the order of the menu that they share."""


@sees("cycles", "collected", on_disk=True)
def files(community: Community) -> Iterator[File]:
    """Yield each cycle's pages and, once its questionnaire is closed, the decision's files; from the site's root."""
    for cycle in (as_of(one, community.today) for one in community.cycles):
        state = progress(cycle, community.today)
        values = {
            "progress": state,
            "impossible": "",
            "taken_from": partial(continued, community),
            "collected_from": partial(collected_before, community),
            **_known(cycle),
        }
        if state.stage in ("coming", "open") or not cycle.ballots:
            yield _waiting(community, cycle, values)
            continue
        try:
            found = decided(cycle, settled=settled(cycle, community.today))
        except Infeasible as impossible:
            values["impossible"] = infeasible_sentence(impossible, names_of(cycle))
            yield _waiting(community, cycle, values)
            continue
        evidence = cycle_evidence.evidence(found)
        offered = tuple(downloads.files(community, found, evidence))
        values |= decision_page.values(found, evidence, state, offered)
        values["life_of"] = partial(request_life.life, community, found)
        yield from _decision(community, cycle, values)
        yield from offered
        yield from published_answers.files(cycle)


def _waiting(community: Community, cycle: Cycle, values: Mapping[str, Any]) -> File:
    """Return the only page of a cycle whose answers are not known, or decide nothing."""
    return _page(community, cycle, values, DecisionPart("", "", "cycle_waiting.html"))


def _decision(community: Community, cycle: Cycle, values: Mapping[str, Any]) -> Iterator[File]:
    """Yield every page of a decision: those of the menu, one a group, one a request."""
    made = partial(_page, community, cycle, values)
    yield from map(made, PARTS)
    for voice in values["voices"]:
        name = addresses.group_part(voice.key)
        about = (
            f"Le groupe {_full(cycle, voice.key)} : ses points, ce qu'il a demandé, "
            "ce qu'il a obtenu ou non."
        )
        script = ("ipm/receipt.js",)
        yield made(DecisionPart(name, voice.name, "cycle_group.html", script, about), voice=voice)
    lines = values["in_order"]
    for before, line, after in zip((None, *lines), lines, (*lines[1:], None), strict=False):
        name = addresses.request_part(line.request.reference)
        called = f"{line.request.reference}\u00a0: {line.request.title}"
        around = (before, after)
        yield made(DecisionPart(name, called, "cycle_request.html"), line=line, around=around)


def _page(
    community: Community, cycle: Cycle, values: Mapping[str, Any], part: DecisionPart, **more: Any
) -> File:
    path, start = addresses.part(cycle, part.name), addresses.page(cycle)
    links = _links(cycle, part, path)
    body = templates.template(
        community.templates, f"site/{part.template}", cycle=cycle, **values, **links, **more
    )
    return page(
        path,
        _title(cycle, part),
        markdown.html_typography(body),
        description=_description(cycle, part, values["progress"].words.lower()),
        scripts=("ipm/menu.js", *part.scripts) if part.words else (),
        styles=("ipm.css",),
        hide=("toc",),
        parents=[(f"Cycle {cycle.number}", addresses.address(start))] if part.name else (),
    )


def _full(cycle: Cycle, key: str) -> str:
    group = next(group for group in cycle.groups if group.key == key)
    more = group.full_name if group.full_name != group.name else ""
    return f"{group.name} ({more})" if more else group.name


def _description(cycle: Cycle, part: DecisionPart, progress: str) -> str:
    named = cycle.governance
    if not part.name:
        return f"Cycle {cycle.number} {of(named.long_name or named.name)} : {progress}."
    if not part.about:
        return f"Cycle {cycle.number} : {part.words}."
    return f"{part.about} Cycle {cycle.number} {of(named.name)}."


def _title(cycle: Cycle, part: DecisionPart) -> str:
    if not part.name:
        return f"Cycle {cycle.number} {of(cycle.governance.name)}"
    if part.name.startswith("demande/"):
        return part.words
    named = part.words if "/" in part.name else part.words[0].lower() + part.words[1:]
    return f"Cycle {cycle.number}\u00a0: {named}"


def _links(cycle: Cycle, part: DecisionPart, path: str) -> dict[str, Any]:
    """Return what leads from one page to the others: their menu, and ways to a part, a group, a request, a file."""
    folder, shelf = addresses.page(cycle).removesuffix("index.md"), part.name.split("/")[0]

    def to(name: str = "") -> str:
        return addresses.href(addresses.part(cycle, name), path)

    return {
        "menu": [(one.words, to(one.name), one.name == shelf) for one in PARTS],
        "here": part.name,
        "to": to,
        "to_page": lambda other: addresses.href(other, path),
        "to_item": lambda item: addresses.href(addresses.page(item), path),
        "to_group": lambda key: to(addresses.group_part(key)),
        "to_request": lambda reference: to(addresses.request_part(reference)),
        "to_file": lambda file: addresses.href(f"{folder}{file}", path),
    }


def _known(cycle: Cycle) -> dict[str, Any]:
    """Return what a page may say before the close: never an answer."""
    unit = unit_of(cycle)
    return {
        "summary": _read(cycle.summary),
        "themes": themes(cycle),
        "steps": rule_sentences.steps(cycle),
        "total": sum((request.cost.estimate for request in cycle.requests), Fraction(0)),
        "money": unit.amount,
        "figure": unit.figure,
        "criteria_words": criteria_words,
        "outcome_words": lambda found: outcome_words(found, unit),
        "markdown": _read,
    }


def _read(text: str) -> str:
    """Return Markdown written in a field as HTML, understood as bodies are."""
    return markdown.markdown(mended(text).text)


def themes(cycle: Cycle) -> list[tuple[str, list[ChangeRequest]]]:
    """Return the requests by theme, in the order of the cycle's file."""
    return [
        (name, [request for request in cycle.requests if request.theme == key])
        for key, name in cycle.themes.items()
    ]
