"""Every address of the site: the Markdown path that the builder reads and the URL as published."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Protocol

from chorale.content.collected import CollectedRequest
from chorale.content.event_model import Status
from chorale.content.form_model import Form
from chorale.content.kinds import KINDS, kind_of, with_pages
from chorale.content.model import Community, Issue, IssueState
from chorale.ipm.model import Cycle


class Paged(Protocol):
    """An item of a kind that has pages."""

    @property
    def path(self) -> str:
        """Return the file that says it."""

    @property
    def slug(self) -> str:
        """Return its name."""


_UNSAFE = re.compile(r"[^\w.-]+")
HOME = "index.md"
DOCUMENTATION = "documentation/index.md"
AGENDA = "agenda/index.md"
INDEX = "agenda/rendez-vous.json"
CHANGES = "agenda/changements.md"
STATES: Mapping[Status, str] = {
    "confirmed": "agenda/maintenus.md",
    "moved": "agenda/deplaces.md",
    "cancelled": "agenda/annules.md",
}
ISSUES = kind_of(Issue).list_page
GOVERNANCE = kind_of(Cycle).list_page
COLLECTED = kind_of(CollectedRequest).list_page
CALENDARS = "calendriers/index.md"
HELP = "aide/index.md"
FORMS = kind_of(Form).list_page
SEARCH = "recherche/index.md"
SUGGEST = "aide/donner-son-avis.md"
PRIVACY = "a-propos/donnees-personnelles.md"
ACCESSIBILITY = "a-propos/accessibilite.md"
AGENDA_FEED = "flux/agenda.xml"
LETTERS_FEED = "flux/lettres.xml"
SERVICE = "/participer"


def page(item: Paged) -> str:
    """Return the Markdown path of an item's page, from the site's root; an item keeps it beside its fields."""
    held = vars(item)
    if _KEPT not in held:
        held[_KEPT] = kind_of(type(item)).page.format_map(held)
    path: str = held[_KEPT]
    return path


_KEPT = "_page"


def part(cycle: Cycle, name: str = "") -> str:
    """Return the Markdown path of one page of a decision: « calcul » is ipm/cycle-5/calcul/index.md."""
    folder = page(cycle).removesuffix("index.md")
    return f"{folder}{name}/index.md" if name else page(cycle)


DECISION_PARTS = ("groupe", "demande", "calcul", "preuves", "et-si", "en-salle")
"""The pages of a decision beside its first one, in the order of their menu."""


def group_part(key: str) -> str:
    """Return the name of a group's page among those of a decision."""
    return f"groupe/{key}"


def request_part(reference: str) -> str:
    """Return the name of a request's page among those of a decision; what no path may hold becomes a hyphen."""
    return f"demande/{_UNSAFE.sub('-', reference)}"


def decision_parts(cycle: Cycle, today: date) -> Iterator[str]:
    """Yield the path of every page that a cycle has once its answers are closed and known."""
    if cycle.milestones.closes.date() >= today or not cycle.ballots:
        return
    answered = {ballot.group for ballot in cycle.ballots}
    names = (
        *DECISION_PARTS,
        *(group_part(group.key) for group in cycle.groups if group.key in answered),
        *(request_part(request.reference) for request in cycle.requests),
    )
    yield from (part(cycle, name) for name in names)


def list_page(item: Paged) -> str:
    """Return the Markdown path of the page that leads readers to an item; nothing for a page written by hand."""
    return kind_of(type(item)).list_page.format_map(vars(item))


@lru_cache(maxsize=16384)
def page_of(path: str) -> str | None:
    """Return the page that a content file makes, known from its name alone: it may be broken today."""
    for kind in KINDS:
        if kind.page and (said := kind.files.match(path)) is not None:
            return kind.page.format_map(said)
    return None


def audience(key: str) -> str:
    """Return the Markdown path of an audience's page."""
    return f"publics/{key}.md"


def sign_up(key: str) -> str:
    """Return where one signs up for a session « interne », from the root of the host: a page of the service."""
    return f"{SERVICE}/inscription/{key}/"


def service_form(form: Form) -> str:
    """Return where a form is received, from the root of the host."""
    return f"{SERVICE}/formulaires/{form.slug}/"


def service_results(form: Form) -> str:
    """Return where the results of a closed form are read, from the root of the host."""
    return f"{SERVICE}/formulaires/{form.slug}/resultats/"


def month(day: date) -> str:
    """Return the Markdown path of the agenda of a day's month."""
    return f"agenda/mois/{day:%Y-%m}.md"


def letters_feed(key: str) -> str:
    """Return the path of the feed of an audience's articles."""
    return f"flux/lettres-{key}.xml"


def agenda_feed(key: str = "", suffix: str = "xml") -> str:
    """Return the path of the feed of the agenda, or of an audience's own."""
    return f"flux/agenda-{key}.{suffix}" if key else f"flux/agenda.{suffix}"


def paper(issue: Issue) -> str:
    """Return the Markdown path of a whole issue on one page, to be printed."""
    return f"lettres/{issue.slug}/version-imprimable.md"


def past(year: int) -> str:
    """Return the Markdown path of a year's past events."""
    return f"agenda/{year}.md"


def more(path: str, rank: int) -> str:
    """Return the Markdown path of the page that continues a list of the agenda."""
    name = path.removeprefix("agenda/").removesuffix(".md").removesuffix("/index").replace("/", "-")
    return f"agenda/suite/{name}-{rank}.md"


def week(day: date) -> str:
    """Return the Markdown path of the agenda of a day's week."""
    year, number, _ = day.isocalendar()
    return f"agenda/semaines/{year}-s{number:02}.md"


def letters_of(year: int) -> str:
    """Return the Markdown path of a year's newsletters."""
    return f"lettres/annees/{year}.md"


def articles_of(kind: str) -> str:
    """Return the Markdown path of the articles of a kind."""
    return f"lettres/genres/{kind}.md"


def articles_for(key: str) -> str:
    """Return the Markdown path of an audience's articles."""
    return f"lettres/publics/{key}.md"


def address(path: str) -> str:
    """Turn a Markdown path into the published path, without leading slash: agenda/index.md -> agenda/."""
    if not path.endswith(".md"):
        return path
    stem = path.removesuffix(".md")
    if stem == "index" or stem.endswith("/index"):
        return stem[: -len("index")]
    return f"{stem}/"


def former(community: Community, alias: str) -> str:
    """Return the published path of an alias, however it is written: old, old/, old.md or the whole address."""
    path = alias.removeprefix(community.url).strip("/")
    plain = path.removesuffix("index.md").removesuffix(".md").strip("/")
    return plain if posixpath.splitext(plain)[1] else f"{plain}/"


def aliases(community: Community) -> Mapping[str, str]:
    """Return, by former published path, the Markdown path of the page that stands in its place."""
    return {
        former(community, alias): page(item)
        for item in with_pages(community)
        for alias in getattr(item, "aliases", ())
    }


def absolute(community: Community, path: str) -> str:
    """Return the full https address of a Markdown path or file of the site."""
    return community.url.rstrip("/") + "/" + address(path)


def relative(path: str, start: str) -> str:
    """Return a Markdown-to-Markdown link from one page's path to another path."""
    return posixpath.relpath(path, posixpath.dirname(start) or ".")


@lru_cache(maxsize=16384)
def href(path: str, start: str) -> str:
    """Return the published link from one page's Markdown path to another page or file, for HTML that we write."""
    return between(address(path), address(start))


def between(target: str, origin: str) -> str:
    """Return the link from one published address to another, both from the site's root."""
    here, there = origin.split("/")[:-1], target.split("/")
    shared = 0
    for mine, theirs in zip(here, there[:-1], strict=False):
        if mine != theirs:
            break
        shared += 1
    return "/".join((*[".."] * (len(here) - shared), *there[shared:])) or "./"


def drafts(community: Community) -> frozenset[str]:
    """Return the paths of the pages that only a preview shows: of drafts, and of the articles of a draft letter."""
    events_kept: tuple[Paged, ...] = (
        *(one for one in community.webinars if one.draft),
        *(one for one in community.meetings if one.draft),
    )
    return frozenset(map(page, events_kept)) | _letters(community, "draft")


def unlisted(community: Community) -> frozenset[str]:
    """Return the paths of the pages that exist and that nothing leads to: of the letters of a day to come."""
    return _letters(community, "ready")


def _letters(community: Community, state: IssueState) -> frozenset[str]:
    found = [issue for issue in community.issues if issue.state(community.today) == state]
    items = (one for issue in found for one in (issue, *issue.articles))
    return frozenset((*map(page, items), *map(paper, found)))


def subscribing(community: Community) -> Form | None:
    """Return the form by which one subscribes to the letter today."""
    mine = (form for form in community.forms if form.serves == "subscription")
    return next((form for form in mine if form.state(community.today) == "open"), None)
