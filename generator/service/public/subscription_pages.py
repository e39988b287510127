"""The pages of a subscription: confirm, choose topics, leave by one click; a GET never changes anything."""

from datetime import timedelta

from starlette.responses import PlainTextResponse, Response

from generator.content.form_model import Form
from generator.service.fields import Field, check
from generator.service.instants import instant, spoken
from generator.service.mail.letters import Letter
from generator.service.public import public_forms, subscriptions, tickets
from generator.service.public.public_forms import Received
from generator.service.public.subscriptions import LOCK, Subscriber
from generator.service.refusals import Refusal, unknown_page
from generator.service.web.pages import page
from generator.service.web.visits import Service, Visit, Way, see_other

OWN = "/participer/mon-abonnement/{ticket}/"
LEAVE = "/participer/desabonnement/{ticket}"
ONE_CLICK = "One-Click"
_AGAIN_EVERY = timedelta(minutes=10)


def ask(visit: Visit, form: Form, given: Received) -> None:
    """Write to the address, whatever it is to us: to confirm, or to say that it is already subscribed."""
    service, now = visit.service, visit.now
    chosen = given.answers.get("topics") or ()
    topics = chosen if isinstance(chosen, tuple) else ()
    with service.store.write(LOCK) as connection:
        found = subscriptions.ask(connection, str(given.answers["email"]), topics, consent(form), now)
        service.outbox.put(
            connection, _letter(service, found, int(now.timestamp() // _AGAIN_EVERY.total_seconds())), now
        )
    service.worker.bell.set()


def consent(form: Form) -> str:
    """Return the words that were accepted, kept as proof with the fingerprint of the form."""
    words = " ".join(asked.label for asked in form.fields if asked.kind == "consent") or form.purpose
    return f"{words} [formulaire {public_forms.definition(form)[:16]}]"


def own_path(secret: str, identifier: str) -> str:
    """Return the path of a subscriber's own page."""
    return f"/participer/mon-abonnement/{tickets.ticket(secret, 'abonnement', identifier)}/"


def leave_path(secret: str, identifier: str) -> str:
    """Return the path that ends a subscription by one POST."""
    return f"/participer/desabonnement/{tickets.ticket(secret, 'abonnement', identifier)}"


def own(visit: Visit) -> Response:
    """Show a subscription and what can be done."""
    found = _found(visit)
    return _own_page(visit, found)


def _own_page(visit: Visit, found: Subscriber, *, saved: bool = False) -> Response:
    late = found.state == "pending" and instant(found.expires_at) <= visit.now
    field = _topics(visit.service)
    written = {"topics": found.topics.split(",") if found.topics else []}
    state = "late" if late else found.state
    return page(visit, "subscription_own.html", state=state, field=field, written=written, saved=saved)


def act(visit: Visit) -> Response:
    """Confirm, choose topics or leave, by a button."""
    found, service = _found(visit), visit.service
    action = visit.one("action")
    with service.store.write(LOCK) as connection:
        fresh = subscriptions.by_id(connection, found.id)
        if fresh is None:
            raise _erased()
        if action == "confirmer":
            subscriptions.confirm(connection, service.outbox.secret, fresh, visit.now)
        elif action == "arreter":
            subscriptions.end(connection, service.outbox.secret, fresh, "demande", visit.now)
        elif action == "choisir" and fresh.state == "active":
            chosen = check(_topics(service), visit.form.get("topics", ()))
            subscriptions.change(connection, fresh.id, topics=",".join(chosen if isinstance(chosen, tuple) else ()))
    if action == "choisir":
        return _own_page(visit, _found(visit), saved=True)
    return see_other(visit.path)


def leaving(visit: Visit) -> Response:
    """Show the button that ends a subscription."""
    return page(visit, "subscription_leave.html", subscriber=_found(visit))


def leave(visit: Visit) -> Response:
    """End a subscription: a provider's one-click request (RFC 8058), or the button."""
    found, service = _found(visit), visit.service
    with service.store.write(LOCK) as connection:
        fresh = subscriptions.by_id(connection, found.id)
        if fresh is not None:
            subscriptions.end(connection, service.outbox.secret, fresh, "demande", visit.now)
    if visit.one("List-Unsubscribe") == ONE_CLICK:
        return PlainTextResponse("Désabonnement enregistré.\n")
    return see_other(own_path(service.outbox.secret, found.id))


def _topics(service: Service) -> Field:
    help_ = "Sans choix, vous recevez tous les numéros."
    return Field(name="topics", label="Sujets", kind="choices", help=help_, choices=service.community.audiences)


def _found(visit: Visit) -> Subscriber:
    identifier = tickets.holder(visit.service.outbox.secret, "abonnement", visit.parameters["ticket"])
    if identifier is None:
        raise unknown_page()
    with visit.service.store.read() as connection:
        found = subscriptions.by_id(connection, identifier)
    if found is None:
        raise _erased()
    return found


def _erased() -> Refusal:
    return Refusal(status=410, title="Abonnement effacé", sentence="Cette adresse n'est plus enregistrée chez nous.")


def _letter(service: Service, found: Subscriber, window: int) -> Letter:
    link = service.absolute(own_path(service.outbox.secret, found.id))
    if found.state == "active":
        subject = "Vous êtes déjà abonné"
        words = "Cette adresse reçoit déjà la lettre d'information. Pour changer de sujets ou vous désabonner :"
    else:
        subject = "Confirmez votre abonnement"
        until = spoken(instant(found.expires_at), service.community.timezone)
        words = f"Vous avez demandé à recevoir la lettre d'information. Confirmez avant le {until} :"
    text = f"""Bonjour,

{words}
{link}

Si vous n'avez rien demandé, ignorez ce message : vous ne recevrez rien.

{service.community.sender.name}
"""
    return Letter(
        key=f"subscription:{found.id}:{found.state}:{window}",
        kind="subscription",
        about="lettre",
        addressee=found.id,
        to=found.email,
        subject=subject,
        text=text,
    )


WAYS = (
    Way(path=OWN, handler=own),
    Way(path=OWN, handler=act, methods=("POST",)),
    Way(path=LEAVE, handler=leaving),
    Way(path=LEAVE, handler=leave, methods=("POST",)),
)
