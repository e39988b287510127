"""A request with its form, session and service; routes; redirects."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from starlette.responses import RedirectResponse, Response

from chorale.content.model import Community
from chorale.service.accounts.people import COOKIE, Login
from chorale.service.http_errors import no_login
from chorale.service.mail.outbox import Outbox, Worker
from chorale.service.settings import Settings
from chorale.service.store import Store
from chorale.service.timestamps import Clock
from chorale.service.web.security import Limits
from chorale.service.web.shared_pages import SharedPages

FormData = Mapping[str, Sequence[str]]
"""What was sent: every value of every name, as text."""

ENTRY = "/participer/acces"
"""Where a personal link leads."""
OWN_DATA = "/participer/mes-donnees/"
"""Where one asks for what is kept about oneself, or for a lost link."""

SMALL, LARGE = 16_000, 256_000
"""Body limits in bytes: public forms, questionnaires."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """Everything an answer may need; refused says why a newer publication is not served, in one sentence."""

    settings: Settings
    community: Community
    store: Store
    clock: Clock
    outbox: Outbox
    worker: Worker
    limits: Limits
    refused: str = ""
    pages: SharedPages = field(default_factory=SharedPages)

    def absolute(self, path: str) -> str:
        """Return the full address of one of the service's paths."""
        return self.settings.base_url + path

    def personal_link(self, secret: str) -> str:
        """Return the full address that lets one person in; what follows « # » never reaches a server's log."""
        return f"{self.absolute(ENTRY)}#{secret}"


@dataclass(frozen=True, kw_only=True)
class ServiceRequest:
    """One request, already guarded and parsed; now is the one instant that the whole answer goes by."""

    service: Service
    method: str
    path: str
    parameters: Mapping[str, str]
    query: Mapping[str, str]
    form: FormData
    source: str
    now: datetime
    login: Login | None = None

    def one(self, name: str) -> str:
        """Return the first value of a field, or nothing."""
        return next(iter(self.form.get(name, ())), "")

    @property
    def here(self) -> Login:
        """Return the session; the route's roles guarantee that there is one."""
        if self.login is None:
            raise no_login()
        return self.login


Handler = Callable[[ServiceRequest], Response]


@dataclass(frozen=True, kw_only=True)
class ServiceRoute:
    """One path of the service; roles None means open to all, limit is in bytes.

    With gathers, its answers mostly wait to be written with one another's: many may be made at once.
    """

    path: str
    handler: Handler
    methods: tuple[str, ...] = ("GET",)
    roles: frozenset[str] | None = None
    limit: int = SMALL
    gathers: bool = False


def see_other(path: str) -> Response:
    """Send the browser to another page after a POST."""
    return RedirectResponse(path, status_code=303)


def with_cookie(response: Response, value: str) -> Response:
    """Give the browser its session cookie, or take it back when value is empty."""
    age = None if value else 0
    response.set_cookie(
        COOKIE, value, max_age=age, secure=True, httponly=True, samesite="strict", path="/"
    )
    return response
