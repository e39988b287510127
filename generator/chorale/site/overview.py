"""Overview pages: home, governance, search, and what phones and robots read."""

import json
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from chorale.content import addresses, follow_up
from chorale.content import agenda as content_agenda
from chorale.content.event import Event
from chorale.content.fingerprints import settled
from chorale.content.follow_up import unit_of
from chorale.content.kinds import kind_of
from chorale.content.model import Community, Door
from chorale.content.sight import sees
from chorale.files import File
from chorale.french import dates, phrases
from chorale.french.phrases import bare
from chorale.ipm.decide import decided
from chorale.ipm.decided import Decided
from chorale.ipm.infeasible import Infeasible
from chorale.ipm.model import ChangeRequest, Cycle, FollowUp
from chorale.site import navigation, sections
from chorale.site.agenda import event_rendering
from chorale.site.audience_pages import articles_of
from chorale.site.cycle import progress
from chorale.site.search.documents import GENRES
from chorale.text import diagrams
from chorale.text.templates import page

BEHIND = "Guides, rendez-vous et articles pour ce public."
"""What is said behind the door of an audience, when the community says nothing else."""


@sees(
    "summaries", "announced", "cycles", "collected", "register", "groups", "titles", "forms",
    "site", on_disk=True,
)  # fmt: skip
def files(community: Community) -> Iterator[File]:
    """Yield the pages, from the site's root."""
    yield _home(community)
    yield _governance(community)
    yield _search(community)
    yield from _documentation(community)
    yield _manifest(community)
    yield File.of(
        "robots.txt",
        f"User-agent: *\nAllow: /\nSitemap: {addresses.absolute(community, 'sitemap.xml')}\n",
    )


def _body(community: Community, template: str, start: str, **values: Any) -> str:
    """Render a template for the page at a Markdown path; link(path) in it gives a published link."""
    subscribing = addresses.subscribing(community)
    return event_rendering.body_of(community, template, start, subscribing=subscribing, **values)


def _rows(
    community: Community, events: tuple[Event, ...], start: str
) -> list[event_rendering.EventRow]:
    return [event_rendering.row(event, community, start) for event in events]


def _home(community: Community) -> File:
    coming = content_agenda.upcoming(content_agenda.events(community), community.today)
    cycle = progress.current(community)
    latest = next(reversed(community.letters), None)
    body = _body(
        community,
        "home.md",
        addresses.HOME,
        doors=list(_doors(community)),
        search=addresses.href(navigation.SEARCH, addresses.HOME),
        events=_rows(community, coming[:5], addresses.HOME),
        issue=latest,
        articles=articles_of(latest)[:4] if latest else (),
        cycle=cycle,
        progress=progress.progress(cycle, community.today) if cycle else None,
    )
    return page(
        addresses.HOME,
        community.name,
        body,
        description=community.description,
        hide=("toc", "title"),
    )


def _doors(community: Community) -> Iterator[dict[str, str]]:
    everyone = (
        Door(audience=key, title=name, text=BEHIND) for key, name in community.audiences.items()
    )
    for door in community.doors or everyone:
        yield {
            "path": addresses.audience(door.audience),
            "title": door.title,
            "text": door.text,
        }


def _documentation(community: Community) -> Iterator[File]:
    """Yield the index of the documentation, unless somebody wrote one, or there is none."""
    index = addresses.DOCUMENTATION
    written = {addresses.page(page) for page in community.pages}
    if index not in written and (found := sections.contents(community, index)):
        description = f"Les guides de {community.name}, dans l'ordre du menu."
        yield page(index, "Documentation", found, description=description)


def _governance(community: Community) -> File:
    cycles = [
        (cycle, progress.progress(cycle, community.today)) for cycle in reversed(community.cycles)
    ]
    current = progress.current(community)
    body = _body(
        community,
        kind_of(Cycle).list_template,
        addresses.GOVERNANCE,
        governance=community.governance,
        groups=community.groups,
        money=lambda cycle: unit_of(cycle).amount(cycle.envelope.amount),
        course=Markup(diagrams.drawn_fence(course(community))),  # noqa: S704 - a diagram's tree is escaped
        cycles=cycles,
        followed=list(_followed(community)),
        current=current,
        progress=progress.progress(current, community.today) if current else None,
    )
    means = ", ".join(
        filter(None, (_counted(community), "une enveloppe", "un calcul que chacun vérifie"))
    )
    description = f"Comment la communauté choisit les évolutions : {means}."
    title = f"Gouvernance des évolutions ({bare(community.governance.name)})"
    return page(addresses.GOVERNANCE, title, body, description=description)


def course(community: Community) -> str:
    """Return the diagram of a cycle, from the workshops to the arbitration, with the groups that are consulted."""
    named = ", ".join(group.name for group in community.groups).replace('"', "'")
    groups = f"{_counted(community).capitalize()} : {named}" if named else "La communauté"
    return "\n".join(
        (
            "flowchart TD",
            "accTitle: Un cycle, des ateliers à l'arbitrage",
            'ateliers["Ateliers<br/>(demandes examinées et chiffrées)"] --> synthese["Réunion de synthèse"]',
            f'synthese -->|questionnaire à distance| groupes["{groups}"]',
            "groupes -->|leurs priorités| arbitrage[\"Réunion d'arbitrage<br/>(dans l'enveloppe allouée)\"]",
            'arbitrage --> retenues("Évolutions retenues")',
            'arbitrage --> suite("Priorités du cycle suivant")',
        )
    )


def _followed(community: Community) -> Iterator[tuple[Cycle, str, list[dict[str, str]]]]:
    """Yield the cycles where something became of a retained request, latest first, with one row for each request."""
    for cycle in (follow_up.as_of(one, community.today) for one in reversed(community.cycles)):
        if not settled(cycle, community.today) or not any(one.outcome for one in cycle.requests):
            continue
        try:
            found = decided(cycle, settled=True)
        except Infeasible:
            continue
        retained = [found.requests[name] for name in found.retained]
        yield cycle, follow_up.summary(retained), [_suite(found, one) for one in retained]


def _suite(found: Decided, request: ChangeRequest) -> dict[str, str]:
    unit, outcome = unit_of(found.cycle), request.outcome or FollowUp()
    delivered, cost = outcome.delivered, outcome.cost
    return {
        "reference": request.reference,
        "title": request.title,
        "planned": outcome.planned,
        "delivered": dates.day(delivered, weekday=False) if delivered else "",
        "decided": unit.figure(found.cost_of(request.reference)),
        "cost": "" if cost is None else unit.figure(cost),
    }


def _counted(community: Community) -> str:
    count = len(community.groups)
    return phrases.spelled(count, "groupe") if count else ""


def _manifest(community: Community) -> File:
    """Return what a phone keeps of a site put on its home screen."""
    drawn = [
        {"src": f"assets/images/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    own = community.site.favicon
    icons = [{"src": own, "sizes": "any"}] if own else drawn
    told = {
        "name": community.name,
        "short_name": community.name,
        "description": phrases.typography(community.description),
        "lang": "fr",
        "start_url": "./",
        "scope": "./",
        "display": "browser",
        "background_color": "#fbf8f1",
        "theme_color": "#fbf8f1",
        "icons": icons,
    }
    return File.of("site.webmanifest", json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def _search(community: Community) -> File:
    audiences = [(addresses.audience(key), name) for key, name in community.audiences.items()]
    written = set(map(addresses.page, community.pages))
    menu = [
        entry
        for entry in sections.menu(community)
        if entry[1] in written or entry[1] not in navigation.BY_HAND
    ]
    example = community.search_example
    body = _body(
        community,
        "search.md",
        navigation.SEARCH,
        audiences=audiences,
        menu=menu,
        example=example,
        genres=tuple(GENRES),
    )
    return page(
        navigation.SEARCH,
        "Rechercher dans le site",
        body,
        description="Chercher dans la documentation, l'agenda et les lettres d'information.",
        scripts=("calm.js",),
        modules=("search/page.js",),
        hide=("toc",),
    )
