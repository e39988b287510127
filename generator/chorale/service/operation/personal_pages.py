"""Everyone's own door: all that is kept under an address, seen, corrected, taken, erased; a lost link made anew."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select
from starlette.responses import Response

from chorale.content.form_model import Form, FormField
from chorale.content.mail_texts import worded
from chorale.content.model import Community
from chorale.french.dates import spoken
from chorale.ipm.model import Cycle
from chorale.service import signed_links
from chorale.service.accounts.people import Person
from chorale.service.forms import answers, definitions, inbox, spam_guard
from chorale.service.forms import emails as form_emails
from chorale.service.forms.answers import email_key
from chorale.service.forms.emails import OutboxAddress
from chorale.service.http_errors import HttpError, unknown_action, unknown_page
from chorale.service.operation import personal_data
from chorale.service.public_tables import answer, personal_link, registration
from chorale.service.questionnaire import deposits, membership, roster
from chorale.service.questionnaire.deposits import Receipt
from chorale.service.questionnaire.secretariat import SecretariatError
from chorale.service.registrations import emails as registration_emails
from chorale.service.registrations import files as registration_files
from chorale.service.registrations import records as registration_records
from chorale.service.subscriptions import pages as subscription_pages
from chorale.service.subscriptions import records as subscription_records
from chorale.service.timestamps import instant, stamp
from chorale.service.web.page_rendering import page
from chorale.service.web.request import Service, ServiceRequest, ServiceRoute, see_other

ASK = "/participer/mes-donnees/"
OWN = "/participer/mon-dossier/{ticket}/"
USE = "dossier"
OPEN_FOR = timedelta(hours=24)
_AGAIN_EVERY = timedelta(minutes=10)
SUBSCRIBED = {"active": "abonné", "pending": "à confirmer", "ended": "terminé"}


@dataclass(frozen=True, kw_only=True)
class OwnPlace:
    """A cycle that someone takes part in: their group there, and what it deposited."""

    cycle: Cycle
    person: Person
    group: str
    receipts: tuple[Receipt, ...]


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
    given = definitions.received(request, form, "personal_ask.html")
    if isinstance(given, Response):
        return given
    if not given.robot:
        email = str(given.answers["email"])
        spam_guard.addressed(request, email)
        _send(request, email)
    return see_other(f"{ASK}merci/")


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


def own(request: ServiceRequest) -> Response:
    """Show all that is kept under an address."""
    return _shown(request, _email(request))


def _shown(request: ServiceRequest, email: str, *, refused: str = "", done: str = "") -> Response:
    service = request.service
    with service.store.read() as connection:
        values: dict[str, Any] = {
            "sign_ups": [
                _sign_up(request, connection, row) for row in _sign_ups(connection, email)
            ],
            "subscriber": subscription_records.by_email(connection, email),
            "given": _given(connection, service, email),
            "places": own_places(connection, service.community, email),
        }
    if subscriber := values["subscriber"]:
        values["subscription"] = subscription_pages.own_path(service.outbox.secret, subscriber.id)
    return page(
        request,
        "personal_own.html",
        status=422 if refused else 200,
        email=email,
        subscribed=SUBSCRIBED,
        states=registration_files.STATES,
        refused=refused,
        done=done,
        **values,
    )


def _sign_ups(connection: Connection, email: str) -> list[Row[Any]]:
    mine = registration.c.email_key == email_key(email)
    return list(
        connection.execute(select(registration).where(mine).order_by(registration.c.asked_at))
    )


def _sign_up(request: ServiceRequest, connection: Connection, row: Row[Any]) -> dict[str, Any]:
    told = registration_records.sitting_of(connection, row)
    return {
        "title": told.title or row.sitting,
        "start": instant(told.start_at),
        "state": row.state,
        "name": row.name,
        "path": registration_emails.ticket_path(request.service, row),
    }


def _given(connection: Connection, service: Service, email: str) -> list[dict[str, Any]]:
    """Return the answers that were given with an address, in words."""
    forms = {one.slug: one for one in service.community.forms}
    mine = select(answer.c.id, answer.c.form).where(answer.c.email_key == email_key(email))
    found = []
    for row in connection.execute(mine.order_by(answer.c.received_at)).all():
        form = forms.get(row.form)
        kept = inbox.find(connection, form, row.id) if form else None
        asked = definitions.fields(form, service.community) if form else ()
        told = [
            (one.label, registration_files.words(one, kept.content.get(one.name)))
            for one in asked
            if kept
        ]
        title = form.title if form else row.form
        found.append({"id": row.id, "title": title, "number": answers.number(row.id), "told": told})
    return found


def own_places(connection: Connection, community: Community, email: str) -> list[OwnPlace]:
    """Return the cycles that an address takes part in, the latest first."""
    found = []
    for cycle in sorted(community.cycles, key=lambda one: one.number, reverse=True):
        names = {group.key: group.name for group in cycle.groups}
        for person in roster.members(connection, cycle.slug):
            if email_key(person.email) == email_key(email) and person.group in names:
                receipts = deposits.receipts(connection, cycle.slug, person.group)
                found.append(
                    OwnPlace(
                        cycle=cycle,
                        person=person,
                        group=names[person.group],
                        receipts=tuple(receipts),
                    )
                )
    return found


def act(request: ServiceRequest) -> Response:
    """Send a fresh link of a cycle, erase one answer, or erase all, by a button."""
    email, service = _email(request), request.service
    match request.one("action"):
        case "lien":
            return _renew(request, email)
        case "effacer-reponse":
            mine = (answer.c.id == request.one("reponse")) & (
                answer.c.email_key == email_key(email)
            )
            with service.store.write(*answers.LOCKS) as connection:
                erased = answers.forget(connection, answer, mine)
                answers.note(connection, {"reponses": erased}, request.now)
            return _shown(request, email, done="Cette réponse est effacée.")
        case "effacer":
            if request.one("accord") != "oui":
                return _shown(request, email, refused="Cochez la case avant de tout effacer.")
            personal_data.erase(service, email, request.now)
            return page(request, "personal_erased.html")
    raise unknown_action()


def _renew(request: ServiceRequest, email: str) -> Response:
    """Replace a lost link: who asks reads the mails of its address, which is all that the link itself proves."""
    with request.service.store.read() as connection:
        places = own_places(connection, request.service.community, email)
    wanted = (request.one("cycle"), request.one("groupe"))
    place = next((one for one in places if (one.cycle.slug, one.person.group) == wanted), None)
    if place is None:
        raise unknown_action()
    try:
        membership.renew(request.service, place.cycle, place.person.email, place.person.group)
    except SecretariatError:
        contact = request.service.community.sender.address
        refused = (
            "Le lien que vous avez est le seul qui lise le brouillon de votre groupe : il n'est pas remplacé. "
            f"Écrivez à {contact}."
        )
        return _shown(request, email, refused=refused)
    request.service.worker.bell.set()
    return _shown(request, email, done="Votre nouveau lien part par courriel ; l'ancien est fermé.")


def taken(request: ServiceRequest) -> Response:
    """Give all that is kept as a file."""
    email = _email(request)
    with request.service.store.read() as connection:
        found = personal_data.all_kept_about(connection, request.service.outbox.secret, email)
    headers = {"Content-Disposition": 'attachment; filename="mes-donnees.json"'}
    return Response(
        personal_data.as_json(found), media_type="application/json; charset=utf-8", headers=headers
    )


def _email(request: ServiceRequest) -> str:
    """Return whose link this is; raises HttpError once it is over."""
    identifier = signed_links.holder(
        request.service.outbox.secret, USE, request.parameters["ticket"]
    )
    if identifier is None:
        raise unknown_page()
    with request.service.store.read() as connection:
        mine = personal_link.c.id == identifier
        row = connection.execute(select(personal_link).where(mine)).first()
    if row is None or row.expires_at <= stamp(request.now):
        raise HttpError(
            status=410,
            title="Ce lien ne sert plus",
            sentence="Il servait un jour, ou vos données sont effacées. Demandez-en un autre par « Vos données ».",
        )
    return str(row.email)


ROUTES = (
    ServiceRoute(path=ASK, handler=show),
    ServiceRoute(path=ASK, handler=receive, methods=("POST",)),
    ServiceRoute(path=f"{ASK}merci/", handler=thanks),
    ServiceRoute(path=OWN, handler=own),
    ServiceRoute(path=OWN, handler=act, methods=("POST",)),
    ServiceRoute(path=f"{OWN}mes-donnees.json", handler=taken),
)
