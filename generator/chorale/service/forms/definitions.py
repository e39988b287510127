"""Definitions of the forms that the service serves: fields, opening, the default sign-up form."""

import hashlib
import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from typing import Literal
from zoneinfo import ZoneInfo

from starlette.responses import Response

from chorale.content.event import Event
from chorale.content.event_model import Meeting, Webinar
from chorale.content.form_model import Form, FormField, FormState, choices
from chorale.content.model import Community
from chorale.memoization import by_identity
from chorale.service.fields import Answers, Messages, Question, check_all
from chorale.service.forms import spam_guard
from chorale.service.http_errors import unknown_page
from chorale.service.web.page_rendering import page
from chorale.service.web.request import ServiceRequest
from chorale.service.web.shared_pages import SEAL

AGAIN = "Relisez vos réponses, puis envoyez-les."
_NAME = FormField(name="name", label="Nom et prénom", required=True, most=120, autocomplete="name")
_EMAIL = FormField(
    name="email",
    label="Adresse électronique",
    kind="email",
    required=True,
    autocomplete="email",
)


@dataclass(frozen=True, kw_only=True)
class Received:
    """A form that was filled rightly; key is the same when the same page is sent again with the same answers."""

    answers: Answers
    key: str
    robot: bool = False


Judgement = Callable[[Answers, Messages], Messages]
"""What answers say together: from them and what is wrong with each, what is wrong at last."""


def named(community: Community, slug: str) -> Form:
    """Return a form by its name; raises Refusal 404."""
    for form in community.forms:
        if form.slug == slug and form.serves != "registration":
            return form
    raise unknown_page()


def serving(community: Community, use: Literal["subscription", "registration"]) -> Form | None:
    """Return the form of the newsletter or of the webinars, if the community wrote one."""
    return next((form for form in community.forms if form.serves == use), None)


def kept_after_leaving(community: Community) -> int:
    """Return how many months an ended subscription is kept, as proof of what was agreed."""
    form = serving(community, "subscription")
    return form.retention_months if form else 36


def sign_up_form(community: Community) -> Form:
    """Return the sign-up form of the community, or the plain one: name and address, kept three months."""
    return serving(community, "registration") or Form(
        path="",
        slug="inscription-webinaire",
        title="S'inscrire à un webinaire",
        summary="",
        fields=(_NAME, _EMAIL),
        purpose="Organiser la séance : confirmer votre place, vous rappeler la date, vous prévenir d'un changement.",
        retention_months=3,
        contact=community.sender.address,
        serves="registration",
    )


def event_form(community: Community, event: Event) -> Form:
    """Return the sign-up form of one event: what every sign-up asks, then its own questions."""
    form = sign_up_form(community)
    own = event.item.questions if isinstance(event.item, Webinar | Meeting) else ()
    return replace(form, fields=(*form.fields, *own)) if own else form


@by_identity
def fields(form: Form, community: Community) -> tuple[Question, ...]:
    """Return the questions of a form, under the rules of every channel."""
    return tuple(_field(asked, choices(asked, community.audiences)) for asked in form.fields)


def _field(asked: FormField, offered: Mapping[str, str]) -> Question:
    return Question(
        name=asked.name,
        label=asked.label,
        kind=asked.kind,
        required=asked.required,
        help=asked.help,
        least=asked.least,
        most=asked.most,
        choices=offered,
        autocomplete=asked.autocomplete,
    )


def state(form: Form, community: Community, now: datetime) -> FormState:
    """Return whether one may answer at an instant, by the community's own calendar: nothing is ever scheduled."""
    return form.state(now.astimezone(ZoneInfo(community.timezone)).date())


@by_identity
def definition(form: Form) -> str:
    """Return the SHA-256 of what was asked, kept with each answer."""
    asked = [asdict(asked) for asked in form.fields]
    written = json.dumps(
        [form.title, form.purpose, asked], ensure_ascii=False, sort_keys=True, default=dict
    )
    return hashlib.sha256(written.encode()).hexdigest()


def shown(
    request: ServiceRequest,
    form: Form,
    template: str,
    state: Hashable = None,
    beside: Callable[[], Mapping[str, object]] = dict,
) -> Response:
    """Show an empty form, ready to be sent: made once a minute for each state, unless it names who is signed in."""

    def made(**more: object) -> Response:
        return _page(request, form, template, {}, {}, "", 200, {**beside(), **more})

    if request.login or request.query:
        return made()
    service = request.service
    minute = request.now.isoformat(timespec="minutes")
    seal = spam_guard.token(service, form.slug, request.now)
    whole = (service.community, request.path, minute, state)
    return service.pages.page(whole, seal, partial(made, token=SEAL))


def received(
    request: ServiceRequest,
    form: Form,
    template: str,
    judge: Judgement = lambda _, messages: messages,
    *,
    writes: bool = False,
    **values: object,
) -> Received | Response:
    """Read a sent form: what was answered, or the page that says what to mend, everything typed still there.

    One that writes has a letter leave to its « email » at once, counted with the sending. Raises Refusal 429.
    """
    asked = fields(form, request.service.community)
    answers, messages = check_all(asked, request.form, spam_guard.HIDDEN)
    messages = judge(answers, messages)
    passed = spam_guard.judge_submission(request, form.slug)
    through = passed.passage == "through" and not messages
    doubt = _doubts(asked, answers, request) if through else {}
    email = str(answers["email"]) if writes and through and not doubt else ""
    spam_guard.counted(request, form.slug, email)
    if messages:
        if (
            passed.passage == "through"
        ):  # the page was read long enough: its correction may be sent at once
            values["token"] = request.one(spam_guard.TOKEN)
        return _page(request, form, template, request.form, messages, "", 422, values)
    if doubt:
        values |= {
            "token": request.one(spam_guard.TOKEN),
            "read_again": " ".join(
                (request.one(spam_guard.READ_AGAIN), *(one for one, _ in doubt.values()))
            ),
        }
        messages = {name: sentence for name, (_, sentence) in doubt.items()}
        return _page(request, form, template, request.form, messages, "", 422, values)
    if passed.passage == "again":
        return _page(request, form, template, request.form, {}, AGAIN, 200, values)
    said = hashlib.sha256(
        json.dumps(answers, ensure_ascii=False, sort_keys=True).encode()
    ).hexdigest()[:16]
    key = f"{form.slug}:{passed.key}:{said}"
    return Received(answers=answers, key=key, robot=passed.passage == "robot")


def refused(
    request: ServiceRequest, form: Form, template: str, message: str, **values: object
) -> Response:
    """Show a form again, everything typed still there, with what forbids to take it whole."""
    values["token"] = request.one(spam_guard.TOKEN)
    return _page(request, form, template, request.form, {"": message}, "", 422, values)


def _doubts(
    asked: Iterable[Question], answers: Answers, request: ServiceRequest
) -> dict[str, tuple[str, str]]:
    """Return each address that looks like a slip of the hand, with what to read; sent again, it is taken as it is."""
    found = {}
    for one in asked:
        written = str(answers.get(one.name) or "") if one.kind == "email" else ""
        likely = spam_guard.likely_address(written)
        if likely and written not in request.one(spam_guard.READ_AGAIN).split():
            found[one.name] = (
                written,
                f"Vouliez-vous écrire « {likely} » ? Corrigez, ou renvoyez si « {written} » est juste.",
            )
    return found


def _page(  # noqa: PLR0913, PLR0917 - one value for each thing shown
    request: ServiceRequest,
    form: Form,
    template: str,
    written: object,
    errors: Messages,
    again: str,
    status: int,
    values: Mapping[str, object],
) -> Response:
    service = request.service
    said = {
        "fields": fields(form, service.community),
        "token": spam_guard.token(service, form.slug, request.now),
        "read_again": request.one(spam_guard.READ_AGAIN),
        **values,
    }
    return page(
        request,
        template,
        status=status,
        form=form,
        written=written,
        errors=errors,
        again=again,
        **said,
    )
