"""Home page of a group on a cycle: where it stands, what was announced, who waits for an agreement."""

from starlette.responses import Response

from chorale.service.http_errors import malformed
from chorale.service.questionnaire import deposits, drafts, membership
from chorale.service.questionnaire.drafts import Draft
from chorale.service.questionnaire.emails import LIMIT
from chorale.service.questionnaire.group_context import cycle_routes, open_group_context
from chorale.service.questionnaire.secretariat import SecretariatError
from chorale.service.questionnaire.term_sentences import announced
from chorale.service.web.page_rendering import page
from chorale.service.web.request import ServiceRequest, see_other


def home(request: ServiceRequest) -> Response:
    """Say where the group stands: dates, who scored, draft, deposits."""
    with request.service.store.read() as connection:
        here = open_group_context(request, connection)
        scope, group = here.cycle.slug, here.group.key
        scores = drafts.member_drafts(connection, scope, group, here.secret)
        draft = drafts.last_save(connection, scope, group)
        receipts = deposits.receipts(connection, scope, group)
    return page(
        request,
        "group_home.html",
        context=here,
        scores=scores.get(here.person.id, Draft(text={})),
        answered=len(drafts.expressed([one.text for one in scores.values()])),
        draft=draft,
        receipts=receipts,
        counted=deposits.latest(receipts).get(group),
        colleagues=here.people.members,
        pending=here.people.waiting,
        accepting=here.people.accepting(here.person),
        news=announced(here.chain, request.service.community.timezone),
        limit=LIMIT,
    )


def accept(request: ServiceRequest) -> Response:
    """Let a newcomer read the group's answers; only who already does may say so."""
    with request.service.store.read() as connection:
        here = open_group_context(request, connection)
    try:
        membership.accept(
            request.service, here.cycle, here.person, here.secret, request.one("personne")
        )
    except SecretariatError as error:
        raise malformed(f"Rien n'a changé : {error}.") from None
    request.service.worker.bell.set()
    return see_other(f"{here.base}/#groupe")


ROUTES = (
    *cycle_routes("/", ("GET", home)),
    *cycle_routes("/accord", ("POST", accept)),
)
