"""The ASGI application: routes, security middleware, scheduled jobs and the mail worker."""

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp

from chorale.content.load import load
from chorale.content.model import Community
from chorale.service import form_pages, logs
from chorale.service.accounts.encryption import service_secret
from chorale.service.http_errors import unknown_page
from chorale.service.logs import log
from chorale.service.mail.outbox import Outbox, Worker
from chorale.service.mail.transport import transport
from chorale.service.operation import collection, management_pages, personal_data
from chorale.service.questionnaire import deposit_pages, group_pages, sign_in_pages
from chorale.service.questionnaire.sign_in_pages import forget_sessions
from chorale.service.registrations import pages as registration_pages
from chorale.service.registrations import session_jobs
from chorale.service.settings import Misconfigured, Settings
from chorale.service.store import Store
from chorale.service.subscriptions import pages as subscription_pages
from chorale.service.timestamps import Clock
from chorale.service.web.dispatch import endpoint
from chorale.service.web.request import Service, ServiceRequest, ServiceRoute
from chorale.service.web.security import Limits, SecurityMiddleware

ROUTES: tuple[ServiceRoute, ...] = (
    *sign_in_pages.ROUTES,
    *group_pages.ROUTES,
    *deposit_pages.ROUTES,
    *form_pages.ROUTES,
    *registration_pages.ROUTES,
    *subscription_pages.ROUTES,
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
THREADS = 16


def create_app(root: Path, store: Store, clock: Clock, settings: Settings) -> ASGIApp:
    """Build the ASGI application over a project and a prepared store."""
    return application(create_service(root, store, clock, settings))


def create_service(root: Path, store: Store, clock: Clock, settings: Settings) -> Service:
    """Gather what the answers need; the content is read once. Raises Misconfigured on bad content or key."""
    community = community_of(root, clock)
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
        limits=Limits(),
    )


def community_of(root: Path, clock: Clock) -> Community:
    """Load the content, all of it valid; raises Misconfigured with the first problem."""
    loaded = load(root, clock().date())
    if loaded.community is None or loaded.problems:
        first = loaded.problems[0]
        raise Misconfigured(
            f"contenu à corriger d'abord (chorale check) : {first.source}: {first.sentence}"
        )
    return loaded.community


def application(service: Service) -> ASGIApp:
    """Make the ASGI application of a service."""

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        service.worker.start(lambda: run_jobs(service))
        log("started", ways=len(ROUTES))
        yield
        service.worker.stop()
        log("stopped")

    routes = [
        Route(route.path, endpoint(service, route), methods=list(route.methods)) for route in ROUTES
    ]
    strange = endpoint(service, ServiceRoute(path="-", handler=_unknown))

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
