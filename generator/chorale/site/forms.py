"""Pages of the public forms: one static page each, and the list of those open."""

from collections.abc import Iterator, Mapping

from chorale.content import addresses
from chorale.content.form_model import Form, FormField, FormState, choices
from chorale.content.kinds import kind_of
from chorale.content.model import Community
from chorale.content.sight import sees
from chorale.files import File
from chorale.french import dates as french_dates
from chorale.text import markdown, templates
from chorale.text.templates import page

STATES: Mapping[FormState, str] = {"open": "Ouvert", "coming": "À venir", "closed": "Clos"}
"""In the order of the list: what awaits an answer comes first."""
BADGES: Mapping[FormState, str] = {"coming": "coming", "open": "open", "closed": "closed"}


@sees("forms")
def files(community: Community) -> Iterator[File]:
    """Yield a page per form, and their list; a sign-up form has no page: each session leads to its own."""
    shown = [form for form in community.forms if form.serves != "registration"]
    for form in shown:
        yield _form(community, form)
    if shown:
        listed = sorted(shown, key=lambda form: tuple(STATES).index(form.state(community.today)))
        body = _body(
            kind_of(Form).list_template, addresses.FORMS, community=community, forms=listed
        )
        words = "Questionnaires, demandes et suggestions : ce qui est ouvert, ce qui est clos."
        yield page(addresses.FORMS, "Formulaires", body, description=words, hide=("toc",))


def offered(asked: FormField, community: Community) -> Mapping[str, str]:
    """Return the answers that a question offers."""
    return choices(asked, community.audiences)


def dates(form: Form, state: str) -> str:
    """Return since when, until when, in a sentence."""
    if state == "coming" and form.opens is not None:
        return f"Ce formulaire ouvre le {french_dates.day(form.opens)}."
    if form.closes is None:
        return "Ce formulaire est ouvert toute l'année."
    day = french_dates.day(form.closes)
    return (
        f"Ce formulaire est clos depuis le {day}."
        if state == "closed"
        else f"Répondez jusqu'au {day} inclus."
    )


def _form(community: Community, form: Form) -> File:
    path = addresses.page(form)
    body = _body(kind_of(Form).template, path, community=community, form=form)
    parents = (("Formulaires", addresses.address(addresses.FORMS)),)
    styles, scripts, hide = ("forms.css",), ("typed.js",), ("toc",)
    return page(
        path,
        form.title,
        body,
        description=form.summary,
        styles=styles,
        scripts=scripts,
        hide=hide,
        parents=parents,
    )


def _body(name: str, start: str, community: Community, **values: object) -> str:
    return markdown.html_typography(
        templates.template(
            community.templates,
            f"site/{name}",
            community=community,
            link=lambda path: addresses.href(path, start),
            urls=addresses,
            state=lambda form: form.state(community.today),
            states=STATES,
            badges=BADGES,
            dates=dates,
            action=addresses.service_form,
            results=addresses.service_results,
            offered=lambda asked: offered(asked, community),
            **values,
        )
    )
