"""The application: one table of ways, one shield around it, one worker that sends the mails."""

import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from generator.content.load import load
from generator.content.model import Community
from generator.service import logs
from generator.service.access.seals import service_secret
from generator.service.cycle import access_pages, deposit_pages, group_pages, proposal_pages
from generator.service.cycle.access_pages import forget_sessions
from generator.service.instants import Clock
from generator.service.logs import log
from generator.service.mail.outbox import Outbox, Worker
from generator.service.mail.transport import transport
from generator.service.operation import cycle_chores, management_pages, personal_data
from generator.service.public import form_pages, registration_pages, sittings, subscription_pages
from generator.service.refusals import unknown_page
from generator.service.settings import Misconfigured, Settings
from generator.service.store import Store
from generator.service.web.limits import Limits
from generator.service.web.reception import endpoint
from generator.service.web.security import Shield
from generator.service.web.visits import Service, Visit, Way

WAYS: tuple[Way, ...] = (
    *access_pages.WAYS,
    *group_pages.WAYS,
    *proposal_pages.WAYS,
    *deposit_pages.WAYS,
    *form_pages.WAYS,
    *registration_pages.WAYS,
    *subscription_pages.WAYS,
    *management_pages.WAYS,
)
LOG_MONTHS = 12


def forget_logs(service: Service, now: datetime) -> None:
    """Erase the logs older than a year."""
    logs.forget(service.settings.log_folder, personal_data.limit(service, LOG_MONTHS, now).date())


CHORES: tuple[Callable[[Service, datetime], None], ...] = (
    forget_sessions,
    forget_logs,
    cycle_chores.follow,
    sittings.follow,
    personal_data.daily,
)
"""What is done about every half minute: each must be quick, and harmless when done twice."""
THREADS = 16


def create_app(root: Path, store: Store, clock: Clock, settings: Settings) -> ASGIApp:
    """Build the ASGI application over a project and a prepared store."""
    return application(create_service(root, store, clock, settings))


def create_service(root: Path, store: Store, clock: Clock, settings: Settings) -> Service:
    """Gather what the answers need; the content is read once. Raises Misconfigured on bad content."""
    community = community_of(root, clock)
    box = Outbox(service_secret(settings.key_file), community.sender, settings.mails_per_hour)
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
        raise Misconfigured(f"contenu à corriger d'abord (chorale check) : {first.source}: {first.sentence}")
    return loaded.community


def application(service: Service) -> ASGIApp:
    """Lay the table of ways over a service."""

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        service.worker.start(lambda: chores(service))
        log("started", ways=len(WAYS))
        yield
        service.worker.stop()
        log("stopped")

    routes = [Route(way.path, endpoint(service, way), methods=list(way.methods)) for way in WAYS]
    strange = endpoint(service, Way(path="-", handler=_unknown))

    async def not_found(request: Request, _: Exception) -> Response:
        return await strange(request)

    return Shield(Starlette(routes=routes, exception_handlers={404: not_found, 405: not_found}, lifespan=lifespan))


def chores(service: Service) -> None:
    """Do every chore once."""
    for chore in CHORES:
        chore(service, service.clock().astimezone(UTC))


def _unknown(_: Visit) -> Response:
    raise unknown_page()
