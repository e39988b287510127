"""Pages of a registration: the session's form, and each person's own page."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Any

from starlette.responses import Response

from chorale.calendars import event_text
from chorale.content.form_model import Form
from chorale.service import signed_links
from chorale.service.fields import Messages, Question, as_sent, check_all
from chorale.service.forms import definitions, spam_guard
from chorale.service.http_errors import HttpError, unknown_action, unknown_page
from chorale.service.registrations import capacity
from chorale.service.registrations import records as registration_records
from chorale.service.registrations.capacity import BookableSession, RegistrationRow
from chorale.service.registrations.emails import DAY, HOUR
from chorale.service.timestamps import instant
from chorale.service.web.page_rendering import page
from chorale.service.web.request import FormData, ServiceRequest, ServiceRoute, see_other

PATH = "/participer/inscription/{key}/"
OWN = "/participer/mon-inscription/{ticket}/"


@dataclass(frozen=True, kw_only=True)
class SessionView:
    """What a page says of a session."""

    key: str
    title: str
    noun: str
    when: str
    where: str
    note: str
    page: str
    state: str
    seats: Callable[[], int | None]

    @cached_property
    def left(self) -> int | None:
        """Return how many seats are left, counted when a page says it; None when there is no limit."""
        return self.seats()


def show(request: ServiceRequest) -> Response:
    """Show the form of a session that one may still join, else why not."""
    session = _session(request)
    if not session.joinable(request.now):
        return _closed(request, session)
    form = definitions.event_form(request.service.community, session.event)
    return definitions.shown(request, form, "sign_up.html", session=_said(request, session))


def _closed(request: ServiceRequest, session: BookableSession) -> Response:
    said: dict[str, Any] = {
        "session": _said(request, session),
        "replay": _replay(session),
    }
    return page(request, "sign_up_closed.html", status=410, **said)


def _reminders(session: BookableSession, left: timedelta) -> str:
    if session.event.hour_unknown:
        return "Vous recevrez un rappel la veille." if left > DAY else "C'est pour bientôt."
    if left > DAY:
        return "Vous recevrez un rappel la veille, et un autre une heure avant."
    if left > HOUR:
        return "Vous recevrez un rappel une heure avant."
    return f"La {session.noun} commence bientôt."


def _replay(session: BookableSession) -> str | None:
    return session.event.session.replay if session.event.session else None


def _left(request: ServiceRequest, session: BookableSession) -> int | None:
    with request.service.store.read() as connection:
        return capacity.free(connection, session, request.now)


def receive(request: ServiceRequest) -> Response:
    """Take a sign-up; the answer is the same whether or not the address was known."""
    session = _session(request)
    if not session.joinable(request.now):
        return _closed(request, session)
    form = definitions.event_form(request.service.community, session.event)
    given = definitions.received(request, form, "sign_up.html", session=_said(request, session))
    if isinstance(given, Response):
        return given
    if not given.robot:
        spam_guard.addressed(request, str(given.answers["email"]))
        registration_records.ask(request.service, session, form, given, request.now)
        request.service.worker.bell.set()
    return see_other(f"/participer/inscription/{session.key}/merci/")


def thanks(request: ServiceRequest) -> Response:
    """Say to look at one's mail: the words never depend on who asks."""
    return page(request, "sign_up_sent.html", session=_said(request, _session(request)))


def own(request: ServiceRequest) -> Response:
    """Show a person's own sign-up and what can be done; looking changes nothing."""
    entry, session = _own(request)
    return _orphan(request, entry) if session is None else _own_page(request, entry, session)


def _own_page(  # noqa: PLR0913 - what a refused correction shows again
    request: ServiceRequest,
    entry: RegistrationRow,
    session: BookableSession,
    *,
    written: FormData | None = None,
    errors: Messages | None = None,
    saved: bool = False,
) -> Response:
    form = definitions.event_form(request.service.community, session.event)
    with request.service.store.read() as connection:
        place = capacity.place_in_line(connection, entry) if entry.state == "waiting" else 0
    return page(
        request,
        "sign_up_own.html",
        entry=entry,
        session=_said(request, session),
        state=_state(entry, session, request.now),
        until=instant(entry.expires_at) if entry.expires_at else None,
        join=session.join,
        reminders=_reminders(session, session.start - request.now),
        replay=_replay(session),
        months=form.retention_months,
        place=place,
        approval=session.approval,
        fields=_about_oneself(request, form),
        written=_written(entry) if written is None else written,
        errors=errors or {},
        saved=saved,
        status=422 if errors else 200,
    )


def _about_oneself(request: ServiceRequest, form: Form) -> list[Question]:
    """Return the questions whose answers their owner may correct: all but the address, which the link belongs to."""
    asked = definitions.fields(form, request.service.community)
    return [one for one in asked if one.name != "email"]


def _written(entry: RegistrationRow) -> FormData:
    """Return what a person said, or what was last proposed, as a form would send it."""
    said = json.loads(entry.proposed) if entry.proposed else {}
    details = json.loads(said.get("details") or entry.details)
    return {"name": [said.get("name") or entry.name]} | {
        name: as_sent(value) for name, value in details.items()
    }


def _correct(request: ServiceRequest, entry: RegistrationRow, session: BookableSession) -> Response:
    form = definitions.event_form(request.service.community, session.event)
    given, messages = check_all(_about_oneself(request, form), request.form, ("action",))
    if messages:
        return _own_page(request, entry, session, written=request.form, errors=messages)
    registration_records.correct(request.service, session, entry.id, form, given)
    fresh, _ = _own(request)
    return _own_page(request, fresh, session, saved=True)


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
            registration_records.confirm(request.service, session, entry.id, request.now)
        case "renoncer":
            registration_records.withdraw(request.service, session, entry.id, request.now)
        case "effacer":
            registration_records.erase(request.service, session, entry.id, request.now)
        case _:
            raise unknown_action()
    request.service.worker.bell.set()
    return see_other(request.path)


def _state(entry: RegistrationRow, session: BookableSession, now: datetime) -> str:
    if entry.state in ("pending", "offered") and instant(entry.expires_at) <= now:
        return "expired"
    if entry.state in registration_records.LIVING and not session.open(now):
        return "running" if entry.state == "confirmed" and session.going_on(now) else "over"
    return str(entry.state)


def _session(request: ServiceRequest) -> BookableSession:
    found = capacity.bookable_sessions(request.service.community).get(request.parameters["key"])
    if found is None:
        raise unknown_page()
    return found


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


def _said(request: ServiceRequest, session: BookableSession) -> SessionView:
    when = event_text.clock(request.service.community, session.event)
    return SessionView(
        key=session.key,
        title=session.event.title,
        when=f"{when[0].upper()}{when[1:]}",
        where=event_text.place(session.event),
        noun=session.noun,
        note=session.event.note,
        page=event_text.url(request.service.community, session.event),
        state=session.event.status,
        seats=partial(_left, request, session),
    )


ROUTES = (
    ServiceRoute(path=PATH, handler=show),
    ServiceRoute(path=PATH, handler=receive, methods=("POST",)),
    ServiceRoute(path=f"{PATH}merci/", handler=thanks),
    ServiceRoute(path=OWN, handler=own),
    ServiceRoute(path=OWN, handler=act, methods=("POST",)),
)
