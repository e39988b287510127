"""The entrance: a link whose secret never reaches a log, a button that a person presses, a way out, and a pulse."""

from datetime import datetime, timedelta

from sqlalchemy import select
from starlette.responses import JSONResponse, Response

from generator.service.access import logins, people
from generator.service.access.people import OPERATOR_SCOPE, Person
from generator.service.cycle import group_keys
from generator.service.cycle.access_links import ENTRY
from generator.service.instants import stamp
from generator.service.refusals import too_many
from generator.service.tables import outbox
from generator.service.web.limits import Limit
from generator.service.web.pages import asset, page
from generator.service.web.visits import Service, Visit, Way, see_other, with_cookie

EVERYBODY = frozenset({"member", "referent", "operator"})
PER_SOURCE = Limit(name="acces", count=10, within=timedelta(minutes=10))
GLOBAL = Limit(name="acces-tous", count=300, within=timedelta(minutes=10))


def home(person: Person) -> str:
    """Return where a person's work is."""
    return "/gestion" if person.scope == OPERATOR_SCOPE else f"/participer/ipm/{person.scope}/"


def entry(visit: Visit) -> Response:
    """Show the button; nothing is read from the address, nothing is consumed."""
    return page(visit, "access.html", faulty=False)


def enter(visit: Visit) -> Response:
    """Open a session for the code of a link, sent by a human's click."""
    limits, code = visit.service.limits, visit.one("code").strip()
    wait = limits.take(PER_SOURCE, visit.source, visit.now) or limits.take(GLOBAL, "*", visit.now)
    if wait:
        raise too_many(wait)
    with visit.service.store.read() as connection:
        person = people.by_secret(connection, code.upper()) if len(code) < 100 else None
    if person is None:
        return page(visit, "access.html", faulty=True, status=403)
    with visit.service.store.write(f"group:{person.scope}:{person.group}") as connection:
        if visit.login is not None:
            logins.leave(connection, visit.login)
        group_keys.pass_on(connection, person, code.upper())
        cookie = logins.enter(connection, person, code.upper(), visit.now)
    limits.forgive(PER_SOURCE, visit.source)
    limits.forgive(GLOBAL, "*")
    return with_cookie(see_other(home(person)), cookie)


def leave(visit: Visit) -> Response:
    """Close the session."""
    with visit.service.store.write() as connection:
        logins.leave(connection, visit.here)
    return with_cookie(page(visit, "left.html"), "")


def health(visit: Visit) -> Response:
    """Say whether the database answers, and whether mails are stuck; for a supervisor."""
    late = stamp(visit.now - timedelta(minutes=15))
    with visit.service.store.read() as connection:
        waiting = select(outbox.c.id).where(outbox.c.state.in_(("queued", "sending")), outbox.c.due_at < late).limit(1)
        stuck = connection.execute(waiting).first() is not None
    return JSONResponse({"status": "ok", "mail": "late" if stuck else "ok"})


def forget_sessions(service: Service, now: datetime) -> None:
    """Erase the sessions that are over."""
    with service.store.write() as connection:
        logins.forget(connection, now)


WAYS = (
    Way(path=ENTRY, handler=entry),
    Way(path=ENTRY, handler=enter, methods=("POST",)),
    Way(path="/participer/sortir", handler=leave, methods=("POST",), roles=EVERYBODY),
    Way(path="/participer/assets/{name}", handler=asset),
    Way(path="/healthz", handler=health),
)
