"""Dispatch of a request: guards, form read within limits, session found, handler called."""

import contextlib
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC
from pathlib import Path

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response

from chorale.service.accounts import people
from chorale.service.accounts.people import COOKIE
from chorale.service.http_errors import (
    HttpError,
    busy,
    fault,
    forbidden,
    no_login,
    unwritable,
)
from chorale.service.logs import log
from chorale.service.store import Busy, Unwritable
from chorale.service.web.form_reading import read_form
from chorale.service.web.page_rendering import refusal_page
from chorale.service.web.request import FormData, Service, ServiceRequest, ServiceRoute
from chorale.service.web.security import prefix

Endpoint = Callable[[Request], Awaitable[Response]]
GATHERED = 64
"""Answers of a route made at once when they mostly wait to be written together: of other answers, eight."""


def endpoint(serving: Callable[[], Service], route: ServiceRoute) -> Endpoint:
    """Turn a route into what Starlette calls; handlers run in threads and may block.

    The service is asked for once an answer: what is published meanwhile is for the next.
    """
    limiter = CapacityLimiter(GATHERED) if route.gathers else None

    async def answer(request: Request) -> Response:
        service = serving()
        request.scope["chorale.way"] = route.path
        form: FormData = {}
        refused: HttpError | None = None
        if request.method == "POST":
            try:
                form = (await read_form(request, service.settings.origin, route.limit)).fields
            except HttpError as refusal:
                refused = refusal
        visit = _visit(service, request, form)
        cookie = request.cookies.get(COOKIE)
        return await to_thread.run_sync(_answer, visit, route, cookie, refused, limiter=limiter)

    return answer


def _visit(service: Service, request: Request, form: FormData) -> ServiceRequest:
    return ServiceRequest(
        service=service,
        method=request.method,
        path=request.scope["path"],
        parameters=request.path_params,
        query=dict(request.query_params),
        form=form,
        source=prefix(address_of(request, service)),
        now=service.clock().astimezone(UTC),
    )


def _answer(
    request: ServiceRequest, route: ServiceRoute, cookie: str | None, refused: HttpError | None
) -> Response:
    if refused is not None:
        return refusal_page(request, refused)
    try:
        known = _with_login(request, cookie) if cookie else request
        return route.handler(_admitted(known, route))
    except HttpError as refusal:
        return refusal_page(request, refusal)
    except Busy as error:
        log("busy", way=route.path, why=str(error))
        return refusal_page(request, busy())
    except Unwritable as error:
        log("unwritable", way=route.path, why=str(error))
        return refusal_page(request, unwritable())
    except Exception as error:  # noqa: BLE001 - told to the operator by its place, to the visitor by a page
        log("fault", way=route.path, error=type(error).__name__, where=place(error))
        return refusal_page(request, fault())


def place(error: Exception) -> str:
    """Return where in the program a fault came from, without what was said."""
    frames = traceback.extract_tb(error.__traceback__)
    return " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-6:])


def _admitted(request: ServiceRequest, route: ServiceRoute) -> ServiceRequest:
    if route.roles is None:
        return request
    if request.login is None:
        raise no_login()
    person = request.login.person
    scope = request.parameters.get("cycle", person.scope)
    if person.role not in route.roles or person.scope != scope:
        raise forbidden("Votre lien ne donne pas accès à cette page.")
    return request


def _with_login(request: ServiceRequest, cookie: str) -> ServiceRequest:
    with request.service.store.read() as connection:
        found = people.find(connection, cookie, request.now)
    if found is not None and people.stale(found, request.now):
        with (
            contextlib.suppress(Busy, Unwritable),  # a page can be read though nothing can be kept
            request.service.store.write() as connection,
        ):
            people.touch(connection, found, request.now)
    return replace(request, login=found)


def address_of(request: Request, service: Service) -> str:
    """Return the network address of who asks, as the proxy that we believe tells it."""
    peer = request.client.host if request.client else "?"
    forwarded = request.headers.getlist("x-forwarded-for")
    if (
        peer in service.settings.proxies and forwarded
    ):  # the proxy writes last; what is before, anyone may have written
        return forwarded[-1].rpartition(",")[2].strip()
    return peer
