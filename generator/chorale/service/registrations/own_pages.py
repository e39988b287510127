"""Page of each person's own sign-up: confirmed, corrected, given up, erased there."""

import json
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from chorale.content.form_model import Form
from chorale.content.model import Community
from chorale.service import signed_links
from chorale.service.fields import Messages, Question, as_sent, check_all
from chorale.service.forms import definitions
from chorale.service.http_errors import HttpError, unknown_action, unknown_page
from chorale.service.registrations import capacity, certificates, parties
from chorale.service.registrations import records as registration_records
from chorale.service.registrations.capacity import BookableSession, RegistrationRow
from chorale.service.registrations.emails import DAY, HOUR
from chorale.service.registrations.pages import described, replay
from chorale.service.timestamps import instant
from chorale.service.web.page_rendering import page
from chorale.service.web.request import FormData, ServiceRequest, ServiceRoute, see_other

OWN = "/participer/mon-inscription/{ticket}/"


def _reminders(session: BookableSession, left: timedelta) -> str:
    if session.event.hour_unknown:
        return "Vous recevrez un rappel la veille." if left > DAY else "C'est pour bientôt."
    if left > DAY:
        return "Vous recevrez un rappel la veille, et un autre une heure avant."
    if left > HOUR:
        return "Vous recevrez un rappel une heure avant."
    return f"La {session.noun} commence bientôt."


def own(request: ServiceRequest) -> Response:
    """Show a person's own sign-up and what can be done; looking changes nothing."""
    entry, session = _own(request)
    return _orphan(request, entry) if session is None else _own_page(request, entry, session)


def _own_page(  # noqa: PLR0913 - what a refused correction shows again
    request: ServiceRequest,
    entry: RegistrationRow,
    session: BookableSession,
    *,
    typed: FormData | None = None,
    errors: Messages | None = None,
    saved: bool = False,
) -> Response:
    form = definitions.event_form(request.service.community, session.event)
    with request.service.store.read() as connection:
        place = capacity.place_in_line(connection, entry) if entry.state == "waiting" else 0
        asker = parties.askers(connection, session.key).get(entry.id, "")
    return page(
        request,
        "sign_up_own.html",
        entry=entry,
        session=described(request, session),
        state=_state(entry, session, request.now),
        until=instant(entry.expires_at) if entry.expires_at else None,
        join=session.join,
        joinable=session.joinable(request.now),
        reminders=_reminders(session, session.start - request.now),
        replay=replay(session),
        months=form.retention_months,
        place=place,
        approval=session.approval,
        asker=asker,
        certificate=certificates.deserved(session, entry, request.now),
        incomplete=_incomplete(request, entry, form),
        fields=about_oneself(request.service.community, form),
        written=written(entry) if typed is None else typed,
        errors=errors or {},
        saved=saved,
        status=422 if errors else 200,
    )


def about_oneself(community: Community, form: Form) -> list[Question]:
    """Return the questions whose answers their owner may correct: all but the address, which the link belongs to."""
    return [one for one in definitions.fields(form, community) if one.name != "email"]


def _incomplete(request: ServiceRequest, entry: RegistrationRow, form: Form) -> bool:
    """Tell whether somebody whom another signed up still has to answer what every sign-up asks."""
    if entry.confirmed_at is not None or entry.state not in registration_records.UNSETTLED:
        return False
    said = written(entry)
    return any(
        one.required and not said.get(one.name)
        for one in about_oneself(request.service.community, form)
    )


def written(entry: RegistrationRow) -> FormData:
    """Return what a person said, or what was last proposed, as a form would send it."""
    said = json.loads(entry.proposed) if entry.proposed else {}
    details = json.loads(said.get("details") or entry.details)
    return {"name": [said.get("name") or entry.name]} | {
        name: as_sent(value) for name, value in details.items()
    }


def _correct(request: ServiceRequest, entry: RegistrationRow, session: BookableSession) -> Response:
    if refused := _answered(request, entry, session):
        return refused
    fresh, _ = _own(request)
    return _own_page(request, fresh, session, saved=True)


def _answered(
    request: ServiceRequest, entry: RegistrationRow, session: BookableSession
) -> Response | None:
    """Keep what a person says of themselves; return the page that says what to mend, if anything is."""
    form = definitions.event_form(request.service.community, session.event)
    given, messages = check_all(
        about_oneself(request.service.community, form), request.form, ("action",)
    )
    if messages:
        return _own_page(request, entry, session, typed=request.form, errors=messages)
    registration_records.correct(request.service, session, entry.id, form, given)
    return None


def _confirm(
    request: ServiceRequest, entry: RegistrationRow, session: BookableSession
) -> Response | None:
    form = definitions.event_form(request.service.community, session.event)
    if _incomplete(request, entry, form) and (refused := _answered(request, entry, session)):
        return refused
    registration_records.confirm(request.service, session, entry.id, request.now)
    return None


def _orphan(request: ServiceRequest, entry: RegistrationRow) -> Response:
    """Say that a session is published no more, without a word that would let one believe that the sign-up is lost."""
    with request.service.store.read() as connection:
        row = registration_records.sitting_of(connection, entry)
    values: dict[str, Any] = {
        "title": row.title,
        "start": instant(row.start_at),
        "over": instant(row.end_at) <= request.now,
        "contact": definitions.sign_up_form(request.service.community).contact,
    }
    return page(request, "sign_up_orphan.html", **values)


def act(request: ServiceRequest) -> Response:
    """Confirm, give up or erase, by a button."""
    entry, session = _own(request)
    match request.one("action"):
        case "effacer" if session is None:
            registration_records.erase_orphan(request.service, entry, request.now)
        case _ if session is None:
            return _orphan(request, entry)
        case "corriger":
            return _correct(request, entry, session)
        case "confirmer":
            if refused := _confirm(request, entry, session):
                return refused
        case "renoncer":
            registration_records.withdraw(request.service, session, entry.id, request.now)
        case "effacer":
            registration_records.erase(request.service, session, entry.id, request.now)
        case _:
            raise unknown_action()
    request.service.worker.bell.set()
    return see_other(request.path)


def _state(entry: RegistrationRow, session: BookableSession, now: datetime) -> str:
    awaited = (*registration_records.LIVING, "expired")
    if entry.state in awaited and not session.open(now):
        return "running" if entry.state == "confirmed" and session.going_on(now) else "over"
    if entry.state in ("pending", "offered") and instant(entry.expires_at) <= now:
        return "expired"
    return str(entry.state)


def _own(request: ServiceRequest) -> tuple[RegistrationRow, BookableSession | None]:
    """Return whose ticket this is, and the session, None once it is published no more."""
    identifier = signed_links.holder(
        request.service.outbox.secret, "inscription", request.parameters["ticket"]
    )
    if identifier is None:
        raise unknown_page()
    with request.service.store.read() as connection:
        entry = registration_records.find(connection, identifier)
    if entry is None:
        raise HttpError(
            status=410,
            title="Inscription effacée",
            sentence="Cette inscription n'existe plus chez nous.",
        )
    return entry, capacity.bookable_sessions(request.service.community).get(entry.sitting)


def certificate(request: ServiceRequest) -> Response:
    """Give somebody their certificate of attendance."""
    entry, session = _own(request)
    if session is None or not session.certificate:
        raise unknown_page()
    if not certificates.deserved(session, entry, request.now):
        raise HttpError(
            status=404,
            title="Pas d'attestation",
            sentence="Votre présence à cette séance n'est pas notée. Si vous y étiez, écrivez à l'organisation.",
        )
    name = certificates.file_name(request.service, entry)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    made = certificates.pdf(request.service, session, entry)
    return Response(made, media_type=certificates.TYPE, headers=headers)


ROUTES = (
    ServiceRoute(path=OWN, handler=own),
    ServiceRoute(path=f"{OWN}attestation.pdf", handler=certificate),
    ServiceRoute(path=OWN, handler=act, methods=("POST",)),
)
