"""Trial of a community: its site, its service and an inbox on one local port, with data that go the whole way."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from chorale.content import addresses
from chorale.publish import Tell, build
from chorale.service.accounts import people
from chorale.service.app import application, community_of, create_service
from chorale.service.operation import inbox_pages
from chorale.service.registrations import capacity
from chorale.service.settings import Settings
from chorale.service.store import Store
from chorale.service.timestamps import Clock
from chorale.service.web.dispatch import endpoint
from chorale.service.web.request import Service

SERVED = (f"{addresses.SERVICE}/", "/gestion", "/healthz", inbox_pages.INBOX)
"""Beginnings of the paths that the service answers; all others are the site's."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What is tried: the application, and the addresses to begin with, each with what one sees there."""

    app: ASGIApp
    doors: tuple[tuple[str, str], ...]
    close: Callable[[], None]


def prepare(root: Path, folder: Path, address: str, clock: Clock, tell: Tell) -> Trial:
    """Publish a project for an address of this machine, in a folder that may be thrown away, and make what serves it.

    Raises PublicationRefused.
    """
    today: date = clock().date()
    build(root, folder / "build", today, tell, address=f"{address}/")
    settings = Settings(
        root=root,
        database_url=f"sqlite:///{folder / 'var/chorale.sqlite'}",
        base_url=address,
        folder=folder / "var",
        published=folder / "build",
    )
    store = Store(settings.database_url)
    store.prepare()
    community = replace(community_of(root, clock), url=f"{address}/")
    service = create_service(root, store, clock, settings, community)
    app = OnePort(application(service, annex_over=Inbox), folder / "build/site", address)
    return Trial(app=app, doors=tuple(_doors(service)), close=store.close)


class Inbox:
    """The mails of the trial, as pages beside the service's."""

    def __init__(self, serving: Callable[[], Service]) -> None:
        self.routes = [Route(one.path, endpoint(serving, one)) for one in inbox_pages.INBOX_ROUTES]

    def start(self) -> None:
        """Have nothing to begin: the service lays the mails as files."""

    def stop(self) -> None:
        """Have nothing to finish."""


def _doors(service: Service) -> list[tuple[str, str]]:
    now = service.clock()
    with service.store.write("access") as connection:
        who = {"group": "", "role": "operator", "name": "Vous", "email": "vous@exemple.fr"}
        _, secret = people.admit(connection, now, scope=people.OPERATOR_SCOPE, **who)
    doors = [
        ("Le site", service.absolute("/")),
        ("Les courriels", service.absolute(inbox_pages.INBOX)),
    ]
    for session in capacity.bookable_sessions(service.community).values():
        if session.open(now):
            path = f"{addresses.SERVICE}/inscription/{session.key}/"
            doors.append(("Une inscription à essayer", service.absolute(path)))
            break
    return [*doors, ("La page de gestion", service.personal_link(secret))]


class OnePort:
    """Answers as the documented front does: the service for its own paths, else the site's files and its 404 page."""

    def __init__(self, service: ASGIApp, site: Path, address: str) -> None:
        self.service, self.site, self.address = service, site, address
        self.files = StaticFiles(directory=site, html=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI event."""
        if scope["type"] != "http":
            await self.service(scope, receive, send)
            return
        await self._answer(scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> ASGIApp:
        path = scope["path"]
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        if host and not self.address.endswith(f"//{host}"):  # forms are accepted from one name only
            return RedirectResponse(f"{self.address}{path}")
        if path.startswith(SERVED):
            return self.service
        known = self.site / path.lstrip("/")
        inside = known.resolve().is_relative_to(self.site.resolve())
        if inside and (known.is_file() or (known / "index.html").is_file()):
            return self.files
        return self._lost()

    def _lost(self) -> Response:
        return FileResponse(self.site / "404.html", status_code=404)
