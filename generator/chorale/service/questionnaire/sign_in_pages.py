"""Sign-in by personal link: the secret never reaches a log; sign-out; health check."""

from datetime import datetime, timedelta

from sqlalchemy import update
from starlette.responses import JSONResponse, Response

from chorale.service.accounts import people
from chorale.service.accounts.people import OPERATOR_SCOPE, Person
from chorale.service.http_errors import too_many
from chorale.service.mail.outbox_watch import late_by_kind
from chorale.service.questionnaire import roster
from chorale.service.tables import service_identity
from chorale.service.web.page_rendering import asset, page
from chorale.service.web.request import (
    ENTRY,
    Service,
    ServiceRequest,
    ServiceRoute,
    see_other,
    with_cookie,
)
from chorale.service.web.security import Limit

EVERYBODY = frozenset({"member", "referent", "operator"})
PER_SOURCE = Limit(name="acces", count=10, within=timedelta(minutes=10))
PER_PERSON = Limit(name="acces-personne", count=30, within=timedelta(minutes=10))


def home(person: Person) -> str:
    """Return where a person's work is."""
    return "/gestion" if person.scope == OPERATOR_SCOPE else f"/participer/ipm/{person.scope}/"


def secret_in(typed: str) -> str:
    """Return the code of what was typed or pasted: the code itself, or the whole link that ends with it."""
    return "".join(typed.rpartition("#")[2].split()).strip("<>«»\"'.,;)").upper()


def entry(request: ServiceRequest) -> Response:
    """Show the button; nothing is read from the address, nothing is consumed."""
    return page(request, "access.html", faulty=False)


def enter(request: ServiceRequest) -> Response:
    """Open a session for the code of a link, sent by a human's click.

    Only wrong codes count against a network: 256 bits are not guessed, and nobody else's noise keeps a right one out.
    """
    limits, code = request.service.limits, secret_in(request.one("code"))
    with request.service.store.read() as connection:
        person = people.by_secret(connection, code) if len(code) < 100 else None
        if person and person.scope != OPERATOR_SCOPE and not roster.known(connection, person):
            person = None
    limit, source = (PER_PERSON, person.id) if person else (PER_SOURCE, request.source)
    if wait := limits.take(limit, source, request.now):
        raise too_many(wait)
    if person is None:
        return page(request, "access.html", faulty=True, status=403)
    with request.service.store.write(f"group:{person.scope}:{person.group}") as connection:
        if request.login is not None:
            people.leave(connection, request.login)
        cookie = people.enter(connection, person, code, request.now)
    return with_cookie(see_other(home(person)), cookie)


def leave(request: ServiceRequest) -> Response:
    """Close the session."""
    with request.service.store.write() as connection:
        people.leave(connection, request.here)
    return with_cookie(page(request, "left.html"), "")


def health(request: ServiceRequest) -> Response:
    """Say whether the database takes a write, mails are stuck, a publication was refused; for a supervisor."""
    before = request.now - timedelta(minutes=15)
    with request.service.store.write("health") as connection:
        connection.execute(update(service_identity).values(number=service_identity.c.number))
        late = late_by_kind(connection, before)
    content = "refused" if request.service.refused else "ok"
    said = {"status": "ok", "mail": "late" if late else "ok", "content": content}
    return JSONResponse(said | ({"late": late} if late else {}))


def forget_sessions(service: Service, now: datetime) -> None:
    """Erase the sessions that are over."""
    with service.store.write() as connection:
        people.forget(connection, now)


ROUTES = (
    ServiceRoute(path=ENTRY, handler=entry),
    ServiceRoute(path=ENTRY, handler=enter, methods=("POST",)),
    ServiceRoute(path="/participer/sortir", handler=leave, methods=("POST",), roles=EVERYBODY),
    ServiceRoute(path="/participer/assets/{name}", handler=asset),
    ServiceRoute(path="/healthz", handler=health),
)
