"""Pages of a subscription: confirm, choose topics, unsubscribe in one click (RFC 8058)."""

from datetime import timedelta
from typing import Any

from starlette.responses import PlainTextResponse, Response

from chorale.content.form_model import Form
from chorale.content.mail_texts import worded
from chorale.french.dates import spoken
from chorale.french.phrases import listing
from chorale.service import signed_links
from chorale.service.fields import Question
from chorale.service.forms import answers, definitions
from chorale.service.forms import emails as form_emails
from chorale.service.forms.definitions import Received
from chorale.service.forms.emails import EmailWords, OutboxAddress
from chorale.service.http_errors import HttpError, unknown_action, unknown_page
from chorale.service.mail.message import OutgoingEmail
from chorale.service.public_tables import subscription
from chorale.service.subscriptions import records as subscription_records
from chorale.service.subscriptions.records import LOCK, Subscriber
from chorale.service.timestamps import instant
from chorale.service.web.page_rendering import page
from chorale.service.web.request import Service, ServiceRequest, ServiceRoute, see_other

OWN = "/participer/mon-abonnement/{ticket}/"
LEAVE = "/participer/desabonnement/{ticket}"
ONE_CLICK = "One-Click"
ACTIONS = ("confirmer", "ajouter", "choisir", "arreter", "effacer")
_AGAIN_EVERY = timedelta(minutes=10)


def ask(request: ServiceRequest, form: Form, given: Received) -> None:
    """Write to the address, whatever it is to us: to confirm, or to say that it is already subscribed."""
    service, now = request.service, request.now
    chosen = given.answers.get("topics") or ()
    wanted = chosen if isinstance(chosen, tuple) else ()
    with service.store.write(LOCK) as connection:
        found = subscription_records.ask(
            connection, str(given.answers["email"]), wanted, consent(form), now
        )
        service.outbox.put(
            connection,
            _letter(service, found, int(now.timestamp() // _AGAIN_EVERY.total_seconds())),
            now,
        )
    service.worker.bell.set()


def consent(form: Form) -> str:
    """Return the words that were accepted, kept as proof with the fingerprint of the form."""
    words = (
        " ".join(asked.label for asked in form.fields if asked.kind == "consent") or form.purpose
    )
    return f"{words} [formulaire {definitions.definition(form)[:16]}]"


def ticket(secret: str, identifier: str) -> str:
    """Return what opens a subscription's page, ends it by one POST, or by a mail whose subject says it."""
    return signed_links.ticket(secret, "abonnement", identifier)


def own_path(secret: str, identifier: str) -> str:
    """Return the path of a subscriber's own page."""
    return OWN.format(ticket=ticket(secret, identifier))


def own(request: ServiceRequest) -> Response:
    """Show a subscription and what can be done."""
    found = _found(request)
    return _own_page(request, found)


def _own_page(request: ServiceRequest, found: Subscriber, *, saved: bool = False) -> Response:
    late = found.state == "pending" and instant(found.expires_at) <= request.now
    field = topics(request.service)
    written = {"topics": found.topics.split(",") if found.topics else []}
    state = "late" if late else found.state
    values: dict[str, Any] = {
        "state": state,
        "field": field,
        "written": written,
        "saved": saved,
        "more": None if found.proposed is None else _named(request.service, found),
    }
    form = definitions.serving(request.service.community, "subscription")
    months = definitions.kept_after_leaving(request.service.community)
    return page(request, "subscription_own.html", form=form, months=months, **values)


def act(request: ServiceRequest) -> Response:
    """Confirm, choose topics, leave or erase, by a button."""
    found, service = _found(request), request.service
    action = request.one("action")
    if action not in ACTIONS:
        raise unknown_action()
    with service.store.write(LOCK, *answers.LOCKS) as connection:
        fresh = subscription_records.by_id(connection, found.id)
        if fresh is None:
            raise _erased()
        if action == "confirmer":
            subscription_records.confirm(connection, service.outbox.secret, fresh, request.now)
        elif action == "ajouter":
            subscription_records.widen(connection, fresh)
        elif action == "arreter":
            subscription_records.end(
                connection, service.outbox.secret, fresh, "demande", request.now
            )
        elif action == "effacer" and fresh.state == "ended":
            erased = answers.forget(connection, subscription, subscription.c.id == fresh.id)
            answers.note(connection, {"abonnement": erased}, request.now)
        elif action == "choisir" and fresh.state == "active":
            chosen = request.form.get("topics", ())
            subscription_records.choose(connection, fresh, service.community.audiences, chosen)
    if action in ("ajouter", "choisir"):
        return _own_page(request, _found(request), saved=True)
    return see_other(request.path)


def leaving(request: ServiceRequest) -> Response:
    """Show the button that ends a subscription."""
    return page(request, "subscription_leave.html", subscriber=_found(request))


def leave(request: ServiceRequest) -> Response:
    """End a subscription: a provider's one-click request (RFC 8058), or the button."""
    found, service = _found(request), request.service
    with service.store.write(LOCK) as connection:
        fresh = subscription_records.by_id(connection, found.id)
        if fresh is not None:
            subscription_records.end(
                connection, service.outbox.secret, fresh, "demande", request.now
            )
    if request.one("List-Unsubscribe") == ONE_CLICK:
        return PlainTextResponse("Désabonnement enregistré.\n")
    return see_other(own_path(service.outbox.secret, found.id))


def topics(service: Service) -> Question:
    """Return the question that a subscriber chooses topics by."""
    help_ = "Sans choix, vous recevez tous les numéros."
    return Question(
        name="topics",
        label="Sujets",
        kind="choices",
        help=help_,
        choices=service.community.audiences,
    )


def _found(request: ServiceRequest) -> Subscriber:
    identifier = signed_links.holder(
        request.service.outbox.secret, "abonnement", request.parameters["ticket"]
    )
    if identifier is None:
        raise unknown_page()
    with request.service.store.read() as connection:
        found = subscription_records.by_id(connection, identifier)
    if found is None:
        raise _erased()
    return found


def _erased() -> HttpError:
    return HttpError(
        status=410,
        title="Abonnement effacé",
        sentence="Cette adresse n'est plus enregistrée chez nous.",
    )


def _letter(service: Service, found: Subscriber, window: int) -> OutgoingEmail:
    more = "" if found.proposed is None else f":{found.proposed}"
    key = f"subscription:{found.id}:{found.state}:{window}{more}"
    to = OutboxAddress(
        key=key, kind="subscription", about="lettre", addressee=found.id, address=found.email
    )
    return form_emails.letter(service, _words(service, found), to)


def _named(service: Service, found: Subscriber) -> str:
    """Return what an active subscriber asked for in addition, in words."""
    had = found.topics.split(",")
    fresh = [topic for topic in (found.proposed or "").split(",") if topic and topic not in had]
    names = [service.community.audiences.get(topic, topic) for topic in fresh]
    return listing(names) if names else "tous les numéros"


def _words(service: Service, found: Subscriber) -> EmailWords:
    name, values = "abonnement-a-confirmer", {}
    if found.state == "active" and found.proposed is not None:
        name, values = "sujets-a-confirmer", {"sujets": _named(service, found)}
    elif found.state == "active":
        name = "deja-abonne"
    else:
        values = {"limite": spoken(instant(found.expires_at), service.community.timezone)}
    words = worded(name, service.community.mails, values)
    own = service.absolute(own_path(service.outbox.secret, found.id))
    return form_emails.email_words(words, own, "Lettre d'information")


ROUTES = (
    ServiceRoute(path=OWN, handler=own),
    ServiceRoute(path=OWN, handler=act, methods=("POST",)),
    ServiceRoute(path=LEAVE, handler=leaving),
    ServiceRoute(path=LEAVE, handler=leave, methods=("POST",)),
)
