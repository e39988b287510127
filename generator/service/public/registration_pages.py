"""The pages of a sign-up: a session's form with the places left, and each person's own page, where only buttons act."""

from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from generator.outputs import event_facts
from generator.service.instants import instant
from generator.service.public import public_forms, registrations, seats, tickets
from generator.service.public.seats import Entry, Room
from generator.service.refusals import Refusal, unknown_page
from generator.service.web.pages import page
from generator.service.web.visits import Visit, Way, see_other

PATH = "/participer/inscription/{key}/"
OWN = "/participer/mon-inscription/{ticket}/"


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """What a page says of a session."""

    key: str
    title: str
    when: str
    note: str
    page: str
    state: str
    left: int | None


def show(visit: Visit) -> Response:
    """Show the form of a session that one may still join, else why not."""
    room = _room(visit)
    with visit.service.store.read() as connection:
        left = seats.free(connection, room, visit.now)
    if not room.open(visit.now):
        return page(visit, "sign_up_closed.html", sitting=_said(visit, room, left), status=410)
    form = public_forms.sign_up_form(visit.service.community)
    return public_forms.shown(visit, form, "sign_up.html", sitting=_said(visit, room, left))


def receive(visit: Visit) -> Response:
    """Take a sign-up; the answer is the same whether or not the address was known."""
    room = _room(visit)
    if not room.open(visit.now):
        raise Refusal(status=410, title="Inscriptions closes", sentence="Cette séance n'accepte plus d'inscription.")
    form = public_forms.sign_up_form(visit.service.community)
    given = public_forms.received(visit, form, "sign_up.html", sitting=_said(visit, room, None))
    if isinstance(given, Response):
        return given
    if not given.robot:
        registrations.ask(visit.service, room, form, given, visit.now)
        visit.service.worker.bell.set()
    return see_other(f"/participer/inscription/{room.key}/merci/")


def thanks(visit: Visit) -> Response:
    """Say to look at one's mail: the words never depend on who asks."""
    return page(visit, "sign_up_sent.html", sitting=_said(visit, _room(visit), None))


def own(visit: Visit) -> Response:
    """Show a person's own sign-up and what can be done; looking changes nothing."""
    entry, room = _own(visit)
    with visit.service.store.read() as connection:
        place = seats.place_in_line(connection, entry) if entry.state == "waiting" else 0
    return page(
        visit,
        "sign_up_own.html",
        entry=entry,
        sitting=_said(visit, room, None),
        state=_state(entry, room, visit.now),
        until=instant(entry.expires_at) if entry.expires_at else None,
        place=place,
    )


def act(visit: Visit) -> Response:
    """Confirm or give up, by a button."""
    entry, room = _own(visit)
    match visit.one("action"):
        case "confirmer":
            registrations.confirm(visit.service, room, entry.id, visit.now)
        case "renoncer":
            registrations.withdraw(visit.service, room, entry.id, visit.now)
    visit.service.worker.bell.set()
    return see_other(visit.path)


def _state(entry: Entry, room: Room, now: datetime) -> str:
    if entry.state in ("pending", "offered") and instant(entry.expires_at) <= now:
        return "expired"
    if entry.state in registrations.LIVING and not room.open(now):
        return "over"
    return str(entry.state)


def _room(visit: Visit) -> Room:
    found = seats.rooms(visit.service.community).get(visit.parameters["key"])
    if found is None:
        raise unknown_page()
    return found


def _own(visit: Visit) -> tuple[Entry, Room]:
    identifier = tickets.holder(visit.service.outbox.secret, "inscription", visit.parameters["ticket"])
    if identifier is None:
        raise unknown_page()
    with visit.service.store.read() as connection:
        entry = registrations.find(connection, identifier)
    room = seats.rooms(visit.service.community).get(entry.sitting) if entry else None
    if entry is None or room is None:
        raise Refusal(status=410, title="Inscription effacée", sentence="Cette inscription n'existe plus chez nous.")
    return entry, room


def _said(visit: Visit, room: Room, left: int | None) -> Sitting:
    when = event_facts.when(room.event)
    place = event_facts.zone(visit.service.community.timezone)
    return Sitting(
        key=room.key,
        title=room.event.title,
        when=f"{when[0].upper()}{when[1:]} ({place})",
        note=room.event.note,
        page=event_facts.url(visit.service.community, room.event),
        state=room.event.status,
        left=left,
    )


WAYS = (
    Way(path=PATH, handler=show),
    Way(path=PATH, handler=receive, methods=("POST",)),
    Way(path=f"{PATH}merci/", handler=thanks),
    Way(path=OWN, handler=own),
    Way(path=OWN, handler=act, methods=("POST",)),
)
