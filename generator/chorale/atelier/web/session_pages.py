"""Sessions and meetings with sign-up: who comes, what organisers change of one sign-up, seats and address."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode

from starlette.responses import Response

from chorale.atelier import registrant_list, session_settings, team
from chorale.atelier.acts import ActKind
from chorale.atelier.registrant_list import RegistrantPage
from chorale.atelier.rights import Roles
from chorale.atelier.session_settings import Unsettled
from chorale.atelier.web.request import HOME, AtelierRequest, AtelierRoute, MenuLine, page, see
from chorale.calendars import event_text
from chorale.content import snapshot
from chorale.french.phrases import plain
from chorale.service.forms import sent_messages
from chorale.service.http_errors import unknown_page
from chorale.service.registrations import capacity, files, organising, parties, records
from chorale.service.registrations.capacity import BookableSession, RegistrationRow
from chorale.service.registrations.group_messages import GROUP_NAMES
from chorale.service.timestamps import instant

ORGANISERS: Roles = frozenset({"events"})
ADDRESS = HOME + "seances"
ONE = ADDRESS + "/{key}"
RECENT = timedelta(days=60)
"""How long a session that is over stays in the list; a search finds the older ones."""

STATE_ORDER = ("confirmed", "offered", "waiting", "pending", "refused", "cancelled", "expired")


def listing(request: AtelierRequest) -> Response:
    """Show the sessions that one joins through the service: those to come, then the latest."""
    query, now = plain(request.query.get("q", "")), request.desk.clock()
    known = sorted(desk_sessions(request).values(), key=lambda one: one.start)
    found = [one for one in known if query in plain(event_text.title(one.event))]
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


def to_answer(request: AtelierRequest) -> list[tuple[BookableSession, int]]:
    """Return the sessions to come where requests await the organisers, the first first, with how many."""
    if not request.live or not request.worker.roles & ORGANISERS:
        return []
    with request.service.store.read() as connection:
        counts = capacity.present(connection)
    found = [
        (one, counts[one.key]["waiting"])
        for one in desk_sessions(request).values()
        if one.approval and one.open(request.desk.clock()) and one.key in counts
    ]
    return sorted((one for one in found if one[1]), key=lambda one: one[0].start)


def show(request: AtelierRequest) -> Response:
    """Show who signed up for a session."""
    return shown(request, desk_session(request))


def shown(
    request: AtelierRequest, session: BookableSession, *, refused: str = "", status: int = 200
) -> Response:
    """Show a session: a page of its sign-ups, as asked, and what was typed when nothing was done of it."""
    query, now = request.query.get("q", ""), request.desk.clock()
    with request.service.store.read() as connection:
        rows = organising.people(connection, session.key, query)
        left = capacity.free(connection, session, now)
        counts = dict(capacity.present(connection).get(session.key, {}))
        askers = parties.askers(connection, session.key)
        written = sent_messages.to_session(connection, session.key)
        called = team.names(connection)
        names = {
            row.id: row.name or row.email for row in organising.people(connection, session.key)
        }
    listed = registrant_list.cut(
        rows, _order(session), request.query.get("etat", ""), request.query.get("page", "")
    )
    return page(
        request,
        "session.html",
        status=status,
        session=session,
        listed=listed,
        states=files.STATES,
        kept=_kept(request, listed),
        counts=counts,
        left=left,
        askers=askers,
        refusals=_refusals(rows),
        written=[(one, [names[who] for who in one.people if who in names]) for one in written],
        called=called,
        audiences=GROUP_NAMES,
        query=query,
        touched=next((row for row in rows if row.id == request.query.get("qui")), None),
        others=_others(request, session),
        kinds=files.TYPES,
        refused=refused.splitlines(),
        settings=_settings(request, session),
        typed={name: request.one(name) for name in _TYPED},
        asked=request.one("op") if refused else "",
        chosen=request.form.get("choix", ()),
        answered=[request.query.get(name, "") for name in ("combien", "sur")],
        done=request.query.get("fait", ""),
        words=event_text,
        over=session.end <= now,
    )


def _kept(request: AtelierRequest, listed: RegistrantPage) -> Callable[..., str]:
    """Return what writes the address of the list as it is looked at, but for what is said otherwise."""
    here = {"q": request.query.get("q", ""), "etat": listed.state, "page": listed.page}

    def address(**other: object) -> str:
        said = {**here, "page": 1, **other} if other else here
        mine = urlencode({k: v for k, v in said.items() if v and (k, v) != ("page", 1)})
        return f"{ADDRESS}/{request.parameters['key']}" + (f"?{mine}" if mine else "")

    return address


def _order(session: BookableSession) -> list[str]:
    """Return the states in the order of the page: requests that await an answer come first."""
    return sorted(STATE_ORDER, key=lambda state: not session.approval or state != "waiting")


def _refusals(rows: Sequence[RegistrationRow]) -> dict[str, datetime]:
    """Return when each person who asks again had been refused."""
    return {
        row.id: instant(row.refused_at)
        for row in rows
        if row.refused_at and row.state in records.LIVING
    }


_TYPED = ("qui", "nom", "adresse", "vers", "mot")
"""What was typed of a person and not done, and of whom: nobody for who is not in the list yet."""


def _settings(request: AtelierRequest, session: BookableSession) -> dict[str, object]:
    """Return the seats and the address as typed or as the file has them, and whether registrants know them."""
    event = session_settings.found(request.desk.project().community, session.key)
    said = session_settings.settings(event or session.event)
    typed = {name: request.one(name) for name in said if name in request.form}
    late = said != session_settings.settings(session.event)
    return {**said, **typed, "typed": bool(typed), "late": late}


def in_state(rows: list[RegistrationRow], state: str) -> list[RegistrationRow]:
    """Return the sign-ups in a state."""
    return [row for row in rows if row.state == state]


def _others(request: AtelierRequest, session: BookableSession) -> list[BookableSession]:
    """Return where a sign-up may be moved: what is still open, the other dates of the same event first."""
    now = request.desk.clock()
    found = [
        one for one in desk_sessions(request).values() if one.open(now) and one.key != session.key
    ]
    return sorted(found, key=lambda one: (one.event.item is not session.event.item, one.start))


def arrange(request: AtelierRequest) -> Response:
    """Change the seats and the address of a session in its file; registrants are told at once where that can be."""
    session = desk_session(request)
    wanted = {name: request.one(name).strip() for name in ("capacity", "join")}
    place = request.service.settings.published / snapshot.NAME
    try:
        told = session_settings.settle(request.desk, request.worker, session.event, wanted, place)
    except Unsettled as refused:
        return shown(request, session, refused=str(refused), status=422)
    noted(request, session, "settings")
    return see(f"{ADDRESS}/{session.key}?fait={'reglages' if told else 'reglages-apres'}")


def desk_sessions(request: AtelierRequest) -> dict[str, BookableSession]:
    """Return the sessions that one joins through the service, by key."""
    return capacity.bookable_sessions(request.service.community)


def desk_session(request: AtelierRequest) -> BookableSession:
    """Return the session that the address names; raises unknown_page."""
    found = desk_sessions(request).get(request.parameters["key"])
    if found is None:
        raise unknown_page()
    return found


def noted(request: AtelierRequest, session: BookableSession, kind: ActKind, more: str = "") -> None:
    """Write an act in the journal, which names the session and never a person."""
    what = f"{event_text.title(session.event)}, {event_text.when(session.event)}{more}"
    request.note(kind, what=what)
    request.service.worker.bell.set()


def route(
    path: str, handler: Callable[[AtelierRequest], Response], *methods: str, files: int = 0
) -> AtelierRoute:
    """Return a route of the organisers."""
    return AtelierRoute(
        path=path,
        handler=handler,
        roles=ORGANISERS,
        methods=methods or ("GET",),
        online=True,
        files=files,
    )


ROUTES = (
    route(ADDRESS, listing),
    route(ONE, show),
    route(ONE + "/reglages", arrange, "POST"),
)
MENU = (MenuLine(label="Inscriptions", address=ADDRESS, roles=ORGANISERS, rank=35, online=True),)
