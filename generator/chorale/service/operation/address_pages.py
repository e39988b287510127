"""Change of one's address: asked on one's own page, done by a link sent to the new one, told to the former."""

from typing import Any

from sqlalchemy import Row, insert, select
from starlette.responses import Response

from chorale.content.mail_texts import worded
from chorale.french.dates import spoken
from chorale.service import signed_links
from chorale.service.forms import emails as form_emails
from chorale.service.forms.answers import email_key
from chorale.service.forms.emails import OutboxAddress
from chorale.service.http_errors import HttpError, unknown_page
from chorale.service.mail.message import OutgoingEmail
from chorale.service.operation import address_change
from chorale.service.operation.personal_link_pages import OPEN_FOR
from chorale.service.public_tables import personal_link
from chorale.service.timestamps import stamp
from chorale.service.web.page_rendering import page
from chorale.service.web.request import OWN_DATA, Service, ServiceRequest, ServiceRoute

PATH = "/participer/mon-adresse/{ticket}/"
USE = "adresse"


def ask(request: ServiceRequest, email: str, wanted: str) -> None:
    """Send to a new address, known or not, the link that makes it replace the former."""
    service, now = request.service, request.now
    identifier = signed_links.new_id()
    ticket = signed_links.ticket(service.outbox.secret, USE, identifier)
    until = spoken(now + OPEN_FOR, service.community.timezone)
    values = {"limite": until, "ancienne": email}
    letter = _letter(service, "adresse-a-confirmer", values, (identifier, wanted), PATH, ticket)
    row = {"id": identifier, "email": email, "email_key": email_key(email), "wanted": wanted}
    with service.store.write("personal") as connection:
        at = stamp(now + OPEN_FOR)
        connection.execute(insert(personal_link).values(**row, expires_at=at))
        service.outbox.put(connection, letter, now)
    service.worker.bell.set()


def _letter(  # noqa: PLR0913, PLR0917 - what is said, to whom, where its button leads
    service: Service,
    name: str,
    values: dict[str, str],
    to: tuple[str, str],
    path: str,
    ticket: str = "",
) -> OutgoingEmail:
    identifier, address = to
    said = worded(name, service.community.mails, values)
    words = form_emails.email_words(said, service.absolute(path.replace("{ticket}", ticket)))
    about = OutboxAddress(
        key=f"{name}:{identifier}",
        kind="personal",
        about="adresse",
        addressee=identifier,
        address=address,
    )
    return form_emails.letter(service, words, about)


def show(request: ServiceRequest) -> Response:
    """Ask whether the new address replaces the former; looking changes nothing."""
    return page(request, "address_change.html", row=_found(request), moved=None)


def act(request: ServiceRequest) -> Response:
    """Replace the former address, and tell it so."""
    row, service = _found(request), request.service
    told = _letter(service, "adresse-changee", {}, (row.id, row.email), OWN_DATA)
    moved = address_change.move(service, row.email, row.wanted, told, request.now)
    service.worker.bell.set()
    return page(request, "address_change.html", row=row, moved=moved)


def _found(request: ServiceRequest) -> Row[Any]:
    secret = request.service.outbox.secret
    identifier = signed_links.holder(secret, USE, request.parameters["ticket"])
    if identifier is None:
        raise unknown_page()
    with request.service.store.read() as connection:
        mine = (personal_link.c.id == identifier) & personal_link.c.wanted.is_not(None)
        row = connection.execute(select(personal_link).where(mine)).first()
    if row is None or row.expires_at <= stamp(request.now):
        raise HttpError(
            status=410,
            title="Ce lien ne sert plus",
            sentence="L'adresse est déjà changée, ou le délai est passé. Demandez-le de nouveau par « Vos données ».",
        )
    return row


ROUTES = (
    ServiceRoute(path=PATH, handler=show),
    ServiceRoute(path=PATH, handler=act, methods=("POST",)),
)
