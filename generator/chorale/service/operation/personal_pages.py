"""Everyone's own page: all that is kept under an address, seen, corrected, taken, erased; a lost link made anew."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select
from starlette.responses import Response

from chorale.content import fingerprints
from chorale.content.model import Community
from chorale.content.text_rules import Invalid
from chorale.content.text_rules import email as email_rule
from chorale.ipm.model import Cycle
from chorale.service import signed_links
from chorale.service.accounts.people import Person
from chorale.service.forms import answers, definitions, inbox, spam_guard
from chorale.service.forms.answers import email_key
from chorale.service.http_errors import HttpError, unknown_action, unknown_page
from chorale.service.operation import address_pages, personal_corrections, personal_data
from chorale.service.operation.personal_corrections import OpenCorrection
from chorale.service.operation.personal_link_pages import OWN, USE
from chorale.service.public_tables import answer, personal_link, registration
from chorale.service.questionnaire import deposits, membership, roster
from chorale.service.questionnaire.deposits import Receipt
from chorale.service.questionnaire.secretariat import SecretariatError
from chorale.service.registrations import emails as registration_emails
from chorale.service.registrations import files as registration_files
from chorale.service.registrations import parties
from chorale.service.registrations import records as registration_records
from chorale.service.subscriptions import pages as subscription_pages
from chorale.service.subscriptions import records as subscription_records
from chorale.service.timestamps import instant, stamp
from chorale.service.web.page_rendering import page
from chorale.service.web.request import Service, ServiceRequest, ServiceRoute

SUBSCRIBED = {"active": "en cours", "pending": "à confirmer", "ended": "terminé"}


@dataclass(frozen=True, kw_only=True)
class OwnPlace:
    """A cycle that someone takes part in: their group there, and what it deposited."""

    cycle: Cycle
    person: Person
    group: str
    receipts: tuple[Receipt, ...]

    @property
    def opened(self) -> bool:
        """Tell whether the site shows the group's answer: the service reads no ballot, only that all are frozen."""
        return bool(self.receipts) and "ballots" in fingerprints.held(self.cycle)


def own(request: ServiceRequest) -> Response:
    """Show all that is kept under an address, what is to be corrected open."""
    email = _email(request)
    wanted = request.query.get("corriger", "")
    return _shown(request, email, mending=personal_corrections.opened(request, email, wanted))


def _shown(
    request: ServiceRequest,
    email: str,
    *,
    refused: str = "",
    done: str = "",
    mending: OpenCorrection | None = None,
) -> Response:
    service = request.service
    with service.store.read() as connection:
        values: dict[str, Any] = {
            "sign_ups": [
                _sign_up(request, connection, row) for row in _sign_ups(connection, email)
            ],
            "parties": [_party(request, connection, row) for row in parties.of(connection, email)],
            "subscriber": subscription_records.by_email(connection, email),
            "given": _given(connection, service, email),
            "places": own_places(connection, service.community, email),
        }
    if subscriber := values["subscriber"]:
        values["topics"] = subscription_pages.topics(service)
        values["chosen"] = {"topics": subscriber.topics.split(",") if subscriber.topics else []}
        values["subscription"] = subscription_pages.own_path(service.outbox.secret, subscriber.id)
    return page(
        request,
        "personal_own.html",
        status=422 if refused or (mending and mending.errors) else 200,
        mending=mending,
        email=email,
        subscribed=SUBSCRIBED,
        states=registration_files.STATES,
        refused=refused,
        typed=request.one("adresse") if refused else "",
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
        "id": row.id,
        "living": row.state in registration_records.LIVING,
        "title": told.title or row.sitting,
        "start": instant(told.start_at),
        "state": row.state,
        "name": row.name,
        "path": registration_emails.ticket_path(request.service, row),
    }


def _party(request: ServiceRequest, connection: Connection, row: Row[Any]) -> dict[str, Any]:
    told = registration_records.sitting_of(connection, row)
    return {
        "title": told.title or row.sitting,
        "start": instant(told.start_at),
        "people": len(parties.members(connection, row.id)),
        "path": parties.own_path(request.service, row.id),
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
        shown = {"id": row.id, "title": title, "number": answers.number(row.id), "told": told}
        found.append({**shown, "mendable": form is not None})
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
    """Correct, send a fresh link of a cycle, erase one answer, or erase all, by a button."""
    email, service = _email(request), request.service
    match request.one("action"):
        case "lien":
            return _renew(request, email)
        case "corriger":
            mending = personal_corrections.correct(request, email, request.one("quoi"))
            done = "" if mending else "C'est corrigé."
            return _shown(request, email, mending=mending, done=done)
        case "sujets":
            personal_corrections.choose_topics(request, email)
            return _shown(request, email, done="Vos sujets sont enregistrés.")
        case "adresse":
            return _readdress(request, email)
        case "effacer-reponse":
            mine = (answer.c.id == request.one("reponse")) & (
                answer.c.email_key == email_key(email)
            )
            with service.store.write(*answers.LOCKS) as connection:
                erased = answers.forget(connection, answer, mine)
                answers.note(connection, {"reponses": erased}, request.now)
            return _shown(request, email, done="Cette réponse est effacée.")
        case "effacer":
            return _erase_all(request, email)
    raise unknown_action()


def _erase_all(request: ServiceRequest, email: str) -> Response:
    if request.one("accord") != "oui":
        return _shown(request, email, refused="Cochez la case avant de tout effacer.")
    personal_data.erase(request.service, email, request.now)
    return page(request, "personal_erased.html")


def _readdress(request: ServiceRequest, email: str) -> Response:
    """Write to the address that is to replace this one: nothing changes before that link is pressed."""
    try:
        wanted = email_rule(request.one("adresse"))
    except Invalid as wrong:
        return _shown(request, email, refused=f"Nouvelle adresse : {wrong}")
    if email_key(wanted) == email_key(email):
        return _shown(request, email, refused="C'est déjà l'adresse de cette page.")
    spam_guard.addressed(request, wanted)
    address_pages.ask(request, email, wanted)
    told = (
        f"Un courriel part vers {wanted}. Rien ne change avant que vous ayez confirmé par son lien."
    )
    return _shown(request, email, done=told)


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
    ServiceRoute(path=OWN, handler=own),
    ServiceRoute(path=OWN, handler=act, methods=("POST",)),
    ServiceRoute(path=f"{OWN}mes-donnees.json", handler=taken),
)
