"""Sessions and meetings with sign-up: who comes, what organisers change of it, attendance, messages, exports."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from starlette.responses import Response

from chorale.atelier.acts import ActKind
from chorale.atelier.rights import Roles
from chorale.atelier.web.request import HOME, AtelierRequest, AtelierRoute, MenuLine, page, see
from chorale.calendars import event_text
from chorale.service.forms import definitions
from chorale.service.http_errors import unknown_action, unknown_page
from chorale.service.registrations import capacity, files, group_messages, organising
from chorale.service.registrations.capacity import BookableSession, RegistrationRow
from chorale.service.registrations.group_messages import GROUP_NAMES, GROUPS, GroupMessage
from chorale.service.registrations.organising import ActRefused
from chorale.text.csv_files import UnreadableTable

ORGANISERS: Roles = frozenset({"events"})
ADDRESS = HOME + "seances"
ONE = ADDRESS + "/{key}"
RECENT = timedelta(days=60)
"""How long a session that is over stays in the list; a search finds the older ones."""

STATE_ORDER = ("confirmed", "offered", "waiting", "pending", "cancelled", "expired")
_DONE: Mapping[str, ActKind] = {
    "inscrire": "registered",
    "corriger": "corrected",
    "deplacer": "moved",
    "annuler": "unregistered",
    "placer": "seated",
    "renvoyer": "reminded",
}
"""The buttons of a session's page, and what the journal says of each."""


def listing(request: AtelierRequest) -> Response:
    """Show the sessions that one joins through the service: those to come, then the latest."""
    query, now = request.query.get("q", "").strip().casefold(), request.desk.clock()
    known = sorted(_sessions(request).values(), key=lambda one: one.start)
    found = [one for one in known if query in event_text.title(one.event).casefold()]
    with request.service.store.read() as connection:
        counts = capacity.counts(connection)
    past = [one for one in reversed(found) if one.end <= now and (query or now - one.end < RECENT)]
    return page(
        request,
        "sessions.html",
        coming=[one for one in found if one.end > now],
        past=past,
        counts=counts,
        query=request.query.get("q", ""),
        words=event_text,
    )


def show(request: AtelierRequest) -> Response:
    """Show who signed up for a session."""
    return _shown(request, _session(request))


def _shown(
    request: AtelierRequest, session: BookableSession, *, refused: str = "", status: int = 200
) -> Response:
    query, now = request.query.get("q", ""), request.desk.clock()
    with request.service.store.read() as connection:
        rows = organising.people(connection, session.key, query)
        left = capacity.free(connection, session, now)
        counts = dict(capacity.present(connection).get(session.key, {}))
    return page(
        request,
        "session.html",
        status=status,
        session=session,
        groups=[(files.STATES[state], _in_state(rows, state)) for state in STATE_ORDER],
        counts=counts,
        left=left,
        query=query,
        others=_others(request, session),
        kinds=files.TYPES,
        refused=refused,
        typed={name: request.one(name) if refused else "" for name in ("nom", "adresse")},
        done=request.query.get("fait", ""),
        words=event_text,
        over=session.end <= now,
    )


def _in_state(rows: list[RegistrationRow], state: str) -> list[RegistrationRow]:
    return [row for row in rows if row.state == state]


def _others(request: AtelierRequest, session: BookableSession) -> list[BookableSession]:
    """Return where a sign-up may be moved: what is still open, the other dates of the same event first."""
    now = request.desk.clock()
    found = [one for one in _sessions(request).values() if one.open(now) and one.key != session.key]
    return sorted(found, key=lambda one: (one.event.item is not session.event.item, one.start))


def change(request: AtelierRequest) -> Response:
    """Add, correct, move, cancel, seat, or send the confirmation again."""
    session, operation = _session(request), request.one("op")
    if operation not in _DONE:
        raise unknown_action()
    try:
        _ACTS[operation](request, session)
    except ActRefused as told:
        return _shown(request, session, refused=str(told), status=422)
    _note(request, session, _DONE[operation])
    return see(f"{ADDRESS}/{session.key}?fait={operation}")


def _add(request: AtelierRequest, session: BookableSession) -> None:
    name, address = request.one("nom"), request.one("adresse")
    organising.add(request.service, session, name, address, request.desk.clock())


def _correct(request: AtelierRequest, session: BookableSession) -> None:
    said = (request.one("qui"), request.one("nom"), request.one("adresse"))
    organising.correct(request.service, session, *said, request.desk.clock())


def _move(request: AtelierRequest, session: BookableSession) -> None:
    target = _sessions(request).get(request.one("vers"))
    if target is None:
        raise ActRefused("Choisir la séance où va cette inscription.")
    organising.move(request.service, session, request.one("qui"), target, request.desk.clock())


def _cancel(request: AtelierRequest, session: BookableSession) -> None:
    organising.cancel(request.service, session, request.one("qui"), request.desk.clock())


def _seat(request: AtelierRequest, session: BookableSession) -> None:
    organising.seat(request.service, session, request.one("qui"), request.desk.clock())


def _send_again(request: AtelierRequest, session: BookableSession) -> None:
    organising.send_again(request.service, session, request.one("qui"), request.desk.clock())


_ACTS: Mapping[str, Callable[[AtelierRequest, BookableSession], None]] = {
    "inscrire": _add,
    "corriger": _correct,
    "deplacer": _move,
    "annuler": _cancel,
    "placer": _seat,
    "renvoyer": _send_again,
}


def attendance(request: AtelierRequest) -> Response:
    """Show a list to tick, and take it, or the file of the webinar tool."""
    session = _session(request)
    refused, unknown, came = "", list[str](), None
    if request.method == "POST":
        try:
            came, unknown = _came(request, session)
        except UnreadableTable as told:
            refused = str(told)
        else:
            request.service.worker.bell.set()
            _note(request, session, "attendance")
    with request.service.store.read() as connection:
        rows = _in_state(organising.people(connection, session.key), "confirmed")
    return page(
        request,
        "session_attendance.html",
        status=422 if refused else 200,
        session=session,
        rows=sorted(rows, key=lambda row: (row.name or row.email).casefold()),
        came=came,
        unknown=unknown,
        refused=refused,
        words=event_text,
    )


def _came(request: AtelierRequest, session: BookableSession) -> tuple[int, list[str]]:
    """Note who came; return how many, and the addresses of the file that nobody has. Raises UnreadableTable."""
    raw = request.files.get("fichier", b"")
    if raw:
        with request.service.store.write(capacity.lock(session)) as connection:
            return files.attended(connection, session.key, raw)
    shown, came = request.form.get("montre", ()), request.form.get("present", ())
    return organising.note_attendance(request.service, session, shown, came), []


def message(request: AtelierRequest) -> Response:
    """Write to a group: the words, then the same words as they will arrive, then the sending."""
    session, operation = _session(request), request.one("op")
    chosen = next((one for one in GROUPS if one == request.one("groupe")), GROUPS[0])
    wanted = GroupMessage(group=chosen, subject=request.one("objet"), body=request.one("texte"))
    if request.method == "POST" and operation == "envoyer":
        try:
            count = group_messages.write_to(request.service, session, wanted, request.desk.clock())
        except ActRefused as told:
            return _message(request, session, wanted, (str(told),))
        request.service.worker.bell.set()
        _note(request, session, "wrote", f" ({count})")
        return see(f"{ADDRESS}/{session.key}?fait=message")
    return _message(request, session, wanted, wanted.faults if operation == "apercu" else None)


def _message(
    request: AtelierRequest,
    session: BookableSession,
    wanted: GroupMessage,
    faults: tuple[str, ...] | None,
) -> Response:
    """Show the form; faults are None when nothing was asked yet, empty when the words may be sent."""
    with request.service.store.read() as connection:
        rows = organising.people(connection, session.key)
    return page(
        request,
        "session_message.html",
        status=422 if faults else 200,
        session=session,
        wanted=wanted,
        groups=[(one, GROUP_NAMES[one], len(group_messages.members(rows, one))) for one in GROUPS],
        count=len(group_messages.members(rows, wanted.group)),
        faults=faults,
        ready=faults == (),
        words=event_text,
    )


def sheet(request: AtelierRequest) -> Response:
    """Show the list to print and sign."""
    session = _session(request)
    with request.service.store.read() as connection:
        rows = _in_state(organising.people(connection, session.key), "confirmed")
    rows.sort(key=lambda row: (row.name or row.email).casefold())
    _note(request, session, "exported")
    return page(request, "session_sheet.html", session=session, rows=rows, words=event_text)


def exported(request: AtelierRequest) -> Response:
    """Give the sign-ups as a file."""
    session, kind = _session(request), request.parameters["name"]
    if kind not in files.TYPES:
        raise unknown_page()
    community = request.service.community
    asked = definitions.fields(definitions.event_form(community, session.event), community)
    with request.service.store.read() as connection:
        content = files.encoded(files.rows(connection, session.key, asked), kind, "inscriptions")
    _note(request, session, "exported")
    headers = {"Content-Disposition": f'attachment; filename="inscriptions-{session.key}.{kind}"'}
    return Response(content, media_type=files.TYPES[kind], headers=headers)


def _sessions(request: AtelierRequest) -> dict[str, BookableSession]:
    return capacity.bookable_sessions(request.service.community)


def _session(request: AtelierRequest) -> BookableSession:
    found = _sessions(request).get(request.parameters["key"])
    if found is None:
        raise unknown_page()
    return found


def _note(request: AtelierRequest, session: BookableSession, kind: ActKind, more: str = "") -> None:
    """Write an act in the journal, which names the session and never a person."""
    what = f"{event_text.title(session.event)}, {event_text.when(session.event)}{more}"
    request.note(kind, what=what)
    request.service.worker.bell.set()


def _route(path: str, handler: Callable[[AtelierRequest], Response], *methods: str) -> AtelierRoute:
    allowed = methods or ("GET",)
    return AtelierRoute(
        path=path,
        handler=handler,
        roles=ORGANISERS,
        methods=allowed,
        online=True,
        files=1 if handler is attendance else 0,
    )


ROUTES = (
    _route(ADDRESS, listing),
    _route(ONE, show),
    _route(ONE, change, "POST"),
    _route(ONE + "/presences", attendance, "GET", "POST"),
    _route(ONE + "/message", message, "GET", "POST"),
    _route(ONE + "/feuille", sheet),
    _route(ONE + "/inscrits.{name}", exported),
)
MENU = (MenuLine(label="Inscriptions", address=ADDRESS, roles=ORGANISERS, rank=35, online=True),)
