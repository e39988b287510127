"""Page of whoever signed up several people: confirmed there, then who answered what."""

from starlette.responses import Response

from chorale.service import signed_links
from chorale.service.forms import spam_guard
from chorale.service.http_errors import HttpError, unknown_action, unknown_page
from chorale.service.registrations import capacity, parties, records
from chorale.service.registrations import emails as registration_emails
from chorale.service.registrations.capacity import BookableSession
from chorale.service.registrations.pages import described
from chorale.service.registrations.parties import PartyRow
from chorale.service.timestamps import instant
from chorale.service.web.page_rendering import page
from chorale.service.web.request import ServiceRequest, ServiceRoute, see_other

OWN = "/participer/mon-groupe/{ticket}/"
UNANSWERED = "courriel envoyé, pas encore de réponse"
_ANSWERS = {
    "confirmed": "place confirmée",
    "waiting": "en liste d'attente",
    "offered": "une place lui est proposée",
    "refused": "demande non acceptée",
    "cancelled": "ne viendra pas",
}
"""What is said of somebody who answered; whoever did not, for whatever reason, looks the same to who signed them up."""


def own(request: ServiceRequest) -> Response:
    """Show who was signed up and what each answered; looking changes nothing."""
    row, session = _own(request)
    with request.service.store.read() as connection:
        people = [
            (one, _answer(one, session), one.email_key == row.email_key)
            for one in parties.members(connection, row.id)
        ]
        mine = records.by_email(connection, session, row.email)
    late = not row.confirmed_at and instant(row.expires_at) <= request.now
    return page(
        request,
        "party_own.html",
        row=row,
        session=described(request, session),
        people=people,
        mine=registration_emails.ticket_path(request.service, mine) if mine else "",
        until=instant(row.expires_at),
        late=late,
        open=session.open(request.now),
        joinable=session.joinable(request.now),
        unanswered=UNANSWERED,
    )


def _answer(member: PartyRow, session: BookableSession) -> str:
    if member.state == "waiting" and session.approval:
        return "demande transmise à l'organisation"
    if member.confirmed_at is None and member.state != "cancelled":
        return UNANSWERED
    return _ANSWERS.get(member.state, UNANSWERED)


def act(request: ServiceRequest) -> Response:
    """Confirm for all, give up for all, or take one colleague back, by a button."""
    row, session = _own(request)
    match request.one("action"):
        case "confirmer":

            def may(email: str) -> bool:
                return spam_guard.may_write(request, email)

            parties.confirm(request.service, session, row.id, may, request.now)
        case "renoncer" if not row.confirmed_at:
            parties.take_back(request.service, session, row.id, "", request.now)
        case "retirer" if request.one("qui"):
            parties.take_back(request.service, session, row.id, request.one("qui"), request.now)
        case _:
            raise unknown_action()
    request.service.worker.bell.set()
    return see_other(request.path)


def _own(request: ServiceRequest) -> tuple[PartyRow, BookableSession]:
    service = request.service
    secret, ticket = service.outbox.secret, request.parameters["ticket"]
    identifier = signed_links.holder(secret, parties.USE, ticket)
    if identifier is None:
        raise unknown_page()
    with service.store.read() as connection:
        row = parties.find(connection, identifier)
    session = capacity.bookable_sessions(service.community).get(row.sitting) if row else None
    if row is None or session is None:
        raise HttpError(
            status=410,
            title="Inscription effacée",
            sentence="Cette inscription à plusieurs n'existe plus chez nous : chacun garde son propre lien.",
        )
    return row, session


ROUTES = (
    ServiceRoute(path=OWN, handler=own),
    ServiceRoute(path=OWN, handler=act, methods=("POST",)),
)
