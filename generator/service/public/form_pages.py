"""The pages of the forms: show, receive, thank, and the results when the form makes them public."""

from starlette.responses import Response

from generator.content.form_model import Form
from generator.service.public import answers, public_forms, subscription_pages
from generator.service.public.public_forms import Received, named
from generator.service.refusals import Refusal, unknown_page
from generator.service.web.pages import page
from generator.service.web.visits import Visit, Way, see_other

PATH = "/participer/formulaires/{form}/"


def show(visit: Visit) -> Response:
    """Show a form that is open, or say when it opens or closed."""
    form = _open(visit)
    return public_forms.shown(visit, form, "public_form.html")


def receive(visit: Visit) -> Response:
    """Keep an answer, or ask for a subscription to be confirmed."""
    form = _open(visit)
    given = public_forms.received(visit, form, "public_form.html")
    if isinstance(given, Response):
        return given
    if not given.robot:
        if form.serves == "subscription":
            subscription_pages.ask(visit, form, given)
        else:
            _keep(visit, form, given)
    return see_other(f"/participer/formulaires/{form.slug}/merci/")


def _keep(visit: Visit, form: Form, given: Received) -> None:
    with visit.service.store.write(f"form:{form.slug}") as connection:
        answers.keep(connection, form, given, visit.now)


def thanks(visit: Visit) -> Response:
    """Thank, in the same words whoever one is."""
    return page(visit, "public_thanks.html", form=named(visit.service.community, visit.parameters["form"]))


def results(visit: Visit) -> Response:
    """Show the counts of a closed form whose results are public."""
    service = visit.service
    form = named(service.community, visit.parameters["form"])
    if form.results != "public" or public_forms.state(form, service.community, visit.now) != "closed":
        raise unknown_page()
    return results_page(visit, form)


def results_page(visit: Visit, form: Form) -> Response:
    """Show the counts of a form, as bars and as a table."""
    with visit.service.store.read() as connection:
        found = answers.contents(connection, form)
    tallies = answers.tallies(public_forms.fields(form, visit.service.community), found)
    return page(visit, "public_results.html", form=form, total=len(found), tallies=tallies)


def _open(visit: Visit) -> Form:
    community = visit.service.community
    form = named(community, visit.parameters["form"])
    state = public_forms.state(form, community, visit.now)
    if state == "open":
        return form
    sentence = "Ce formulaire n'est pas encore ouvert." if state == "coming" else "Il n'est plus possible de répondre."
    title = f"{form.title} : bientôt ouvert" if state == "coming" else f"{form.title} : clos"
    raise Refusal(status=403 if state == "coming" else 410, title=title, sentence=sentence)


WAYS = (
    Way(path=PATH, handler=show),
    Way(path=PATH, handler=receive, methods=("POST",)),
    Way(path=f"{PATH}merci/", handler=thanks),
    Way(path=f"{PATH}resultats/", handler=results),
)
