"""The ASGI application: routes, security middleware, scheduled jobs, the mail worker, the publication followed."""

import contextlib
import gc
import sys
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp

from chorale import garbage
from chorale.content.load import load
from chorale.content.model import Community
from chorale.content.problems import errors
from chorale.service import form_pages, logs
from chorale.service.accounts.encryption import service_secret
from chorale.service.http_errors import unknown_page
from chorale.service.logs import log
from chorale.service.mail.outbox import Outbox, Worker
from chorale.service.mail.transport import transport
from chorale.service.operation import (
    address_pages,
    collection,
    management_pages,
    personal_data,
    personal_link_pages,
    personal_pages,
)
from chorale.service.publication import Publication
from chorale.service.questionnaire import deposit_pages, group_pages, home_page, sign_in_pages
from chorale.service.questionnaire.sign_in_pages import forget_sessions
from chorale.service.registrations import own_pages, party_pages, session_jobs
from chorale.service.registrations import pages as registration_pages
from chorale.service.settings import Misconfigured, Settings
from chorale.service.store import Busy, Store
from chorale.service.subscriptions import pages as subscription_pages
from chorale.service.timestamps import Clock
from chorale.service.web.dispatch import endpoint
from chorale.service.web.request import Service, ServiceRequest, ServiceRoute
from chorale.service.web.security import Limits, SecurityMiddleware
from chorale.service.web.shared_limits import SharedLimits
from chorale.service.web.shared_pages import SharedPages

ROUTES: tuple[ServiceRoute, ...] = (
    *sign_in_pages.ROUTES,
    *home_page.ROUTES,
    *group_pages.ROUTES,
    *deposit_pages.ROUTES,
    *form_pages.ROUTES,
    *registration_pages.ROUTES,
    *own_pages.ROUTES,
    *party_pages.ROUTES,
    *subscription_pages.ROUTES,
    *personal_link_pages.ROUTES,
    *personal_pages.ROUTES,
    *address_pages.ROUTES,
    *management_pages.ROUTES,
)
LOG_MONTHS = 12


def forget_logs(service: Service, now: datetime) -> None:
    """Erase the logs older than a year."""
    logs.forget(service.settings.log_folder, personal_data.limit(service, LOG_MONTHS, now).date())


JOBS: tuple[Callable[[Service, datetime], None], ...] = (
    forget_sessions,
    forget_logs,
    collection.run_cycle_jobs,
    session_jobs.run_session_jobs,
    personal_data.daily,
)
"""What is done about every half minute: each must be quick, and harmless when done twice."""
THREADS, TURN = 8, 0.002
"""Answers made at once, and the seconds that each computes before another thread has its turn: what takes and gives the
answers is one of the threads, and with Python's 5 ms it waits for all of the others; each turn costs CPU."""
LOOK_EVERY, JOBS_EVERY = timedelta(seconds=2), timedelta(seconds=30)


class Serving:
    """The service as it is now: a new publication exchanges it whole, answers in hand end with the former one."""

    def __init__(self, service: Service, publication: Publication | None = None) -> None:
        self.service, self.publication = service, publication

    def __call__(self) -> Service:
        """Return what an answer goes by, from its first line to its last."""
        return self.service

    def look(self) -> bool:
        """Take what was published since; tell whether anything was."""
        if self.publication is None:
            return False
        fresh, refused = self.publication.look(), self.publication.refused
        if fresh is not None:
            self.service.outbox.sender = fresh.sender
        if fresh is not None or refused != self.service.refused:
            community = fresh or self.service.community
            self.service = replace(
                self.service, community=community, refused=refused, pages=SharedPages()
            )
        if fresh is not None and gc.get_freeze_count():
            garbage.set_aside()
        return fresh is not None


class Clockwork:
    """A thread that looks for a new publication every two seconds, and does the scheduled jobs every half minute.

    It sends nothing: however slow the relay, its hour is kept. Of several processes, one leads at each round.
    """

    def __init__(self, serving: Serving) -> None:
        self.serving, self.stopping = serving, threading.Event()
        self.thread = threading.Thread(target=self._run, name="clockwork", daemon=True)

    def start(self) -> None:
        """Start; the first jobs are done at once."""
        self.thread.start()

    def stop(self) -> None:
        """Finish the job in hand, then stop."""
        self.stopping.set()
        self.thread.join(timeout=30)

    def _run(self) -> None:
        rounds = JOBS_EVERY // LOOK_EVERY
        step = 0
        while not self.stopping.wait(LOOK_EVERY.total_seconds() if step else 0):
            self._round(due=step % rounds == 0)
            step += 1

    def _round(self, *, due: bool) -> None:
        """Look, and do the jobs when they are due, or at once when people must be told of what was published."""
        try:
            if self.serving.look() or due:
                with self.serving().store.leading("jobs") as lead:
                    if lead.held():
                        run_jobs(self.serving())
        except Busy:
            log("jobs-wait")
        except Exception as error:  # noqa: BLE001 - the clock outlives any one job; the fault is told, never hidden
            log("jobs-fault", error=type(error).__name__)


def create_app(root: Path, store: Store, clock: Clock, settings: Settings) -> ASGIApp:
    """Build the ASGI application over a project and a prepared store."""
    return application(create_service(root, store, clock, settings))


def create_service(
    root: Path,
    store: Store,
    clock: Clock,
    settings: Settings,
    community: Community | None = None,
) -> Service:
    """Gather what the answers need, over a community or the content; raises Misconfigured on bad content or key."""
    community = community or community_of(root, clock)
    box = Outbox(
        service_secret(store, settings.key_file), community.sender, settings.mails_per_hour
    )
    worker = Worker(box, store, transport(settings), clock)
    return Service(
        settings=settings,
        community=community,
        store=store,
        clock=clock,
        outbox=box,
        worker=worker,
        limits=Limits() if store.is_sqlite else SharedLimits(store, box.secret),
    )


def community_of(root: Path, clock: Clock) -> Community:
    """Load the content, all of it valid; raises Misconfigured with the first problem."""
    loaded = load(root, clock().date())
    if loaded.community is None or errors(loaded.problems):
        first = errors(loaded.problems)[0]
        raise Misconfigured(
            f"contenu à corriger d'abord (chorale check) : {first.source}: {first.sentence}"
        )
    return loaded.community


class Annex(Protocol):
    """What a room above this one adds to the service: routes, and work that goes on beside the answers."""

    @property
    def routes(self) -> Sequence[Route]:
        """Return the routes."""

    def start(self) -> None:
        """Begin to work."""

    def stop(self) -> None:
        """Finish what is in hand, then stop."""


def application(
    service: Service,
    publication: Publication | None = None,
    annex_over: Callable[[Callable[[], Service]], Annex] | None = None,
) -> ASGIApp:
    """Make the ASGI application of a service; it follows a publication when it is given one."""
    serving = Serving(service, publication)
    clockwork = Clockwork(serving)
    annex = annex_over(serving) if annex_over else None

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        sys.setswitchinterval(TURN)
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        service.worker.start()
        clockwork.start()
        if annex:
            annex.start()
        log("started", ways=len(ROUTES))
        if service.refused:
            log("publication-refused", why=service.refused)
        yield
        if annex:
            annex.stop()
        clockwork.stop()
        service.worker.stop()
        log("stopped")

    routes = [
        *(Route(one.path, endpoint(serving, one), methods=list(one.methods)) for one in ROUTES),
        *(annex.routes if annex else ()),
    ]
    strange = endpoint(serving, ServiceRoute(path="-", handler=_unknown))

    async def not_found(request: Request, _: Exception) -> Response:
        return _with_slash(request, routes) or await strange(request)

    site = Starlette(
        routes=routes, exception_handlers={404: not_found, 405: not_found}, lifespan=lifespan
    )
    site.router.redirect_slashes = (
        False  # Starlette's own is made with what the visitor's Host says
    )
    return SecurityMiddleware(site)


def _with_slash(request: Request, routes: Sequence[Route]) -> Response | None:
    """Lead to the page whose address differs by its final slash only, on this very server; None when there is none."""
    path = request.scope["path"]
    other = path.rstrip("/") if path.endswith("/") else f"{path}/"
    if not any(
        route.matches({**request.scope, "path": other})[0] is Match.FULL for route in routes
    ):
        return None
    query = request.scope["query_string"].decode("latin-1")
    return RedirectResponse(f"{quote(other)}?{query}" if query else quote(other), status_code=307)


def run_jobs(service: Service) -> None:
    """Do every scheduled job once."""
    for job in JOBS:
        job(service, service.clock().astimezone(UTC))


def _unknown(_: ServiceRequest) -> Response:
    raise unknown_page()
