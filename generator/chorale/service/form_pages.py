"""Pages of the public forms: show, receive, thank, and publish results."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.responses import Response

from chorale.content.form_model import Form
from chorale.content.mail_texts import worded
from chorale.service.forms import answers, definitions, spam_guard
from chorale.service.forms import emails as form_emails
from chorale.service.forms.definitions import Received, named
from chorale.service.forms.emails import ButtonLink, EmailWords, OutboxAddress
from chorale.service.http_errors import unknown_page
from chorale.service.mail.message import OutgoingEmail
from chorale.service.subscriptions import pages as subscription_pages
from chorale.service.web.page_rendering import page
from chorale.service.web.request import Service, ServiceRequest, ServiceRoute, see_other

PATH = "/participer/formulaires/{form}/"
NUMBER = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}")


def show(request: ServiceRequest) -> Response:
    """Show a form that is open, or say when it opens or closed."""
    form = named(request.service.community, request.parameters["form"])
    return _closed(request, form) or definitions.shown(request, form, "public_form.html")


def receive(request: ServiceRequest) -> Response:
    """Keep an answer, or ask for a subscription to be confirmed."""
    form = named(request.service.community, request.parameters["form"])
    if refused := _closed(request, form):
        return refused
    subscribes = form.serves == "subscription"
    given = definitions.received(request, form, "public_form.html", writes=subscribes)
    if isinstance(given, Response):
        return given
    number = ""
    if not given.robot:
        if subscribes:
            subscription_pages.ask(request, form, given)
        else:
            number = f"?numero={_keep(request, form, given)}"
    return see_other(f"/participer/formulaires/{form.slug}/merci/{number}")


def _keep(request: ServiceRequest, form: Form, given: Received) -> str:
    """Keep an answer, tell whoever reads them, acknowledge it to whoever left an address; return its number."""
    service, email = request.service, given.answers.get("email")
    told = isinstance(email, str) and email and spam_guard.may_write(request, email)
    with service.store.write(f"form:{form.slug}") as connection:
        identifier, fresh = answers.keep(connection, form, given, request.now)
        if fresh:
            service.outbox.put(connection, _notice(service, form, request.now), request.now)
        if fresh and told:
            receipt = _receipt(service, form, identifier, str(email))
            service.outbox.put(connection, receipt, request.now)
    service.worker.bell.set()
    return answers.number(identifier)


def _receipt(service: Service, form: Form, identifier: str, email: str) -> OutgoingEmail:
    """Acknowledge an answer by its number, without a word of it: the address is not proved."""
    values = {
        "numero": answers.number(identifier),
        "formulaire": form.title,
        "merci": form.thanks,
    }
    said = worded("reponse-recue", service.community.mails, values)
    words = form_emails.email_words(said, f"mailto:{form.contact}", form.title)
    to = OutboxAddress(
        key=f"receipt:{identifier}",
        kind="receipt",
        about=form.slug,
        addressee=identifier,
        address=email,
    )
    return form_emails.letter(service, words, to)


def _notice(service: Service, form: Form, now: datetime) -> OutgoingEmail:
    """Tell whoever answers for the form that there is something to read, once a day; what was said stays here."""
    day = now.astimezone(ZoneInfo(service.community.timezone)).date()
    words = EmailWords(
        subject=f"Nouvelles réponses – {form.title}",
        about=(form.title,),
        said=(
            "Des réponses sont arrivées aujourd'hui.",
            "Ce message part une fois par jour au plus.",
        ),
        links=(
            ButtonLink(
                words="Les lire sur la page de gestion", address=service.absolute("/gestion")
            ),
        ),
    )
    key = f"answers:{form.slug}:{day}"
    to = OutboxAddress(
        key=key, kind="answers", about=form.slug, addressee=form.slug, address=form.contact
    )
    return form_emails.letter(service, words, to)


def thanks(request: ServiceRequest) -> Response:
    """Thank, in the same words whoever one is, with the number of what was kept."""
    number = request.query.get("numero", "")
    return page(
        request,
        "public_thanks.html",
        form=named(request.service.community, request.parameters["form"]),
        number=number if NUMBER.fullmatch(number) else "",
    )


def results(request: ServiceRequest) -> Response:
    """Show the counts of a closed form whose results are public, and before that when they will be."""
    service = request.service
    form = named(service.community, request.parameters["form"])
    if form.results != "public":
        raise unknown_page()
    state = definitions.state(form, service.community, request.now)
    if state != "closed":
        return page(request, "public_results_later.html", form=form, state=state)
    return results_page(request, form)


def results_page(request: ServiceRequest, form: Form) -> Response:
    """Show the counts of a form, as bars and as a table."""
    with request.service.store.read() as connection:
        found = answers.contents(connection, form)
    tallies = answers.tallies(definitions.fields(form, request.service.community), found)
    return page(request, "public_results.html", form=form, total=len(found), tallies=tallies)


def _closed(request: ServiceRequest, form: Form) -> Response | None:
    """Return the page that says why one cannot answer now, None when one can."""
    state = definitions.state(form, request.service.community, request.now)
    if state == "open":
        return None
    return page(
        request,
        "public_closed.html",
        status=403 if state == "coming" else 410,
        form=form,
        state=state,
    )


ROUTES = (
    ServiceRoute(path=PATH, handler=show),
    ServiceRoute(path=PATH, handler=receive, methods=("POST",)),
    ServiceRoute(path=f"{PATH}merci/", handler=thanks),
    ServiceRoute(path=f"{PATH}resultats/", handler=results),
)
