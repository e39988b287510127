"""Pages of the collected requests: one each with its life across cycles, and their list by theme."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chorale.content import addresses
from chorale.content.collected import STAGES, CollectedRequest, CollectedStage, stage
from chorale.content.follow_up import cost_words
from chorale.content.kinds import kind_of
from chorale.content.model import Community
from chorale.content.sight import sees
from chorale.files import File
from chorale.french.amounts import Unit, unit
from chorale.ipm.amounts import natural
from chorale.site.agenda.event_pages import markdown_links
from chorale.site.agenda.event_rendering import body_of
from chorale.site.cycle import request_life
from chorale.text.templates import page

BADGES: Mapping[CollectedStage, str] = {
    "received": "coming",
    "discussed": "coming",
    "costed": "open",
    "taken": "open",
    "closed": "closed",
}
TITLE = "Demandes recueillies"
KIND = kind_of(CollectedRequest)


@sees("collected", "cycles")
def files(community: Community) -> Iterator[File]:
    """Yield a page per collected request and their list; nothing while none is collected."""
    if not community.collected:
        return
    for one in community.collected:
        life = request_life.life_of_collected(community, one)
        path = addresses.page(one)
        words = markdown_links(one.body, path).strip()
        yield page(
            path,
            one.title,
            _body(community, KIND.template, path, [words], found=one, life=life),
            description=f"Demande recueillie, {STAGES[stage(one, community.cycles)]} : {one.title}.",
            styles=("ipm.css",),
            hide=("toc",),
            parents=((TITLE, addresses.address(KIND.list_page)),),
        )
    body = _body(community, KIND.list_template, KIND.list_page, themes=by_theme(community))
    told = "Ce que les groupes et le public demandent, en attente d'un cycle : où en est chaque demande."
    yield page(KIND.list_page, TITLE, body, description=told, hide=("toc",))


def by_theme(community: Community) -> dict[str, list[CollectedRequest]]:
    """Return the collected requests by theme, the themes in their order, the oldest request first."""
    found: dict[str, list[CollectedRequest]] = {}
    for one in sorted(
        community.collected, key=lambda one: (natural(one.theme), one.received, one.slug)
    ):
        found.setdefault(one.theme, []).append(one)
    return found


def unit_of_collected(community: Community) -> Unit:
    """Return the unit of the costs: that of the latest cycle."""
    latest = max(community.cycles, key=lambda one: one.number, default=None)
    costs = [one.cost for one in community.collected if one.cost]
    given = [amount for cost in costs for amount in (cost.estimate, cost.low, cost.high)]
    return unit(latest.envelope.unit if latest else "", [one for one in given if one is not None])


def _body(
    community: Community, template: str, start: str, blocks: Iterable[str] = (), **values: Any
) -> str:
    counted = unit_of_collected(community)
    return body_of(
        community,
        template,
        start,
        blocks,
        stage=lambda one: stage(one, community.cycles),
        stages=STAGES,
        badges=BADGES,
        money=counted.amount,
        cost_words=lambda cost: cost_words(cost, counted),
        **values,
    )
