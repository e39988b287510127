"""The public forms on the site: a page each, whose fields any browser can send, and a list that says what is open."""

from collections.abc import Iterator, Mapping

from generator.content.form_model import Form, FormField, choices
from generator.content.model import Community
from generator.outputs import french, render, urls
from generator.outputs.files import File
from generator.outputs.pages import page

STATES = {"open": "Ouvert", "coming": "À venir", "closed": "Clos"}
"""In the order of the list: what awaits an answer comes first."""
BADGES = {"coming": "coming", "open": "open", "closed": "closed"}


def files(community: Community) -> Iterator[File]:
    """Yield a page per form, and their list; a sign-up form has no page: each session leads to its own."""
    shown = [form for form in community.forms if form.serves != "registration"]
    for form in shown:
        yield _form(community, form)
    if shown:
        listed = sorted(shown, key=lambda form: tuple(STATES).index(form.state(community.today)))
        body = _body("form_list.md", urls.FORMS, community=community, forms=listed)
        words = "Questionnaires, demandes et suggestions : ce qui est ouvert, ce qui est clos."
        yield page(urls.FORMS, "Formulaires", body, description=words, hide=("toc",))


def offered(asked: FormField, community: Community) -> Mapping[str, str]:
    """Return the answers that a question offers."""
    return choices(asked, community.audiences)


def dates(form: Form, state: str) -> str:
    """Return since when, until when, in a sentence."""
    if state == "coming" and form.opens is not None:
        return f"Ce formulaire ouvre le {french.day(form.opens)}."
    if form.closes is None:
        return "Ce formulaire est ouvert toute l'année."
    day = french.day(form.closes)
    return f"Ce formulaire est clos depuis le {day}." if state == "closed" else f"Répondez jusqu'au {day} inclus."


def _form(community: Community, form: Form) -> File:
    path = urls.page(form)
    body = _body("form_page.md", path, community=community, form=form)
    parents = (("Formulaires", urls.address(urls.FORMS)),)
    closed = form.state(community.today) == "closed"
    styles, hide = ("forms.css",), ("toc",)
    return page(
        path, form.title, body, description=form.summary, archived=closed, styles=styles, hide=hide, parents=parents
    )


def _body(name: str, start: str, community: Community, **values: object) -> str:
    return render.html_typography(
        render.template(
            render.SITE,
            name,
            link=lambda path: urls.href(path, start),
            urls=urls,
            state=lambda form: form.state(community.today),
            states=STATES,
            badges=BADGES,
            dates=dates,
            action=urls.service_form,
            results=urls.service_results,
            offered=lambda asked: offered(asked, community),
            **values,
        )
    )
