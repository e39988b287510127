"""Home page of a group on a cycle: where it stands, what was announced, who waits for an agreement."""

from sqlalchemy import Connection
from starlette.responses import Response

from chorale.service import journal
from chorale.service.http_errors import malformed
from chorale.service.questionnaire import deposits, drafts, group_keys, membership, roster
from chorale.service.questionnaire.emails import LIMIT
from chorale.service.questionnaire.group_context import (
    GroupContext,
    cycle_routes,
    open_group_context,
)
from chorale.service.questionnaire.secretariat import SecretariatError
from chorale.service.questionnaire.term_sentences import AnnouncedChange, announced
from chorale.service.web.page_rendering import page
from chorale.service.web.request import ServiceRequest, see_other


def home(request: ServiceRequest) -> Response:
    """Say where the group stands: dates, who scored, draft, deposits."""
    with request.service.store.read() as connection:
        here = open_group_context(request, connection)
        scope, group = here.cycle.slug, here.group.key
        return page(
            request,
            "group_home.html",
            context=here,
            scores=drafts.own_scores(connection, here.person, here.secret),
            answered=len(
                drafts.expressed(drafts.group_texts(connection, scope, group, here.secret))
            ),
            draft=drafts.group_draft(connection, scope, group, here.secret),
            receipts=deposits.receipts(connection, scope, group),
            counted=deposits.counting(connection, scope).get(group),
            colleagues=roster.members(connection, scope, group),
            pending=group_keys.waiting(connection, scope, group),
            accepting=group_keys.accepting(connection, here.person),
            news=_news(connection, here),
            limit=LIMIT,
        )


def _news(connection: Connection, context: GroupContext) -> list[AnnouncedChange]:
    return announced(
        journal.entries(connection, context.cycle.slug), context.request.service.community.timezone
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
