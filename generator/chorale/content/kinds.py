"""The one table of the kinds of content: where each stands, what reads it, what draws it, what checks it."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from chorale.content.accessibility_model import AccessibilityStatement
from chorale.content.collected import CollectedRequest
from chorale.content.event_model import Meeting, Webinar
from chorale.content.form_model import Form
from chorale.content.kind_row import Kind, PathPattern
from chorale.content.mail_texts import MailText
from chorale.content.model import Article, Community, Issue, Page, SearchQuery, SearchSettings
from chorale.ipm.arbitration import Arbitration
from chorale.ipm.model import (
    Ballot,
    ChangeRequest,
    Collection,
    Cycle,
    Group,
    JournalHead,
    SealKey,
)

HOME = "content/community.yml"
TOLD = ("fields.plain_fields", "nothing_lost.nothing_lost")
IN_FIELDS = ("dialect.unread_fields", *TOLD)
"""Those of a file of keys that holds Markdown."""
WORDS = ("bodies.weekdays", "pictures.diagrams", "fields.cut_by_yaml", *TOLD)
"""The checks of whatever holds words."""
NAMED = ("references.audiences", "references.duplicates")
BODY = ("dialect.unread", "links.links", "pictures.readable", *WORDS)
"""Those of a Markdown file."""
DATED = (
    "agenda.check",
    "attendance.sign_ups",
    "forms.questions",
    "links.field_links",
    *NAMED,
    "programmes.programmes",
    "register.check",
    *BODY,
)
"""Those of what takes place."""
KINDS: tuple[Kind, ...] = (
    Kind(
        name="community",
        type=Community,
        french="communauté",
        files=PathPattern(HOME),
        held="",
        checks=("fields.plain_fields", "forms.satisfaction", "references.community"),
    ),
    Kind(
        name="groups",
        type=Group,
        french="groupe",
        files=PathPattern("content/ipm/groups.yml"),
        held="groups",
        listed=True,
        checks=("cycles.groups", "fields.plain_fields"),
    ),
    Kind(
        name="issue",
        type=Issue,
        french="numéro",
        files=PathPattern("content/newsletters/{slug}/issue.yml"),
        held="issues",
        needed=True,
        order=("date", "slug"),
        page="lettres/{slug}/index.md",
        template="letter_issue.md",
        list_page="lettres/index.md",
        list_template="letter_index.md",
        new="issue.yml",
        checks=(
            "dialect.unread_fields",
            "fields.unwritten",
            "links.field_links",
            "named_days.named_days",
            "references.sections",
            *WORDS,
        ),
    ),
    Kind(
        name="article",
        type=Article,
        french="article",
        files=PathPattern("content/newsletters/{issue}/**/{slug}.md"),
        held="issues.articles",
        page="lettres/{issue}/{slug}.md",
        template="letter_article.md",
        list_page="lettres/{issue}/index.md",
        list_template="letter_archive.md",
        new="article.md",
        checks=(
            "fields.unwritten",
            "links.field_links",
            *NAMED,
            "references.aliases",
            "references.sections",
            "links.images",
            *BODY,
        ),
    ),
    Kind(
        name="webinar",
        type=Webinar,
        french="webinaire",
        files=PathPattern("content/webinars/**/{slug}.md"),
        held="webinars",
        page="agenda/webinaires/{slug}.md",
        template="agenda_webinar.md",
        list_page="agenda/webinaires/index.md",
        list_template="agenda_list.md",
        new="webinar.md",
        checks=("attendance.webinars", *DATED),
    ),
    Kind(
        name="meeting",
        type=Meeting,
        french="rencontre",
        files=PathPattern("content/meetings/**/{slug}.md"),
        held="meetings",
        page="agenda/rencontres/{slug}.md",
        template="agenda_meeting.md",
        list_page="agenda/rencontres/index.md",
        list_template="agenda_list.md",
        new="meeting.md",
        checks=("attendance.meetings", "named_days.named_days", "programmes.partners", *DATED),
    ),
    Kind(
        name="page",
        type=Page,
        french="page",
        files=PathPattern("site/{slug:path}.md"),
        held="pages",
        page="{slug}.md",
        checks=(
            "fields.unwritten",
            "links.images",
            "references.aliases",
            "references.audiences",
            *BODY,
        ),
    ),
    Kind(
        name="form",
        type=Form,
        french="formulaire",
        files=PathPattern("content/forms/**/{slug}.yml"),
        held="forms",
        page="formulaires/{slug}.md",
        template="form_page.md",
        list_page="formulaires/index.md",
        list_template="form_list.md",
        checks=(*NAMED, "fields.plain_fields", "forms.forms", "forms.one_of_each"),
    ),
    Kind(
        name="cycle",
        type=Cycle,
        french="cycle",
        files=PathPattern("content/ipm/{slug}/cycle.yml"),
        held="cycles",
        needed=True,
        order=("number", "slug"),
        page="ipm/{slug}/index.md",
        template="cycle_decision.html",
        list_page="ipm/index.md",
        list_template="governance.md",
        checks=("cycles.cycles", "constraints.constraints", "frozen.frozen", *IN_FIELDS),
    ),
    Kind(
        name="requests",
        type=ChangeRequest,
        french="demande",
        files=PathPattern("content/ipm/{cycle}/requests.yml"),
        held="cycles.requests",
        listed=True,
        needed=True,
        new="request.yml",
        checks=("cycles.requests", "follow_up.follow_up", *IN_FIELDS),
    ),
    Kind(
        name="collected",
        type=CollectedRequest,
        french="demande recueillie",
        files=PathPattern("content/requests/**/{slug}.md"),
        held="collected",
        page="ipm/demandes/{slug}.md",
        template="collected_request.md",
        list_page="ipm/demandes/index.md",
        list_template="collected_requests.md",
        new="collected.md",
        checks=("follow_up.collected", "references.duplicates", *BODY),
    ),
    Kind(
        name="ballot",
        type=Ballot,
        french="bulletin",
        files=PathPattern("content/ipm/{cycle}/ballots/**/{group}.yml"),
        held="cycles.ballots",
        checks=("ballots.ballots",),
    ),
    Kind(
        name="arbitration",
        type=Arbitration,
        french="arbitrage",
        files=PathPattern("content/ipm/{cycle}/arbitration.yml"),
        held="cycles.arbitration",
        checks=("arbitration.arbitration", "fields.plain_fields"),
    ),
    Kind(
        name="keys",
        type=SealKey,
        french="clé de scellement",
        files=PathPattern("content/ipm/{cycle}/keys.yml"),
        held="cycles.seals",
        listed=True,
        checks=("cycles.keys",),
    ),
    Kind(
        name="heads",
        type=JournalHead,
        french="tête de journal",
        files=PathPattern("content/ipm/{cycle}/heads.yml"),
        held="cycles.heads",
        listed=True,
    ),
    Kind(
        name="collection",
        type=Collection,
        french="collecte",
        files=PathPattern("content/ipm/{cycle}/collection.yml"),
        held="cycles.collection",
    ),
    Kind(
        name="mail",
        type=MailText,
        french="courriel",
        files=PathPattern("content/mails/{slug}.yml"),
        held="mails",
        new="mail.yml",
        checks=("fields.plain_fields", "mails.mails"),
    ),
    Kind(
        name="accessibility",
        type=AccessibilityStatement,
        french="déclaration d'accessibilité",
        files=PathPattern("content/accessibility.yml"),
        held="accessibility",
        checks=("accessibility.statement", "fields.plain_fields"),
    ),
    Kind(
        name="search",
        type=SearchSettings,
        french="réglages de la recherche",
        files=PathPattern("content/search.yml"),
        held="search",
        checks=("search.settings",),
    ),
    Kind(
        name="search-queries",
        type=SearchQuery,
        french="question de la recherche",
        files=PathPattern("content/search-queries.yml"),
        held="search_queries",
        listed=True,
        checks=("search.queries",),
    ),
)
_BY_TYPE: Mapping[type, Kind] = {kind.type: kind for kind in KINDS}


def kind_of(type_: type) -> Kind:
    """Return the row of a class."""
    return _BY_TYPE[type_]


def items(community: Community, kind: Kind) -> tuple[Any, ...]:
    """Return a community's items of a kind; those of its own fields are the very tuple that it holds."""
    found: tuple[Any, ...] = (community,)
    for name in filter(None, kind.held.split(".")):
        lots = [_each(getattr(holder, name)) for holder in found]
        found = lots[0] if len(lots) == 1 else tuple(chain.from_iterable(lots))
    return found


def _each(held: Any) -> tuple[Any, ...]:
    if held is None:
        return ()
    return held if isinstance(held, tuple) else (held,)


def with_pages(community: Community) -> Iterator[Any]:
    """Yield every item that has a page, kind by kind."""
    for kind in KINDS:
        if kind.page:
            yield from items(community, kind)
