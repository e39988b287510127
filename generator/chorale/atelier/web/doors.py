"""Who is at the atelier's door: the owner of a machine, or a member of the team by their session."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from chorale.atelier import team
from chorale.atelier.desk import Desk, Writer
from chorale.atelier.rights import NO_ROLE
from chorale.atelier.web.request import HOME
from chorale.service.accounts import people
from chorale.service.accounts.people import STAFF_SCOPE, Login
from chorale.service.store import Store
from chorale.service.timestamps import Clock

COOKIE = "__Host-chorale-atelier"
NOBODY = Writer(key="", name="", email="", roles=NO_ROLE)


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who asks: a worker, nobody when no session is open; login is the session to be closed."""

    worker: Writer = NOBODY
    login: Login | None = None


class Doorkeeper(Protocol):
    """Says who may come in."""

    def turned_away(self, request: Request) -> Response | None:
        """Return what to answer to who asks at the wrong address."""

    def caller(self, cookies: Mapping[str, str]) -> Caller:
        """Return who asks."""


@dataclass(frozen=True)
class OwnMachine:
    """One's own machine: no login, and no other name than the one that was given."""

    worker: Writer
    desk: Desk

    def turned_away(self, request: Request) -> Response | None:
        """Refuse another name: a stranger's may be a trap, this machine's number is a habit."""
        given, ours = request.headers.get("host", ""), urlsplit(self.desk.address)
        if given == ours.netloc:
            return None
        if request.method == "GET" and given == f"127.0.0.1:{ours.port}":
            return RedirectResponse(self.desk.address + request.scope["path"])
        return PlainTextResponse(
            f"Ouvrez l'atelier à l'adresse {self.desk.address}{HOME}", status_code=421
        )

    def caller(self, cookies: Mapping[str, str]) -> Caller:  # noqa: ARG002 - the door's signature
        """Return the owner."""
        return Caller(worker=self.worker)


@dataclass(frozen=True)
class StaffDoor:
    """The service: a session of one of the team."""

    store: Store
    clock: Clock

    def turned_away(self, request: Request) -> None:  # noqa: ARG002 - the door's signature
        """Answer under any name, as the service does: what comes from elsewhere has no session of ours."""
        return

    def caller(self, cookies: Mapping[str, str]) -> Caller:
        """Return the member whose session is open, with the roles given today."""
        cookie, now = cookies.get(COOKIE, ""), self.clock()
        if not cookie:
            return Caller()
        with self.store.read() as connection:
            login = people.find(connection, cookie, now)
            if login is None or login.person.scope != STAFF_SCOPE:
                return Caller()
            roles = team.roles_of(connection, login.person.id)
        if people.stale(login, now):
            with self.store.write() as connection:
                people.touch(connection, login, now)
        who = login.person
        worker = Writer(key=who.id, name=who.name, email=who.email, roles=roles)
        return Caller(worker=worker, login=login)
