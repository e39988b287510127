"""Pages of a registration: the session's form, and each person's own page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from chorale.calendars import event_text
from chorale.service import signed_links
from chorale.service.forms import definitions, spam_guard
from chorale.service.http_errors import HttpError, unknown_action, unknown_page
from chorale.service.registrations import capacity
from chorale.service.registrations import emails as registration_emails
from chorale.service.registrations import records as registration_records
from chorale.service.registrations.capacity import BookableSession, RegistrationRow
from chorale.service.registrations.emails import DAY, HOUR
from chorale.service.timestamps import instant
from chorale.service.web.page_rendering import page
from chorale.service.web.request import ServiceRequest, ServiceRoute, see_other

PATH = "/participer/inscription/{key}/"
OWN = "/participer/mon-inscription/{ticket}/"


@dataclass(frozen=True, kw_only=True)
class SessionView:
    """What a page says of a session."""

    key: str
    title: str
    when: str
    note: str
    page: str
    state: str
    left: int | None


def show(visit: ServiceRequest) -> Response:
    """Show the form of a session that one may still join, else why not."""
    room = _room(visit)
    if not room.open(visit.now):
        return _closed(visit, room)
    form = definitions.sign_up_form(visit.service.community)
    return definitions.shown(visit, form, "sign_up.html", sitting=_said(visit, room, _left(visit, room)))


def _closed(visit: ServiceRequest, room: BookableSession) -> Response:
    said: dict[str, Any] = {"sitting": _said(visit, room, None), "replay": _replay(room)}
    return page(visit, "sign_up_closed.html", status=410, **said)


def _reminders(left: timedelta) -> str:
    if left > DAY:
        return "Vous recevrez un rappel la veille, et un autre une heure avant."
    return "Vous recevrez un rappel une heure avant." if left > HOUR else "La séance commence bientôt."


def _replay(room: BookableSession) -> str | None:
    return room.event.session.replay if room.event.session else None


def _left(visit: ServiceRequest, room: BookableSession) -> int | None:
    with visit.service.store.read() as connection:
        return capacity.free(connection, room, visit.now)


def receive(visit: ServiceRequest) -> Response:
    """Take a sign-up; the answer is the same whether or not the address was known."""
    room = _room(visit)
    if not room.open(visit.now):
        return _closed(visit, room)
    form = definitions.sign_up_form(visit.service.community)
    given = definitions.received(visit, form, "sign_up.html", sitting=_said(visit, room, _left(visit, room)))
    if isinstance(given, Response):
        return given
    if not given.robot:
        spam_guard.addressed(visit, str(given.answers["email"]))
        registration_records.ask(visit.service, room, form, given, visit.now)
        visit.service.worker.bell.set()
    return see_other(f"/participer/inscription/{room.key}/merci/")


def thanks(visit: ServiceRequest) -> Response:
    """Say to look at one's mail: the words never depend on who asks."""
    return page(visit, "sign_up_sent.html", sitting=_said(visit, _room(visit), None))


def own(visit: ServiceRequest) -> Response:
    """Show a person's own sign-up and what can be done; looking changes nothing."""
    entry, room = _own(visit)
    with visit.service.store.read() as connection:
        place = capacity.place_in_line(connection, entry) if entry.state == "waiting" else 0
    return page(
        visit,
        "sign_up_own.html",
        entry=entry,
        sitting=_said(visit, room, None),
        state=_state(entry, room, visit.now),
        until=instant(entry.expires_at) if entry.expires_at else None,
        join=registration_emails.join_link(room),
        reminders=_reminders(room.start - visit.now),
        replay=_replay(room),
        months=definitions.sign_up_form(visit.service.community).retention_months,
        place=place,
    )


def act(visit: ServiceRequest) -> Response:
    """Confirm, give up or erase, by a button."""
    entry, room = _own(visit)
    match visit.one("action"):
        case "confirmer":
            registration_records.confirm(visit.service, room, entry.id, visit.now)
        case "renoncer":
            registration_records.withdraw(visit.service, room, entry.id, visit.now)
        case "effacer":
            registration_records.erase(visit.service, room, entry.id, visit.now)
        case _:
            raise unknown_action()
    visit.service.worker.bell.set()
    return see_other(visit.path)


def _state(entry: RegistrationRow, room: BookableSession, now: datetime) -> str:
    if entry.state in ("pending", "offered") and instant(entry.expires_at) <= now:
        return "expired"
    if entry.state in registration_records.LIVING and not room.open(now):
        return "running" if entry.state == "confirmed" and room.going_on(now) else "over"
    return str(entry.state)


def _room(visit: ServiceRequest) -> BookableSession:
    found = capacity.rooms(visit.service.community).get(visit.parameters["key"])
    if found is None:
        raise unknown_page()
    return found


def _own(visit: ServiceRequest) -> tuple[RegistrationRow, BookableSession]:
    identifier = signed_links.holder(visit.service.outbox.secret, "inscription", visit.parameters["ticket"])
    if identifier is None:
        raise unknown_page()
    with visit.service.store.read() as connection:
        entry = registration_records.find(connection, identifier)
    room = capacity.rooms(visit.service.community).get(entry.sitting) if entry else None
    if entry is None or room is None:
        raise HttpError(status=410, title="Inscription effacée", sentence="Cette inscription n'existe plus chez nous.")
    return entry, room


def _said(visit: ServiceRequest, room: BookableSession, left: int | None) -> SessionView:
    when = event_text.when(room.event)
    place = event_text.zone(visit.service.community.timezone)
    return SessionView(
        key=room.key,
        title=room.event.title,
        when=f"{when[0].upper()}{when[1:]} ({place})",
        note=room.event.note,
        page=event_text.url(visit.service.community, room.event),
        state=room.event.status,
        left=left,
    )


ROUTES = (
    ServiceRoute(path=PATH, handler=show),
    ServiceRoute(path=PATH, handler=receive, methods=("POST",)),
    ServiceRoute(path=f"{PATH}merci/", handler=thanks),
    ServiceRoute(path=OWN, handler=own),
    ServiceRoute(path=OWN, handler=act, methods=("POST",)),
)
