"""Registrants of a session, all together: attendance, messages, the list to print or to take."""

from collections.abc import Sequence

from starlette.responses import Response

from chorale.atelier import session_settings
from chorale.atelier.web.request import AtelierRequest, page, see
from chorale.atelier.web.session_pages import (
    ADDRESS,
    ONE,
    desk_session,
    in_state,
    noted,
    route,
)
from chorale.calendars import event_text
from chorale.service.forms import definitions
from chorale.service.http_errors import unknown_page
from chorale.service.questionnaire.spreadsheets import grids
from chorale.service.registrations import attendance as came_lists
from chorale.service.registrations import capacity, certificates, files, group_messages, organising
from chorale.service.registrations.capacity import BookableSession, RegistrationRow
from chorale.service.registrations.group_messages import GROUP_NAMES, GROUPS, GroupMessage
from chorale.service.registrations.organising import ActRefused
from chorale.text.csv_files import UnreadableTable


def attendance(request: AtelierRequest) -> Response:
    """Show a list to tick, and take it, or the file of the webinar tool."""
    session = desk_session(request)
    refused, unknown, came = "", list[str](), None
    if request.method == "POST":
        try:
            came, unknown = _came(request, session)
        except UnreadableTable as told:
            refused = str(told)
        else:
            request.service.worker.bell.set()
            noted(request, session, "attendance")
    with request.service.store.read() as connection:
        rows = in_state(organising.people(connection, session.key), "confirmed")
    return page(
        request,
        "session_attendance.html",
        status=422 if refused else 200,
        session=session,
        letters=_letters(rows),
        came=came,
        unknown=unknown,
        pasted=request.one("colle") if refused else "",
        refused=refused,
        words=event_text,
    )


def _letters(rows: Sequence[RegistrationRow]) -> dict[str, list[RegistrationRow]]:
    """Return sign-ups in the order of their names, under the letter that each begins with."""
    found: dict[str, list[RegistrationRow]] = {}
    for row in sorted(rows, key=organising.by_name):
        found.setdefault(organising.by_name(row)[:1].upper(), []).append(row)
    return found


def _came(request: AtelierRequest, session: BookableSession) -> tuple[int, list[str]]:
    """Note who came; return how many, and the addresses of the file that nobody has. Raises UnreadableTable."""
    raw, pasted = request.files.get("fichier", b""), request.one("colle")
    if raw or pasted.strip():
        with request.service.store.write(capacity.lock(session)) as connection:
            if raw:
                return came_lists.attended(connection, session.key, raw, grids.tables)
            return came_lists.attended_as_pasted(connection, session.key, pasted)
    shown, came = request.form.get("montre", ()), request.form.get("present", ())
    return organising.note_attendance(request.service, session, shown, came), []


def message(request: AtelierRequest) -> Response:
    """Write to a group: the words, then the same words as they will arrive, then the sending."""
    session, operation = desk_session(request), request.one("op")
    chosen = next((one for one in GROUPS if one == request.one("groupe")), GROUPS[0])
    wanted = GroupMessage(group=chosen, subject=request.one("objet"), body=request.one("texte"))
    if request.method == "GET" and request.query.get("modele") == "apres":
        known = session_settings.found(request.desk.project().community, session.key)
        wanted = group_messages.afterwards(request.service, session, known or session.event)
    if request.method == "POST" and operation == "envoyer":
        try:
            count = group_messages.write_to(
                request.service, session, wanted, request.worker.key, request.desk.clock()
            )
        except ActRefused as told:
            return _message(request, session, wanted, (str(told),))
        request.service.worker.bell.set()
        noted(request, session, "wrote", f" ({count})")
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
        groups=[
            (one, GROUP_NAMES[one], len(group_messages.members(rows, one)))
            for one in GROUPS
            if one not in ("present", "absent") or any(row.attended for row in rows)
        ],
        count=len(group_messages.members(rows, wanted.group)),
        faults=faults,
        ready=faults == (),
        words=event_text,
    )


def sheet(request: AtelierRequest) -> Response:
    """Show the list to print and sign."""
    session = desk_session(request)
    with request.service.store.read() as connection:
        rows = in_state(organising.people(connection, session.key), "confirmed")
    rows.sort(key=organising.by_name)
    noted(request, session, "exported")
    return page(request, "session_sheet.html", session=session, rows=rows, words=event_text)


def exported(request: AtelierRequest) -> Response:
    """Give the sign-ups as a file."""
    session, kind = desk_session(request), request.parameters["name"]
    if kind not in files.TYPES:
        raise unknown_page()
    community = request.service.community
    asked = definitions.fields(definitions.event_form(community, session.event), community)
    with request.service.store.read() as connection:
        table = files.rows(connection, session.key, asked)
    content = files.encoded(table, kind, "inscriptions", community.timezone)
    noted(request, session, "exported")
    name = f"inscriptions-{session.key}{files.ENDINGS[kind]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=files.TYPES[kind], headers=headers)


def certified(request: AtelierRequest) -> Response:
    """Give the certificates of all who were noted present."""
    session, now = desk_session(request), request.desk.clock()
    with request.service.store.read() as connection:
        rows = certificates.earned(session, organising.people(connection, session.key), now)
    if not rows:
        raise unknown_page()
    noted(request, session, "exported")
    name = f'attachment; filename="attestations-{session.key}.zip"'
    made = certificates.archive(request.service, session, rows)
    return Response(made, media_type="application/zip", headers={"Content-Disposition": name})


ROUTES = (
    route(ONE + "/presences", attendance, "GET", "POST", files=1),
    route(ONE + "/message", message, "GET", "POST"),
    route(ONE + "/feuille", sheet),
    route(ONE + "/inscrits.{name}", exported),
    route(ONE + "/attestations.zip", certified),
)
