"""Door to one's own page: an address is asked for, and a link sent there, whether it is known or not."""

from datetime import timedelta

from sqlalchemy import insert
from starlette.responses import Response

from chorale.content.form_model import Form, FormField
from chorale.content.mail_texts import worded
from chorale.content.model import Community
from chorale.french.dates import spoken
from chorale.service import signed_links
from chorale.service.forms import definitions
from chorale.service.forms import emails as form_emails
from chorale.service.forms.answers import email_key
from chorale.service.forms.emails import OutboxAddress
from chorale.service.public_tables import personal_link
from chorale.service.timestamps import stamp
from chorale.service.web.page_rendering import page
from chorale.service.web.request import OWN_DATA, ServiceRequest, ServiceRoute, see_other

OWN = "/participer/mon-dossier/{ticket}/"
USE = "dossier"
OPEN_FOR = timedelta(hours=24)
_AGAIN_EVERY = timedelta(minutes=10)


def ask_form(community: Community) -> Form:
    """Return the form that asks for an address."""
    field = FormField(
        name="email",
        label="Adresse électronique",
        kind="email",
        required=True,
        autocomplete="email",
    )
    return Form(
        path="",
        slug="mes-donnees",
        title="Vos données, vos liens",
        summary="Tout ce que nous gardons sous votre adresse, et vos liens perdus.",
        fields=(field,),
        purpose="Vous montrer ce qui est gardé sous votre adresse.",
        retention_months=1,
        contact=community.sender.address,
    )


def show(request: ServiceRequest) -> Response:
    """Ask for an address."""
    return definitions.shown(request, ask_form(request.service.community), "personal_ask.html")


def receive(request: ServiceRequest) -> Response:
    """Write to the address, known or not: the answer never tells which."""
    form = ask_form(request.service.community)
    given = definitions.received(request, form, "personal_ask.html", writes=True)
    if isinstance(given, Response):
        return given
    if not given.robot:
        _send(request, str(given.answers["email"]))
    return see_other(f"{OWN_DATA}merci/")


def _send(request: ServiceRequest, email: str) -> None:
    """Send a link that shows what is kept, once in ten minutes."""
    service, now = request.service, request.now
    identifier = signed_links.new_id()
    about = signed_links.mac(service.outbox.secret, USE, email_key(email))
    to = OutboxAddress(
        key=f"personal:{about}:{int(now.timestamp() // _AGAIN_EVERY.total_seconds())}",
        kind="personal",
        about="dossier",
        addressee=identifier,
        address=email,
    )
    ticket = signed_links.ticket(service.outbox.secret, USE, identifier)
    until = spoken(now + OPEN_FOR, service.community.timezone)
    said = worded("mes-donnees", service.community.mails, {"limite": until})
    words = form_emails.email_words(said, service.absolute(OWN.replace("{ticket}", ticket)))
    with service.store.write("personal") as connection:
        if service.outbox.put(connection, form_emails.letter(service, words, to), now):
            values = {"email": email, "email_key": email_key(email)}
            at = stamp(now + OPEN_FOR)
            connection.execute(insert(personal_link).values(id=identifier, expires_at=at, **values))
    service.worker.bell.set()


def thanks(request: ServiceRequest) -> Response:
    """Say to look at one's mail, in the same words whoever one is."""
    return page(request, "personal_sent.html")


ROUTES = (
    ServiceRoute(path=OWN_DATA, handler=show),
    ServiceRoute(path=OWN_DATA, handler=receive, methods=("POST",)),
    ServiceRoute(path=f"{OWN_DATA}merci/", handler=thanks),
)
