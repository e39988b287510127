"""Pages of the public forms: show, receive, thank, and publish results."""

from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.responses import Response

from chorale.content.form_model import Form
from chorale.service.forms import answers, definitions
from chorale.service.forms import emails as form_emails
from chorale.service.forms.definitions import Received, named
from chorale.service.forms.emails import ButtonLink, EmailWords, OutboxAddress
from chorale.service.http_errors import unknown_page
from chorale.service.mail.message import OutgoingEmail
from chorale.service.subscriptions import pages as subscription_pages
from chorale.service.web.page_rendering import page
from chorale.service.web.request import Service, ServiceRequest, ServiceRoute, see_other

PATH = "/participer/formulaires/{form}/"


def show(visit: ServiceRequest) -> Response:
    """Show a form that is open, or say when it opens or closed."""
    form = named(visit.service.community, visit.parameters["form"])
    return _closed(visit, form) or definitions.shown(visit, form, "public_form.html")


def receive(visit: ServiceRequest) -> Response:
    """Keep an answer, or ask for a subscription to be confirmed."""
    form = named(visit.service.community, visit.parameters["form"])
    if refused := _closed(visit, form):
        return refused
    given = definitions.received(visit, form, "public_form.html")
    if isinstance(given, Response):
        return given
    if not given.robot:
        if form.serves == "subscription":
            subscription_pages.ask(visit, form, given)
        else:
            _keep(visit, form, given)
    return see_other(f"/participer/formulaires/{form.slug}/merci/")


def _keep(visit: ServiceRequest, form: Form, given: Received) -> None:
    service = visit.service
    with service.store.write(f"form:{form.slug}") as connection:
        if answers.keep(connection, form, given, visit.now):
            service.outbox.put(connection, _notice(service, form, visit.now), visit.now)
    service.worker.bell.set()


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
        links=(ButtonLink(words="Les lire sur la page de gestion", address=service.absolute("/gestion")),),
    )
    key = f"answers:{form.slug}:{day}"
    to = OutboxAddress(key=key, kind="answers", about=form.slug, addressee=form.slug, address=form.contact)
    return form_emails.letter(service, words, to)


def thanks(visit: ServiceRequest) -> Response:
    """Thank, in the same words whoever one is."""
    return page(visit, "public_thanks.html", form=named(visit.service.community, visit.parameters["form"]))


def results(visit: ServiceRequest) -> Response:
    """Show the counts of a closed form whose results are public."""
    service = visit.service
    form = named(service.community, visit.parameters["form"])
    if form.results != "public" or definitions.state(form, service.community, visit.now) != "closed":
        raise unknown_page()
    return results_page(visit, form)


def results_page(visit: ServiceRequest, form: Form) -> Response:
    """Show the counts of a form, as bars and as a table."""
    with visit.service.store.read() as connection:
        found = answers.contents(connection, form)
    tallies = answers.tallies(definitions.fields(form, visit.service.community), found)
    return page(visit, "public_results.html", form=form, total=len(found), tallies=tallies)


def _closed(visit: ServiceRequest, form: Form) -> Response | None:
    """Return the page that says why one cannot answer now, None when one can."""
    state = definitions.state(form, visit.service.community, visit.now)
    if state == "open":
        return None
    return page(visit, "public_closed.html", status=403 if state == "coming" else 410, form=form, state=state)


ROUTES = (
    ServiceRoute(path=PATH, handler=show),
    ServiceRoute(path=PATH, handler=receive, methods=("POST",)),
    ServiceRoute(path=f"{PATH}merci/", handler=thanks),
    ServiceRoute(path=f"{PATH}resultats/", handler=results),
)
